"""A document's text -> draft claims. Rules only; no model, no network.

The way through: `layout` and `sentences` cut the text. `speakers` tells who speaks where: `voices` finds the attributions
of a sentence (`attributions`, `whose_count`, each with `speaker_before` or `speaker_behind`), `resolve` and `fullnames` tell
whom they mean. `amounts` finds what counts people: `numbers` the quantity, `people` the noun behind it, `counting` whether
and by which rule it counts. `relations` finds what is said of people without counting them. `when`, `where` and
`statement` fill in the draft. The words that the rules look up are in `lexicon`, the patterns in `patterns`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from wayhome.claims.ledger import load_words
from wayhome.claims.reader.amounts import amounts
from wayhome.claims.reader.draft import AROUND, Draft
from wayhome.claims.reader.find import Context, Find
from wayhome.claims.reader.lexicon import AUXILIARIES, SPEAKERS_NOT_COUNTED, word_set
from wayhome.claims.reader.people import is_people
from wayhome.claims.reader.relations import relations
from wayhome.claims.reader.resolve import Speaker
from wayhome.claims.reader.sentences import Sentence, sentences
from wayhome.claims.reader.speakers import cast
from wayhome.claims.reader.statement import statement
from wayhome.claims.reader.tables import source_below, table_finds
from wayhome.claims.reader.tokens import is_capital
from wayhome.claims.reader.voice import Voice
from wayhome.claims.reader.when import as_of
from wayhome.claims.reader.where import place_from, place_in, place_left, place_to
from wayhome.claims.words import Words

_HEDGES = re.compile(
    r"\b(?:reportedly|allegedly|believed to|thought to|said to be|estimated|apparently|could|may|might|perhaps"
    r"|possibly|unconfirmed|feared|presumed|likely)\b",
    re.IGNORECASE,
)
_IF = re.compile(r"\b(?:if|unless|in case|should the|provided that|were .{0,40} to|otherwise)\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|never|no longer|nobody|none|neither)\b|n['’]t\b", re.IGNORECASE)


MOST_DRAFTS = 2_000  # of one document
MOST_IN_SENTENCE = 30


@dataclass(frozen=True, slots=True)
class _Origin:
    """What all drafts of a document share; `used` counts the drafts that begin at a place."""

    source: str
    document: str
    document_hash: str
    published: date | None
    used: dict[int, int]


@cache
def reader_words() -> Words:
    return load_words()


def read_text(
    text: str, *, source: str, document: str, document_hash: str, published: date | None = None
) -> list[Draft]:
    """Every claim found in the text, in order of place. `published` completes dates like "on Tuesday"."""
    all_sentences = sentences(text)
    who_says = cast(text, all_sentences)
    words, drafts, used = reader_words(), list[Draft](), dict[int, int]()
    origin = _Origin(source, document, document_hash, published, used)
    counted, event, block = "", "", -1
    in_tables = _in_tables(text, all_sentences, words)
    for number, sentence in enumerate(all_sentences):
        for find in in_tables.get(number, ())[:MOST_IN_SENTENCE]:
            body = source_below(text, _below(all_sentences, number))
            said = Speaker(body, "", "", "the source below the table") if body else who_says.speaker(number, find.at)
            drafts.append(_draft(Context(text, sentence, "", ""), find, said, origin))
        if sentence.kind not in ("body", "heading") or not sentence.tokens:
            continue
        if sentence.block > block + 1:
            counted, event = "", ""
        if len(drafts) >= MOST_DRAFTS:
            break
        block = sentence.block
        asked = number > 0 and _asks_how_many(text, all_sentences[number - 1])
        context = Context(text, sentence, counted, event, asked)
        found = amounts(context, words)
        found = _without_weak([*found, *relations(context, found)])
        found = [find for find in found if not _is_speaker(find, who_says.found[number])]
        found = [_said_part(sentence, find, who_says.found[number]) for find in found]
        for find in found[:MOST_IN_SENTENCE]:
            drafts.append(_draft(context, find, who_says.speaker(number, find.at), origin))
            counted, event = find.who or counted, find.event or event
        if not any(find.who for find in found):
            counted = _spoken_of(sentence) or counted
    return sorted(_without_headings(drafts, all_sentences), key=lambda draft: (draft.start, draft.end, draft.id))


def _in_tables(text: str, all_sentences: Sequence[Sentence], words: Words) -> dict[int, list[Find]]:
    """Number of a sentence that is a row of a table -> what its cells count."""
    found, number = dict[int, list[Find]](), 0
    while number < len(all_sentences):
        end = number
        while end < len(all_sentences) and all_sentences[end].kind == "table":
            end += 1
        if end > number:
            above = all_sentences[number - 1] if number else None
            caption = above.tokens if above is not None and above.kind in ("heading", "body") else []
            rows = table_finds(text, all_sentences[number:end], caption, words)
            found |= {number + r: finds for r, finds in enumerate(rows) if finds}
        number = end + 1
    return found


def _below(all_sentences: Sequence[Sentence], number: int) -> Sentence | None:
    """The first sentence behind the table that the row stands in."""
    return next((sentence for sentence in all_sentences[number:] if sentence.kind != "table"), None)


def _without_weak(found: Sequence[Find]) -> list[Find]:
    """Without the "some" that an effect's own words hold."""
    effects = [find for find in found if find.kind == "effect"]
    return [
        f for f in found if f.kind != "amount" or not any(e.word_first < f.word_first < e.word_last for e in effects)
    ]


