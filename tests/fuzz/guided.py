"""Fuzzing guided by coverage: atheris chooses the dice, so that inputs which reach new code are bred on.

atheris is no dependency (a wheel of 35 MB for Linux and a few Pythons): `python -m pip install atheris`.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

from tests.fuzz.judge import Finding, judge
from tests.fuzz.mutations import change_folder
from tests.fuzz.subjects import SUBJECTS, seed_of


class Chosen(Random):
    """Dice thrown by the fuzzer's bytes; where they end, by a generator of fixed seed."""

    def __init__(self, data: bytes) -> None:
        super().__init__(1)
        self.data, self.at = data, 0

    def random(self) -> float:
        return self.getrandbits(24) / 2**24

    def getrandbits(self, k: int, /) -> int:
        size = (k + 7) // 8
        if self.at + size > len(self.data):
            return super().getrandbits(k)
        self.at += size
        return int.from_bytes(self.data[self.at - size : self.at], "little") >> (8 * size - k)


def guide(kind: str, count: int, seed: int) -> int:
    """Try `count` inputs of a kind; the process ends with 77 at the first finding, as libFuzzer does."""
    try:
        import atheris
    except ImportError:
        print("atheris is not installed: python -m pip install atheris", file=sys.stderr)
        return 1
    fuzzer: Any = atheris
    subject, counts = SUBJECTS[kind], Counter[str]()
    with tempfile.TemporaryDirectory() as first:  # imports, seeds and compiled code come before the instruments
        judge(subject, subject.seeds()[0], Path(first))
    _instrument(fuzzer)

    def one(data: bytes) -> None:
        with tempfile.TemporaryDirectory(prefix="wayhome") as folder:
            dice = Chosen(data)
            outcome = judge(subject, change_folder(seed_of(subject, dice), dice), Path(folder))
        counts["finding" if isinstance(outcome, Finding) else outcome] += 1
        if sum(counts.values()) % 1000 == 0:
            print(dict(counts), file=sys.stderr, flush=True)
        if isinstance(outcome, Finding):
            raise RuntimeError(f"{kind}: {outcome.what}\n{outcome.said}")

    options = ["fuzz", f"-atheris_runs={count}", f"-seed={seed}", "-max_len=400", "-len_control=0", "-timeout=60"]
    fuzzer.Setup(options, one)
    fuzzer.Fuzz()
    return 0


def _instrument(fuzzer: Any) -> None:
    """Count the branches of what reads input; the rest of wayhome is compiled elsewhere or not reached."""
    import types

    for name, module in list(sys.modules.items()):
        if not name.startswith(
            ("wayhome.study", "wayhome.claims", "wayhome.figures", "wayhome.flee", "wayhome.ranges", "wayhome.dates")
        ):
            continue
        for thing in vars(module).values():
            if isinstance(thing, types.FunctionType) and thing.__module__ == name:
                fuzzer.instrument_func(thing)
