"""The speaker who stands before the verb: "Officials in the capital said …", "…, Jane Doe, the mayor, said"."""

from __future__ import annotations

from collections.abc import Sequence

from wayhome.claims.reader.lexicon import (
    ADVERBS,
    AUXILIARIES,
    DATA,
    DETERMINERS,
    OTHER_VERBS,
    PRONOUNS_MANY,
    PRONOUNS_ONE,
    ROLE_GROUPS,
    ROLES,
    SAY,
    SUBORDINATORS,
    TIME_WORDS,
    WEAK_SAY,
    word_set,
)
from wayhome.claims.reader.tokens import Token, is_capital, is_number, is_word
from wayhome.claims.reader.voice import MARKS, Voice, is_role, is_speaker, make_voice, person_name

QUOTES = frozenset('"“”«»')
NOUNS_TOO = word_set("""
claims claim estimates estimate notes reports report comments points note count counts states shows lists fears study
forecast forecasts puts finds
""")
_PLURAL_ONLY = word_set("report claim estimate note comment count show find believe forecast project")
_BEFORE_NOUN = word_set("new latest recent this joint")  # "the latest report": no verb
_MEDIA_PHRASES = word_set("""
statement interview report letter briefing conference release facebook twitter telegram post tweet phone
telephone speech email e-mail reporters
""")


def speaker_before(text: str, tokens: Sequence[Token], i: int) -> Voice | None:
    """ "X[, role,] said …" and "…, X said", where the verb stands at token i."""
    end, role = _subject_end(tokens, i), (0, 0)
    if end < 0:
        return None
    if tokens[end].text in ",)—–":
        opened = _opening(tokens, end)
        if opened is None:
            return None
        role, end = (opened + 1, end), opened - 1
    phrase = _phrase_left(tokens, end)
    if phrase[1] <= phrase[0]:
        return None
    if role == (0, 0) and (named := _named_before(tokens, *phrase)) != (0, 0):
        return make_voice(text, tokens, named, phrase, (i, i + 1), _side(tokens, named[0], i))
    low, chunk, side = tokens[i].low, tokens[slice(*phrase)], _side(tokens, phrase[0], i)
    if chunk[0].low == "according" or (low in _PLURAL_ONLY and chunk[-1].low in _BEFORE_NOUN):
        return None
    if (named := _named_in_role(tokens, phrase, role)) != (0, 0):
        return make_voice(text, tokens, named, phrase, (i, i + 1), side)
    if not is_speaker(chunk, weak=low in WEAK_SAY, verb=low) and not _is_anyone(tokens, chunk, i, side):
        return None
    if _is_named_by(chunk, tokens[slice(*role)]):
        phrase, role = role, phrase
    return make_voice(text, tokens, phrase, role, (i, i + 1), side)


def _subject_end(tokens: Sequence[Token], i: int) -> int:
    """The last token of the subject of the verb at token i: before "has also", "on Tuesday", "(UNHCR)"; -1 where there is none."""
    j = i - 1
    while j >= 0 and (
        tokens[j].low in AUXILIARIES
        or tokens[j].low in ADVERBS
        or tokens[j].low in ("themselves", "himself", "herself", "itself", "not")
        or (tokens[j].low.endswith("ly") and tokens[j].low.islower())
    ):
        j -= 1
    j = _without_time(tokens, j)
    if j >= 0 and tokens[j].text == ")":  # "the agency (UNHCR) said"
        return next((k - 1 for k in range(j, max(-1, j - 12), -1) if tokens[k].text == "("), j)
    return j


def _named_in_role(tokens: Sequence[Token], phrase: tuple[int, int], role: tuple[int, int]) -> tuple[int, int]:
    """The name in "the minister, Jane Doe, said", where the noun phrase itself holds none."""
    name = person_name(tokens, *role)
    if name[1] - name[0] < 2 or person_name(tokens, *phrase) != (0, 0) or not is_role(tokens[slice(*phrase)]):
        return 0, 0
    return name


def _is_named_by(chunk: Sequence[Token], role: Sequence[Token]) -> bool:
    """ "A company, the Harbour Trust, said": the name stands in the apposition."""
    return (
        bool(role)
        and chunk[0].low in ("a", "an", "another")
        and role[0].low == "the"
        and any(is_capital(t) for t in role[1:])
        and not any(is_capital(t) for t in chunk[1:])
    )


