"""A small study as text, to be changed in one place at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from wayhome.study.load import load_study
from wayhome.study.resolved import Study

TEXT = """\
wayhome: 1
study: small
calendar: {start: 2015-01, as_of: 2015-06, end: 2015-12, step: month}
populations: {nationality: [KGZ, UZB], role: [man, woman]}
regions: {Valley: {nationality: [UZB, KGZ]}}
places: {home: , group: , dead: {final: true}}
areas: {theatre: [group]}
drivers:
  losses: {unit: share, history: [{date: 2015-01, best: 0.2}]}
flows:
  go_home: {from: theatre, to: home, rate: 1% to 5% per month, driven_by: {losses: 2x}}
stocks: [{place: group, nationality: KGZ, role: man, best: 10}]
"""


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., Study]:
    """Load the small study with one piece of its text replaced, beside tables given by name."""

    def loaded(old: str = "", new: str = "", **tables: str) -> Study:
        assert TEXT.count(old) == 1 or not old
        (tmp_path / "study.yaml").write_text(TEXT.replace(old, new) if old else TEXT, "utf-8")
        for name, text in tables.items():
            (tmp_path / f"{name}.csv").write_text(text, "utf-8", newline="")
        return load_study(tmp_path)

    return loaded
