"""A draft claim: what the reader found in a document, and its file `drafts/<document>.jsonl`, one draft a line.

A line has every field of `Draft`, and besides, for other programs: `selector` (W3C Web Annotation text position and
text quote), `text` and `label` (the sentence and the spans in it, as doccano's sequence labelling imports and exports
them). Where somebody moved or renamed the claim's span in doccano, `read_drafts` follows.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import cast

from wayhome.claims.claim import KINDS, STATUSES
from wayhome.errors import InvalidInput, Problem
from wayhome.files import write_whole

AROUND = 32  # characters of prefix and suffix in the quote selector
MAX_BYTES = 100_000_000
NUMBERS = ("low", "best", "high")


@dataclass(frozen=True, slots=True)
class Draft:
    """One claim as found; words are the document's own ("Uzbek fighters", "Syria"), not yet the study's names.

    `text[start:end] == exact`, for the document's text as `document_text` reads it.
    """

    id: str  # <document's id>-<start>, with a letter behind it where two begin at one place
    kind: str  # one of claim.KINDS
    start: int
    end: int
    exact: str  # the clause that carries the claim
    prefix: str
    suffix: str
    wording: str  # the few words of `exact` with the number or the likelihood
    low: float | None
    best: float | None
    high: float | None
    quantity: str  # as in the ledger: stock, arrivals, arrivals_in, arrivals_per_month, share or ""
    event: str  # what became of them: left, returned, died, held, displaced, arrived, joined, expelled … or ""
    who: str
    where: str
    where_from: str
    where_to: str
    of: str  # of a share: what it is a share of
    than: str  # of a comparison: its other side
    driver: str  # of an effect: what it comes from
    direction: str  # one of claim.DIRECTIONS or ""
    as_of: str  # 2016-07, 2019-05-07/2019-05-09, … or ""
    speaker: str  # in the fullest form that the document gives; "" where the outlet speaks itself
    speaker_role: str
    outlet: str  # another outlet that is credited with it, or ""
    hedge: str  # "about", "reportedly", "could": the words that weaken it
    negated: bool
    conditional: bool
    statement: str  # a paraphrase to start from
    sentence: str
    sentence_start: int
    rule: str  # which rule found it
    speaker_rule: str  # how the speaker was inferred
    document: str  # the original, in the study's folder: sources/article.html
    document_hash: str  # sha256:… of the original's bytes
    source: str  # id for its row of sources.csv
    status: str = "draft"
    note: str = ""

    @property
    def place_in_text(self) -> str:
        """The ledger's `place_in_text`: start-end#hash of the characters."""
        return f"{self.start}-{self.end}#{quote_hash(self.exact)}"


_NAMES = tuple(field.name for field in fields(Draft))
_KEPT = tuple(name for name in _NAMES if name not in ("exact", "prefix", "suffix"))
_WHOLE = ("start", "end", "sentence_start")
_FLAGS = ("negated", "conditional")


