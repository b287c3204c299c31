"""The places that a clause names, in the document's words: where from, where to, where."""

from __future__ import annotations

import re

from wayhome.claims.reader.lexicon import DEMONYMS, word_set

_NAME = r"(?:al-)?[A-Z][\w’'-]+"
_PLACE = (
    r"((?:(?:the|northern|southern|eastern|western|north|south|east|west|north-?eastern|north-?western"
    r"|south-?eastern|south-?western|central|neighbou?ring"
    rf"|nearby)\s+)*{_NAME}(?:\s+(?:of\s+)?{_NAME})*(?:(?:,\s+|\s+and\s+"
    rf"|\s+or\s+){_NAME}(?:\s+{_NAME})*)*|home|abroad)"
)
_FROM = re.compile(rf"\b(?:from|fled|left|leaving|fleeing|out of|quit)\s+(?:the\s+)?{_PLACE}")
_LEFT = re.compile(rf"\b(?:fled|left|quit)\s+(?:the\s+)?{_PLACE}")
_TO = re.compile(
    rf"(?<!due )(?<!owing )(?<!according )\b(?:to|into|for|reached|entered|towards|joined)\s+{_PLACE}"
    r"|\b(?:back|returned?|returning|go|flown|brought)\s+(home)\b"
)
_IN = re.compile(rf"(?<!based )\b(?:in|at|near|inside|within|across|around|outside)\s+{_PLACE}")
_NOT_PLACES = word_set("""
january february march april may june july august september october november december monday tuesday wednesday
thursday friday saturday sunday
""")


def place_from(clause: str) -> str:
    return next(iter(_found(_FROM, clause)), "")


def place_left(clause: str) -> str:
    """The place that they had left: those who return go back there."""
    return next(iter(_found(_LEFT, clause)), "")


def place_to(clause: str) -> str:
    return next(iter(_found(_TO, clause)), "")


def place_in(clause: str, sentence: str) -> str:
    """The place in the clause; else the only one of its sentence."""
    near = _found(_IN, clause)
    if near:
        return near[0]
    all_of_it = _found(_IN, sentence)
    return all_of_it[0] if len(all_of_it) == 1 else ""


def _found(form: re.Pattern[str], words: str) -> list[str]:
    named = (next((group for group in match.groups() if group), "") for match in form.finditer(words))
    return [name for name in named if name and name.split()[0].lower() not in _NOT_PLACES and not _is_nation(name)]


def _is_nation(name: str) -> bool:
    """ "the Uzbek (government)", "Kazakhs": people, not a place."""
    last = name.split()[-1].lower().removesuffix("'s").removesuffix("’s")
    return last.endswith(("ish", "ese", "ian")) or last in DEMONYMS or last + "s" in DEMONYMS
