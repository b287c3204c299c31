"""Files and folders that are either written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import platform
import re
import shutil
import tempfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

from wayhome.errors import CannotWrite

VERSIONS = 10
"""So many former versions of a file are kept."""


def write_whole(path: Path, write: Callable[[Path], object], *, versions: Path | None = None) -> None:
    """Let `write` fill a temporary file beside `path`, then put it in place; CannotWrite leaves what was there.

    versions: a folder that keeps what was there before, under the file's name and a number that rises.
    """
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path)
        handle, name = tempfile.mkstemp(prefix=f"{_mark(path)}{os.getpid()}.", suffix=path.suffix, dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        write(temporary)
        with temporary.open("rb") as written:
            os.fsync(written.fileno())
        temporary.chmod(0o666 & ~_umask())
        if versions is not None and path.exists():
            _keep_version(path, versions)
        temporary.replace(path)
        _settle(path.parent)
    except OSError as error:
        raise CannotWrite(
            f"{path} could not be written ({error.strerror or error}); what was there is unchanged"
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def refuse_taken(to: Path) -> None:
    """CannotWrite where there is something already."""
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise CannotWrite(f"{to} is already there and not empty; choose another name. Nothing was changed.")


def write_folder(to: Path, files: Mapping[str, str]) -> None:
    """Make a folder of these files (names may begin with a folder's) beside `to`, then put it there, where nothing is or an empty
    folder; CannotWrite leaves it so."""
    beside = None
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        _sweep(to)
        beside = Path(tempfile.mkdtemp(prefix=f"{_mark(to)}{os.getpid()}.", dir=to.parent))
        for name, text in files.items():
            (beside / name).parent.mkdir(exist_ok=True)
            (beside / name).write_text(text, encoding="utf-8", newline="")
        beside.chmod(0o777 & ~_umask())
        if to.is_dir():
            to.rmdir()
        beside.rename(to)
        beside = None
    except OSError as error:
        raise CannotWrite(f"{to} could not be written ({error.strerror or error}); nothing was changed") from error
    finally:
        if beside is not None:
            shutil.rmtree(beside, ignore_errors=True)


_TEMPORARY = re.compile(r"\..*\.([0-9a-f]{8})-(\d{1,10})\.[^.]*(\..*)?")


def _mark(path: Path) -> str:
    """How the temporary files of a file, or folders of a folder, begin."""
    return f".{path.name}.{_machine()}-"


def _sweep(path: Path) -> None:
    """Remove what writers of this file or folder left that were killed."""
    for left in path.parent.iterdir():
        if left.name.startswith(_mark(path)) and _is_left(left):
            if left.is_dir() and not left.is_symlink():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)


def left_behind(folder: Path) -> list[Path]:
    """Temporary files in a folder whose writers are no more; the next write of the same file removes them."""
    return [path for path in folder.rglob(".*") if _is_left(path)]


def _is_left(path: Path) -> bool:
    found = _TEMPORARY.fullmatch(path.name)
    return found is not None and found[1] == _machine() and not _is_running(int(found[2]))


def _machine() -> str:
    """Shared folders have writers on several machines, each of which knows only its own processes."""
    return f"{zlib.crc32(platform.node().encode()):08x}"


def _is_running(process: int) -> bool:
    if os.name == "nt":
        return True  # nothing can be asked there without sending it something
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True  # somebody else's
    return True


def _keep_version(path: Path, folder: Path) -> None:
    """Give the file as it stands a second name, and forget the oldest versions."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = sorted(
        (int(number[1]), one) for one in folder.iterdir() if (number := _version_of(path).fullmatch(one.name))
    )
    new = folder / f"{path.stem}-{kept[-1][0] + 1 if kept else 1:04d}{path.suffix}"
    try:
        os.link(path, new)
    except OSError:  # a file system without links
        shutil.copyfile(path, new)
    for _, old in kept[: max(0, len(kept) + 1 - VERSIONS)]:
        with contextlib.suppress(OSError):
            old.unlink()


def _version_of(path: Path) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(path.stem)}-(\d{{4,9}}){re.escape(path.suffix)}")


def _settle(folder: Path) -> None:
    """Have the folder's new entry on disk too, where the system allows it."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        with contextlib.suppress(OSError):  # the file itself is safely written; some file systems cannot sync folders
            os.fsync(handle)
    finally:
        os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
