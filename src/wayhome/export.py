"""A forecast in the formats of the field: a forecast hub, CSV with or without HXL tags, Parquet, NetCDF."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wayhome import __version__, labelled, publish
from wayhome.errors import InvalidInput, Problem, did_you_mean
from wayhome.files import write_whole
from wayhome.fit.store import Fit
from wayhome.forecast import Forecast, labelled_draws
from wayhome.hub import model, write_hub
from wayhome.study.resolved import Study

if TYPE_CHECKING:
    import pandas as pd
    import xarray

FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Options:
    """What an export may be told. hxl: a row of HXL tags below the header of CSV. Of hubs: who forecasts (`team`, and `model`, by
    default the study's name), how many whole draws go along (`samples`), and whether as Parquet instead of CSV. publish: numbers
    rounded as `wayhome.publish` says, its rule beside them in published.txt, and no single draws."""

    hxl: bool = False
    team: str = "wayhome"
    model: str = ""
    samples: int = 100
    parquet: bool = False
    publish: bool = False


def write(made: Forecast, fit: Fit, form: str, to: Path, options: Options | None = None) -> list[Path]:
    """Write a forecast into a folder in one of `FORMS`; the files written.

    InvalidInput for an unknown form or options that it cannot take; CannotWrite where a file cannot be written: files written
    before it are whole.
    """
    if form not in FORMS:
        message = f"no format is called '{form}'.{did_you_mean(form, FORMS)}"
        raise InvalidInput([Problem("export", 0, "", message, "W844")])
    options = options or Options()
    if not options.publish:
        return FORMS[form](made, fit, to, options)
    rule = to / "published.txt"
    write_whole(rule, lambda path: path.write_text(f"{publish.RULE}\n", encoding="utf-8"))
    return [*FORMS[form](publish.forecast(made), fit, to, replace(options, samples=0)), rule]


def _hub(made: Forecast, fit: Fit, to: Path, options: Options) -> list[Path]:
    of = model(options.team, options.model or fit.study.name)
    return write_hub(
        made, fit.study, to, of=of, samples=options.samples, parquet=options.parquet, published=options.publish
    )


def _csv(made: Forecast, fit: Fit, to: Path, options: Options) -> list[Path]:
    tables = {"forecast.csv": forecast_table(made, fit.study), "flows.csv": made.flows}
    for name, table in tables.items():
        text = csv_text(table, tags(table.columns, fit.study) if options.hxl else ())
        write_whole(to / name, lambda path, text=text: path.write_text(text, encoding="utf-8", newline=""))
    return [to / name for name in tables]


def _parquet(made: Forecast, fit: Fit, to: Path, options: Options) -> list[Path]:
    tables = {"forecast.parquet": forecast_table(made, fit.study), "flows.parquet": made.flows}
    for name, table in tables.items():
        write_whole(to / name, lambda path, table=table: table.to_parquet(path, index=False))
    return [to / name for name in tables]


def _netcdf(made: Forecast, fit: Fit, to: Path, options: Options) -> list[Path]:
    import xarray

    both = {name: labelled.quantiles(fit.study, made.table, name) for name in ("stock", "arrivals")}
    rule = {"published": publish.RULE} if options.publish else {}
    sets: dict[str, xarray.Dataset] = {"forecast.nc": xarray.Dataset(both, attrs=rule)}
    if not options.publish:
        sets["draws.nc"] = labelled_draws(fit, made)
    packed = {variable: {"zlib": True, "complevel": 1} for variable in both}
    for name, data in sets.items():
        said = data.assign_attrs(_marks(fit, made))
        content = said.to_netcdf(engine="h5netcdf", encoding=packed)  # in memory first: see fit.store
        write_whole(to / name, lambda path, content=content: path.write_bytes(content))
    return [to / name for name in sets]


FORMS: dict[str, Callable[[Forecast, Fit, Path, Options], list[Path]]] = {
    "hub": _hub, "csv": _csv, "parquet": _parquet, "netcdf": _netcdf
}  # fmt: skip


def _marks(fit: Fit, made: Forecast) -> dict[str, str | int]:
    calendar = fit.study.calendar
    return {
        "title": fit.study.title,
        "source": f"wayhome {__version__}",
        "as_of": str(calendar.as_of),
        "seed": made.seed,
        "fit": fit.key,
        "settled": "yes" if fit.summary.diagnosis.settled else "no",
    }


def forecast_table(made: Forecast, study: Study) -> pd.DataFrame:
    """The forecast's table with each place's title beside its name."""
    places: Any = made.table["place"].astype(str)
    titles = {name: study.places[name].title if name in study.places else name for name in made.names}
    table = made.table.copy(deep=False)
    table.insert(2, "place_title", places.map(titles))
    return table


def csv_text(table: pd.DataFrame, tagged: Iterable[str] = ()) -> str:
    """A table as CSV (RFC 4180, decimal point, persons to a tenth), tags in the second row.

    Text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    import pandas as pd

    safe = table.copy(deep=False)
    for column in safe.columns:
        if pd.api.types.is_float_dtype(safe[column]):
            safe[column] = safe[column].astype(float).round(1)
        else:
            safe[column] = _guarded(safe[column])
    body = safe.to_csv(index=False, lineterminator="\r\n")
    tags_line = ",".join(tagged)
    if not tags_line:
        return body
    header, _, rest = body.partition("\r\n")
    return f"{header}\r\n{tags_line}\r\n{rest}"


def _guarded(column: Any) -> Any:
    plain = {text: f"'{text}" if text.startswith(FORMULA) else text for text in map(str, column.unique())}
    return column.astype(str).map(plain)


def tags(columns: Iterable[str], study: Study) -> list[str]:
    """The HXL 1.1 hashtag of each column; populations are groups with an attribute of their own name."""
    known = {
        "date": "#date",
        "place": "#loc+code",
        "place_title": "#loc+name",
        "quantity": "#indicator+name",
        "flow": "#indicator+name+flow",
        "origin": "#loc+code+origin",
        "to": "#loc+code+destination",
    }
    return [
        known.get(column) or (f"#group+{column}" if column in study.populations else f"#affected+{column}")
        for column in columns
    ]
