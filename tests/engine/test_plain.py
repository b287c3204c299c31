"""Compiled kernels compute what their Python says: the same numbers with and without a compiler."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from tests.engine.plain import numbers

ROOT = Path(__file__).parents[2]


def test_compiled_kernels_compute_what_their_python_says(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "NUMBA_DISABLE_JIT": "1",
        "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
    }
    command = [sys.executable, "-m", "tests.engine.plain", str(tmp_path / "plain.npz")]
    subprocess.run(command, env=environment, check=True, timeout=300)
    compiled, plain = numbers(), np.load(tmp_path / "plain.npz")
    assert len(compiled) > 500 and compiled.keys() == set(plain.files)
    for name, values in compiled.items():
        np.testing.assert_allclose(values, plain[name], rtol=1e-6, atol=1e-9, err_msg=name)  # 32-bit totals
