"""The journal of a review, `drafts/decisions.ndjson`: one line a step, only ever appended to.

A step that changes the ledger is written here first (the intent), then carried out, then marked `done`. After a crash at
any moment the last step either has its mark or is carried out again, which changes nothing where it was complete.
A line that was cut off while being written is no step: nothing had been done for it.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Generator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from typing import cast

from wayhome.errors import CannotWrite, InvalidInput, Problem

try:
    import fcntl
except ImportError:  # no such locks here: what others change is still seen by the files' hashes
    fcntl = None

NAME = "decisions.ndjson"
STEPS = ("edit", "source", "confirmed", "set_aside", "undo", "done", "dropped")
WRITING = ("source", "confirmed", "set_aside", "undo")


@dataclass(frozen=True, slots=True)
class Step:
    """One line. `draft` is the draft's key; `row` the cells edited, or the whole row written or taken out."""

    do: str
    draft: str = ""
    row: Mapping[str, str] = field(default_factory=dict[str, str])
    said: Mapping[str, str] = field(default_factory=dict[str, str])  # the document's words behind mapped cells
    of: int = 0  # undo, done, dropped: the line they speak of
    by: str = ""  # which sitting
    at: str = ""
    line: int = 0  # where it stands; not written


@dataclass(frozen=True, slots=True)
class Journal:
    """The steps so far, and what holds after them."""

    path: Path
    steps: tuple[Step, ...]
    size: int  # bytes of whole lines; what lies behind was cut off

    @property
    def pending(self) -> Step | None:
        """A step that was interrupted between its intent and its mark."""
        marked = {step.of for step in self.steps if step.do in ("done", "dropped")}
        last = next((step for step in reversed(self.steps) if step.do in WRITING), None)
        return last if last is not None and last.line not in marked else None

    @property
    def standing(self) -> tuple[Step, ...]:
        """Edits, sources and decisions that nobody took back, in order."""
        dropped = {step.of for step in self.steps if step.do == "dropped"}
        gone = dropped | {step.of for step in self.steps if step.do == "undo" and step.line not in dropped}
        return tuple(s for s in self.steps if s.do not in ("undo", "done", "dropped") and s.line not in gone)

    @property
    def decided(self) -> dict[str, Step]:
        """Draft -> the decision about it that stands."""
        return {step.draft: step for step in self.standing if step.do in ("confirmed", "set_aside")}

    @property
    def cells(self) -> dict[str, dict[str, str]]:
        """Draft -> its cells as people have edited or accepted them."""
        edited: dict[str, dict[str, str]] = {}
        for step in self.standing:
            if step.do == "edit":
                edited.setdefault(step.draft, {}).update(step.row)
        return edited

    @property
    def ids(self) -> dict[str, str]:
        """Every id that a claim was ever given here -> its draft; none is given to another."""
        return {step.row.get("id", ""): step.draft for step in self.steps if step.do in ("confirmed", "set_aside")}


def read_journal(folder: Path) -> Journal:
    """The journal of the study in a folder; InvalidInput names lines that cannot be read."""
    path = folder / "drafts" / NAME
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        data = b""
    except OSError as error:
        raise InvalidInput([_problem(0, f"cannot be read: {error.strerror or error}")]) from error
    size = data.rfind(b"\n") + 1
    steps, problems = list[Step](), list[Problem]()
    for line, content in enumerate(data[:size].split(b"\n")[:-1], 1):
        try:
            steps.append(_step(json.loads(content), line))
        except (ValueError, KeyError, TypeError, RecursionError):
            problems.append(_problem(line, "this line is not a step of a review; put it right or restore the file"))
    if problems:
        raise InvalidInput(problems)
    return Journal(path, tuple(steps), size)


@contextlib.contextmanager
def locked(path: Path) -> Generator[FileIO]:
    """The journal, open for writing, while no other wayhome writes; CannotWrite where it cannot be opened."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("ab", buffering=0)
    except OSError as error:
        raise CannotWrite(f"{path} could not be written ({error.strerror or error}); nothing was changed") from error
    with file:
        if fcntl is not None:
            with contextlib.suppress(OSError):  # some network drives have no locks
                fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def is_held(path: Path) -> bool:
    """Whether another wayhome is writing at this moment."""
    if fcntl is None or not path.is_file():
        return False
    with contextlib.suppress(PermissionError), path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:  # some network drives have no locks
            return False
    return False


def append(file: FileIO, journal: Journal, step: Step) -> Journal:
    """The journal with one more step, on disk before this returns; CannotWrite leaves it as it was."""
    full = Step(
        step.do, step.draft, step.row, step.said, step.of, step.by,
        datetime.now(UTC).isoformat(timespec="seconds"), len(journal.steps) + 1,
    )  # fmt: skip
    record = {key: value for key, value in asdict(full).items() if value and key != "line"}
    data = json.dumps(record, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
    try:
        file.truncate(journal.size)
        rest = data
        while rest:
            rest = rest[file.write(rest) :]
        os.fsync(file.fileno())
    except OSError as error:
        with contextlib.suppress(OSError):
            file.truncate(journal.size)
        raise CannotWrite(
            f"{journal.path} could not be written ({error.strerror or error}); nothing was changed"
        ) from error
    return Journal(journal.path, (*journal.steps, full), journal.size + len(data))


def _step(record: object, line: int) -> Step:
    if not isinstance(record, Mapping):
        raise ValueError
    known = cast("Mapping[str, object]", record)
    if known["do"] not in STEPS:
        raise ValueError
    of = known.get("of", 0)
    if not isinstance(of, int) or not (0 < of < line if known["do"] in ("undo", "done", "dropped") else of == 0):
        raise ValueError
    draft, by, at = (_text(known.get(key, "")) for key in ("draft", "by", "at"))
    return Step(_text(known["do"]), draft, _table(known, "row"), _table(known, "said"), of, by, at, line)


def _table(record: Mapping[str, object], key: str) -> dict[str, str]:
    table = record.get(key, {})
    if not isinstance(table, dict):
        raise TypeError
    return {_text(name): _text(value) for name, value in cast("dict[object, object]", table).items()}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _problem(line: int, message: str) -> Problem:
    return Problem(f"drafts/{NAME}", line, "", message, "W723")
