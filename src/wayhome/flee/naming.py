"""Names of Flee as names of a study."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_RESERVED = {"all", "any", "from", "region", "via", "where"}
LONGEST = 40  # of the 64 characters of a study's names: drivers are called after places


def study_names(names: Iterable[str], *, taken: Iterable[str] = ()) -> dict[str, str]:
    """A name of the study's form for each name, all different and none of `taken`: "Fassala-Mbera" -> "fassala_mbera"."""
    used = _RESERVED | set(taken)
    made: dict[str, str] = {}
    for name in names:
        plain = slug(name)
        count = 1
        while plain in used:
            count += 1
            plain = f"{slug(name)}_{count}"
        used.add(plain)
        made[name] = plain
    return made


def slug(name: str) -> str:
    """Small letters, digits and _, beginning with a letter."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"[^a-z0-9]+", "_", letters).strip("_")[:LONGEST].strip("_")
    return plain if plain[:1].isalpha() else f"place_{plain}".rstrip("_")


def level(name: str) -> str:
    """A country as studies write it: letters, digits, _ and -."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9_-]+", "_", letters).strip("_")
