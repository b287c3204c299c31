"""A forecast as a forecast hub (hubverse, schema version 5): one model's output and the configuration that says what is in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from wayhome import __version__
from wayhome.errors import InvalidInput, Problem
from wayhome.files import write_whole
from wayhome.forecast import Forecast
from wayhome.labelled import TITLES, check_names, selections
from wayhome.publish import rounded
from wayhome.study.resolved import Study

if TYPE_CHECKING:
    import pandas as pd

LEVELS = (0.01, 0.025, *(round(0.05 * k, 2) for k in range(1, 20)), 0.975, 0.99)
"""The levels that forecast hubs usually ask for."""
TARGETS = ("stock", "arrivals")
COLUMNS = ("origin_date", "target", "horizon", "target_end_date", "location")
RESULT = ("output_type", "output_type_id", "value", "model_id")
SCHEMAS = "https://raw.githubusercontent.com/hubverse-org/schemas/main/v5.0.0"
CENTURY = 36525  # days after the origin in which a forecast may be handed in: all of them
_NAME = re.compile(r"[A-Za-z0-9_]{1,60}")


@dataclass(frozen=True, slots=True)
class Model:
    """Whose forecast it is: `<team>-<name>`, letters, digits and underscores only."""

    team: str
    name: str

    @property
    def id(self) -> str:
        return f"{self.team}-{self.name}"


def model(team: str, name: str) -> Model:
    """InvalidInput where a hub would not take a name; the hyphens of a study's name become underscores."""
    made = Model(team, name.replace("-", "_").replace(".", "_"))
    problems = [
        Problem(option, 0, "", f"'{text}' cannot stand in a hub's file names; use letters, digits and _", "W843")
        for option, text in (("--team", made.team), ("--model", made.name))
        if not _NAME.fullmatch(text)
    ]
    if problems:
        raise InvalidInput(problems)
    return made


def write_hub(
    made: Forecast,
    study: Study,
    to: Path,
    *,
    of: Model,
    samples: int = 100,
    parquet: bool = False,
    published: bool = False,
) -> list[Path]:
    """Write model-output, model-metadata and hub-config into a folder; the files written.

    Quantiles of everybody and of each level and region of one population at a time; `samples` whole draws of every single group
    (sum them for any selection). published: numbers rounded as `wayhome.publish` says. CannotWrite where a
    file cannot be written; the files written before it are whole.
    """
    check_names(study, (*COLUMNS, *RESULT))
    kept = min(samples, made.stock.shape[0])
    ending = "parquet" if parquet else "csv"
    output = to / f"model-output/{of.id}/{_origin(study)}-{of.id}.{ending}"
    table = rows(made, study, samples=kept, published=published)
    if parquet:
        write_whole(output, lambda path: table.to_parquet(path, index=False))
    else:
        write_whole(output, lambda path: table.to_csv(path, index=False, lineterminator="\n"))
    documents = {
        "hub-config/tasks.json": _tasks(made, study, kept),
        "hub-config/admin.json": _admin(study, of),
        "hub-config/model-metadata-schema.json": _metadata_schema(),
        f"model-metadata/{of.id}.yml": _metadata(of),
    }
    for name, document in documents.items():
        text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"  # a YAML reader reads JSON
        write_whole(to / name, lambda path, text=text: path.write_text(text, encoding="utf-8"))
    return [output, *(to / name for name in documents)]


def rows(made: Forecast, study: Study, *, samples: int, published: bool = False) -> pd.DataFrame:
    """The model's output: one row a task and quantile level or sample; value: persons."""
    import pandas as pd

    parts = [*_quantile_rows(made, study, published=published), *_sample_rows(made, study, samples)]
    table: Any = pd.concat(parts, ignore_index=True)
    return table[[*COLUMNS, *study.populations, *RESULT[:3]]]


def _quantile_rows(made: Forecast, study: Study, *, published: bool) -> Iterator[pd.DataFrame]:
    for target, people in _targets(made):
        for names, groups in selections(study):
            values = np.quantile(people[..., list(groups)].sum(axis=-1), LEVELS, axis=0).transpose(1, 2, 0)
            values = rounded(values, LEVELS) if published else np.round(values, 1)
            who = dict(zip(study.populations, names, strict=True))
            yield _frame(made, study, target, who, "quantile", np.array(LEVELS), values)


def _sample_rows(made: Forecast, study: Study, samples: int) -> Iterator[pd.DataFrame]:
    ids = np.arange(1, samples + 1, dtype=float)
    for target, people in _targets(made):
        for group, names in enumerate(study.groups if samples else ()):
            values = people[:samples, ..., group].transpose(1, 2, 0).astype(float)
            yield _frame(made, study, target, dict(zip(study.populations, names, strict=True)), "sample", ids, values)


