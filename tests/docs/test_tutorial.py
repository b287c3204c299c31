"""The tutorial's own blocks, run in order: commands and files as a reader would."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from tests.docs.blocks import BLOCK, ROOT, follow, run
from wayhome.cli.main import app


def test_the_tutorial_works_as_written(tmp_path: Path) -> None:
    said = follow("tutorial.md", tmp_path)
    page = (tmp_path / "my-study/results/report.html").read_text(encoding="utf-8")
    assert "Who disagrees" in said["wayhome fit"]
    assert "Assumptions that the ledger overrules" in said["wayhome fit"]
    assert "The fit settled" in said["wayhome fit"]
    assert "Returned" in said["wayhome forecast"]
    assert "counts one airport only" in page
    assert "No two claims contradict each other" in page


def test_the_mistake_that_it_asks_for_is_told_as_it_says(tmp_path: Path) -> None:
    text = (ROOT / "docs/tutorial.md").read_text(encoding="utf-8")
    run(f"wayhome new {tmp_path / 'my-study'}")
    (ledger,) = (
        block for kind, name, claim, block in BLOCK.findall(text) if (kind, name, claim) == ("csv", "claims.csv", "")
    )
    row = next(line for line in ledger.splitlines() if line.startswith("back-few"))
    wrong = ledger.replace(row, row.replace("returned", "retruned"))
    (tmp_path / "my-study/claims.csv").write_text(wrong, encoding="utf-8")
    result = CliRunner().invoke(app, ["check", str(tmp_path / "my-study")])
    assert result.exit_code == 2
    assert "    " + result.output in text
