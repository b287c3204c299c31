"""What wayhome writes, as deeds that are done over and over while they are disturbed, each with what must hold afterwards.

`prepare` makes the study, `do` does the deed once and tells what it has promised ("+id": written, "?id": about to be taken
out), `check` raises AssertionError where a file is torn or a promise was broken.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

from tests.figures.crossing import STUDY as FIGURES_STUDY
from tests.fit.ledgers import write_study
from tests.fuzz.ledgers import FIGURES_STOCKS
from wayhome.claims.journal import read_journal
from wayhome.claims.ledger import load_ledger, read_rows, write_claims, write_sources
from wayhome.claims.naming import vocabulary
from wayhome.claims.reader.draft import write_drafts
from wayhome.claims.reader.read import read_text
from wayhome.claims.review import Review, open_review
from wayhome.export import FORMS, write
from wayhome.figures.keep import edition, keep
from wayhome.figures.told import Told
from wayhome.figures.unhcr import PUBLISHER
from wayhome.fit.store import PRIOR, Fit, content_key, prior_study
from wayhome.forecast import Forecast, forecast, forecast_study
from wayhome.study.load import load_study

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Deed:
    """pause: the longest wait before a kill, in seconds, about as long as the deed takes."""

    prepare: Callable[[Path], object]
    do: Callable[[Path, Tell], object]
    check: Callable[[Path, Sequence[str]], None]
    pause: float


def promised(told: Iterable[str]) -> set[str]:
    """What was told as written, and not as about to be taken out since."""
    kept: set[str] = set()
    for line in told:
        (kept.add if line[0] == "+" else kept.discard)(line[1:])
    return kept


# ---- the ledger, by review ----------------------------------------------------------------------------------

TEXT = "Officials spoke. " + " ".join(
    f"About {n}00 refugees have returned home from district {n}, they said." for n in range(2, 9)
)
NAMES = vocabulary(
    SimpleNamespace(
        populations={"nationality": ("northland",)},
        regions={},
        places={name: SimpleNamespace(title=name) for name in ("home", "returned")},
        areas={},
        flows={"go_home": SimpleNamespace(title="Going home")},
        drivers={},
    ),  # pyright: ignore[reportArgumentType]
    {},
)
HERALD = {"id": "herald", "outlet": "The Herald", "date": "2016-05-20", "document": "sources/herald.txt"}
OLD = {
    "id": "old", "statement": "About 90 came back", "kind": "amount", "quantity": "arrivals", "who": "", "where": "returned",
    "as_of": "2015-05", "wording": "about 90", "source": "paper", "grade": "B2", "status": "confirmed",
}  # fmt: skip


def prepare_review(folder: Path) -> None:
    (folder / "sources").mkdir(parents=True)
    (folder / "sources/herald.txt").write_text(TEXT, encoding="utf-8", newline="")
    write_claims(folder / "claims.csv", [OLD])
    write_sources(folder / "sources.csv", [{"id": "paper", "outlet": "The Paper", "date": "2015-06-01"}])
    hashed = f"sha256:{hashlib.sha256(TEXT.encode()).hexdigest()}"
    write_drafts(
        folder / "drafts/herald.jsonl",
        read_text(TEXT, source="herald", document="sources/herald.txt", document_hash=hashed),
    )


def review(folder: Path, tell: Tell) -> None:
    """Confirm or set aside whatever waits; where nothing does, take two back."""
    sitting = open_review(folder, NAMES)
    if not sitting.has_source("herald"):
        sitting.add_source(HERALD)
    if not sitting.waiting:
        _take_back(sitting, tell)
        _take_back(sitting, tell)
    for item in sitting.waiting[:3]:
        sitting.edit(item, {"who": "nationality=northland", "where": "returned", "grade": "C3", "as_of": "2016"})
        aside = item.draft.id.endswith(("1", "3", "5"))
        tell(f"+{(sitting.set_aside(item, 'unclear') if aside else _confirmed(sitting, item))['id']}")


def _confirmed(sitting: Review, item: Any) -> dict[str, str]:
    sure = {column: cell.value for column, cell in sitting.cells(item).items()}
    sitting.edit(item, sure)
    return sitting.confirm(item)


def _take_back(sitting: Review, tell: Tell) -> None:
    step = sitting.undoable()
    while step is not None and step.do not in ("confirmed", "set_aside"):
        sitting.undo()
        step = sitting.undoable()
    if step is not None:
        tell(f"?{step.row['id']}")
        sitting.undo()


def check_review(folder: Path, told: Sequence[str]) -> None:
    """The ledger holds exactly what the journal decided, and everything that was promised."""
    sitting = open_review(folder, NAMES)  # completes what was interrupted
    assert read_journal(folder).pending is None, "a step is still pending"
    rows = [row["id"] for row in read_rows(folder / "claims.csv")]
    decided = sorted(step.row["id"] for step in sitting.journal.decided.values())
    assert rows == sorted([*decided, "old"]), f"ledger {rows}, journal {decided}"
    assert promised(told) <= set(rows), f"promised, but lost: {promised(told) - set(rows)}"
    load_ledger(folder)


# ---- the ledger, by imports ---------------------------------------------------------------------------------


def prepare_import(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "study.yaml").write_text(FIGURES_STUDY, encoding="utf-8")
    (folder / "stocks.csv").write_text(FIGURES_STOCKS, encoding="utf-8")


def bring_in(folder: Path, tell: Tell, *, publisher: str = "unhcr") -> None:
    """Import another edition's figure, whichever comes next."""
    study = load_study(folder)
    there = {row["source"] for row in read_rows(folder / "claims.csv")}
    day = next(
        f"20{16 + n // 336}-{n // 28 % 12 + 1:02}-{n % 28 + 1:02}"
        for n in range(5000)
        if _slug(publisher, n) not in there
    )
    of = edition(replace(PUBLISHER, slug=publisher), day, "B2")
    told = [Told("refugees", "stock", "2014-12-31", "lebanon", {"nationality": ("SYR",)}, "", 1000, (2,))]
    keep(told, [], study, folder / "claims.csv", of)
    tell(f"+{of.source}")