def _is_speaker(find: Find, found: Sequence[Voice]) -> bool:
    """ "Two aid workers said": named for what they say, not counted."""
    return find.kind == "amount" and any(
        voice.first == find.word_first and find.word_last < voice.last and voice.side != "of" for voice in found
    )


def _asks_how_many(text: str, sentence: Sentence) -> bool:
    words = text[sentence.start : sentence.end]
    return words.rstrip("\"”’'») ").endswith("?") and "how many" in words.lower()


def _said_part(sentence: Sentence, find: Find, voices: Sequence[Voice]) -> Find:
    """The clause without "Officials said that" before it and ", officials said" behind it."""
    first, last = find.first, find.last
    for voice in voices:
        begin = min(voice.first, voice.verb)
        if voice.side == "before" and first <= voice.verb < find.word_first:
            first = max(first, _behind_that(sentence, voice.verb_end, find.word_first))
        elif voice.side in ("behind", "according", "citing") and find.word_last <= begin < last:
            last = begin
        elif voice.side in ("behind", "according", "citing") and first <= voice.verb < find.word_first:
            first = max(first, voice.verb_end, voice.last)
    first, last = min(first, find.word_first), max(last, find.word_last)
    return find if (first, last) == (find.first, find.last) else replace(find, first=first, last=last)


def _behind_that(sentence: Sentence, verb_end: int, word_first: int) -> int:
    """The token after "(said) on Friday that", "(told) reporters in the capital that"."""
    for i in range(verb_end, min(verb_end + 14, word_first)):
        if sentence.tokens[i].low == "that":
            return i + 1
        if sentence.tokens[i].low in AUXILIARIES or sentence.tokens[i].text in ',;:"“':
            break
    return verb_end


def _spoken_of(sentence: Sentence) -> str:
    """The people that a sentence speaks of without counting them."""
    return next(
        (
            t.text
            for t in reversed(sentence.tokens)
            if is_people(t.low, is_capital(t)) and t.low not in SPEAKERS_NOT_COUNTED
        ),
        "",
    )


