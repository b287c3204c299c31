"""The speaker of every place in the document: attributions followed through quotations and from sentence to sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from wayhome.claims.reader.fullnames import full_names, known_name
from wayhome.claims.reader.lexicon import PARTICLES, ROLES, TITLES, word_set
from wayhome.claims.reader.resolve import Person, Speaker, fuller_body, kind_of, resolve, subject_person
from wayhome.claims.reader.sentences import Sentence
from wayhome.claims.reader.tokens import is_capital, is_word
from wayhome.claims.reader.voice import Voice, subject_of
from wayhome.claims.reader.voices import governing, voices

_GOES_ON = word_set("another additionally among these those they their them he she his her it of the")
_REMEMBERED = 300  # people and bodies that "he", "they" and "the ministry" may mean, counted back
NOBODY = Speaker("", "", "", "nobody is named")


@dataclass(slots=True)
class Cast:
    """Who speaks in the document, sentence by sentence."""

    sentences: Sequence[Sentence]
    found: list[list[Voice]]
    said: list[list[Speaker]] = field(default_factory=list[list[Speaker]])  # one for each voice
    quotations: dict[int, Speaker] = field(default_factory=dict[int, Speaker])
    carried: dict[int, Speaker] = field(default_factory=dict[int, Speaker])  # sentence -> speaker that goes on there

    def speaker(self, number: int, token: int) -> Speaker:
        """Who says what stands at a token of a sentence."""
        sentence, found = self.sentences[number], self.found[number]
        quotation = sentence.quotation(sentence.tokens[token].start)
        voice = governing(sentence.tokens, found, token)
        if voice is not None and voice.side in ("source", "of"):
            return self.said[number][found.index(voice)]
        if quotation is not None and quotation in self.quotations:
            return self.quotations[quotation]
        if voice is not None:
            return self.said[number][found.index(voice)]
        return self.carried.get(number, NOBODY)


def cast(text: str, all_sentences: Sequence[Sentence]) -> Cast:
    """Every attribution of the document, resolved in order."""
    found = [voices(text, s) if s.kind in ("body", "heading") else [] for s in all_sentences]
    result = Cast(all_sentences, found)
    names = full_names(text, all_sentences)
    known = list[Person]()
    for number, sentence in enumerate(all_sentences):
        said = list[Speaker]()
        subject = subject_person(text, sentence) if sentence.kind == "body" else None
        for i, voice in enumerate(found[number]):
            before = subject if subject is not None and voice.first != 0 else None
            said.append(resolve(voice, names, known, before, said[i - 1] if i else None))
            known.append(
                Person(said[-1].name, said[-1].role, voice.number if not voice.pronoun else kind_of(known, said[-1]))
            )
        del known[:-_REMEMBERED]
        if not said and subject is not None:
            full = known_name(subject.name, names)
            known.append(Person(full or fuller_body(subject.name, known), subject.role, subject.number))
        result.said.append(said)
    _quotations(result, names)
    _transcripts(text, result, names)
    _carry_on(result)
    return result


def _quotations(result: Cast, names: dict[str, tuple[str, str]]) -> None:
    """The speaker of each quotation: named in its own sentences, else before it in the paragraph, else behind it."""
    places: dict[int, list[int]] = {}
    for number, sentence in enumerate(result.sentences):
        for _, _, quotation in sentence.quoted:
            places.setdefault(quotation, []).append(number)
    before: Speaker | None = None
    before_at = -9
    for quotation, numbers in places.items():
        speaker = None
        for number in dict.fromkeys(reversed(numbers)):
            spans = [(a, b) for a, b, q in result.sentences[number].quoted if q == quotation]
            speaker = speaker or _beside(result, number, spans)
        first, last = min(numbers), max(numbers)
        block = result.sentences[first].block
        speaker = speaker or _behind_colon(result, numbers[0], quotation, names)
        if speaker is None and _is_scare(result, quotation, numbers):
            continue
        if (
            speaker is None
            and before is not None
            and before_at >= first - 1
            and (result.sentences[before_at].block == block or before_at == first - 1)
        ):
            speaker = Speaker(before.name, before.role, before.outlet, "the quotation goes on")
        if speaker is None:
            behind = _followed(result, last, block)
            inverted = behind is not None and result.found[last + 1][0].verb == 0  # "…" Said the minister
            speaker = behind if inverted else _introduced(result, first, block) or behind
        if speaker is not None:
            result.quotations[quotation] = speaker
            before, before_at = speaker, last
        elif before is not None and before_at >= first - 2:
            result.quotations[quotation] = Speaker(before.name, before.role, before.outlet, "the quotation goes on")
            before_at = last


def _beside(result: Cast, number: int, spans: Sequence[tuple[int, int]]) -> Speaker | None:
    sentence, found = result.sentences[number], result.found[number]
    start = spans[0][0]
    token = next((i for i, t in enumerate(sentence.tokens) if t.start >= start), None)
    if token is None or not found:
        return None
    voice = governing(sentence.tokens, found, token)
    if voice is None or voice.side == "source":
        return None
    return result.said[number][found.index(voice)]


def _behind_colon(result: Cast, number: int, quotation: int, names: dict[str, tuple[str, str]]) -> Speaker | None:
    """'Jane Doe is not convinced: "…"' — whoever the sentence is about speaks."""
    sentence = result.sentences[number]
    start = next(a for a, _, q in sentence.quoted if q == quotation)
    before = [token for token in sentence.tokens if token.end < start]
    if len(before) < 2 or before[-1].text != ":":
        return None
    subject = subject_of(before)
    last = (
        next((t.low for t in before[subject[0] : subject[1]] if is_capital(t) and t.low in names), "")
        if subject
        else ""
    )
    return Speaker(*names[last], "", "the sentence before the colon is about them") if last else None


def _is_scare(result: Cast, quotation: int, numbers: Sequence[int]) -> bool:
    """A word or two in quotation marks is no speech."""
    sentence = result.sentences[numbers[0]]
    length = sum(b - a for a, b, q in sentence.quoted if q == quotation)
    return len(numbers) == 1 and length < 0.6 * (sentence.end - sentence.start) and length < 60


def _introduced(result: Cast, first: int, block: int) -> Speaker | None:
    """Named in the sentence before: "Officials were blunt." or "X said:"."""
    for number in range(first - 1, max(-1, first - 3), -1):
        if result.said[number] and (result.sentences[number].block == block or number == first - 1):
            spoken = result.said[number][-1]
            return Speaker(spoken.name, spoken.role, spoken.outlet, "the speaker of the sentence before")
        if result.sentences[number].block != block:
            return None
    return None


def _followed(result: Cast, last: int, block: int) -> Speaker | None:
    number = last + 1
    if number < len(result.sentences) and result.said[number] and result.sentences[number].block == block:
        spoken = result.said[number][0]
        return Speaker(spoken.name, spoken.role, spoken.outlet, "the speaker of the sentence behind")
    return None


def _transcripts(text: str, result: Cast, names: dict[str, tuple[str, str]]) -> None:
    """ "Name:" at the beginning of a paragraph, as interviews print it, speaks for the paragraph."""
    for number, sentence in enumerate(result.sentences):
        tokens = sentence.tokens
        if not sentence.first or sentence.kind == "furniture":
            continue
        colon = next((i for i, token in enumerate(tokens[:7]) if token.text == ":"), None)
        if (
            colon is None
            or colon == 0
            or not all(
                is_word(t) and (is_capital(t) or t.low in PARTICLES or t.low in ("of", "for", "the"))
                for t in tokens[:colon]
            )
        ):
            continue
        name = text[tokens[0].start : tokens[colon - 1].end]
        if len(name) < 2 or any(
            t.low in word_set("note update later background source sources photo summary editor")
            for t in tokens[:colon]
        ):
            continue
        labelled = sum(1 for s in result.sentences if s.first and text.startswith(name + ":", s.start))
        if labelled < 2 and not any(t.low in ROLES or t.low in TITLES for t in tokens[:colon]):
            continue
        full = known_name(name, names)
        role = names[name.lower()][1] if full else ""
        for other in range(number, len(result.sentences)):
            if result.sentences[other].block != sentence.block:
                break
            if not result.said[other]:
                result.carried[other] = Speaker(full or name, role, "", "speaks in a transcript")


def _carry_on(result: Cast) -> None:
    """Sentences without an attribution that go on with somebody's account."""
    for number, sentence in enumerate(result.sentences):
        if number == 0 or result.said[number] or number in result.carried or sentence.kind != "body":
            continue
        before = _last_of(result, number - 1)
        if before is None or result.sentences[number - 1].block != sentence.block:
            continue
        if _goes_on(sentence) or _enclosed(result, number, before):
            result.carried[number] = Speaker(before.name, before.role, before.outlet, "the account goes on")