def _slug(publisher: str, n: int) -> str:
    return f"{publisher}-20{16 + n // 336}-{n // 28 % 12 + 1:02}-{n % 28 + 1:02}"


def check_import(folder: Path, told: Sequence[str]) -> None:
    ledger = load_ledger(folder)
    lost = promised(told) - {claim.source for claim in ledger.claims}
    assert not lost, f"promised, but lost: {sorted(lost)}"
    load_study(folder)


# ---- fits, forecasts, exports -------------------------------------------------------------------------------


@cache
def made() -> tuple[Fit, tuple[Forecast, Forecast]]:
    """A small study's prior and two forecasts from it."""
    with TemporaryDirectory() as folder:
        fit = prior_study(write_study(Path(folder)), draws=30)
    return fit, (forecast(fit, draws=20, seed=1), forecast(fit, draws=20, seed=2))


def fit_anew(folder: Path, tell: Tell) -> None:
    """Draws are written as those of a fit are; sampling would only take longer."""
    prior_study(folder, draws=200, force=True)


def check_fit(folder: Path, told: Sequence[str]) -> None:
    import xarray

    load_study(folder)
    path = folder / PRIOR
    if path.exists():
        with xarray.open_dataset(path, engine="h5netcdf") as root:
            assert root.attrs["key"] == content_key(folder)
        with xarray.open_dataset(path, group="posterior", engine="h5netcdf") as group:
            assert bool(group["z"].notnull().all())
        with xarray.open_dataset(path, group="sample_stats", engine="h5netcdf") as group:
            assert not bool(group["diverging"].any())


def look_ahead(folder: Path, tell: Tell) -> None:
    for seed in (1, 2):
        forecast_study(folder, fit=made()[0], draws=20, seed=seed, workers=1)


def check_forecast(folder: Path, told: Sequence[str]) -> None:
    import pandas as pd
    import xarray

    for path in (folder / "results").glob("[!.]*"):
        if path.suffix == ".parquet":
            table = pd.read_parquet(path)
            assert len(table) == len(made()[1][0].table) and not bool(table.isna().any(axis=None))
        else:
            with xarray.open_dataset(path, engine="h5netcdf") as data:
                assert data["stock"].shape[0] == 20 and data.attrs["seed"] in (1, 2)
                assert int(data["stock"].sum()) > 0


def export_all(folder: Path, tell: Tell) -> None:
    fit, forecasts = made()
    for ahead in forecasts:
        for form in ("csv", "hub", "netcdf"):
            write(ahead, fit, form, folder / form)


@cache
def exported() -> dict[str, set[bytes]]:
    """Each file's two contents, as they are when nothing disturbs."""
    fit, forecasts = made()
    found: dict[str, set[bytes]] = {}
    for ahead in forecasts:
        with TemporaryDirectory() as name:
            for form in ("csv", "hub", "netcdf"):
                assert form in FORMS
                for path in write(ahead, fit, form, Path(name) / form):
                    found.setdefault(str(path.relative_to(name)), set()).add(path.read_bytes())
    return found


def check_export(folder: Path, told: Sequence[str]) -> None:
    """Every file is one of its two contents, byte for byte (or, as NetCDF may differ in its making, whole)."""
    import xarray

    for path in folder.rglob("*"):
        name = str(path.relative_to(folder))
        if name in exported() and path.suffix == ".nc":
            with xarray.open_dataset(path, engine="h5netcdf") as data:
                assert bool(data.load().notnull().all().to_array().all())
        elif name in exported():
            assert path.read_bytes() in exported()[name], f"{name} is neither the old nor the new one"


DEEDS: dict[str, Deed] = {
    "review": Deed(prepare_review, review, check_review, 0.4),
    "import": Deed(prepare_import, bring_in, check_import, 0.3),
    "fit": Deed(write_study, fit_anew, check_fit, 0.4),
    "forecast": Deed(write_study, look_ahead, check_forecast, 0.4),
    "export": Deed(write_study, export_all, check_export, 0.6),
}
