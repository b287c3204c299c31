"""Folders of Flee into studies and back, written whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from wayhome.claims.ledger import load_ledger
from wayhome.dates import parse_period
from wayhome.errors import CannotWrite, InvalidInput, Problem
from wayhome.flee.back import read_places, situation_of
from wayhome.flee.folder import read_folder
from wayhome.flee.layout import folder_files
from wayhome.flee.naming import slug
from wayhome.flee.situation import Situation
from wayhome.flee.study import Written, write_study
from wayhome.study.load import load_study, read_words


@dataclass(frozen=True, slots=True)
class Carried:
    """What was read, and what was written of it."""

    situation: Situation
    written: Written
    folder: Path


def import_folder(source: Path, to: Path, *, as_of: str = "", capacities: bool = True) -> Carried:
    """Read the Flee folder `source` and make the study `to`, called like its folder. as_of: the day up to which counts are used
    (default: the last of the situation). capacities: whether the study has those of the folder.

    InvalidInput as `read_folder`, where nobody can flee anywhere, and for an as_of outside the situation (W856); CannotWrite where
    `to` is there already or cannot be written.
    """
    refuse_taken(to)
    situation = read_folder(source)
    if not capacities:
        situation = replace(situation, locations=tuple(replace(one, capacity=None) for one in situation.locations))
    written = write_study(situation, slug(to.resolve().name).replace("_", "-"), as_of=_as_of(situation, as_of))
    if not written.zones or not situation.counts:
        lacking = "no place of conflict is joined to a camp" if situation.counts else "no place is counted"
        message = f"{lacking}, so that there is nothing to model; the study would have no flow. Complete the folder"
        raise InvalidInput([Problem(str(source), 0, "", message, "W856")])
    write_folder(to, written.files)
    return Carried(situation, written, to)


def export_study(folder: Path, to: Path) -> Situation:
    """Write the study in `folder` as the Flee folder `to`; what it leaves out is in the notes of the result.

    InvalidInput where the study cannot be read or has nothing for Flee (W855); CannotWrite as `import_folder`.
    """
    refuse_taken(to)
    study = load_study(folder)
    situation = situation_of(study, load_ledger(folder, read_words(folder)), read_places(folder / "places.csv"))
    write_folder(to, folder_files(situation))
    return situation


def refuse_taken(to: Path) -> None:
    """CannotWrite where there is something already."""
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise CannotWrite(f"{to} is already there and not empty; choose another name. Nothing was changed.")


def write_folder(to: Path, files: Mapping[str, str]) -> None:
    """Make a folder of these files (names may begin with a folder's) beside `to`, then put it in place."""
    beside: Path | None = None
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{to.name}.", dir=to.parent))
        for name, text in files.items():
            (beside / name).parent.mkdir(exist_ok=True)
            (beside / name).write_text(text, encoding="utf-8", newline="")
        beside.chmod(0o755)
        if to.is_dir():
            to.rmdir()  # empty: an earlier look made sure
        beside.rename(to)
        beside = None
    except OSError as error:
        raise CannotWrite(f"{to} could not be written ({error.strerror or error}); nothing was changed") from error
    finally:
        if beside is not None:
            shutil.rmtree(beside, ignore_errors=True)


def _as_of(situation: Situation, text: str) -> date | None:
    if not text:
        return None
    try:
        day = parse_period(text).last
    except ValueError as error:
        raise InvalidInput([Problem("--as-of", 0, "", str(error), "W856")]) from None
    if not situation.start <= day <= situation.end:
        message = f"{text} lies outside the situation, which lasts from {situation.start} to {situation.end}"
        raise InvalidInput([Problem("--as-of", 0, "", message, "W856")])
    return day