def _targets(made: Forecast) -> Iterator[tuple[str, np.ndarray[Any, Any]]]:
    """Each target with its persons (draw, date, place, group)."""
    yield from zip(TARGETS, (made.stock, made.arrivals), strict=True)


def _frame(
    made: Forecast,
    study: Study,
    target: str,
    who: Mapping[str, str],
    kind: str,
    ids: np.ndarray[Any, Any],
    values: np.ndarray[Any, Any],
) -> pd.DataFrame:
    """Rows of values (date, place, id)."""
    import pandas as pd

    dates, places, count = values.shape
    ahead, ends = _horizons(made, study)
    each = places * count
    data: dict[str, object] = {
        "origin_date": _origin(study),
        "target": target,
        "horizon": np.repeat(ahead, each),
        "target_end_date": np.repeat(ends, each),
        "location": np.tile(np.repeat(np.array(made.names, object), count), dates),
        **who,
        "output_type": kind,
        "output_type_id": np.tile(ids, dates * places),
        "value": values.ravel(),
    }
    return pd.DataFrame(data)


def _origin(study: Study) -> str:
    return study.calendar.as_of.last.isoformat()


def _horizons(made: Forecast, study: Study) -> tuple[list[int], list[str]]:
    """Of each kept date, its steps after as_of and its last day."""
    calendar = study.calendar
    state = {calendar.label(k): k for k in range(1, calendar.steps + 1)}
    states = [state[label] for label in made.kept]
    return [k - calendar.as_of_state for k in states], [calendar.ends[k - 1].isoformat() for k in states]


def _tasks(made: Forecast, study: Study, samples: int) -> dict[str, Any]:
    ahead, ends = _horizons(made, study)
    named = [names for names, _ in selections(study)]
    who = {
        population: sorted({names[k] for names in named} | set(levels))
        for k, (population, levels) in enumerate(study.populations.items())
    }
    values: dict[str, Sequence[object]] = {
        "target": TARGETS, "horizon": ahead, "target_end_date": ends, "location": made.names, **who
    }  # fmt: skip
    task = {
        "task_ids": {
            "origin_date": {"required": [_origin(study)], "optional": None},
            **{name: {"required": None, "optional": list(allowed)} for name, allowed in values.items()},
        },
        "output_type": _output_types(samples),
        "target_metadata": [_target(target, study) for target in TARGETS],
    }
    return {
        "schema_version": f"{SCHEMAS}/tasks-schema.json",
        "rounds": [
            {
                "round_id_from_variable": True,
                "round_id": "origin_date",
                "model_tasks": [task],
                "submissions_due": {"relative_to": "origin_date", "start": 0, "end": CENTURY},
            }
        ],
        "output_type_id_datatype": "double",
        "derived_task_ids": ["target_end_date"],
    }


def _output_types(samples: int) -> dict[str, Any]:
    """Neither is required of every task: quantiles are of selections, samples of single groups."""
    kinds: dict[str, Any] = {
        "quantile": {
            "output_type_id": {"required": list(LEVELS)},
            "value": {"type": "double", "minimum": 0},
            "is_required": False,
        }
    }
    if samples:
        kinds["sample"] = {
            "output_type_id_params": {
                "type": "integer",
                "min_samples_per_task": 1,
                "max_samples_per_task": samples,
                "compound_taskid_set": ["origin_date"],
            },
            "value": {"type": "double", "minimum": 0},
            "is_required": False,
        }
    return kinds


def _target(target: str, study: Study) -> dict[str, Any]:
    steps = {"time_unit": study.calendar.step} if study.calendar.step != "year" else {}
    return {
        "target_id": target,
        "target_name": "People in a place" if target == "stock" else "People who entered a place",
        "target_units": "persons",
        "target_keys": {"target": target},
        "target_type": "discrete",
        "description": TITLES[target],
        "is_step_ahead": bool(steps),
        **steps,
    }


def _admin(study: Study, of: Model) -> dict[str, Any]:
    return {
        "schema_version": f"{SCHEMAS}/admin-schema.json",
        "name": study.title,
        "maintainer": of.team,
        "contact": {},
        "repository": {},
        "file_format": ["csv", "parquet"],
        "timezone": "Africa/Abidjan",  # UTC all year; the schema's list has no UTC itself
    }


def _metadata(of: Model) -> dict[str, Any]:
    return {
        "team_abbr": of.team,
        "model_abbr": of.name,
        "model_version": f"wayhome {__version__}",
        "designated_model": True,
    }


def _metadata_schema() -> dict[str, Any]:
    fields = {name: {"type": "string"} for name in ("team_abbr", "model_abbr", "model_version")}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What is known of a model",
        "type": "object",
        "properties": {**fields, "designated_model": {"type": "boolean"}},
        "required": ["team_abbr", "model_abbr", "designated_model"],
        "additionalProperties": False,
    }