def _last_of(result: Cast, number: int) -> Speaker | None:
    if result.said[number]:
        for voice, spoken in zip(reversed(result.found[number]), reversed(result.said[number])):
            if voice.side not in ("source", "of"):
                return spoken if spoken.name else None
        return None
    if number in result.carried:
        return result.carried[number]
    quoted = result.sentences[number].quoted
    return result.quotations.get(quoted[-1][2]) if quoted else None


def _goes_on(sentence: Sentence) -> bool:
    """Begins with words that take up what was just said: "Another 74", "Of these", "They included"."""
    lows = [token.low for token in sentence.tokens[:6]]
    if not lows:
        return False
    if lows[0] in ("another", "additionally", "these", "those", "they", "among") and lows[1:2] != ["the"]:
        return True
    if lows[0] == "of" and lows[1:2] and lows[1] in ("these", "those", "them", "the", "all", "that"):
        return True
    if lows[:2] in (
        ["a", "further"],
        ["the", "others"],
        ["the", "rest"],
        ["some", "of"],
        ["most", "of"],
        ["many", "of"],
        ["an", "additional"],
        ["the", "group"],
        ["the", "figure"],
        ["the", "total"],
        ["the", "dead"],
        ["the", "victims"],
        ["at", "least"],
        ["the", "remaining"],
    ):
        return lows[:2] not in (["at", "least"], ["the", "figure"])
    return lows[0] in ("he", "she", "his", "her")


def _enclosed(result: Cast, number: int, before: Speaker) -> bool:
    """Between two sentences of one paragraph that the same speaker says."""
    block = result.sentences[number].block
    for later in range(number + 1, min(number + 5, len(result.sentences))):
        if result.sentences[later].block != block:
            return False
        if result.said[later]:
            return result.said[later][0].name == before.name
    return False
