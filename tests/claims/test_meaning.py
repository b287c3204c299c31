"""Cells of a row that do not go together, each told with its column and what to do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wayhome.claims.claim import Ledger
from wayhome.errors import InvalidInput

COMPARED = {"kind": "comparison", "wording": "more likely to return", "best": ""}
SHARE = {"quantity": "share", "wording": "a third", "of": "arrivals; nationality=any"}


@pytest.mark.parametrize(
    ("cells", "column", "message", "code"),
    [
        ({"driver": "border"}, "driver", "an amount speaks of no driver; the kind that does is effect", "W315"),
        (
            {"kind": "comparison", "than": "nationality=UZB", "wording": "more", "driver": "border"},
            "driver",
            "a comparison speaks of no driver",
            "W315",
        ),
        ({"best": "3x"}, "best", "'3x' is a factor; only an effect has one", "W312"),
        ({"best": "30%"}, "best", "'30%' is a share; write a number of people, or quantity share", "W312"),
        ({"best": "1.500"}, "best", "'1.500' may mean 1500: write 1500, or leave off the zeros", "W312"),
        (
            {"kind": "effect", "quantity": "", "driver": "border", "best": "0", "wording": "", "where": "", "who": "",
             "as_of": ""},
            "best",
            "a factor of 0 would stop the flow; write the least that is meant, for example 0.1x",
            "W312",
        ),
        (SHARE | {"of": "stock; via=go_home"}, "of", "people in a place at a moment came by no one way", "W315"),
        (
            COMPARED | SHARE | {"of": "stock; where=group", "than": "where=camp; via=go_home"},
            "than",
            "people in a place at a moment came by no one way; add via=any",
            "W315",
        ),
        (
            SHARE | {"of": "stock; nationality=any", "via": "go_home"},
            "via",
            "a share of people present has no via; measure arrivals, or leave via empty",
            "W315",
        ),
    ],
)  # fmt: skip
def test_cells_that_do_not_go_together(
    row: Callable[..., dict[str, str]],
    ledger_of: Callable[..., Ledger],
    cells: dict[str, str],
    column: str,
    message: str,
    code: str,
) -> None:
    with pytest.raises(InvalidInput, match=code) as caught:
        ledger_of([row(**cells)])
    told = {(problem.field, problem.code): problem.message for problem in caught.value.problems}
    assert message in told[f"a1.{column}", code]
    assert all(problem.line == 2 for problem in caught.value.problems)
