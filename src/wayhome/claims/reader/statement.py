"""A paraphrase to start from: the ledger keeps one's own words, not the document's."""

from __future__ import annotations

from wayhome.claims.reader.find import Find

_BECAME = {
    "returned": "who came back", "died": "who died", "held": "who are held", "displaced": "who were displaced", "left": "who left",
    "expelled": "who were sent away", "arrived": "who arrived", "joined": "who joined or fight", "hurt": "who were hurt",
    "missing": "who are missing", "freed": "who were freed", "live": "who are there", "judged": "who were judged",
    "helped": "who were reached",
}  # fmt: skip


def statement(find: Find, wording: str, *, where: str, where_from: str, where_to: str) -> str:
    """One sentence that a person can confirm or rewrite."""
    who = find.who or "people"
    ways = [f"from {where_from}" if where_from else "", f"to {where_to}" if where_to else ""]
    moved = find.event in ("returned", "left", "expelled", "arrived", "joined")
    place = " ".join(filter(None, ways)) or (f"in {where}" if where and not moved else "")
    counted = " ".join(filter(None, (who, _BECAME.get(find.event, ""), place)))
    words = " ".join(wording.split())
    if find.kind == "amount":
        return _sentence(f"{counted}: “{words}”" if not find.share else f"{counted}, as a share: “{words}”")
    if find.kind == "outlook":
        return _sentence(f"what is to come of {counted}: “{words}”")
    if find.kind == "comparison":
        than = f", against {find.than}" if find.than else ""
        return _sentence(f"{counted}{than}: “{words}”")
    if find.kind == "effect":
        driver = f"{find.driver} bears on " if find.driver else "something bears on "
        return _sentence(f"{driver}{counted}: “{words}”")
    return _sentence(f"nothing is said of {counted}: “{words}”")


def _sentence(words: str) -> str:
    return (words[:1].upper() + words[1:])[:1000]
