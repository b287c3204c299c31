"""A draft in plain words, and its sentence with the claim marked: what a reviewer sees, on a terminal or a page."""

from __future__ import annotations

from typing import NamedTuple

from wayhome.claims.claim import Figure
from wayhome.claims.reader.draft import Draft
from wayhome.claims.wording import read_figure
from wayhome.claims.words import Words

AROUND = 160  # characters shown before and after the sentence
_KINDS = {
    "amount": "A number of people",
    "comparison": "A comparison",
    "effect": "What something does to people's moves",
    "outlook": "What is to come",
    "silence": "A silence: somebody does not say, count or admit",
    "context": "Context, without a number that could be fitted",
}
_QUANTITIES = {
    "stock": "there at a moment",
    "arrivals": "who came, since the study's start",
    "arrivals_in": "who came in a period",
    "arrivals_per_month": "who came, a month",
    "share": "as a share",
}
_DIRECTIONS = {
    "more": "more than the other side",
    "less": "less than the other side",
    "up": "going up",
    "down": "going down",
}


class Part(NamedTuple):
    """A piece of the sentence: `around` it, in the `sentence`, in the `claim`, or the `wording` that carries the number."""

    text: str
    role: str


def sentence_parts(draft: Draft, text: str | None = None) -> list[Part]:
    """The sentence in its surroundings, as pieces in order; with the document's text, a few more words of these."""
    sentence, first = draft.sentence, draft.start - draft.sentence_start
    last = first + len(draft.exact)
    if not (0 <= first <= last <= len(sentence) and sentence[first:last] == draft.exact):
        parts = [Part(draft.prefix, "around"), *_claim(draft.exact, draft.wording), Part(draft.suffix, "around")]
    else:
        before, after = _around(draft, first, last, text)
        parts = [Part(before, "around"), Part(sentence[:first], "sentence"), *_claim(draft.exact, draft.wording)]
        parts += [Part(sentence[last:], "sentence"), Part(after, "around")]
    return [part for part in parts if part.text]


def _around(draft: Draft, first: int, last: int, text: str | None) -> tuple[str, str]:
    """What stands before and after the sentence, from a word's beginning to a word's end."""
    begin, end = draft.sentence_start, draft.sentence_start + len(draft.sentence)
    if text is not None and text[begin:end] == draft.sentence:
        before, after = text[max(0, begin - AROUND) : begin], text[end : end + AROUND]
        if begin > AROUND:
            before = before.partition(" ")[2]
        if end + AROUND < len(text):
            after = after.rpartition(" ")[0]
        return before, after
    before = draft.prefix[:-first] if first else draft.prefix
    return before, draft.suffix[len(draft.sentence) - last :]


def plain_words(draft: Draft, words: Words) -> list[tuple[str, str]]:
    """What the draft says, as (label, text)."""
    told = [("says", _says(draft, words))]
    by = draft.speaker or "the outlet itself; nobody is named"
    if draft.speaker_role and draft.speaker:
        by = f"{by}, {draft.speaker_role}"
    if draft.outlet:
        by = f"{by}; passed on from {draft.outlet}"
    told.append(("said by", f"{by} ({draft.speaker_rule})" if draft.speaker and draft.speaker_rule else by))
    doubts = [f"hedged: “{draft.hedge}”"] if draft.hedge else []
    doubts += ["negated: the sentence denies it"] if draft.negated and draft.kind != "silence" else []
    doubts += ["only under a condition"] if draft.conditional else []
    if doubts:
        told.append(("careful", "; ".join(doubts)))
    if draft.note:
        told.append(("noted", draft.note))
    return told


def number_words(draft: Draft, words: Words) -> str:
    """The draft's number: "at least 500", "200 to 900, as the table reads “several hundred”", "" where there is none."""
    share = draft.quantity == "share"
    if draft.low is draft.best is draft.high is None:
        if not draft.wording or draft.kind != "amount":
            return ""
        try:
            figure = read_figure(draft.wording, words, share=share)
        except ValueError:
            return ""
        return f"{_figure(figure, share)}, as the words table reads “{draft.wording}”"
    low, best, high = draft.low, draft.best, draft.high
    if low is not None and high is not None and low != high:
        span = f"{_shown(low, share)} to {_shown(high, share)}"
        return f"{_shown(best, share)} ({span})" if best is not None and best not in (low, high) else span
    if best is not None:
        return _shown(best, share)
    if low is not None and high is None:
        return f"at least {_shown(low, share)}"
    value = high if high is not None else low
    return _shown(value, share) if low == high else f"at most {_shown(value, share)}"


def _says(draft: Draft, words: Words) -> str:
    parts = [_KINDS[draft.kind]]
    if draft.quantity == "share" and draft.kind == "amount":
        parts = ["A share of people"]
    elif draft.quantity:
        parts[0] += f" {_QUANTITIES[draft.quantity]}" if draft.kind == "amount" else f" ({draft.quantity})"
    number = number_words(draft, words)
    parts += [number] if number else []
    if draft.direction:
        parts.append(_DIRECTIONS.get(draft.direction, f"it {draft.direction} the flow"))
    places = [("in", draft.where), ("from", draft.where_from), ("to", draft.where_to), ("than", draft.than)]
    places += [("of", draft.of), ("because of", draft.driver)]
    parts += [f"{word} “{text}”" for word, text in (("who:", draft.who), *places) if text]
    parts += [
        f"they {draft.event}" if draft.event in ("left", "returned", "died", "joined") else f"({draft.event})"
    ] * bool(draft.event)
    parts += [f"as of {draft.as_of}"] if draft.as_of else []
    return "; ".join(parts)


def _claim(exact: str, wording: str) -> list[Part]:
    at = exact.find(wording) if wording else -1
    if at < 0:
        return [Part(exact, "claim")]
    pieces = (exact[:at], "claim"), (wording, "wording"), (exact[at + len(wording) :], "claim")
    return [Part(text, role) for text, role in pieces if text]


def _figure(figure: Figure, share: bool) -> str:
    if figure.sense != "about":
        return f"{'at least' if figure.sense == 'at_least' else 'at most'} {_shown(figure.best, share)}"
    return f"{_shown(figure.low, share)} to {_shown(figure.high, share)}"


def _shown(value: float | None, share: bool) -> str:
    if value is None:
        return ""
    return f"{100 * value:.3g}%" if share else f"{value:,.12g}"
