"""A text's blocks: paragraphs, headings, captions, furniture of the site, repeated lines."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BLANK = re.compile(r"(?:\r\n|\r|\n)[ \t\u00a0]*(?:(?:\r\n|\r|\n)[ \t\u00a0]*)+|\f")
_LINE = re.compile(r"[^\r\n\f]+")
_ENDS = re.compile(r"[.!?…:;][\"”’»)\]]*\s*$")
_CAPTION = re.compile(
    r"(?:FILE|PHOTO|IMAGE|FILE PHOTO|PICTURED?|CAPTION)\s*[-–—:]|(?:Photo|Image|Picture|Video|Credit|Caption"
    r"|Foto)s?\s*(?:by|credit|:|/)"
    r"|In this (?:file |undated |handout )*(?:photo|image|picture)",
)
_CREDIT = re.compile(
    r"\((?:AP|AFP|Reuters|EPA|Getty|[A-Z][\w.]+ )?/?\s*(?:Photo|File|Image|Getty)[^)]{0,60}\)\s*$"
    r"|(?:file photo|/AFP|/AP|/Reuters|/EPA|Getty Images|via AP|via Reuters)\)?\.?\s*$",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"\s*(?:advertisement|sponsored|read (?:more|also|next)|see also|related|more (?:on|from) this|sign up"
    r"|subscribe|newsletter"
    r"|share (?:this|on|via)|follow us|copyright|©|\(c\) |all rights reserved|terms of (?:use|service)|privacy"
    r"|cookie|we use cookies"
    r"|skip to|menu\b|search\b|home\s*[|>»]|log ?in|sign in|register now|download (?:the|our) app|print this"
    r"|e-?mail this|most (?:read|popular)"
    r"|trending|tags?:|topics:|filed under|contact us|about us|accept all|continue reading|loading|watch:|listen:"
    r"|play video"
    r"|breaking news|latest news|recommended|you may also like|comments?\b\s*(?:\(|$)|\d+ comments?\b|click here"
    r"|donate|support us"
    r"|published:?\s|updated:?\s|last (?:updated|modified)|page \d+|\d+ (?:of|/) \d+$|weather\b|exchange rate)",
    re.IGNORECASE,
)
_GAP = re.compile(r" *\t[ \t]*| {2,}")  # between two cells without a bar
_NUMBER_CELL = re.compile(r"(?:[|\t]| {2,})[ \t]*[~<>+]?\d[\d., ]*(?:%|\([^)]{0,20}\)|\*)?[ \t]*(?=$|[|\t\r\n]| {2,})")
_RULE_LINE = re.compile(r"[\s|:=+]*-[\s|:=+-]*")
_MEMORY = 200_000  # lines remembered as seen


@dataclass(frozen=True, slots=True)
class Block:
    kind: str  # "table" (a row of one), "body", "heading", "caption", "furniture", "repeated"
    start: int
    end: int
    first: bool  # begins a paragraph


def blocks(text: str) -> list[Block]:
    """The blocks in order; together they hold every word of the text."""
    found, seen, position = list[Block](), set[str](), 0
    for match in [*_BLANK.finditer(text), None]:
        end = match.start() if match is not None else len(text)
        lines = [(m.start(), m.end()) for m in _LINE.finditer(text, position, end) if m.group().strip()]
        for rows, table in _tables(text, lines):
            if table:
                found += [Block("table", start, stop, True) for start, stop in rows]
                continue
            for start, stop in _unwrapped(text, rows):
                found.append(_block(text, start, stop, seen))
        position = match.end() if match is not None else end
    return found


def _tables(text: str, lines: list[tuple[int, int]]) -> list[tuple[list[tuple[int, int]], bool]]:
    """The lines of a paragraph in runs: rows of a table, and others. A table has two rows or more of as many cells each."""
    runs, widths = list[tuple[list[tuple[int, int]], bool]](), [_width(text[start:end]) for start, end in lines]
    i = 0
    while i < len(lines):
        j = i + 1
        while j < len(lines) and widths[j] == widths[i] > 1:
            j += 1
        is_table = j - i > 1 and any(_NUMBER_CELL.search(text, start, end) for start, end in lines[i + 1 : j])
        if not is_table:
            j = i + 1
        rows = [line for line in lines[i:j] if not _RULE_LINE.fullmatch(text, *line)]
        if runs and not is_table and not runs[-1][1]:
            runs[-1][0].extend(rows)
        else:
            runs.append((rows, is_table))
        i = j
    return runs


def _width(line: str) -> int:
    """How many cells a line has."""
    if "|" not in line and "\t" not in line and "  " not in line:
        return 1
    stripped = line.strip().strip("|")
    if "|" in stripped:
        return stripped.count("|") + 1
    cells = _GAP.split(line.strip())
    return len(cells) if len(cells) > 1 and all(len(cell) <= 40 for cell in cells) else 1


def _unwrapped(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Lines that the writer broke joined again; lines that stand alone left alone."""
    if len(lines) < 2:
        return lines
    longest = max(end - start for start, end in lines)
    even = 50 <= longest <= 120 and all(end - start >= 0.6 * longest for start, end in lines[:-1])
    joined = [lines[0]]
    for start, end in lines[1:]:
        last = text[joined[-1][0] : joined[-1][1]].rsplit("\n", 1)[-1].rstrip()
        lower = text[start:end].lstrip()[:1].islower()
        goes_on = lower and len(last) > 20 and not _ENDS.search(last)
        if (
            "|" not in last
            and not _FURNITURE.match(text, start, end)
            and (goes_on or (even and (lower or longest <= 90 or not _ENDS.search(last))))
        ):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _block(text: str, start: int, end: int, seen: set[str]) -> Block:
    words = text[start:end].strip()
    key = " ".join(words.split()).casefold()
    repeated = key in seen or (len(key) > 25 and key[:25] in seen and _CAPTION.match(words) is not None)
    if len(seen) < _MEMORY:
        seen.add(key)
        if len(key) > 25 and _CAPTION.match(words):
            seen.add(key[:25])
    if repeated and len(key) > 12:
        kind = "repeated"
    elif _CAPTION.match(words) or (len(words) < 400 and _CREDIT.search(words)):
        kind = "caption"
    elif _is_furniture(words):
        kind = "furniture"
    elif len(words) < 140 and not _ENDS.search(words) and "\n" not in words:
        kind = "heading"
    else:
        kind = "body"
    return Block(kind, start, end, True)


def _is_furniture(words: str) -> bool:
    if len(words) < 160 and words.count("|") + words.count("»") + words.count(" • ") >= 1:
        return True
    if not any(letter.isalpha() for letter in words):
        return True
    return len(words) < 200 and not _ENDS.search(words) and _FURNITURE.match(words) is not None
