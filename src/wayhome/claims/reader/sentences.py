"""Sentences of a text, each with its tokens and with what of it stands in quotation marks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from wayhome.claims.reader.layout import Block, blocks
from wayhome.claims.reader.lexicon import word_set
from wayhome.claims.reader.tokens import Token, tokenise

LONGEST = 900  # characters of a sentence; longer ones (lists, tables, no full stops) are cut
_END = re.compile(
    r"([.!?…])([\"”’»')\]]*)(\s+|$)|(?<=[^\s.!?,;])(\s{2,})(?=[A-Z\"“])|(?<=\S)(\s*\n\s*[-•*·–]\s+)|(:\s{2,})"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"“])(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Sgt|Capt|Maj|Rev|Hon|Sen|Rep|Gov|St|Jr|Sr|No|Nos|vs|Inc|Ltd"
    r"|Co|Corp|approx|ca|est|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|[A-Z]|e\.g|i\.e|etc|U\.S|U\.N|U\.K|a\.m|p\.m)$"
)
_UNFINISHED = word_set("the a an of in to from by for with and or at on their its")
_MARKS = re.compile('["“”„«»]')


MOST_QUOTED = 100  # quotations of one sentence; a line of nothing but quotation marks has no speakers


@dataclass(slots=True)
class Sentence:
    start: int
    end: int
    block: int
    first: bool  # of its block
    kind: str  # of its block
    tokens: list[Token]
    quoted: list[tuple[int, int, int]] = field(default_factory=list[tuple[int, int, int]])  # start, end, quotation

    def quotation(self, place: int) -> int | None:
        """The number of the quotation that the place stands in."""
        return next((number for start, end, number in self.quoted if start <= place < end), None)


def sentences(text: str) -> list[Sentence]:
    """Every sentence of the text in order; quotations are numbered through the document."""
    found, quotes = list[Sentence](), _Quotes(text)
    for number, block in enumerate(blocks(text)):
        if block.kind in ("body", "heading"):
            quotes.new_paragraph(block.start, block.end)
        for i, (start, end) in enumerate(_split(text, block)):
            sentence = Sentence(start, end, number, i == 0, block.kind, tokenise(text, start, end))
            if block.kind in ("body", "heading"):
                sentence.quoted = quotes.spans(start, end)[:MOST_QUOTED]
            found.append(sentence)
    return found


def _split(text: str, block: Block) -> list[tuple[int, int]]:
    parts, start = list[tuple[int, int]](), block.start
    if block.kind == "table":
        _add(text, parts, block.start, block.end)
        return parts
    for match in _END.finditer(text, block.start, block.end):
        stop = match.end(2) if match.group(1) else match.start()
        if (
            match.group(4)
            and text[start:stop].rsplit(None, 1)[-1:]
            and text[start:stop].rsplit(None, 1)[-1].lower() in _UNFINISHED
        ):
            continue
        if match.group(1) == "." and _goes_on(text, start, match, block.end):
            continue
        _add(text, parts, start, stop)
        start = match.end()
    _add(text, parts, start, block.end)
    return parts


def _goes_on(text: str, start: int, match: re.Match[str], end: int) -> bool:
    """Whether the full stop belongs to an abbreviation or the next word goes on in lower case."""
    following = text[match.end() : match.end() + 1]
    if match.end() < end and following.islower():
        return True
    if match.group(2):
        return False
    before = text[max(start, match.start() - 12) : match.start()]
    found = _ABBREVIATION.search(before)
    if found is None:
        return False
    word = found.group().strip(' ("“')
    return word not in ("U.S", "U.N", "U.K", "a.m", "p.m", "etc", "I") or not following.isupper()


def _add(text: str, parts: list[tuple[int, int]], start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > LONGEST:
        cut = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        cut = cut if cut > start else start + LONGEST
        parts.append((start, cut))
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if end > start:
        parts.append((start, end))


class _Quotes:
    """Follows quotation marks through the paragraphs."""

    def __init__(self, text: str) -> None:
        self.text, self.open, self.number = text, False, 0
        self.skip = -1

    def new_paragraph(self, start: int, end: int) -> None:
        """A quotation left open goes on only where the next paragraph begins with a mark, as print does it."""
        first = self.text[start:end].lstrip()[:1]
        at = self.text.find(first, start, end) if first else start
        if first in ('"', "“", "„", "«") and first:
            self.skip = at if self.open else -1
            return
        self.open, self.skip = False, -1

    def spans(self, start: int, end: int) -> list[tuple[int, int, int]]:
        found, begun = list[tuple[int, int, int]](), start
        for match in _MARKS.finditer(self.text, start, end):
            if match.start() == self.skip:
                begun = match.end()
                continue
            mark = match.group()
            opens = mark in "“„" or (mark not in "”" and not self.open)  # others open and close alike
            if opens:
                if not self.open:
                    self.number += 1
                self.open, begun = True, match.end()
            elif self.open:
                found.append((begun, match.start(), self.number))
                self.open = False
        if self.open:
            found.append((begun, end, self.number))
        return found