def _draft(context: Context, find: Find, speaker: Speaker, origin: _Origin) -> Draft:
    text, tokens = context.text, context.tokens
    first, last = find.first, find.last
    while first < find.word_first and (tokens[first].text in ",;:–—-" or tokens[first].low in ("that", "and", "but")):
        first += 1
    while last > find.word_last and (tokens[last - 1].text in ",;:–—-" or tokens[last - 1].low == "and"):
        last -= 1
    start, end = tokens[first].start, tokens[last - 1].end
    exact = text[start:end]
    wording = text[tokens[find.word_first].start : tokens[find.word_last - 1].end]
    sentence = text[context.sentence.start : context.sentence.end]
    hedge = find.hedge or (found.group().lower() if (found := _HEDGES.search(exact)) else "")
    low, high, best = _numbers(find)
    silent = _silent(exact, wording) if find.kind == "silence" else ""
    said = Speaker(silent, "", "", "the silent body") if silent and not speaker.name else speaker
    when = as_of(exact, origin.published) or as_of(sentence, origin.published)
    where, source_place, target = find.where or place_in(exact, sentence), place_from(exact), place_to(exact)
    if find.event == "returned" and not target and source_place == place_left(exact):
        source_place, target = "", source_place
    return Draft(
        id=_name(origin.source, start, origin.used), kind=find.kind, start=start, end=end, exact=exact,
        prefix=text[max(0, start - AROUND) : start],
        suffix=text[end : end + AROUND], wording=wording, low=low, best=best, high=high,
        quantity=_quantity(find, sentence), event=find.event, who=find.who,
        where=where, where_from=source_place, where_to=target,
        of=find.of, than=find.than, driver=find.driver, direction=find.direction, as_of=when,
        speaker=said.name, speaker_role=said.role, outlet=said.outlet, hedge=hedge,
        negated=_NOT.search(exact) is not None and find.kind != "silence",
        conditional=_IF.search(text[context.sentence.start : end].rpartition(";")[2]) is not None,
        statement=statement(find, wording, where=where, where_from=source_place, where_to=target), sentence=sentence,
        sentence_start=context.sentence.start, rule=find.rule, speaker_rule=said.rule,
        document=origin.document, document_hash=origin.document_hash, source=origin.source,
    )  # fmt: skip


def _numbers(find: Find) -> tuple[float | None, float | None, float | None]:
    low, high = find.low, find.high
    best = low if low is not None and low == high else None
    return low, high, best


def _silent(exact: str, wording: str) -> str:
    """The body that does not say: what stands before the words of silence."""
    before = exact.partition(wording)[0].strip(" ,")
    words = before.split()
    return (
        before
        if 1 < len(words) + (words[:1] != ["The"]) <= 9
        and any(
            (word[:1].isupper() and word not in word_set("The There It But So We He She They And"))
            or word.lower() in ("government", "officials", "police", "ministry", "authorities")
            for word in words
        )
        else ""
    )


def _quantity(find: Find, sentence: str) -> str:
    if find.kind not in ("amount", "outlook") or (find.kind == "outlook" and find.low is None and find.high is None):
        return ""
    if find.share:
        return "share"
    if re.search(r"\b(?:a|per|each|every)\s+month\b|\bmonthly\b", sentence, re.IGNORECASE):
        return "arrivals_per_month"
    if find.event in ("", "held", "live", "missing", "helped"):
        return "stock"
    if re.search(
        r"\b(?:in|during|last|this|past)\s+(?:the\s+)?(?:(?:19|20)\d\d|week|month|year|past|last|day|days|january"
        r"|february|march|april|may|june|july|august|september|october|november|december)\b"
        r"|\bbetween\s+\w*\s?(?:19|20)\d\d|\b(?:on|since)\s+\w+day\b|\byesterday\b|\btoday\b",
        sentence,
        re.IGNORECASE,
    ):
        return "arrivals_in"
    return "arrivals"


def _without_headings(drafts: Sequence[Draft], all_sentences: Sequence[Sentence]) -> list[Draft]:
    """Headings repeat what the text says: kept only where the text does not."""
    starts = [sentence.start for sentence in all_sentences]

    def heading(draft: Draft) -> bool:
        return all_sentences[bisect_left(starts, draft.sentence_start)].kind == "heading"

    body = [draft for draft in drafts if not heading(draft)]
    said = {(draft.low, draft.high) for draft in body if draft.low is not None or draft.high is not None}
    worded = {draft.wording.lower() for draft in body}
    return [
        d
        for d in drafts
        if not heading(d)
        or (d.kind in ("amount", "outlook") and (d.low, d.high) not in said and d.wording.lower() not in worded)
    ]


def _name(source: str, start: int, used: dict[int, int]) -> str:
    """An id that says where the claim begins; the second one of a place has a letter."""
    count = used[start] = used.get(start, -1) + 1
    return f"{source}-{start}" + ("" if not count else chr(96 + count) if count < 27 else f"z{count}")
