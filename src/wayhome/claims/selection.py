"""The small grammar of whom, where and by which way: `nationality=KGZ|UZB; role=woman`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from wayhome.claims.claim import MEASURES, Target
from wayhome.errors import did_you_mean

_KEY = re.compile(r"[a-z][a-z0-9_]*\Z")
_WAY = re.compile(r"[a-z][a-z0-9_]*(@[a-z][a-z0-9_]*)?\Z")  # a flow, or a flow from one place
_LEVEL = re.compile(r"[A-Za-z0-9_-]+\Z")
_REGION = re.compile(r"[^;=|\x00-\x1f]+\Z")
_ELSEWHERE = ("where", "via")
_OF_WORDS = tuple(measure for measure in MEASURES if measure != "arrivals_per_month")


@dataclass(frozen=True, slots=True)
class Change:
    """The keys in which another side differs from the claim's own; an empty value drops the key."""

    measure: str
    who: Mapping[str, tuple[str, ...]]
    where: tuple[str, ...] | None
    via: tuple[str, ...] | None


@lru_cache(maxsize=4096)
def read_who(text: str) -> Mapping[str, tuple[str, ...]]:
    """Read `nationality=KGZ|UZB; region=Central Asia`; ValueError says what is wrong."""
    who = _pairs(text)
    for key in _ELSEWHERE:
        if key in who:
            raise ValueError(f"'{key}' has a column of its own; write it there")
    return {key: values for key, values in who.items() if values}


@lru_cache(maxsize=4096)
def read_names(text: str) -> tuple[str, ...]:
    """Read `is|nusra`; ValueError says what is wrong."""
    if not text.strip():
        return ()
    names = tuple(name.strip() for name in text.split("|"))
    for name in names:
        if not _WAY.match(name):
            raise ValueError(f"'{name}' is not a name; names are lower case, like is|other_group")
    return _once(names, text)


@lru_cache(maxsize=4096)
def read_of(text: str) -> Change:
    """Read `arrivals; where=theatre; role=any`; ValueError says what is wrong."""
    measure, _, rest = text.partition(";")
    measure = measure.strip()
    if measure not in _OF_WORDS:
        raise ValueError(
            f"'of' begins with what both sides measure, one of {', '.join(_OF_WORDS)}, not '{measure}'.{_near(measure)}"
        )
    return _change(measure, rest)


@lru_cache(maxsize=4096)
def read_than(text: str) -> Change:
    """Read `nationality=UZB` or `where=returned; via=any`; ValueError says what is wrong."""
    if not text.strip():
        raise ValueError("the other side is missing; write what differs, for example nationality=UZB")
    return _change("", text)


def changed(own: Target, change: Change) -> Target:
    """The target with the changes that `of` or `than` names."""
    who = {**own.who, **change.who}
    return Target(
        change.measure or own.measure,
        {key: values for key, values in who.items() if values},
        own.where if change.where is None else change.where,
        own.via if change.via is None else change.via,
    )


def _near(word: str) -> str:
    near = did_you_mean(word, _OF_WORDS)
    return near if "mean" in near else ""


def _change(measure: str, text: str) -> Change:
    who = dict(_pairs(text))
    where, via = who.pop("where", None), who.pop("via", None)
    if where == ():
        raise ValueError("'where=any' would leave no place to count in; name the places or an area")
    for name in (*(where or ()), *(via or ())):
        if not _WAY.match(name):
            raise ValueError(f"'{name}' is not a name; names are lower case, like other_group")
    return Change(measure, who, where, via)


def _pairs(text: str) -> dict[str, tuple[str, ...]]:
    """Key -> values, `any` as no values."""
    found: dict[str, tuple[str, ...]] = {}
    parts = [part.strip() for part in text.split(";")]
    if parts and not parts[-1]:
        parts.pop()  # a closing semicolon does no harm
    for part in parts:
        key, equals, values = (piece.strip() for piece in part.partition("="))
        if not equals or not _KEY.match(key):
            raise ValueError(f"'{part}' is not of the form population=level|level, several parted by ';'")
        if key in found:
            raise ValueError(f"'{key}' is named twice; put its levels together: {key}=a|b")
        names = tuple(value.strip() for value in values.split("|"))
        form = _REGION if key == "region" else _LEVEL
        for name in names:
            if not form.match(name):
                raise ValueError(f"'{name}' in '{part}' is not a level; write {key}=a|b")
        if "any" in names and len(names) > 1:
            raise ValueError(f"'any' stands alone, not among other levels of '{key}'")
        found[key] = () if names == ("any",) else _once(names, part)
    return found


def _once(names: tuple[str, ...], text: str) -> tuple[str, ...]:
    if len(set(names)) < len(names):
        raise ValueError(f"a name occurs twice in '{text}'")
    return names