def _named_before(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """The name in "Jane Doe, spokesman for the agency told …", where no comma closes the apposition."""
    if first < 2 or tokens[first - 1].text != ",":
        return 0, 0
    if not (
        tokens[first].low in ROLES
        or (last > first + 1 and tokens[first].low in ("a", "an", "the") and tokens[first + 1].low in ROLES)
    ):
        return 0, 0
    if person_name(tokens, first, last) != (0, 0):
        return 0, 0
    begin, end = _phrase_left(tokens, first - 2)
    name = person_name(tokens, begin, end)
    return name if name[1] - name[0] >= 2 and name[1] == end else (0, 0)


def _is_anyone(tokens: Sequence[Token], chunk: Sequence[Token], i: int, side: str) -> bool:
    """Whether the place in the sentence makes any noun phrase the speaker: before "said", ", … says." and before "… that"."""
    low, after = tokens[i].low, tokens[i + 1].low if i + 1 < len(tokens) else ""
    if chunk[0].low in word_set(
        "it this that these those there what which who i we you nothing everything one all"
    ) and not (chunk[0].low == "one" and len(chunk) > 1):
        return False
    if low in ("put", "puts") and any(t.low == "at" for t in tokens[i + 1 : i + 16]):
        return chunk[0].low in DETERMINERS or is_capital(chunk[0]) or chunk[0].low in ("one", "another")
    thing = low in word_set("show shows showed put puts continued posted listed lists finds found")
    if thing and after != "that" and side != "behind":
        return False
    known = (
        chunk[0].low in DETERMINERS
        or is_capital(chunk[0])
        or chunk[0].low in ("one", "several", "some", "many", "two", "three")
        or chunk[-1].low.endswith("s")
    )
    return (
        known
        and len(chunk) <= 14
        and (
            side == "behind"
            or low not in WEAK_SAY
            or after == "that"
            or (low in ("speak", "speaks", "spoke", "spoken") and after == "of")
        )
    )


def _side(tokens: Sequence[Token], first: int, verb: int) -> str:
    """ "behind" where a comma or quotation mark stands before the speaker and nothing of a clause follows the verb."""
    before = tokens[first - 1].text if first else ""
    if before in QUOTES and first > 1 and tokens[first - 2].text in ",.!?…":
        return "behind"  # "… here," the minister said
    if before not in QUOTES and before not in (",", "—", "–", ")"):
        return "before"
    j = verb + 1
    if tokens[verb].low in ("told",):
        while j < len(tokens) and (is_capital(tokens[j]) or tokens[j].low in DETERMINERS):
            j += 1
    if tokens[verb].low in ("pointed", "points", "point") and j < len(tokens) and tokens[j].low in ("out", "to"):
        j += 1
    begun = j
    if j < len(tokens) and (
        tokens[j].low in word_set("on in at by during to after through via for of")
        or tokens[j].low in TIME_WORDS
        or tokens[j].low in ADVERBS
        or tokens[j].low in ("this", "last")
        or tokens[verb].low == "told"
    ):
        while (
            j < len(tokens)
            and j - begun < 12
            and tokens[j].text not in ',.;!?:"“”—–)'
            and tokens[j].low not in AUXILIARIES
            and tokens[j].low not in ("that", "and", "but", "as", "while", "when")
        ):
            j += 1
    return (
        "behind"
        if j >= len(tokens)
        or tokens[j].text in ',.;!?"“”—–)'
        or tokens[j].low in ("and", "but", "while", "as", "after", "when")
        else "before"
    )


def _without_time(tokens: Sequence[Token], j: int) -> int:
    """The last token of the subject, where "on Tuesday", "in a statement", "this week" stands between it and the verb."""
    k = j
    while k >= 0 and (
        tokens[k].low in TIME_WORDS
        or is_number(tokens[k])
        or tokens[k].low in _MEDIA_PHRASES
        or tokens[k].low in ("a", "an", "this", "the", "news", "press")
    ):
        k -= 1
    if k < j and k >= 0 and tokens[k].low in ("on", "in", "at", "by", "during", "from", "for"):
        return k - 1
    return j if k < 0 or not all(t.low in TIME_WORDS | {"this", "last"} for t in tokens[k + 1 : j + 1]) else k


def _opening(tokens: Sequence[Token], close: int) -> int | None:
    """The comma (or bracket) that opens the apposition ending at token `close`."""
    mark = {")": "(", "—": "—", "–": "–"}.get(tokens[close].text, ",")
    found = [k for k in range(max(0, close - 45), close) if tokens[k].text == mark]
    if not found:
        return None
    for k in found:  # the leftmost behind a person's name
        first, last = _phrase_left(tokens, k - 1)
        name = person_name(tokens, first, last)
        quoted = any(token.text in QUOTES or token.text == ";" for token in tokens[k:close])
        if name[1] - name[0] >= 2 and not quoted and name[1] == last:
            return k
    return found[-1]


def _phrase_left(tokens: Sequence[Token], j: int) -> tuple[int, int]:
    """The noun phrase that ends at token j."""
    last, i = j + 1, j
    while i >= 0:
        token, low = tokens[i], tokens[i].low
        if i and (low in ("who", "which") or (low == "that" and _is_relative(tokens, i))):
            last = i
            if tokens[i - 1].text == ",":
                last, i = i - 1, i - 1
        elif token.text in MARKS:
            break
        elif low in ("and", "or"):
            if not (i and may_join(tokens, i)):
                break
        elif i == j and low in PRONOUNS_ONE | PRONOUNS_MANY:
            return i, last
        elif low in SUBORDINATORS:
            break
        elif low == "think" and i + 1 < last and tokens[i + 1].low in ("tank", "tanks"):
            pass
        elif (low in SAY and low not in NOUNS_TOO | {"put", "speaks", "fears"} and not low.endswith("ed")) or (
            low in AUXILIARIES and low != "'s"
        ):
            i0 = _before_relative(tokens, i)
            if i0 is None:
                break
            last, i = i0, i0
        elif low in word_set("but however meanwhile so then still yet also"):
            break
        i -= 1
    first = _trimmed(tokens, i + 1, last)
    return first, last


def _is_relative(tokens: Sequence[Token], i: int) -> bool:
    """Whether "that" begins a relative clause: "the company that serves the district said"."""
    before, after = tokens[i - 1], tokens[i + 1] if i + 1 < len(tokens) else None
    noun = is_word(before) and before.low not in SAY and before.low not in AUXILIARIES and before.low not in ADVERBS
    return (
        noun
        and after is not None
        and (after.low in OTHER_VERBS or after.low in AUXILIARIES or after.low.endswith(("s", "ed")))
    )


def _before_relative(tokens: Sequence[Token], i: int) -> int | None:
    """The token "who" of the relative clause whose verb stands at i."""
    for k in range(i - 1, max(-1, i - 6), -1):
        if tokens[k].low in ("who", "which"):
            return k - 1 if k and tokens[k - 1].text == "," else k
        if tokens[k].text in MARKS:
            return None
    return None


def may_join(tokens: Sequence[Token], i: int) -> bool:
    before, after = tokens[i - 1], tokens[i + 1] if i + 1 < len(tokens) else None
    return (
        after is not None
        and is_word(before)
        and (
            (is_capital(before) and is_capital(after))
            or before.low in ROLE_GROUPS
            or before.low in ROLES
            or after.low in ROLE_GROUPS
            or before.low in DATA
        )
    )


def _trimmed(tokens: Sequence[Token], first: int, last: int) -> int:
    """Without "On Tuesday" or "Earlier this year" at the front."""
    i = first
    while i + 1 < last and is_number(tokens[i]) and tokens[i + 1].low in DETERMINERS:
        i += 1  # "between 2016 and 2019 the programme"
    while (
        i < last
        and (tokens[i].low in ADVERBS or tokens[i].low in ("and", "or", "so", "as", "earlier", "besides"))
        and i + 1 < last
    ):
        i += 1
    if i < last and (
        tokens[i].low in TIME_WORDS
        or tokens[i].low in word_set("on in at by since until during after before for from this that of")
    ):
        k = i + 1 if tokens[i].low in word_set("on in at by since until during after before for from this that") else i
        while k < last and (
            tokens[k].low in TIME_WORDS
            or is_number(tokens[k])
            or (
                tokens[k].low in ("the", "a", "this", "that", "of", "same")
                and k + 1 < last
                and tokens[k + 1].low in TIME_WORDS
            )
        ):
            k += 1
        if k < last and (k > i + 1 or tokens[i].low in TIME_WORDS):
            return k
        for k in range(i + 2, last):  # "in Geneva the agency"
            if tokens[k].low in ("the", "a", "an", "his", "her", "its"):
                return k
    return i
