from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from rich.console import Console

from wayhome.cli import show, terminal
from wayhome.fit.summary import CoverageLine


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_coverage_fits_the_terminal_with_whole_words(width, monkeypatch, capsys):
    counts = {f"stock settlement_{i}": 9 - i for i in range(9)}
    study = SimpleNamespace(places={}, areas={})
    fit = SimpleNamespace(study=study, summary=SimpleNamespace(coverage=[CoverageLine("GBR", counts, 1)]))
    monkeypatch.setattr(terminal, "console", lambda: Console(width=width, highlight=False))
    show.coverage(cast(Any, fit))
    printed = capsys.readouterr().out
    assert max(map(len, printed.splitlines())) <= width
    assert "Settlement" in printed
    assert "United Kingdom" in printed
    assert ("Other" in printed) == (width < 200)
