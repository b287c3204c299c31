"""A fit on disk: made once for a study's content, read back as long as that content is unchanged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

import wayhome
from wayhome.claims.claim import Ledger
from wayhome.claims.ledger import load_ledger
from wayhome.engine.arrays import Floats
from wayhome.engine.compile import compile_study
from wayhome.engine.model import Model
from wayhome.errors import InvalidInput, Problem
from wayhome.files import write_whole
from wayhome.fit.diagnose import summarise, summarise_prior
from wayhome.fit.likelihood import Posterior
from wayhome.fit.observe import observe
from wayhome.fit.sample import Draws, Progress, sample
from wayhome.fit.smooth import smooth
from wayhome.fit.summary import Summary, summary_from
from wayhome.study.load import load_study, read_words
from wayhome.study.resolved import Study

READ = ("study.yaml", "drivers.csv", "stocks.csv", "routes.csv", "claims.csv", "sources.csv")
FILE = Path("results/fit.nc")
QUICK = Path("results/quick.nc")
PRIOR = Path("results/prior.nc")
Read = TypeVar("Read")
DEFAULTS = {"seed": 1, "draws": 1000, "tune": 300, "chains": 4}


@dataclass(frozen=True, slots=True)
class Fit:
    """The posterior of a study. z: (draw, parameter), all chains one after another, in units of the priors' sd."""

    study: Study
    ledger: Ledger
    model: Model
    posterior: Posterior
    z: Floats
    summary: Summary
    key: str
    seed: int


@dataclass(frozen=True, slots=True)
class Stored:
    """What the file of a fit holds. names: of the parameters; marks: its key, seed and settings; summary: None where it is of
    another form than today's."""

    names: tuple[str, ...]
    draws: Draws
    marks: dict[str, Any]
    summary: Summary | None


def load(folder: Path) -> tuple[Study, Ledger, Model, Posterior]:
    """Read a study folder as far as the fit needs it: the study and its ledger, both whatever the other's fate, then the claims
    against the study. InvalidInput lists everything that is wrong."""
    problems: list[Problem] = []
    study = _try(lambda: load_study(folder), problems)
    ledger = _try(lambda: load_ledger(folder, read_words(folder)), problems)
    if study is None or ledger is None:
        raise InvalidInput(dict.fromkeys(problems))
    model = compile_study(study)
    return study, ledger, model, Posterior(model, observe(model, ledger))


def _try(read: Callable[[], Read], problems: list[Problem]) -> Read | None:
    try:
        return read()
    except InvalidInput as error:
        problems.extend(error.problems)
        return None


def fit_study(
    folder: Path,
    *,
    seed: int | None = None,
    draws: int | None = None,
    tune: int | None = None,
    chains: int | None = None,
    force: bool = False,
    quick: bool = False,
    progress: Progress | None = None,
) -> Fit:
    """The fit of the study in a folder: from results/fit.nc where it belongs to the present content, else made and kept.

    A kept fit is good whatever its settings were, unless settings are asked for; those not asked for are `DEFAULTS`.
    quick: an approximation in seconds, of `draws` members, kept in results/quick.nc: beside the fit, never in its place.
    """
    study, ledger, model, posterior = load(folder)
    asked = {"seed": seed, "draws": draws, "tune": tune, "chains": chains}
    asked = {name: value for name, value in asked.items() if value is not None}
    key = content_key(folder)
    file = folder / (QUICK if quick else FILE)
    kept = (
        None if force else _kept(file, key, asked, lambda made: summarise(posterior, ledger, made, approximate=quick))
    )
    if kept is None:
        settings = DEFAULTS | asked
        if quick:
            made = smooth(posterior, seed=settings["seed"], members=settings["draws"], progress=progress)
        else:
            made = sample(posterior, **settings, progress=progress)
        kept = made.z, summarise(posterior, ledger, made, approximate=quick), settings["seed"]
        write_whole(file, lambda path: _write(path, posterior, made, kept[1], {"key": key, **settings}))
    z, summary, used = kept
    return Fit(study, ledger, model, posterior, z.reshape(-1, z.shape[-1]), summary, key, used)


