"""A study's or scenario's document as the text of its file: `load.read_yaml` reads the same document out of it."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from wayhome.study.load import plain

WIDTH = 140  # of a line, where its entry has keys to be put on lines of their own
INDICATORS = ("?", ":", "-")  # with a letter behind them text in YAML, but not to the reader of ruamel inside brackets
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def yaml_text(document: Mapping[str, Any]) -> str:
    """Each part of the document as `key: value`, or where it has parts itself, as a section with one of them a line."""
    return "".join(_part(key, value) for key, value in document.items())


def _part(key: str, value: Any) -> str:
    if isinstance(value, Mapping) and any(isinstance(inner, Mapping | list) for inner in value.values()):
        return "\n" + _dumped({_scalar(key): {_scalar(name): _entry(name, inner) for name, inner in value.items()}})
    if isinstance(value, list) and any(isinstance(inner, Mapping) for inner in value):
        return _dumped({_scalar(key): [_flow(inner) for inner in value]})
    return _dumped({_scalar(key): _flow(value)})


def _entry(name: str, value: Any) -> Any:
    """On one line, or where that is long, one of its keys a line."""
    laid = _flow(value)
    length = len("  ") + len(_dumped({name: laid}).rstrip("\n"))
    if length > WIDTH and isinstance(value, Mapping):
        return {_scalar(key): _flow(inner) for key, inner in value.items()}
    return laid


def _flow(value: Any) -> Any:
    """A value that is written on one line."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    if isinstance(value, Mapping):
        made = CommentedMap({_scalar(key): _flow(inner) for key, inner in value.items()})
    elif isinstance(value, Sequence) and not isinstance(value, str):
        made = CommentedSeq(map(_flow, value))
    else:
        return _scalar(value)
    made.fa.set_flow_style()
    return made


def _scalar(value: Any) -> Any:
    """A day needs no quotes, since `load` takes it for text; text that it would take for a number or the like does, and text of
    several lines needs those that hide the breaks."""
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString, SingleQuotedScalarString

    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if not isinstance(value, str):
        return value
    if not isinstance(plain(value), str) or value.startswith(INDICATORS):
        return SingleQuotedScalarString(value)
    if value.splitlines() != [value]:
        return DoubleQuotedScalarString(value)
    try:
        return date.fromisoformat(value) if _DAY.fullmatch(value) else value
    except ValueError:
        return value


def _dumped(value: Any) -> str:
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.width = 2**30
    yaml.indent(mapping=2, sequence=4, offset=2)
    text = io.StringIO()
    yaml.dump(value, text)
    return text.getvalue()
