"""Tests in a process of their own (a fork of this one), with one module's text replaced."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import math
import multiprocessing
import os
import signal
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from coverage import Coverage

OWN = ("wayhome", "tests")
ELSEWHERE = "tests/engine/test_plain.py"  # runs kernels in a process of its own, which would not meet the change
PHASES = (hypothesis.Phase.explicit, hypothesis.Phase.generate)


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of the tests: seconds of each that passed, those that failed, and the modules they loaded."""

    passed: Mapping[str, float]
    failed: tuple[str, ...]
    loaded: tuple[str, ...]
    reached: Mapping[str, Mapping[int, list[str]]]
    broken: str = ""

    def reaching(self, path: str, line: int) -> set[str]:
        """The tests that pass and run a line: all where it runs when the file is loaded, all of a file where one of its fixtures
        runs it; where nobody knows (within a statement of several lines), those that run any of the changed file."""
        lines = self.reached.get(str(Path(path).resolve()), {})
        by = {*lines[line]} if line in lines else {test for tests in lines.values() for test in tests}
        if line in lines and by == {""}:
            return {*self.passed}
        return {name for name in self.passed if name in by or name.partition("::")[0] in by}


class Watch:
    """pytest's plugin: orders the tests, keeps Hypothesis to few examples, always the same, and hears what happens.

    `usual`: the tests to run, in their order, and the seconds that each takes; one that takes ten times as long ends the process.
    """

    def __init__(self, usual: Mapping[str, float] | None, examples: int, tracer: Coverage | None = None) -> None:
        self.usual, self.examples, self.tracer = usual, examples, tracer
        self.rank = {name: i for i, name in enumerate(usual or ())}
        self.passed: dict[str, float] = {}
        self.failed: list[str] = []

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        if self.usual is not None:
            items[:] = sorted((i for i in items if i.nodeid in self.rank), key=lambda item: self.rank[item.nodeid])
        for item in items:
            if hasattr(item.obj, "hypothesis"):
                usual = item.obj._hypothesis_internal_use_settings
                item.obj._hypothesis_internal_use_settings = hypothesis.settings(
                    usual, max_examples=min(self.examples, usual.max_examples), derandomize=True, database=None,
                    phases=PHASES,
                )  # fmt: skip

    def pytest_runtest_setup(self, item: Any) -> None:
        if self.tracer:
            self.tracer.switch_context(item.nodeid.partition("::")[0])  # what a fixture does, it does for all of a file
        if self.usual is not None:
            signal.alarm(15 + math.ceil(10 * self.usual[item.nodeid]))

    def pytest_runtest_call(self, item: Any) -> None:
        if self.tracer:
            self.tracer.switch_context(item.nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)
        elif report.when == "call" and report.passed:
            self.passed[report.nodeid] = report.duration

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)


class Replaced(importlib.abc.MetaPathFinder, importlib.machinery.SourceFileLoader):
    """Gives one module another text."""

    def __init__(self, path: str, code: str) -> None:
        parts = Path(path).with_suffix("").parts
        super().__init__(".".join(parts[parts.index("wayhome") :]), str(Path(path).resolve()))
        self.code = code

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        return (
            importlib.util.spec_from_file_location(fullname, self.path, loader=self) if fullname == self.name else None
        )

    def get_code(self, fullname: str) -> Any:
        return compile(self.code, self.path, "exec", dont_inherit=True)


def _as_compiled(function: Callable[[float], float]) -> Callable[[float], float]:
    """Compiled, too large a number is infinite; Python's own functions raise an error."""

    def answer(x: float) -> float:
        try:
            return function(x)
        except OverflowError:
            return math.inf

    return answer


def _test(tell: Connection, replaced: Replaced | None, watch: Watch, files: Sequence[str]) -> None:
    """In the child. What is printed goes nowhere: the parent hears of it by `tell`."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    warnings.simplefilter("ignore")
    math.exp, math.expm1 = _as_compiled(math.exp), _as_compiled(math.expm1)
    if replaced:
        sys.meta_path.insert(0, replaced)
    if watch.tracer:
        watch.tracer.start()
    plugins = "-p no:cacheprovider -p no:warnings --import-mode=importlib"
    options = ["-q", "--tb=no", "-m", "not slow", f"--ignore={ELSEWHERE}", *plugins.split()]
    code = pytest.main([*options, *(["-x"] if replaced else []), *files], plugins=[watch])
    reached: dict[str, Mapping[int, list[str]]] = {}
    if watch.tracer:
        watch.tracer.stop()
        data = watch.tracer.get_data()
        reached = {path: data.contexts_by_lineno(path) for path in data.measured_files()}
    broken = "" if code in (0, 1, 2) else f"pytest ended with {code}"
    tell.send(Ended(watch.passed, tuple(watch.failed), tuple(sys.modules), reached, broken))
    tell.close()
    os._exit(0)


@dataclass(slots=True)
class Apart:
    """A process that has begun, and when it must have ended."""

    process: Any
    hears: Connection

    def ended(self) -> Ended | None:
        """What it told; None where a test took too long."""
        try:
            told = self.hears.recv()
        except EOFError:
            told = None
        self.process.join()
        return told or (
            None if self.process.exitcode == -signal.SIGALRM else Ended({}, ("(the process died)",), (), {})
        )


def begin(replaced: Replaced | None, watch: Watch, files: Sequence[str]) -> Apart:
    fork = multiprocessing.get_context("fork")
    hears, tell = fork.Pipe(duplex=False)
    process = fork.Process(target=_test, args=(tell, replaced, watch, files), daemon=True)
    process.start()
    tell.close()
    return Apart(process, hears)


def load(names: Sequence[str]) -> None:
    """Load what the tests use and nobody changes, so that every fork has it already."""
    for name in names:
        if name.partition(".")[0] not in OWN and not name.startswith("_"):
            try:
                importlib.import_module(name)
            except Exception:  # some modules load only from within others
                continue
