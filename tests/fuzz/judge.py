"""The property that every input must keep: a result, or an explanation; in bounded time and memory; nothing changed.

`judge` writes a folder, has it read, and tells what happened: "read", "refused", or a Finding.
"""

from __future__ import annotations

import re
import resource
import signal
import time
import traceback
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tests.fuzz.mutations import Files
from tests.fuzz.subjects import Subject
from wayhome.errors import InvalidInput, Problem, WayhomeError

SECONDS = 2.0  # of the processor, for one input; the flagship's own files may take this much longer
GIVE_UP = 30  # seconds on the clock after which an input counts as hanging
MEGABYTES = 512  # more than there was before
LONGEST = 3_000  # characters of one message
LOCK = "drafts/decisions.ndjson"  # an empty one is only held while others wait
PRINTED = 300_000  # characters of all of them


class Overrun(BaseException):
    """An input took too long; no Exception, so that nothing swallows it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """An input that broke the property. what: the kind of break; said: its traceback or message."""

    what: str
    said: str


def judge(subject: Subject, files: Files, folder: Path) -> str | Finding:
    """Write `files` into `folder` (which is there and empty), read them, and clear the folder again."""
    paths = [folder / name for name in files]
    try:
        for path, data in zip(paths, files.values(), strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return _judged(subject, files, folder)
    finally:
        clear(folder)


def _judged(subject: Subject, files: Files, folder: Path) -> str | Finding:
    begun = time.process_time()
    refusal: InvalidInput | None = None
    outcome: str | Finding = "read"
    try:
        with _time_limit():
            subject.read(folder)
    except InvalidInput as error:
        refusal, outcome = error, "refused"
    except WayhomeError as error:
        outcome = "refused" if str(error) else Finding("empty", type(error).__name__)
    except Overrun:
        outcome = Finding("hang", f"more than {GIVE_UP} seconds\n{traceback.format_exc()[-3000:]}")
    except MemoryError:
        outcome = Finding("memory", f"more than {MEGABYTES} MB\n{traceback.format_exc()[-3000:]}")
    except Exception as error:  # anything else that comes out is what is looked for
        outcome = Finding(type(error).__name__, traceback.format_exc()[-6000:])
    took = time.process_time() - begun
    if took > SECONDS and isinstance(outcome, str):
        outcome = Finding("slow", f"{took:.1f} s of the processor")
    if refusal is not None and isinstance(outcome, str):
        outcome = _shown(refusal, files) or outcome
    if isinstance(outcome, str):
        outcome = _changed(subject, files, folder, refused=outcome == "refused") or outcome
    return outcome


def _shown(error: InvalidInput, files: Files) -> Finding | None:
    """What is wrong with an explanation."""
    if not error.problems:
        return Finding("no problem named", "InvalidInput without problems")
    if len(str(error)) > PRINTED:
        return Finding("too much said", f"{len(error.problems)} problems; the first: {error.problems[0]}")
    for problem in error.problems[:500]:
        wrong = _ill(problem, files)
        if wrong:
            return Finding("ill explained", f"{wrong}: {problem!r}"[:2000])
    return None


def _ill(problem: Problem, files: Files) -> str:
    if not problem.file or not problem.message or not re.fullmatch(r"W\d{3}", problem.code):
        return "it lacks its file, message or code"
    if len(str(problem)) > LONGEST:
        return f"{len(str(problem))} characters are too long for a terminal"
    try:
        str(problem).encode()
    except UnicodeEncodeError:
        return "it cannot be printed"
    if re.search(r"[\x00-\x08\x0e-\x1f\x7f]", str(problem)):
        return "it holds control characters"
    named = [data for name, data in files.items() if name == problem.file or name.endswith(f"/{problem.file}")]
    lines = max(map(_lines_of, named), default=problem.line)
    if not 0 <= problem.line <= lines:
        return f"the file has {lines - 1} lines"
    return ""


@lru_cache(8)
def _lines_of(data: bytes) -> int:
    """One more than there are: what is missing at a file's end is told behind it."""
    return len(re.split(rb"\r\n|\r|\n", data)) + 1


def _changed(subject: Subject, files: Files, folder: Path, *, refused: bool) -> Finding | None:
    """Files that reading changed, or left behind."""
    there = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    if subject.writes and there.get(LOCK) == b"":
        del there[LOCK]
    stray = [name for name in there if name.rpartition("/")[2].startswith(".")]
    if stray:
        return Finding("left behind", ", ".join(stray))
    if subject.writes and not refused:
        return None
    changed = sorted({name for name in {*there, *files} if there.get(name) != files.get(name)})
    return Finding("changed", ", ".join(changed)) if changed else None


@contextmanager
def _time_limit() -> Generator[None]:
    def late(_signal: int, _frame: object) -> None:
        raise Overrun

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, GIVE_UP, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def limit_memory() -> None:
    """From here on this process may take `MEGABYTES` more than it has; call it once everything is imported."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + MEGABYTES * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


def clear(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