def quote_hash(exact: str) -> str:
    """The hash of some characters, as the ledger's `place_in_text` carries it."""
    return hashlib.sha256(exact.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def write_drafts(path: Path, drafts: Iterable[Draft]) -> None:
    """Write the drafts of one document, in order of place, whole or not at all; CannotWrite leaves the old file."""
    text = drafts_text(drafts)
    write_whole(path, lambda temporary: temporary.write_text(text, encoding="utf-8", newline="\n"))


def drafts_text(drafts: Iterable[Draft]) -> str:
    """The drafts as JSON Lines."""
    ordered = sorted(drafts, key=lambda draft: (draft.start, draft.end, draft.id))
    return "".join(json.dumps(_record(draft), ensure_ascii=False) + "\n" for draft in ordered)


def read_drafts(path: Path) -> list[Draft]:
    """The drafts of one document; InvalidInput with every line that cannot be read."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InvalidInput(
                [Problem(path.name, 0, "", "the file is larger than 100 MB; it holds no drafts", "W709")]
            )
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise InvalidInput([Problem(path.name, 0, "", f"the drafts cannot be read ({reason})", "W709")]) from None
    drafts, problems = list[Draft](), list[Problem]()
    for line, content in enumerate(text.split("\n"), 1):
        if content.strip():
            try:
                drafts.append(_draft(json.loads(content)))
            except (ValueError, KeyError, TypeError, RecursionError) as error:
                said = f"missing {error}" if isinstance(error, KeyError) else str(error)[:200]
                message = f"this line is not a draft claim ({said}); read the document again, or mend the line"
                problems.append(Problem(path.name, line, "", message, "W709"))
    if problems:
        raise InvalidInput(problems)
    return drafts


def _record(draft: Draft) -> dict[str, object]:
    record: dict[str, object] = {name: getattr(draft, name) for name in _KEPT}
    record["selector"] = [
        {"type": "TextPositionSelector", "start": draft.start, "end": draft.end},
        {"type": "TextQuoteSelector", "exact": draft.exact, "prefix": draft.prefix, "suffix": draft.suffix},
    ]
    record["text"] = draft.sentence
    first = draft.start - draft.sentence_start
    record["label"] = [[first, first + len(draft.exact), draft.kind]]
    at = draft.sentence.find(draft.wording, max(first, 0)) if draft.wording else -1
    if at >= 0:
        record["label"] = [*record["label"], [at, at + len(draft.wording), "wording"]]
    return record


def _draft(record: object) -> Draft:
    if not isinstance(record, Mapping):
        raise ValueError("it is not an object")
    known = cast("Mapping[str, object]", record)
    position, quote = _selectors(known)
    values: dict[str, object] = {name: known[name] for name in _KEPT if name in known}
    values |= {"start": position["start"], "end": position["end"], "exact": quote["exact"]}
    values |= {"prefix": quote.get("prefix", ""), "suffix": quote.get("suffix", "")}
    if not isinstance(values.get("id"), str):  # doccano numbers its lines anew
        values["id"] = f"{known['source']}-{position['start']}"
    values.setdefault("status", "draft")
    values.setdefault("note", "")
    for name in _NAMES:
        _check(name, values[name])
    draft = Draft(**values)  # pyright: ignore[reportArgumentType]
    if draft.end - draft.start != len(draft.exact):
        raise ValueError(f"its span {draft.start}-{draft.end} is not as long as its words")
    return _as_labelled(draft, known.get("label", known.get("labels")))


def _selectors(record: Mapping[str, object]) -> tuple[Mapping[str, object], Mapping[str, object]]:
    found: dict[str, Mapping[str, object]] = {}
    for selector in cast("list[Mapping[str, object]]", record["selector"]):
        found[str(selector["type"])] = selector
    return found["TextPositionSelector"], found["TextQuoteSelector"]


def _check(name: str, value: object) -> None:
    if name in NUMBERS:
        fits = value is None or (
            isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
        )
    elif name in _WHOLE:
        fits = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    elif name in _FLAGS:
        fits = isinstance(value, bool)
    else:
        fits = isinstance(value, str)
    listed = {"kind": KINDS, "status": STATUSES}.get(name)
    if not fits or (listed is not None and value not in listed):
        raise ValueError(f"{name} is {str(value)[:40]!r}")


def _as_labelled(draft: Draft, labels: object) -> Draft:
    """The draft with its kind and span as the labels have them."""
    spans = [label for label in cast("list[list[object]]", labels or []) if len(label) == 3 and label[2] in KINDS]
    if len(spans) != 1:
        return draft
    first, last, kind = spans[0]
    if not (isinstance(first, int) and isinstance(last, int) and 0 <= first < last <= len(draft.sentence)):
        raise ValueError(f"its label runs from {first} to {last}, outside its text")
    start, end = draft.sentence_start + first, draft.sentence_start + last
    if (start, end, kind) == (draft.start, draft.end, draft.kind):
        return draft
    exact = draft.sentence[first:last]
    prefix, suffix = draft.sentence[max(0, first - AROUND) : first], draft.sentence[last : last + AROUND]
    return replace(draft, kind=str(kind), start=start, end=end, exact=exact, prefix=prefix, suffix=suffix)
