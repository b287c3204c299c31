"""The fit and forecast that lie in a study's results/, also where the study has changed since they were made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from wayhome.fit.store import FILE, Fit, content_key, kept_mark, load, read_stored
from wayhome.forecast import files

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Kept:
    """fit: of the study as it is now, with the draws that are kept. stale: the study has changed since they were made."""

    fit: Fit
    stale: bool
    made: datetime


def kept_fit(folder: Path) -> Kept | None:
    """The fit in results/fit.nc; None where there is none, or none whose parameters this study still has. InvalidInput where the
    study cannot be read."""
    study, ledger, model, posterior = load(folder)
    found = read_stored(folder / FILE)
    if found is None or found.summary is None:
        return None
    column = {name: i for i, name in enumerate(found.names)}
    if any(name not in column for name in model.parameters):
        return None
    z = found.draws.z.reshape(-1, len(found.names))
    nobody = np.zeros(len(z))  # a speaker new since then: as good as any other
    aligned = np.column_stack([z[:, column[name]] if name in column else nobody for name in posterior.names])
    key = found.marks["key"]
    fit = Fit(study, ledger, model, posterior, aligned, found.summary, key, found.marks["seed"])
    return Kept(fit, key != content_key(folder), datetime.fromtimestamp((folder / FILE).stat().st_mtime))


def kept_table(folder: Path, fit: Fit) -> pd.DataFrame | None:
    """The forecast's table in results/, where it was made from this fit."""
    import pandas as pd

    table, draws = files(folder, fit)
    try:
        if kept_mark(draws, "fit") != fit.key or table.stat().st_mtime < (folder / FILE).stat().st_mtime:
            return None
        return pd.read_parquet(table)
    except (OSError, KeyError, ValueError):
        return None
