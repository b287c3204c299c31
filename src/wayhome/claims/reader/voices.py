"""Who says it: every attribution in a sentence, with the part of the sentence that it governs."""

from __future__ import annotations

from collections.abc import Sequence

from wayhome.claims.reader.attributions import (
    NAMES_REASONS,
    by_citing,
    by_heading,
    by_parentheses,
    by_verb,
    figure_soon,
    gives_number,
)
from wayhome.claims.reader.lexicon import AUXILIARIES, OTHER_VERBS, PREPOSITIONS, SAY, word_set
from wayhome.claims.reader.sentences import Sentence
from wayhome.claims.reader.speaker_before import QUOTES, speaker_before
from wayhome.claims.reader.speaker_behind import speaker_behind
from wayhome.claims.reader.tokens import Token
from wayhome.claims.reader.voice import Voice
from wayhome.claims.reader.whose_count import (
    begins_number,
    by_count,
    by_estimate,
    by_names,
    by_own_estimate,
    by_register,
)

_GIVEN_BY = word_set("""
given reported published cited quoted provided released issued announced confirmed estimated recorded compiled
supplied put collected gathered made disclosed verified documented counted registered
""")
_BREAKS = word_set("while whereas but although though")
_GAVE = word_set("gave gives give provided provides offered cites cited works uses used offers")
_NOMINAL = word_set("list register database estimate estimates figure figures count tally data statistics toll")
_CUES = SAY | NAMES_REASONS | _NOMINAL | _GAVE | word_set("according citing quoting by in on has holds keeps had ( :")


def voices(text: str, sentence: Sentence) -> list[Voice]:
    """The attributions outside quotation marks, in order."""
    tokens, found, i = sentence.tokens, list[Voice](), 0
    colon = any(token.text == ":" for token in tokens)
    while i < len(tokens):
        voice = _voice_at(text, sentence, i, found) if colon or tokens[i].low in _CUES else None
        if voice is not None:
            found.append(voice)
            i = max(i, voice.verb_end - 1)
        i += 1
    return found


def _voice_at(text: str, sentence: Sentence, i: int, found: Sequence[Voice]) -> Voice | None:
    """The attribution whose verb, noun, preposition or mark stands at token i; `found`: those before it."""
    tokens, low = sentence.tokens, sentence.tokens[i].low
    after = [token.low for token in tokens[i + 1 : i + 3]]
    if low == "according" and after[:1] == ["to"]:
        named = len(after) > 1 and after[1] not in ("our", "my", "your", "his", "her")
        return speaker_behind(text, tokens, i + 2, (i, i + 2), "according") if named else None
    if low in _NOMINAL and after[:1] == ["of"] and len(after) > 1 and begins_number(tokens, i + 2):
        return by_estimate(text, tokens, i)
    if low in _NOMINAL and (owned := by_own_estimate(text, tokens, i)) is not None:
        return owned
    if (_is_verb_of_saying(tokens, i) or _introduces_quotation(tokens, i)) and _is_unquoted(sentence, i):
        return by_verb(text, tokens, i, found)
    if low in _GAVE and figure_soon(tokens, i + 1) and _is_unquoted(sentence, i):
        return speaker_before(text, tokens, i)
    if low in ("citing", "quoting") and _is_unquoted(sentence, i):
        return by_citing(text, tokens, i, found)
    if low in ("by", "in", "on") and (counted := by_count(text, tokens, i)) is not None:
        return counted
    if low == "on":
        return by_register(text, tokens, i)
    if low == "by" and i > 1 and tokens[i - 1].low in _GIVEN_BY and gives_number(tokens, i - 1):
        return speaker_behind(text, tokens, i + 1, (i - 1, i + 1), "behind")
    if low == ":" and sentence.first:
        return by_heading(text, tokens, i)
    if low in ("has", "holds", "keeps", "had"):
        return by_names(text, tokens, i)
    return by_parentheses(text, tokens, i) if low == "(" else None


def _is_verb_of_saying(tokens: Sequence[Token], i: int) -> bool:
    """Whether a word of saying stands here that is no name: in small letters, in capitals, or first."""
    word = tokens[i]
    verb = word.low in SAY or word.low in NAMES_REASONS
    return verb and (word.text[0].islower() or word.text.isupper() or i == 0)


def _is_unquoted(sentence: Sentence, i: int) -> bool:
    return sentence.quotation(sentence.tokens[i].start) is None


def _introduces_quotation(tokens: Sequence[Token], i: int) -> bool:
    """Whether any other verb stands where one of saying does: 'X fumed: "…"'."""
    if i == 0 or i + 2 >= len(tokens) or tokens[i].low in SAY:
        return False
    if not tokens[i].low.endswith(("ed", "s")) or not tokens[i].text.islower():
        return False
    return tokens[i + 1].text == ":" and tokens[i + 2].text in QUOTES


def governing(tokens: Sequence[Token], found: Sequence[Voice], at: int) -> Voice | None:
    """The voice that says what stands at token `at`."""
    free = [voice for voice in found if not voice.first <= at < voice.last and not _within_role(voice, at)]
    if not free:
        return None
    cuts = _cuts(tokens, found)
    segment = sum(cut <= at for cut in cuts)

    def place(voice: Voice) -> int:
        return sum(cut <= voice.verb for cut in cuts)

    same = [voice for voice in free if place(voice) == segment]
    for voice in same:
        if voice.side == "citing":
            return voice
    for voice in reversed(same):
        if voice.side in ("before", "of") and voice.verb < at and (voice.side == "before" or at - voice.verb < 8):
            return voice
    for voice in same:
        if (voice.side == "source" and at < voice.verb) or voice.side in ("behind", "according"):
            return voice
    for voice in reversed(free):
        if (
            voice.verb < at
            and place(voice) < segment
            and voice.side in ("before", "behind", "according")
            and place(voice) == segment - 1
        ):
            return voice
    for voice in free:
        if voice.verb > at and voice.side in ("behind", "according") and place(voice) == segment + 1:
            return voice
    return None


def _within_role(voice: Voice, at: int) -> bool:
    """ "X, who heads a group of 50, said": what stands between the name and the verb is not said by X."""
    return voice.side == "before" and voice.last <= at < voice.verb


def _cuts(tokens: Sequence[Token], found: Sequence[Voice]) -> list[int]:
    cuts = list[int]()
    for i, token in enumerate(tokens):
        after = tokens[i + 1].low if i + 1 < len(tokens) else ""
        if (
            (
                token.text == ";"
                or (token.text == "," and after in _BREAKS)
                or (token.low in ("while", "whereas", "but") and i and tokens[i - 1].text != ",")
            )
            or (token.low == "and" and any(voice.first == i + 1 and voice.side == "before" for voice in found))
            or (
                token.text == ","
                and any(voice.first == i + 1 and voice.side == "before" and i for voice in found)
                and _has_verb(tokens[:i])
            )
        ):
            cuts.append(i)
    return cuts


def _has_verb(tokens: Sequence[Token]) -> bool:
    return (
        bool(tokens)
        and tokens[0].low not in PREPOSITIONS
        and any(t.low in AUXILIARIES or t.low in OTHER_VERBS for t in tokens)
    )
