from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from wayhome.claims.reader.draft import Draft, read_drafts, write_drafts
from wayhome.errors import InvalidInput

Read = Callable[[str], list[Draft]]
TEXT = "Officials said on Monday that about 300 people fled the town. Another 40 were killed."


def test_drafts_round_trip(read: Read, tmp_path: Path) -> None:
    drafts = [replace(read(TEXT)[0], status="set_aside", note="a headline"), *read(TEXT)[1:]]
    write_drafts(tmp_path / "doc.jsonl", drafts)
    assert read_drafts(tmp_path / "doc.jsonl") == drafts


def test_lines_are_w3c_selectors_and_doccano_labels(read: Read, tmp_path: Path) -> None:
    write_drafts(tmp_path / "doc.jsonl", read(TEXT))
    record = json.loads((tmp_path / "doc.jsonl").read_text("utf-8").split("\n")[0])
    position, quote = record["selector"]
    assert TEXT[position["start"] : position["end"]] == quote["exact"]
    assert TEXT[: position["start"]].endswith(quote["prefix"])
    assert {(record["text"][a:b], name) for a, b, name in record["label"]} == {
        (quote["exact"], "amount"), ("about 300", "wording"),
    }  # fmt: skip


def test_what_doccano_changed_is_followed(read: Read, tmp_path: Path) -> None:
    write_drafts(tmp_path / "doc.jsonl", read(TEXT)[:1])
    record = json.loads((tmp_path / "doc.jsonl").read_text("utf-8"))
    at = TEXT.index("people fled")
    record |= {
        "id": 7,
        "label": [[at, at + 11, "context"]],
    }  # doccano numbers anew; somebody moved and renamed the span
    (tmp_path / "doc.jsonl").write_text(json.dumps(record), encoding="utf-8")
    (draft,) = read_drafts(tmp_path / "doc.jsonl")
    assert (draft.kind, draft.start, draft.exact) == ("context", at, "people fled")
    assert draft.id == f"doc-{record['start']}"


@pytest.mark.parametrize("line", ["{", "[]", "{}", '"a"', '{"selector": []}', "[" * 5000])
def test_broken_lines_are_named(line: str, tmp_path: Path) -> None:
    (tmp_path / "doc.jsonl").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"doc.jsonl:1: this line is not a draft claim .*\[W709\]"):
        read_drafts(tmp_path / "doc.jsonl")


def test_place_in_text_is_the_ledgers(read: Read) -> None:
    draft = read(TEXT)[0]
    assert draft.place_in_text.startswith(f"{draft.start}-{draft.end}#")
