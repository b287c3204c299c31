"""The examples of `make fuzz`: what a seed and a number stand for, and trying a run of them in a process of its own."""

from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random

from tests.fuzz.judge import Finding, judge, limit_memory
from tests.fuzz.mutations import Files, change_folder
from tests.fuzz.subjects import SUBJECTS, seed_of


def example(seed: int, number: int, only: str = "") -> tuple[str, Files]:
    """The kind and the files of one example."""
    dice = Random(f"{seed} {number}")
    name = only or dice.choices(list(SUBJECTS), [subject.share for subject in SUBJECTS.values()])[0]
    return name, change_folder(seed_of(SUBJECTS[name], dice), dice)


def tried(task: tuple[int, int, int, str]) -> list[tuple[int, str, str, str]]:
    """Examples first … end - 1 of a seed as (number, kind, outcome, what is said of a finding)."""
    seed, first, end, only = task
    told: list[tuple[int, str, str, str]] = []
    with tempfile.TemporaryDirectory(dir=fast_folder(), ignore_cleanup_errors=True) as folder:
        (inner := Path(folder, "study")).mkdir()
        for number in range(first, end):
            name, files = example(seed, number, only)
            outcome = judge(SUBJECTS[name], files, inner)
            said = outcome.said if isinstance(outcome, Finding) else ""
            told.append((number, name, outcome.what if isinstance(outcome, Finding) else outcome, said))
    return told


def fast_folder() -> str | None:
    """A folder in memory, where there is one: files are written a million times."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def warm() -> None:
    """Import and fill what every worker needs, then bound its memory."""
    with tempfile.TemporaryDirectory(dir=fast_folder()) as folder:
        for subject in SUBJECTS.values():
            judge(subject, subject.seeds()[0], Path(folder))
    limit_memory()
