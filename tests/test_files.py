"""Files are written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wayhome.errors import CannotWrite
from wayhome.files import VERSIONS, _umask, left_behind, write_folder, write_whole


def test_a_file_appears_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "results" / "a.txt"
    write_whole(target, lambda path: path.write_text("all of it"))
    assert target.read_text() == "all of it"
    assert [p.name for p in target.parent.iterdir()] == ["a.txt"]


def test_a_failure_in_the_middle_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")

    def half(path: Path) -> None:
        path.write_text("ha")
        raise OSError(28, "No space left on device")

    with pytest.raises(CannotWrite, match=r"No space left on device.*unchanged"):
        write_whole(target, half)
    assert target.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(CannotWrite, match="could not be written"):
        write_whole(tmp_path / "a.txt", lambda path: path.write_text("x"))


def test_a_file_in_place_of_the_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "results").write_text("a file")
    with pytest.raises(CannotWrite, match="could not be written"):
        write_whole(tmp_path / "results" / "a.txt", lambda path: path.write_text("x"))


def abandoned(folder: Path, name: str, process: int) -> Path:
    """What a process leaves that is killed while it writes a file."""
    names: list[str] = []
    write_whole(folder / name, lambda path: names.append(path.name))
    left = folder / names[0].replace(f"-{os.getpid()}.", f"-{process}.")
    left.write_text("half")
    return left


def test_the_next_writer_removes_what_a_killed_one_left(tmp_path: Path) -> None:
    other = abandoned(tmp_path, "b.txt", 10**9)
    running = abandoned(tmp_path, "a.txt", 1)
    left = abandoned(tmp_path, "a.txt", 10**9)
    assert sorted(left_behind(tmp_path)) == sorted([left, other])
    write_whole(tmp_path / "a.txt", lambda path: path.write_text("whole"))
    assert not left.exists()
    assert other.exists()  # another file's; its next writer removes it
    assert running.exists()  # its process still runs


def test_the_next_folder_of_that_name_removes_what_a_killed_writer_left(tmp_path: Path) -> None:
    left = abandoned(tmp_path, "study", 10**9)
    left.unlink()
    (tmp_path / "study").unlink()
    (left / "sources").mkdir(parents=True)
    (left / "sources/half.txt").write_text("half")
    other = abandoned(tmp_path, "study-2", 10**9)
    write_folder(tmp_path / "study", {"a.txt": "all", "sources/b.txt": "of it"})
    assert not left.exists()
    assert other.exists()  # another folder's
    assert (tmp_path / "study/sources/b.txt").read_text() == "of it"
    assert (tmp_path / "study").stat().st_mode & 0o777 == 0o777 & ~_umask()


def test_files_that_only_look_alike_stay(tmp_path: Path) -> None:
    mine = [tmp_path / name for name in (".a.txt.swp", ".a.txt.0-1", ".a.txt.zzzzzzzz-1.x.txt", "a.txt.1")]
    for path in mine:
        path.write_text("mine")
    write_whole(tmp_path / "a.txt", lambda path: path.write_text("x"))
    assert all(path.read_text() == "mine" for path in mine)


def test_former_versions_are_kept_the_last_ones_and_in_order(tmp_path: Path) -> None:
    kept = tmp_path / "versions"
    for number in range(VERSIONS + 5):
        write_whole(tmp_path / "a.txt", lambda path, n=number: path.write_text(str(n)), versions=kept)
    assert (tmp_path / "a.txt").read_text() == str(VERSIONS + 4)
    assert [path.read_text() for path in sorted(kept.iterdir())] == [str(n) for n in range(4, VERSIONS + 4)]
    assert sorted(kept.iterdir())[-1].name == f"a-{VERSIONS + 4:04d}.txt"


def test_versions_need_no_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    for text in ("one", "two"):
        write_whole(tmp_path / "a.txt", lambda path, text=text: path.write_text(text), versions=tmp_path / "versions")
    assert (tmp_path / "versions/a-0001.txt").read_text() == "one"


def test_a_write_that_fails_keeps_no_version(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.txt", lambda path: path.write_text("x"))
    with pytest.raises(CannotWrite, match="could not be written"):
        write_whole(tmp_path / "a.txt", lambda path: path.unlink(), versions=tmp_path / "versions")
    assert (tmp_path / "a.txt").read_text() == "x"
    assert not (tmp_path / "versions").exists()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="asks the system what a handle is of")
def test_the_file_and_then_its_folder_are_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    sync, replace = os.fsync, Path.replace

    def seen(handle: int) -> None:
        steps.append("folder" if os.path.isdir(f"/proc/self/fd/{handle}") else "file")
        sync(handle)

    def moved(self: Path, to: Path) -> Path:
        steps.append("rename")
        return replace(self, to)

    monkeypatch.setattr(os, "fsync", seen)
    monkeypatch.setattr(Path, "replace", moved)
    write_whole(tmp_path / "a.txt", lambda path: path.write_text("x"))
    assert steps == ["file", "rename", "folder"]
