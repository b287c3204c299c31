"""Documents as text that reads back as the same documents, laid out for people."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from wayhome.study.load import STUDY_FILE, read_yaml
from wayhome.study.write import yaml_text

# what is easily taken for something else: numbers, words of YAML, days and what only looks like one
ODD = [
    "true",
    "Null",
    "~",
    "",
    "-",
    "007",
    "1e5",
    ".5e3",
    "0x1f",
    "1_000",
    "2016",
    "2016-07-04",
    "2016-13-45",
    "a: b",
    "# no",
]
TEXT = st.sampled_from(ODD) | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=200)
PLAIN = (
    TEXT | st.integers(-(10**12), 10**12) | st.floats(-1e9, 1e9).map(lambda x: round(x, 6)) | st.booleans() | st.none()
)
INNER = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3))
DOCUMENTS = st.dictionaries(TEXT, INNER, min_size=1, max_size=4)


def read(text: str) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / STUDY_FILE
        path.write_text(text, encoding="utf-8", newline="")
        document, repeated = read_yaml(path)
    assert repeated == []
    return document.data


@given(DOCUMENTS)
@settings(max_examples=300, deadline=None)
def test_every_document_reads_back_as_it_was(document: dict[str, Any]) -> None:
    assert read(yaml_text(document)) == document


def test_it_is_laid_out_for_people() -> None:
    document = {
        "wayhome": 1,
        "title": "Côte d'Ivoire: what came after",
        "calendar": {"start": "2016-07-04", "end": "2016-09", "step": "day"},
        "places": {"camp": {"title": "Camp", "at": [1.5, 30]}, "long": {"title": "x" * 100, "kind": "y" * 40}},
        "changes": [{"driver": "pay", "times": 0.5}, {"flow": "go", "times": 2}],
    }
    assert yaml_text(document) == (
        "wayhome: 1\n"
        'title: "Côte d\'Ivoire: what came after"\n'
        "calendar: {start: 2016-07-04, end: 2016-09, step: day}\n"
        "\nplaces:\n  camp: {title: Camp, at: [1.5, 30]}\n"
        f"  long:\n    title: {'x' * 100}\n    kind: {'y' * 40}\n"
        "changes:\n  - {driver: pay, times: 0.5}\n  - {flow: go, times: 2}\n"
    )
