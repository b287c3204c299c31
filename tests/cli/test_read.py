from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from wayhome.cli.main import app

TEXT = "3 May 2019\n\nMore than 300 refugees fled the town, officials said. The ministry has not said how many were killed.\n"


@pytest.fixture
def article(tmp_path: Path) -> Path:
    (tmp_path / "article.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path / "article.txt"


def test_drafts_are_shown(article: Path) -> None:
    result = CliRunner().invoke(app, ["read", str(article)])
    assert result.exit_code == 0
    assert "amount     “More than 300” [300 or more]  refugees · left" in result.output
    assert "officials" in result.output
    assert "2 drafts: 1 amount, 1 silence. None enters a fit until a person confirms it." in result.output


def test_drafts_as_json_lines(article: Path) -> None:
    result = CliRunner().invoke(app, ["read", str(article), "--json"])
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(record["kind"], record["low"], record["speaker"]) for record in records] == [
        ("amount", 300, "officials"), ("silence", None, "The ministry"),
    ]  # fmt: skip


def test_a_study_keeps_document_and_drafts(article: Path, tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_text("wayhome: 1\n", encoding="utf-8")
    result = CliRunner().invoke(
        app, ["read", str(article), str(tmp_path), "--outlet", "The Daily", "--date", "2019-05-04"]
    )
    assert result.exit_code == 0, result.output
    assert (tmp_path / "sources" / "article.txt").read_text("utf-8") == TEXT
    assert (tmp_path / "drafts" / "article.jsonl").is_file()
    source = json.loads((tmp_path / "drafts" / "article.source.json").read_text("utf-8"))
    assert (source["outlet"], source["date"]) == ("The Daily", "2019-05-04")


def test_nothing_found_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The bridge was opened on Monday.", encoding="utf-8")
    assert "no claims about people found" in CliRunner().invoke(app, ["read", str(tmp_path / "a.txt")]).output


def test_a_bad_document_is_a_message_and_not_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04")
    result = CliRunner().invoke(app, ["read", str(tmp_path / "a.docx")])
    assert result.exit_code == 2
    assert "[W703]" in result.output


def test_a_bad_date_is_refused(article: Path) -> None:
    result = CliRunner().invoke(app, ["read", str(article), "--date", "yesterday"])
    assert (result.exit_code, "[W311]" in result.output) == (2, True)
