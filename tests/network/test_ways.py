"""`ways`: the number of open routes that lead to a place draws people there."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engine.studies import ROUTES
from wayhome.dates import calendar, parse_period
from wayhome.engine.compile import compile_study
from wayhome.engine.expected import expected_path
from wayhome.engine.rates import inputs
from wayhome.engine.ways import leading
from wayhome.ranges import Range
from wayhome.study.resolved import Flow, Place, Stock, Study


def test_open_routes_are_counted_in_the_direction_that_leads_there() -> None:
    assert leading(ROUTES, ("a", "b", "c", "d")).tolist() == [2, 3, 2, 2]  # c – d leads to d alone
    assert leading((), ("a",)).tolist() == [0]


def test_twice_the_ways_draw_by_the_factor_while_they_are_open() -> None:
    cut = calendar(
        start=parse_period("2012-01"), as_of=parse_period("2012-01"), end=parse_period("2012-06"), step="month"
    )
    go = Flow(
        "go", "go", "choice", ("a",), "", {}, Range(0.1, 0.1, "month"), among=("b", "c"),
        drawn_by={"ways": Range(3.0, 3.0, "", True)},
    )  # fmt: skip
    places = {name: Place(name, name) for name in "abcd"}
    stocks = (Stock("a", (), 100.0, 100.0, 100.0, ""),)
    study = Study("s", "s", cut, {}, {}, places, {}, {}, {"go": go}, stocks, ROUTES)
    model = compile_study(study)
    moved = expected_path(model, inputs(model, np.zeros(0), 6)).moved
    to_b = moved[:, [m for m in range(2) if model.moves.cell_to[m] == 1]].sum(axis=1)
    shares = to_b / moved.sum(axis=1)
    assert shares[0] == pytest.approx(1 / 2)  # two routes into b, two into c
    assert shares[1] == pytest.approx(3 ** np.log2(1.5) / (1 + 3 ** np.log2(1.5)))  # b – d opens
    assert shares[4] == pytest.approx(
        2 ** np.log2(3) / (1 + 2 ** np.log2(3))
    )  # b – c has closed: two into b, one into c
