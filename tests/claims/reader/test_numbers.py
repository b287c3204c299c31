from __future__ import annotations

import pytest

from wayhome.claims.ledger import load_words
from wayhome.claims.reader.numbers import quantities
from wayhome.claims.reader.tokens import tokenise

WORDS = load_words()


def found(text: str) -> list[tuple[str, float | None, float | None]]:
    return [(q.wording, q.low, q.high) for q in quantities(text, tokenise(text, 0, len(text)), WORDS)]


@pytest.mark.parametrize(
    ("text", "wording", "low", "high"),
    [
        ("1,300 people", "1,300", 1300, 1300),
        ("12 000 people", "12 000", 12_000, 12_000),
        ("2.5 million people", "2.5 million", 2.5e6, 2.5e6),
        ("1.2m people", "1.2m", 1.2e6, 1.2e6),
        ("half a million refugees", "half a million", 5e5, 5e5),
        ("three hundred and fifty men", "three hundred and fifty", 350, 350),
        ("twenty-five women", "twenty-five", 25, 25),
        ("two dozen men", "two dozen", 24, 24),
        ("more than 300 fighters", "more than 300", 300, None),
        ("as many as 1,300 men", "as many as 1,300", None, 1300),
        ("no fewer than 40 soldiers", "no fewer than 40", 40, None),
        ("never more than 2,000 of us", "never more than 2,000", None, 2000),
        ("5,000 or more villagers", "5,000 or more", 5000, None),
        ("between 500 and several thousand", "between 500 and several thousand", 500, None),
        ("about 400-500 newborns", "about 400-500", 400, 500),
        ("from 100 to about 200 people", "from 100 to about 200", 100, 200),
        ("15 to 20 thousand men", "15 to 20 thousand", 15_000, 20_000),
        ("several dozen fighters", "several dozen", None, None),
        ("in the several hundreds", "several hundreds", None, None),
        ("a couple of dozen pupils", "a couple of dozen", None, None),
        ("hundreds of thousands of people", "hundreds of thousands", None, None),
        ("60% of them", "60%", 0.6, 0.6),
        ("between 20 and 30 percent of them", "between 20 and 30 percent", 0.2, 0.3),
        ("two thirds of them", "two thirds", 2 / 3, 2 / 3),
        ("one in five children", "one in five", 0.2, 0.2),
        ("more than half of them", "more than half", 0.5, None),
    ],
)
def test_what_a_wording_states(text: str, wording: str, low: float | None, high: float | None) -> None:
    got = found(text)
    assert got[0][0] == wording
    assert got[0][1:] == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize(
    "text",
    [
        "in 2014",
        "on 10 May 2019",
        "May 15, 2019",
        "$5 million",
        "€300",
        "at 14:32",
        "aged 15",
        "between 2014 and 2016",
        "between Feb. 18 and Feb. 23",
        "No. 418",
    ],
)
def test_dates_money_and_ages_are_no_quantities(text: str) -> None:
    assert found(text) == []


def test_a_change_from_one_number_to_another_is_two_numbers() -> None:
    assert [wording for wording, *_ in found("rose from 1.1 million to 1.9 million")] == ["1.1 million", "1.9 million"]


def test_over_behind_a_verb_is_no_hedge() -> None:
    assert found("handed over 68 men") == [("68", 68, 68)]
