"""A short fit without one claim, for where reweighted draws cannot be trusted; kept beside the full fit."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from wayhome.engine.arrays import Floats
from wayhome.files import write_whole
from wayhome.fit.likelihood import Posterior
from wayhome.fit.pointwise import without
from wayhome.fit.sample import Progress, sample

FOLDER = "results/without"
SHORT = {"draws": 400, "tune": 200, "chains": 2}


def refit(
    posterior: Posterior, claim: str, *, key: str, folder: Path | None, seed: int, progress: Progress | None = None
) -> Floats:
    """Draws z (chain, draw, parameter) of the fit without a claim: read from `folder` where it is there for this `key`
    (of the full fit), else made, and kept."""
    mark = hashlib.sha256(f"{key} {claim} {seed} {sorted(SHORT.items())}".encode()).hexdigest()[:16]
    path = None if folder is None else folder / FOLDER / f"{claim}-{mark}.npy"
    kept = None if path is None else _read(path, len(posterior.names))
    if kept is not None:
        return kept
    z = sample(without(posterior, {claim}), seed=seed, **SHORT, progress=progress).z
    if path is not None:
        write_whole(path, lambda temporary: _write(temporary, z))
    return z


def _read(path: Path, parameters: int) -> Floats | None:
    try:
        z = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return z if z.ndim == 3 and z.shape[2] == parameters else None


def _write(path: Path, z: Floats) -> None:
    with path.open("wb") as file:
        np.save(file, z, allow_pickle=False)
