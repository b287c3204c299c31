"""The time that a sentence speaks of, as the ledger writes it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from wayhome.claims.reader.lexicon import DAYS, MONTHS, word_set

_MONTH = "(" + "|".join(sorted((name for name in MONTHS if name != "sep"), key=len, reverse=True)) + ")"
_YEAR = r"((?:19|20)\d\d)"
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_FORMS = re.compile(
    rf"\b(?P<span>(?:between|from)\s+{_YEAR}\s+(?:and|to|until)\s+{_YEAR}\b|\b{_YEAR}\s*[-–/]\s*{_YEAR}\b)"
    rf"|\b(?P<dmy>{_DAY}\s+{_MONTH}\.?,?\s+{_YEAR})\b|\b(?P<mdy>{_MONTH}\.?\s+{_DAY},?\s+{_YEAR})\b"
    rf"|\b(?P<my>{_MONTH}\.?,?\s+(?:of\s+)?{_YEAR})\b|\b(?P<iso>{_YEAR}-(\d\d)(?:-(\d\d))?)\b"
    rf"|\b(?P<y>(?:in|by|during|since|until|of|throughout|late|early|mid|end of)[-\s]+{_YEAR})\b(?![,.]\d|\s*(?:%"
    rf"|people))"
    rf"|\b(?P<dm>{_DAY}\s+{_MONTH})\b|\b(?P<md>{_MONTH}\.?\s+{_DAY})\b(?!\s*(?:%|,\d|people))|\b(?P<m>(?:in|since"
    rf"|last|by|until|during)\s+{_MONTH})\b(?!\.?,?\s+(?:of\s+)?(?:19|20)?\d\d?)"
    r"|\b(?P<rel>today|yesterday|this (?:week|month|year)|last (?:week|month|year)|on (?:monday|tuesday|wednesday"
    r"|thursday|friday|saturday|sunday))\b",
    re.IGNORECASE,
)
_YEARS = re.compile(r"(?:19|20)\d\d")
_CUES = re.compile(r"[a-z]+")
_CUE_WORDS = frozenset(MONTHS) | DAYS | word_set("today yesterday week month year")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@lru_cache(maxsize=512)
def as_of(text: str, published: date | None) -> str:
    """The first date in the text, completed from the day of publication; "" where there is none that is certain."""
    if _YEARS.search(text) is None and _CUE_WORDS.isdisjoint(_CUES.findall(text.lower())):
        return ""
    for match in _FORMS.finditer(text):
        kind = next(name for name, found in match.groupdict().items() if found)
        found = _date(kind, match.group(), published)
        if found:
            return found
    return ""


def first_date(text: str) -> date | None:
    """The first full date in a text: a dateline."""
    for match in _FORMS.finditer(text):
        kind = next(name for name, found in match.groupdict().items() if found)
        if kind in ("dmy", "mdy", "iso"):
            found = _date(kind, match.group(), None)
            if len(found) == 10:
                return date.fromisoformat(found)
    return None


def _date(kind: str, words: str, published: date | None) -> str:
    low = words.lower().replace(",", " ").replace(".", " ")
    numbers = [int(number) for number in re.findall(r"\d+", low)]
    month = next((MONTHS[word] for word in re.findall(r"[a-z]+", low) if word in MONTHS), 0)
    years = [number for number in numbers if number > 1000]
    day = next((number for number in numbers if number < 32), 0)
    if kind == "span":
        return f"{years[0]}/{years[1]}" if years[0] <= years[1] else ""
    if kind == "iso":
        return words if _exists(*[int(part) for part in words.split("-")]) else ""
    if kind == "y":
        return f"{years[0]}"
    if kind == "rel":
        return _relative(low, published)
    if years:
        return _written(years[0], month, day if kind != "my" else 0)
    if published is None:
        return ""
    year = published.year - (1 if month > published.month or (month == published.month and day > published.day) else 0)
    return _written(year, month, day if kind != "m" else 0)


def _written(year: int, month: int, day: int) -> str:
    if day and not _exists(year, month, day):
        return f"{year}-{month:02}"
    return f"{year}-{month:02}-{day:02}" if day else f"{year}-{month:02}"


def _exists(year: int, month: int, day: int = 1) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _relative(low: str, published: date | None) -> str:
    if published is None or published.year < 1001:
        return ""
    if low == "today":
        return published.isoformat()
    if low == "yesterday":
        return (published - timedelta(days=1)).isoformat()
    if low.startswith("on "):
        back = (published.weekday() - _WEEKDAYS.index(low.split()[1])) % 7
        return (published - timedelta(days=back)).isoformat()
    if "year" in low:
        return f"{published.year - low.startswith('last')}"
    if "month" in low:
        first = published.replace(day=1)
        return f"{first:%Y-%m}" if low.startswith("this") else f"{first - timedelta(days=1):%Y-%m}"
    monday = published - timedelta(days=published.weekday() + (7 if low.startswith("last") else 0))
    return f"{monday.isoformat()}/{(monday + timedelta(days=6)).isoformat()}"
