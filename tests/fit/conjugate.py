"""One stock, counted: a posterior of one unknown and one bias, which a grid can integrate."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.fit.ledgers import row, write_study
from wayhome.fit.likelihood import Posterior
from wayhome.fit.store import load

STUDY = """\
wayhome: 1
study: conjugate
title: One stock, counted
calendar: {start: 2014-01, as_of: 2015-12, end: 2016-12, step: month}
populations: {nation: [KGZ, UZB]}
places: {home: {}, camp: {}}
flows:
  leave: {from: home, to: camp, rate: 1e-9 per year}
stocks:
  - {place: home, nation: KGZ, low: 500, best: 1000, high: 2000, source: assumption}
"""


def write_stock(folder: Path, *claims: str) -> Path:
    """The study with these claims in a folder."""
    written = write_study(folder, *claims, study=STUDY)
    for name in ("drivers.csv", "stocks.csv"):
        (written / name).unlink()
    return written


def counted(folder: Path, **cells: str) -> Posterior:
    """One unknown (log people at the start), one bias, and one claim about the stock."""
    claim = row("C1", quantity="stock", who="nation=KGZ", where="home", as_of="2014-03", speaker="x", **cells)
    *_, posterior = load(write_stock(folder, claim))
    return posterior


def moments(posterior: Posterior, *, reach: float = 5, points: int = 61) -> list[tuple[float, float]]:
    """(mean, sd) of each of two parameters, by a grid of so many points over −reach … reach."""
    grid = np.linspace(-reach, reach, points)
    density = np.array([[posterior(np.array([a, b]))[0] for b in grid] for a in grid])
    weight = np.exp(density - density.max())
    weight /= weight.sum()
    found: list[tuple[float, float]] = []
    for axis in (0, 1):
        marginal = weight.sum(axis=1 - axis)
        mean = float((marginal * grid).sum())
        found.append((mean, float(np.sqrt((marginal * (grid - mean) ** 2).sum()))))
    return found
