"""Folders of Flee into studies and back, written whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from wayhome.claims.ledger import load_ledger
from wayhome.dates import parse_period
from wayhome.errors import InvalidInput, Problem
from wayhome.files import refuse_taken, write_folder
from wayhome.flee.ahead import write_ahead
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


def import_folder(source: Path, to: Path, *, as_of: str = "", capacities: bool = True, ahead: int = 0) -> Carried:
    """Read the Flee folder `source` and make the study `to`, called like its folder. as_of: the day up to which counts are used
    (default: the last of the situation). capacities: whether the study has those of the folder. ahead: for so many days from the
    last counts on, rather than for the whole situation.

    InvalidInput as `read_folder`, where nobody can flee anywhere, and for an as_of outside the situation (W856); CannotWrite where
    `to` is there already or cannot be written.
    """
    refuse_taken(to)
    situation = read_folder(source)
    if not capacities:
        situation = replace(situation, locations=tuple(replace(one, capacity=None) for one in situation.locations))
    name, day = slug(to.resolve().name).replace("_", "-"), _as_of(situation, as_of)
    if ahead:
        written = write_ahead(situation, name, as_of=day, days=ahead)
    else:
        written = write_study(situation, name, as_of=day)
    if not ahead and not (written.zones and situation.counts):
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