def prior_study(folder: Path, *, seed: int | None = None, draws: int | None = None, force: bool = False) -> Fit:
    """The study's own ranges, as if no claim had been made: draws of the prior, kept in results/prior.nc, beside the
    fit and never in its place. Claims keep their lines, so that one sees how far they lie from
    what the ranges alone allow."""
    study, ledger, model, posterior = load(folder)
    settings = {"seed": seed or DEFAULTS["seed"], "draws": draws or DEFAULTS["draws"], "chains": DEFAULTS["chains"]}
    key, file = content_key(folder), folder / PRIOR
    kept = None if force else _kept(file, key, settings, lambda made: summarise_prior(posterior, ledger, made))
    if kept is None:
        shape = (settings["chains"], settings["draws"], len(posterior.names))
        z = np.random.default_rng(settings["seed"]).standard_normal(shape)
        made = Draws(z, np.zeros(shape[:2], bool), 0.0, 0.0)
        kept = z, summarise_prior(posterior, ledger, made), settings["seed"]
        write_whole(file, lambda path: _write(path, posterior, made, kept[1], {"key": key, **settings}))
    z, summary, used = kept
    return Fit(study, ledger, model, posterior, z.reshape(-1, z.shape[-1]), summary, f"prior of {key}", used)


def content_key(folder: Path) -> str:
    """A hash of every file that the fit reads and of this version of wayhome."""
    digest = hashlib.sha256(wayhome.__version__.encode())
    for name in READ:
        path = folder / name
        if not path.exists():
            continue
        content = path.read_bytes()
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def kept_mark(path: Path, name: str) -> str | None:
    """A mark of a kept result, such as the "key" of its study's content; None where there is no such file or it cannot be read."""
    import xarray

    if not path.exists():
        return None
    try:
        with xarray.open_dataset(path, engine="h5netcdf") as root:
            return str(root.attrs[name])
    except (OSError, KeyError, ValueError, TypeError):
        return None


def _write(path: Path, posterior: Posterior, draws: Draws, summary: Summary, marks: dict[str, str | int]) -> None:
    """NetCDF with the groups of ArviZ's InferenceData, which reads it as it is."""
    import xarray

    z = xarray.DataArray(draws.z, dims=("chain", "draw", "parameter"), coords={"parameter": list(posterior.names)})
    diverging = xarray.DataArray(draws.diverging, dims=("chain", "draw"))
    notes = {"wayhome": wayhome.__version__, **marks, "summary": json.dumps(summary.as_dict())}
    groups = {"/": xarray.Dataset(attrs=notes), "/posterior": xarray.Dataset({"z": z})}
    groups["/sample_stats"] = xarray.Dataset({"diverging": diverging})
    # in memory first: on a full disk HDF5 takes the whole process down
    path.write_bytes(xarray.DataTree.from_dict(groups).to_netcdf(engine="h5netcdf"))


def _kept(
    path: Path, key: str, asked: dict[str, int], summarised: Callable[[Draws], Summary]
) -> tuple[Floats, Summary, int] | None:
    """What is kept for a key and settings; its summary made anew where it is of another form than today's."""
    found = read_stored(path)
    if found is None or any(found.marks.get(name) != value for name, value in {"key": key, **asked}.items()):
        return None
    return found.draws.z, found.summary or summarised(found.draws), int(found.marks["seed"])


def read_stored(path: Path) -> Stored | None:
    """The fit in a file, whatever it belongs to; None where there is none, or it is damaged or foreign."""
    import xarray

    if not path.exists():
        return None
    try:
        with xarray.open_dataset(path, engine="h5netcdf") as root:
            marks = dict(root.attrs)
        with xarray.open_dataset(path, group="posterior", engine="h5netcdf") as posterior:
            z = np.asarray(posterior["z"], np.float64)
            names = tuple(str(name) for name in posterior["parameter"].values)
        with xarray.open_dataset(path, group="sample_stats", engine="h5netcdf") as stats:
            diverging = np.asarray(stats["diverging"], bool)
        marks |= {"key": str(marks["key"]), "seed": int(marks["seed"])}
        said = json.loads(marks.pop("summary"))
        seconds = float(said["diagnosis"]["seconds"])
    except (OSError, KeyError, ValueError, TypeError):
        return None
    try:
        summary = summary_from(said)
    except (KeyError, TypeError):
        summary = None
    return Stored(names, Draws(z, diverging, 0.0, seconds), marks, summary)
