"""The fit and forecast that lie in a study's results/, also where the study has changed since they were made."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from wayhome.engine.arrays import Floats
from wayhome.fit.store import FILE, Fit, content_key, load
from wayhome.fit.summary import Summary, summary_from
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
    found = _read(folder / FILE)
    if found is None:
        return None
    names, z, summary, key, seed = found
    column = {name: i for i, name in enumerate(names)}
    if any(name not in column for name in model.parameters):
        return None
    nobody = np.zeros(len(z))  # a speaker new since then: as good as any other
    aligned = np.column_stack([z[:, column[name]] if name in column else nobody for name in posterior.names])
    made = datetime.fromtimestamp((folder / FILE).stat().st_mtime)
    return Kept(Fit(study, ledger, model, posterior, aligned, summary, key, seed), key != content_key(folder), made)


def kept_table(folder: Path, fit: Fit) -> pd.DataFrame | None:
    """The forecast's table in results/, where it was made from this fit."""
    import pandas as pd
    import xarray

    table, draws = files(folder, fit)
    try:
        with xarray.open_dataset(draws, engine="h5netcdf") as data:
            if data.attrs.get("fit") != fit.key or table.stat().st_mtime < (folder / FILE).stat().st_mtime:
                return None
        return pd.read_parquet(table)
    except (OSError, KeyError, ValueError):
        return None


def _read(path: Path) -> tuple[list[str], Floats, Summary, str, int] | None:
    """Parameters, draws (draw, parameter), summary, content key and seed."""
    import xarray

    try:
        with xarray.open_dataset(path, engine="h5netcdf") as root:
            key, seed, said = str(root.attrs["key"]), int(root.attrs["seed"]), json.loads(root.attrs["summary"])
        with xarray.open_dataset(path, group="posterior", engine="h5netcdf") as posterior:
            z: Any = np.asarray(posterior["z"], np.float64)
            names = [str(name) for name in posterior["parameter"].values]
        return names, z.reshape(-1, z.shape[-1]), summary_from(said), key, seed
    except (OSError, KeyError, ValueError, TypeError):
        return None  # none, damaged or of another form: fit anew
