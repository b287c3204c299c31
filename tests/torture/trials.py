"""Disturbances: kills, a full disk, a folder that may not be written, many writers, a clock that goes backwards.

Each trial returns counts for the table, and raises AssertionError where something was lost.
"""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import subprocess
from collections import Counter
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from tests.torture.apart import Ended, apart, strays
from tests.torture.deeds import DEEDS, Deed, Tell, bring_in, check_import, made, prepare_import, promised, review
from wayhome.claims.ledger import read_rows
from wayhome.errors import InvalidInput

AFRESH = 40  # kills after which a new study begins, so that ledgers stay small
NOBODY = 65534


def kills(name: str, count: int, seed: int) -> Counter[str]:
    """kill -9 at chance moments; after each, every file is whole, nothing promised is lost, and the next run leaves no trace."""
    deed, dice, counts = DEEDS[name], Random(f"{name} {seed}"), Counter[str]()
    warm(name)
    with TemporaryDirectory() as top:
        for first in range(0, count, AFRESH):
            folder = Path(top) / str(first)
            deed.prepare(folder)
            told: tuple[str, ...] = ()
            for _ in range(min(AFRESH, count - first)):
                ended = apart(lambda tell, folder=folder: forever(deed, folder, tell)).kill_after(
                    dice.uniform(0, deed.pause)
                )
                assert ended.killed, ended.failed
                told = (*told, *ended.told)
                counts["kills"] += 1
                counts["in the middle of a file"] += bool(strays(folder))
                deed.check(folder, told)
            told = (*told, *done(deed, folder).told)
            deed.check(folder, told)
            assert not strays(folder), f"left behind: {strays(folder)}"
            counts["promises kept"] += len(promised(told))
            shutil.rmtree(folder)
    return counts


def forever(deed: Deed, folder: Path, tell: Tell) -> None:
    while True:
        deed.do(folder, tell)


def done(deed: Deed, folder: Path) -> Ended:
    """The deed done twice without disturbance, so that each of its files is written."""
    ended = apart(lambda tell: (deed.do(folder, tell), deed.do(folder, tell))).wait()
    assert not ended.failed, ended.failed
    return ended


def warm(name: str) -> None:
    """What forks share: modules, compiled kernels, a forecast."""
    if name in ("fit", "forecast", "export"):
        made()


# ---- a full disk --------------------------------------------------------------------------------------------


def full_disk(name: str, count: int, seed: int) -> Counter[str]:
    """The disk is full after a chance number of bytes: the deed says so (or gets by), and nothing is torn. A small file system
    in memory where one may be mounted; else no file may grow beyond a limit, which fails alike."""
    deed, dice, counts = DEEDS[name], Random(f"{name} {seed}"), Counter[str]()
    warm(name)
    with small_disk() as (top, mounted):
        folder = top / "study"
        deed.prepare(folder)
        told = done(deed, folder).told
        for _ in range(count):
            room = int(10 ** dice.uniform(0, 6))
            filler = top / "filler"
            if mounted:
                _fill(filler, room)
            ended = apart(
                lambda tell: deed.do(folder, tell), (lambda: None) if mounted else partial(_limit, room)
            ).wait()
            filler.unlink(missing_ok=True)
            assert not ended.killed, "the process died"
            told = (*told, *ended.told)
            counts["said"] += "wayhome.errors.CannotWrite" in ended.failed
            counts["had room"] += not ended.failed
            assert not ended.failed or "wayhome.errors.CannotWrite" in ended.failed, ended.failed
            assert not strays(folder), f"left behind: {strays(folder)}"
            deed.check(folder, told)
        told = (*told, *done(deed, folder).told)
        deed.check(folder, told)
    return counts


@contextlib.contextmanager
def small_disk() -> Generator[tuple[Path, bool]]:
    """A folder on a file system of its own of 24 MB, where that is permitted; and whether it is."""
    with TemporaryDirectory() as top:
        command = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", top]
        mounted = (
            bool(shutil.which("mount")) and subprocess.run(command, capture_output=True, check=False).returncode == 0
        )
        try:
            yield Path(top), mounted
        finally:
            if mounted:
                subprocess.run(["umount", "-l", top], capture_output=True, check=False)


