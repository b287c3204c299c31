"""The guides that say how to write something: their blocks, done in order."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from scipy.stats import t as student

from tests.docs.blocks import ROOT, follow
from wayhome.fit.store import load
from wayhome.ranges import Z90


def test_grades_as_written(tmp_path: Path) -> None:
    said = follow("guides/grade.md", tmp_path)
    assert "4 claims" in said["wayhome check"]


def test_the_factors_of_grades_are_those_of_the_words_table() -> None:
    text = (ROOT / "docs/guides/grade.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"(?m)^\| `([A-F1-6])` \|.*\| ([\d.]+) \|$", text))
    words = load(ROOT / "studies/silent-queue")[1].words
    letters = {key: math.exp(Z90 * sd) for key, sd in words.letters.items()}
    digits = {key: math.exp(student(4).ppf(0.95) * sd) for key, sd in words.digits.items()}
    assert shown == {key: f"{value:.2f}" for key, value in (letters | digits).items()}


@pytest.mark.slow
def test_scenarios_as_written(tmp_path: Path) -> None:
    said = follow("guides/scenario.md", tmp_path)
    assert "An amnesty" in said["wayhome compare"]
    assert "scenarios: amnesty, exchange, holds-out" in said["wayhome check"]
    assert "The fit settled" in said["wayhome compare"]


@pytest.mark.slow
def test_the_first_page_as_written(tmp_path: Path) -> None:
    said = follow("index.md", tmp_path)
    assert "report.html" in said["wayhome report my-study"]
