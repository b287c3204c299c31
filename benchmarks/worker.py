"""Our end of a peer's process: start it, ask for one repeat at a time, collect what it computed."""

from __future__ import annotations

import json
import os
import select
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType

import numpy as np

from benchmarks.environments import ROOT, Unable, python_of, reason
from benchmarks.problem import Problem

STARTING, REPEATING = 600, 300  # seconds
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "NPROC"), "1"
)


class Worker:
    """A peer's process, ready to run the problem; Unable where it cannot."""

    def __init__(self, peer: str, variant: str, problem: Problem, python: Path | None = None) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="wayhome-bench-")
        folder = Path(self.folder.name)
        self.result, self.errors = folder / "result.npz", folder / "errors.txt"
        problem.save(folder / "problem.npz")
        command = [str(python or python_of(peer)), "-m", "benchmarks.serve", peer, variant]
        with self.errors.open("w") as errors:
            self.process = subprocess.Popen(
                [*command, str(folder / "problem.npz"), str(self.result)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, cwd=folder,
                env={**os.environ, **ONE_THREAD, "PYTHONPATH": str(ROOT)},
            )  # fmt: skip
        try:
            self.first = self._answer(STARTING)["first"]
        except Unable:
            self.close()
            raise

    def run(self, seed: int) -> float:
        """Seconds of one repeat."""
        self._ask(str(seed))
        return self._answer(REPEATING)["seconds"]

    def finish(self) -> tuple[np.ndarray, int]:
        """The sum of all final stocks, and of how many draws."""
        self._ask("")
        self._answer(REPEATING)
        with np.load(self.result) as file:
            return file["total"], int(file["draws"])

    def _ask(self, line: str) -> None:
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise Unable(reason(self.errors.read_text())) from None

    def _answer(self, within: float) -> dict[str, float]:
        assert self.process.stdout is not None
        if not select.select([self.process.stdout], [], [], within)[0]:
            raise Unable(f"no answer within {within:g} s")
        line = self.process.stdout.readline()
        if not line:
            raise Unable(reason(self.errors.read_text()))
        return json.loads(line)

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()
        self.folder.cleanup()

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