def _fill(filler: Path, room: int) -> None:
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"\0" * 65_536)
    size = filler.stat().st_size
    os.truncate(filler, max(0, size - room))


def _limit(room: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))


# ---- a folder that may not be written -----------------------------------------------------------------------


def read_only(name: str) -> Counter[str]:
    """In a folder of somebody else's the deed says that it cannot write, and changes nothing."""
    deed = DEEDS[name]
    warm(name)
    with TemporaryDirectory() as top:
        folder = Path(top) / "study"
        deed.prepare(folder)
        told = done(deed, folder).told
        before = contents(folder)
        for path in (Path(top), folder, *folder.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        ended = apart(lambda tell: deed.do(folder, tell), _become_nobody).wait()
        for path in (Path(top), folder, *folder.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        assert "wayhome.errors.CannotWrite" in ended.failed, ended.failed or "it did not say that it cannot write"
        assert contents(folder) == before
        deed.check(folder, told)
    return Counter({"said": 1})


def _become_nobody() -> None:
    if os.geteuid() == 0:  # the superuser may write anywhere
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


# ---- many writers -------------------------------------------------------------------------------------------


def writers(number: int, each: int) -> Counter[str]:
    """So many import into one ledger at once: every figure of every one of them is there at the end."""
    with TemporaryDirectory() as top:
        folder = Path(top) / "study"
        prepare_import(folder)

        def writes(tell: Tell, name: str) -> None:
            for _ in range(each):
                bring_in(folder, tell, publisher=name)

        begun = [apart(lambda tell, name=f"publisher{k}": writes(tell, name)) for k in range(number)]
        ended = [one.wait() for one in begun]
        assert not any(one.failed for one in ended), "\n".join(one.failed for one in ended)
        told = [line for one in ended for line in one.told]
        check_import(folder, told)
        assert len(read_rows(folder / "claims.csv")) == number * each == len(promised(told))
        assert not strays(folder)
    return Counter({"writers": number, "updates": number * each})


def sittings(number: int, each: int) -> Counter[str]:
    """So many review one pile of drafts at once: each decision is told or refused as already made by somebody else."""
    deed, counts = DEEDS["review"], Counter[str]()

    def sit(folder: Path, tell: Tell) -> None:
        for _ in range(each):
            with contextlib.suppress(InvalidInput):  # somebody else was faster: said, and nothing done
                review(folder, tell)

    with TemporaryDirectory() as top:
        folder = Path(top) / "study"
        deed.prepare(folder)
        ended = [one.wait() for one in [apart(lambda tell: sit(folder, tell)) for _ in range(number)]]
        assert not any(one.failed for one in ended), "\n".join(one.failed for one in ended)
        gone = {line[1:] for one in ended for line in one.told if line[0] == "?"}
        kept = {line[1:] for one in ended for line in one.told if line[0] == "+"} - gone
        deed.check(folder, [f"+{name}" for name in sorted(kept)])
        counts.update(writers=number, updates=sum(len(one.told) for one in ended))
    return counts


# ---- a clock that goes backwards ----------------------------------------------------------------------------


def backwards(count: int) -> Counter[str]:
    """Every look at the clock shows an earlier time, and files are from the future: order comes from lines, never from clocks."""
    deed = DEEDS["review"]

    def turn_back() -> None:
        import wayhome.claims.journal as journal

        class Clock(datetime):
            now_ = datetime(2040, 1, 1, tzinfo=UTC)

            @classmethod
            def now(cls, tz: Any = None) -> datetime:
                cls.now_ -= timedelta(days=1)
                return cls.now_

        journal.datetime = Clock  # pyright: ignore[reportPrivateImportUsage, reportAttributeAccessIssue]

    with TemporaryDirectory() as top:
        folder = Path(top) / "study"
        deed.prepare(folder)
        told: tuple[str, ...] = ()
        for turn in range(count):
            ended = apart(lambda tell: deed.do(folder, tell), turn_back).wait()
            assert not ended.failed, ended.failed
            told = (*told, *ended.told)
            for path in folder.rglob("*"):
                os.utime(path, (4e9 - turn * 1e6, 4e9 - turn * 1e6))
            deed.check(folder, told)
    return Counter({"turns": count})
