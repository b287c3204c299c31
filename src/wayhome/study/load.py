"""Read a study's folder: text into plain data with line numbers, then authored, checked, resolved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wayhome.errors import InvalidInput, Problem
from wayhome.study import positions
from wayhome.study.positions import Document, Findings
from wayhome.study.resolved import Study
from wayhome.study.text import read_text, refuse

MAX_DEPTH = 20
STUDY_FILE = "study.yaml"

_INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,14})$", re.ASCII)  # longer ones and 007 stay text, digit by digit
_REAL = re.compile(r"[-+]?(?:\d{1,15}\.\d{0,20}|\.\d{1,20}|\d{1,15}(?=[eE]))(?:[eE][-+]?\d{1,3})?$", re.ASCII)
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}


def load_study(folder: Path) -> Study:
    """Read, check and resolve the study in a folder; InvalidInput carries all of its problems at once."""
    from wayhome.study.check import check
    from wayhome.study.resolve import resolve
    from wayhome.study.shape import read_authored
    from wayhome.study.tables import join_tables

    document, repeated = read_yaml(Path(folder) / STUDY_FILE)
    findings = Findings(document, repeated)
    join_tables(Path(folder), findings)
    authored = read_authored(findings)
    calendar = check(authored, findings)
    if findings.problems or calendar is None:
        raise InvalidInput(findings.problems)
    return resolve(authored, calendar)


def read_words(folder: Path) -> dict[str, Any]:
    """The `words` of study.yaml as written, not interpreted; empty where there are none."""
    document, _ = read_yaml(Path(folder) / STUDY_FILE)
    words = document.data.get("words")
    if words is None:
        return {}
    if not isinstance(words, dict):
        raise InvalidInput([document.problem(("words",), "expected keys with values", "W204")])
    return words


def read_yaml(path: Path) -> tuple[Document, list[Problem]]:
    """Plain data (text, numbers, true/false, None, lists, mappings) with lines, and the keys given twice.

    Keys are always text. InvalidInput where the file is no YAML mapping, or uses anchors, aliases, tags or several
    documents.
    """
    text = read_text(path)
    builder = _Builder(path.name)
    for event in _events(text, path.name):
        builder.take(event)
    if builder.refused:
        raise InvalidInput(builder.refused + builder.repeated)
    if builder.root is None:
        raise refuse(path.name, 1, "the file is empty; a study begins with 'wayhome: 1'", "W108")
    if not isinstance(builder.root, dict):
        raise refuse(path.name, 1, "expected keys with values ('wayhome: 1' and so on) at the top of the file", "W108")
    return Document(path.name, builder.root, builder.lines), builder.repeated


def _events(text: str, file: str) -> Iterator[Any]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError
    from ruamel.yaml.reader import ReaderError

    try:
        yield from YAML(typ="safe", pure=True).parse(text)  # pyright: ignore[reportUnknownMemberType]
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = error.problem or error.context or "it cannot be read"
        line = min(mark.line, text.count("\n")) + 1 if mark else 1
        raise refuse(
            file, line, f"this is not YAML: {what}; look at the colons, quotes and indentation here", "W104"
        ) from None
    except ReaderError as error:
        line = text.count("\n", 0, int(error.position)) + 1
        raise refuse(file, line, "a character here is not allowed in YAML; delete it", "W104") from None
    except Exception as error:  # the parser is not ours: whatever it trips over is said, not thrown
        raise refuse(file, 1, f"this is not YAML: {type(error).__name__} {error}", "W104") from None


class _Builder:
    """Turns YAML events into plain data, one at a time and without recursion, so that depth is bounded."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Any = None
        self.lines: dict[positions.Path, tuple[str, int]] = {}
        self.repeated: list[Problem] = []
        self.refused: list[Problem] = []
        self.documents = 0
        self.stack: list[tuple[Any, positions.Path]] = []  # open containers and where they stand
        self.key: list[str | None] = []  # for every open mapping, the key that waits for its value

    def take(self, event: Any) -> None:
        kind = type(event).__name__
        line = event.start_mark.line + 1
        if getattr(event, "anchor", None) is not None:
            self._refuse(line, "anchors (&) and aliases (*) are not part of the format; write the value out", "W106")
        if getattr(event, "tag", None) is not None:
            self._refuse(line, f"tags such as '{event.tag}' are not part of the format; use quotes for text", "W106")
        if kind == "DocumentStartEvent":
            self.documents += 1
            if self.documents > 1:
                raise refuse(self.file, line, "a study is one document; remove the line '---'", "W106")
        elif kind == "ScalarEvent":
            self._scalar(event, line)
        elif kind == "AliasEvent":
            self._put(None, line)
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            self._open({} if kind == "MappingStartEvent" else [], line)
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self.stack.pop()
            self.key.pop()

    def _refuse(self, line: int, message: str, code: str) -> None:
        self.refused.append(Problem(self.file, line, "", message, code))

    def _scalar(self, event: Any, line: int) -> None:
        text = str(event.value)
        if any("\ud800" <= letter <= "\udfff" or letter == "\0" for letter in text):
            raise refuse(self.file, line, "a character here is not allowed in text; delete it", "W104")
        if self.stack and isinstance(self.stack[-1][0], dict) and self.key[-1] is None:
            self._name(text, line)
        else:
            unquoted = event.style is None or event.style == ""
            self._put(plain(text) if unquoted else text, line)

    def _name(self, key: str, line: int) -> None:
        container, path = self.stack[-1]
        self.key[-1] = key
        if key in container:
            first = self.lines[(*path, key)][1]
            field = ".".join(str(part) for part in (*path, key) if isinstance(part, str))
            message = f"'{key}' is given twice (first in line {first}); remove one of them"
            self.repeated.append(Problem(self.file, line, field, message, "W105"))
        else:
            self.lines[(*path, key)] = (self.file, line)

    def _put(self, value: Any, line: int) -> positions.Path:
        """Put a value where it belongs and return its path; the second value of a key given twice is dropped."""
        if not self.stack:
            self.root = value
            return ()
        container, path = self.stack[-1]
        if isinstance(container, list):
            container.append(value)  # pyright: ignore[reportUnknownMemberType]
            path = (*path, len(container) - 1)  # pyright: ignore[reportUnknownArgumentType]
            self.lines[path] = (self.file, line)
            return path
        key = self.key[-1]
        if key is None:
            raise refuse(self.file, line, "a key must be plain text, not a list or a mapping", "W106")
        container.setdefault(key, value)
        self.key[-1] = None
        return (*path, key)

    def _open(self, container: Any, line: int) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise refuse(self.file, line, f"nested more than {MAX_DEPTH} deep; no part of a study is", "W107")
        path = self._put(container, line)
        self.stack.append((container, path))
        self.key.append(None)


def plain(text: str) -> Any:
    """A plain (unquoted) value by the YAML 1.2 core schema, except that dates and odd numbers stay text."""
    if text.lower() in _WORDS and (text.islower() or text in ("~", "")):
        return _WORDS[text]
    if _INTEGER.match(text):
        return int(text)
    if _REAL.match(text):
        return float(text)
    return text
