from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from wayhome.forecast import OutlookLine
from wayhome.report import ledger


def test_every_claim_has_an_entry_and_only_web_addresses_become_links(fit):
    entries = ledger.entries(fit.ledger, fit.summary, [OutlookLine("a7", 0.9, "the forecast agrees")])
    assert [entry.claim.id for entry in entries] == [claim.id for claim in fit.ledger.claims]
    by_id = {entry.claim.id: entry for entry in entries}
    assert by_id["a9"].url == ""
    assert by_id["a1"].url.startswith("https://")
    assert by_id["a7"].did.endswith("not used in the fit. The forecast agrees")
    assert by_id["a8"].did == "Recorded as silence, never as zero"
    assert by_id["b1"].did == "Repeats a1; adds nothing"


@pytest.mark.parametrize(
    ("role", "reason", "did"),
    [
        ("unused", "says only that it is possible", "Not used: says only that it is possible"),
        ("set_aside", "set aside: Osh only", "Set aside: Osh only"),
        ("fitted", "", "Used"),
    ],
)
def test_what_a_claim_did_comes_with_its_reason_once(role, reason, did):
    line = SimpleNamespace(role=role, reason=reason, gap=None)
    assert ledger._did(cast(Any, SimpleNamespace(id="x", repeats="")), cast(Any, line), {}) == did
