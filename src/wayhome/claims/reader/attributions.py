"""The forms of attribution: verbs of saying, gerunds, quoting and citing, reasons named, parentheses, headings with a colon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wayhome.claims.reader.lexicon import (
    ADVERBS,
    AUXILIARIES,
    COUNTING,
    DATA,
    DETERMINERS,
    ORG_WORDS,
    PREPOSITIONS,
    ROLE_GROUPS,
    ROLES,
    SAY,
    word_set,
)
from wayhome.claims.reader.speaker_before import NOUNS_TOO, QUOTES, speaker_before
from wayhome.claims.reader.speaker_behind import begins_speaker, speaker_behind
from wayhome.claims.reader.tokens import Token, is_capital, is_number, is_word
from wayhome.claims.reader.voice import MARKS, Voice, is_speaker, make_voice, subject_of
from wayhome.claims.reader.whose_count import begins_number

_GERUNDS = word_set("""
saying adding stating claiming noting warning explaining arguing stressing telling confirming estimating
writing acknowledging announcing reporting suggesting indicating
""")
_BE = word_set("is are was were be been being")
_WITHIN_PASSIVE = ADVERBS | word_set("widely not")
_IN_NAMES = word_set("of for the and al bin ibn von van de du la le el und in to on at")

_PROMISES = word_set(
    "proposed proposes offered offers pledged pledges promised promises vowed vows threatened threatens"
)
_PROGRESSIVE = word_set("speaking talking")
_DENIED = word_set("to would could should cannot not n't never")
_NOUN_AFTER = word_set("of from by about on")


def by_verb(text: str, tokens: Sequence[Token], i: int, found: Sequence[Voice]) -> Voice | None:
    """Who says it, where a verb of saying stands at token i; None where nobody says anything."""
    low = tokens[i].low
    if low in ("quoted", "quotes", "quote") and (quoted := _quoted_as(text, tokens, i)) is not None:
        return quoted
    if low in NAMES_REASONS:
        named = _names_reasons(text, tokens, i)
        if named is not None or low not in SAY:
            return named
    if (cited := _cited_by(text, tokens, i)) is not None:
        return cited
    if low in _GERUNDS:
        return _gerund(text, tokens, i, found)
    if i == 0 and low in ("said", "says", "added", "adds") and len(tokens) > 1 and begins_speaker(tokens, 1):
        return speaker_behind(text, tokens, 1, (0, 1), "behind")
    if _says_something_else(tokens, i, bool(found)) or _is_noun(tokens, i) or _is_denied(tokens, i):
        return None
    return _inverted(text, tokens, i) or speaker_before(text, tokens, i) or _with_shared_subject(text, tokens, i, found)


def _cited_by(text: str, tokens: Sequence[Token], i: int) -> Voice | None:
    """ "the weekly quoted Jane Doe …": she speaks, the weekly passes it on."""
    if tokens[i].low not in ("quoted", "quotes", "cited", "cites") or _passive(tokens, i):
        return None
    if i + 1 >= len(tokens) or not begins_speaker(tokens, i + 1):
        return None
    cited = speaker_behind(text, tokens, i + 1, (i, i + 1), "before")
    if cited is None:
        return None
    outlet = speaker_before(text, tokens, i)
    return replace(cited, outlet=outlet.speaker if outlet is not None else "")


def _says_something_else(tokens: Sequence[Token], i: int, spoken: bool) -> bool:
    """Verbs that tell of saying only in some company: a promise without "to", a count without a number."""
    low, before = tokens[i].low, tokens[i - 1].low if i else ""
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    following = after.low if after is not None else ""
    if low in _PROMISES:
        return following != "to"
    if low in _PROGRESSIVE:
        return before not in _BE
    if low in ("told", "tells"):  # hearsay: the one who passes it on has been named
        return spoken and following in ("him", "her", "them")
    if low in ("admitted", "admit"):  # a programme admits people
        return after is not None and (is_number(after) or following in DETERMINERS - {"that"})
    if low in ("talks", "talk", "talked"):
        return following != "of"
    return low in COUNTING and not _counts_people(tokens, i)


def _is_noun(tokens: Sequence[Token], i: int) -> bool:
    """ "the estimate", "reports of", "the report said", "an estimated 300"."""
    low, before = tokens[i].low, tokens[i - 1].low if i else ""
    following = tokens[i + 1].low if i + 1 < len(tokens) else ""
    if before in ("a", "an", "the", "its", "their", "this", "of"):
        return True
    if low not in NOUNS_TOO:
        return False
    if following in SAY and following not in NOUNS_TOO:
        return True
    owned = before in DETERMINERS or before in PREPOSITIONS or before.endswith("'s")
    return owned or (i > 0 and following in _NOUN_AFTER and low not in ("shows", "points"))


def _is_denied(tokens: Sequence[Token], i: int) -> bool:
    """ "would confirm", "to announce", "was reported", "has not said": nobody speaks."""
    before = tokens[i - 1].low if i else ""
    if before in _DENIED and tokens[i].low not in ("say", "add"):
        return True
    return before in ("to", "did", "can", "must") or _passive(tokens, i) or _negated(tokens, i)


def _inverted(text: str, tokens: Sequence[Token], i: int) -> Voice | None:
    """'"…," said Jane Doe', "…, said the mayor"."""
    low, before = tokens[i].low, tokens[i - 1].text if i else ""
    if not (before in QUOTES or before == ",") or i + 1 >= len(tokens) or not begins_speaker(tokens, i + 1):
        return None
    if low in NOUNS_TOO - {"reports"} or low in ("told", "tells", "tell"):
        return None
    voice = speaker_behind(text, tokens, i + 1, (i, i + 1), "behind")
    if voice is None or (before not in QUOTES and _begins_clause(text, tokens, i, voice)):
        return None
    return voice


NAMES_REASONS = word_set("cite cites cited name names named mention mentions mentioned blame blames blamed list listed")


def _names_reasons(text: str, tokens: Sequence[Token], i: int) -> Voice | None:
    """ "Returnees cite insecurity as the main reason for leaving": they say so."""
    ahead = [token.low for token in tokens[i + 1 : i + 22]]
    reasons = next(
        (k for k, low in enumerate(ahead) if low in ("reason", "reasons", "factor", "cause", "motive", "motives")), 0
    )
    subject = subject_of(tokens[:i])
    if not reasons or "as" not in ahead[:reasons] or subject is None or subject[1] != i:
        return None
    return make_voice(text, tokens, subject, (0, 0), (i, i + 1), "before")


def _begins_clause(text: str, tokens: Sequence[Token], i: int, behind: Voice) -> bool:
    """ "The minister, Jane Doe, says the rest will follow": what stands behind the verb is said, not speaking."""
    chunk = tokens[behind.first : behind.last]
    return not is_speaker(chunk, weak=True, verb="") and speaker_before(text, tokens, i) is not None


def _counts_people(tokens: Sequence[Token], i: int) -> bool:
    """Whether a verb of counting has a number for its object: "has recorded 212 deaths", "arrived at 166,000"."""
    begin = i + 1
    if tokens[i].low.startswith("arriv"):
        if begin >= len(tokens) or tokens[begin].low != "at":
            return False
        begin += 1
    if tokens[i].low.startswith("credit"):
        begin = next((k + 1 for k in range(i, min(i + 6, len(tokens))) if tokens[k].low == "with"), len(tokens))
    return any(begins_number(tokens, k) for k in range(begin, min(begin + 3, len(tokens))))


def _with_shared_subject(text: str, tokens: Sequence[Token], i: int, found: Sequence[Voice]) -> Voice | None:
    """ "The office counted 300 and noted that …": the subject stands before the first of the verbs."""
    j = i - 1
    while j > 0 and (tokens[j].low in ADVERBS or tokens[j].low.endswith("ly")):
        j -= 1
    noun = tokens[i].low in NOUNS_TOO and not (i + 1 < len(tokens) and tokens[i + 1].low == "that")
    if j <= 0 or tokens[j].low not in ("and", "but") or noun or (i + 1 < len(tokens) and tokens[i + 1].low == "to"):
        return None
    if found and found[-1].side == "before":
        return replace(found[-1], verb=i, verb_end=i + 1)
    subject = subject_of(tokens)
    if subject is None or not is_speaker(tokens[subject[0] : subject[1]], weak=True, verb=tokens[i].low):
        return None
    return make_voice(text, tokens, subject, (0, 0), (i, i + 1), "before")


def figure_soon(tokens: Sequence[Token], i: int) -> bool:
    """ "(gave) a higher toll", "(cited) figures"."""
    for token in tokens[i : i + 4]:
        if token.low in word_set("toll figure figures number numbers estimate estimates tally count total"):
            return True
        if token.text in MARKS or (token.low in PREPOSITIONS and token.low != "with"):
            return False
    return False


def gives_number(tokens: Sequence[Token], i: int) -> bool:
    """Whether a participle says where a number comes from: "is given by", "figures released by"."""
    before = [token.low for token in tokens[max(0, i - 4) : i]]
    return (
        before[-1] in _BE
        or before[-1] == "as"
        or (len(before) > 1 and before[-2] in _BE)
        or bool(set(before[-2:]) & (DATA | {"number", "toll"}))
    )


def _quoted_as(text: str, tokens: Sequence[Token], i: int) -> Voice | None:
    """ "the weekly quoted an officer as saying": the officer speaks, the weekly passes it on."""
    close = next(
        (
            k
            for k in range(i + 2, min(i + 20, len(tokens) - 1))
            if tokens[k].low == "as" and tokens[k + 1].low in ("saying", "telling", "stating")
        ),
        None,
    )
    if close is None:
        return None
    outlet = speaker_before(text, tokens, i)
    side = outlet.side if outlet is not None else "before"
    side = "behind" if side == "behind" or close + 2 >= len(tokens) or tokens[close + 2].text in ".," else "before"
    voice = make_voice(text, tokens, (i + 1, close), (0, 0), (i, close + 2), side)
    return replace(
        voice,
        first=outlet.first if outlet is not None else voice.first,
        outlet=outlet.speaker if outlet is not None else "",
        pronoun=False,
    )


def _passive(tokens: Sequence[Token], i: int) -> bool:
    j = i - 1
    while j >= 0 and tokens[j].low in _WITHIN_PASSIVE:
        j -= 1
    return j >= 0 and tokens[j].low in _BE and not tokens[i].low.endswith("ing")


def _negated(tokens: Sequence[Token], i: int) -> bool:
    """ "has not officially said": nobody speaks."""
    for j in range(i - 1, max(-1, i - 5), -1):
        low = tokens[j].low
        if low in ("not", "never") or low.endswith("n't"):
            return True
        if low not in AUXILIARIES and low not in ADVERBS and not low.endswith("ly"):
            return False
    return False


def _gerund(text: str, tokens: Sequence[Token], i: int, found: Sequence[Voice]) -> Voice | None:
    """ "…, saying that": the speaker is the subject of the sentence or whoever spoke before in it."""
    if (
        i == 0
        or (tokens[i - 1].low in PREPOSITIONS and tokens[i - 1].low not in ("in", "by", "while", "after"))
        or tokens[i - 1].low in DETERMINERS
    ):
        return None
    voice = next((voice for voice in reversed(found) if voice.side in ("before", "behind", "according")), None)
    if voice is not None:
        return replace(voice, verb=i, verb_end=i + 1, side="before")
    subject = subject_of(tokens)
    if subject is None or not is_speaker(tokens[subject[0] : subject[1]], weak=True, verb="saying"):
        return None
    return make_voice(text, tokens, subject, (0, 0), (i, i + 1), "before")


def by_citing(text: str, tokens: Sequence[Token], i: int, found: Sequence[Voice]) -> Voice | None:
    """ "…, the newspaper reported, citing officials": the officials speak, the newspaper passes it on."""
    voice = speaker_behind(text, tokens, i + 1, (i, i + 1), "citing")
    if voice is None:
        return None
    return replace(voice, verb=i, verb_end=i + 1, outlet=found[-1].speaker if found else "")


def by_parentheses(text: str, tokens: Sequence[Token], i: int) -> Voice | None:
    """ "(UNHCR, 31 July 2009)", "(source: ministry)"."""
    close = next((k for k in range(i + 1, min(i + 25, len(tokens))) if tokens[k].text == ")"), None)
    if close is None or close == i + 1:
        return None
    first = i + 1
    if tokens[first].low in ("source", "sources", "credit"):
        first += 2 if first + 1 < close and tokens[first + 1].text == ":" else 1
        last = next((k for k in range(first, close) if tokens[k].text == ","), close)
    else:
        last = next((k for k in range(first, close) if tokens[k].text == ","), close)
        dated = any(is_number(t) and len(t.text) == 4 for t in tokens[last:close])
        named = (
            last == close
            and (close + 1 >= len(tokens) or tokens[close + 1].text in ".;")
            and not is_capital(tokens[i - 1])
            and (
                any(t.low in ORG_WORDS for t in tokens[first:last])
                or (last == first + 1 and tokens[first].text.isupper() and len(tokens[first].text) > 2)
            )
        )
        capital = all(is_capital(t) or t.low in _IN_NAMES or not is_word(t) for t in tokens[first:last])
        if not (capital and (named or (dated and last < close))):
            return None
    if last <= first:
        return None
    return make_voice(text, tokens, (first, last), (0, 0), (i, close + 1), "source")


def by_heading(text: str, tokens: Sequence[Token], i: int) -> Voice | None:
    """ "Police: 38 sent back", as headlines have it."""
    if not 0 < i < 5 or not any(is_number(t) for t in tokens[i + 1 :]):
        return None
    speaks = tokens[i - 1].low in ORG_WORDS or tokens[i - 1].low in ROLE_GROUPS or tokens[i - 1].low in ROLES
    one_name = not any(t.low in PREPOSITIONS or t.low in ("and", "or") for t in tokens[:i])
    return make_voice(text, tokens, (0, i), (0, 0), (i, i + 1), "before") if speaks and one_name else None
