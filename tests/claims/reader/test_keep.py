from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from wayhome.claims.reader.document import open_document
from wayhome.claims.reader.draft import read_drafts, write_drafts
from wayhome.claims.reader.keep import anchored, keep, kept_text, proposed_source, source_id
from wayhome.errors import InvalidInput

TEXT = "3 May 2019\r\n\r\nMore than 300 refugees fled the town, officials said. Another 40 were killed.\r\n"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = tmp_path / "study"
    folder.mkdir()
    (folder / "study.yaml").write_text("wayhome: 1\n", encoding="utf-8")
    (tmp_path / "An article.txt").write_bytes(TEXT.encode())
    return folder


def test_document_drafts_and_source_are_kept(study: Path) -> None:
    kept = keep(study, open_document(study.parent / "An article.txt"), about={"outlet": "The Daily"})
    assert (study / "sources" / "An-article.txt").read_bytes() == TEXT.encode()
    assert read_drafts(study / "drafts" / "An-article.jsonl") == list(kept.drafts)
    text = kept_text(study, kept.drafts[0].document)
    assert len(kept.drafts) == 2 and all(anchored(draft, text) for draft in kept.drafts)
    assert proposed_source(study, "An-article") == kept.source | {"outlet": "The Daily", "date": "2019-05-03"}


def test_reading_again_keeps_what_a_person_decided(study: Path) -> None:
    document = open_document(study.parent / "An article.txt")
    first, second = keep(study, document).drafts
    path = study / "drafts" / "An-article.jsonl"
    decided = replace(first, status="set_aside", note="a repeat")
    write_drafts(path, [decided, second])
    assert list(keep(study, document).drafts) == [decided, second]
    assert read_drafts(path) == [decided, second]


def test_another_document_of_the_same_name_gets_a_name_of_its_own(study: Path, tmp_path: Path) -> None:
    keep(study, open_document(tmp_path / "An article.txt"))
    (tmp_path / "An article.txt").write_text("Some 90 people returned.", encoding="utf-8")
    kept = keep(study, open_document(tmp_path / "An article.txt"))
    assert kept.original.name == "An-article-2.txt"
    assert (study / "sources" / "An-article.txt").read_bytes() == TEXT.encode()


def test_html_keeps_its_text_beside_it(study: Path, tmp_path: Path) -> None:
    body = "<p>More than 300 refugees fled the town on Monday, officials said in a long statement to the press.</p>"
    (tmp_path / "a.html").write_text(f"<html><body><article>{body * 4}</article></body></html>", encoding="utf-8")
    kept = keep(study, open_document(tmp_path / "a.html"))
    assert (study / "sources" / "a.html.txt").is_file()
    assert kept.drafts and all(anchored(draft, kept_text(study, "sources/a.html")) for draft in kept.drafts)


def test_a_folder_without_a_study_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("300 people fled.", encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"no study.yaml in this folder.*W708"):
        keep(tmp_path, open_document(tmp_path / "a.txt"))


@pytest.mark.parametrize(
    ("name", "expected"),
    [("voa-2016.txt", "voa-2016"), ("2016 report.pdf", "d-2016-report"), ("статья.html", "document"), (".txt", "txt")],
)
def test_ids_come_from_names(name: str, expected: str) -> None:
    assert source_id(name) == expected
