"""What an import from Flee or an export to it prints."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rich.markup import escape

from wayhome.cli import show
from wayhome.cli.terminal import console
from wayhome.flee.carry import Carried
from wayhome.flee.situation import Note, Situation


def imported(made: Carried) -> None:
    """What was read, what could not be used, and what to do next."""
    situation, written = made.situation, made.written
    console().print(f"Read {escape(_said(situation))}.", soft_wrap=True)
    zones = f"places, {written.zones} of them conflict zones that people flee from, and {written.claims} claims"
    later = f"; {written.claims} later counts are claims, and not used" if written.claims else ""
    of = zones if written.zones else f"places that are counted{later}"
    console().print(f"Made a study of {written.places} {of}.", soft_wrap=True)
    _notes(written.notes)
    show.written(made.folder)
    console().print(
        f"Next: wayhome {'check' if written.zones else 'forecast'} {escape(str(made.folder))}", soft_wrap=True
    )


def exported(situation: Situation, to: Path) -> None:
    """What was written, and what Flee has no word for."""
    console().print(f"Wrote {escape(_said(situation))}.", soft_wrap=True)
    _notes(situation.notes)
    show.written(to)


def _said(one: Situation) -> str:
    counts = sum(len(series.dates) for series in one.counts.values())
    return (
        f"{one.name}: {one.days:,} days from {one.start}; locations {len(one.locations)}, routes {len(one.routes)}, "
        f"closures {len(one.closures)}, counts {counts} of {len(one.counts)} places"
    )


def _notes(notes: Iterable[Note]) -> None:
    for note in notes:
        console().print(escape(str(note)), style="dim", soft_wrap=True)
