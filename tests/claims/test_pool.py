from __future__ import annotations

from collections.abc import Callable, Hashable

import pytest

from wayhome.claims.claim import Claim, Ledger
from wayhome.claims.pool import disagreements, fitted
from wayhome.dates import parse_period

Row = dict[str, str]
Rows = Callable[..., Row]
LedgerOf = Callable[..., Ledger]
AS_OF = parse_period("2015-06")
SOURCES = (
    {"id": "paper", "outlet": "The Paper", "date": "2015-06-01"},
    {"id": "early", "outlet": "Early", "date": "2015-05"},
    {"id": "late", "outlet": "Late", "date": "2015-07"},
)


def sorted_out(ledger: Ledger) -> tuple[list[str], dict[str, str]]:
    used, unused = fitted(ledger, AS_OF)
    return [claim.id for claim in used], {claim.id: reason for claim, reason in unused}


def test_only_confirmed_statements_of_fact_published_in_time(row: Rows, ledger_of: LedgerOf) -> None:
    effect = {"kind": "effect", "quantity": "", "driver": "wages", "via": "go_home", "direction": "raises"}
    ledger = ledger_of(
        [
            row(id="amount"),
            row(id="draft", status="draft"),
            row(id="aside", status="set_aside", note="of another war"),
            row(id="outlook", kind="outlook", direction="up"),
            row(id="silence", kind="silence", wording=""),
            row(id="context", kind="context"),
            row(id="late", source="late"),
            row(id="could", **effect, wording="could"),
            row(id="does", **effect, wording="drives them home"),
            row(id="whole_year", as_of="2015"),
        ],
        SOURCES,
    )
    used, unused = sorted_out(ledger)
    assert used == ["amount", "does", "whole_year"]
    assert unused["draft"] == "a draft that nobody has confirmed yet"
    assert unused["aside"] == "set aside: of another war"
    assert unused["late"] == "published 2015-07, after the study's as_of date (2015-06)"
    assert unused["could"] == "says only that it is possible, which is no probability"
    assert set(unused) == {"draft", "aside", "outlook", "silence", "context", "late", "could"}


def test_a_chain_of_repeats_speaks_once(row: Rows, ledger_of: LedgerOf) -> None:
    rows = [row(id="c1"), row(id="c2", repeats="c1"), row(id="c3", repeats="c2"), row(id="d1")]
    used, unused = sorted_out(ledger_of(rows))
    assert used == ["c1", "d1"]
    assert unused == {"c2": "repeats c1, which speaks for both", "c3": "repeats c1, which speaks for both"}


def test_a_chain_past_a_claim_that_cannot_be_used(row: Rows, ledger_of: LedgerOf) -> None:
    rows = [row(id="c1"), row(id="c2", repeats="c1", status="draft"), row(id="c3", repeats="c2")]
    used, unused = sorted_out(ledger_of(rows))
    assert used == ["c1"]
    assert unused["c3"] == "repeats c1, which speaks for both"


def test_two_echoes_of_a_claim_that_cannot_be_used_speak_once(row: Rows, ledger_of: LedgerOf) -> None:
    rows = [row(id="c1", source="late"), row(id="c2", repeats="c1"), row(id="c3", repeats="c1", source="early")]
    used, unused = sorted_out(ledger_of(rows, SOURCES))
    assert used == ["c3"]  # the earlier echo
    assert unused["c2"] == "passes on the same claim as c3, which speaks for both"


Figures = list[tuple[Claim, Hashable, tuple[int, int], bool]]


def figures(ledger: Ledger, states: dict[str, tuple[int, int]], *, cumulative: bool = False) -> Figures:
    return [(claim, "key", states.get(claim.id, (5, 5)), cumulative) for claim in ledger.claims]


def test_ranges_that_exclude_each_other(row: Rows, ledger_of: LedgerOf) -> None:
    ledger = ledger_of(
        [
            row(id="a", wording="about 100"),
            row(id="b", wording="about 1,000"),
            row(id="c", wording="about 5,000"),
            row(id="d", wording="120"),
        ]
    )
    found = disagreements(figures(ledger, {}), ledger.words)
    assert [(d.first.id, d.second.id) for d in found] == [("c", "d"), ("a", "c"), ("a", "b"), ("b", "d"), ("b", "c")]
    assert found[1].factor == pytest.approx(5000.5 / 100.5)
    assert found[0].z > found[-1].z > 0
    assert found[1].why == (
        "both speak of the same people at the same time: a says 80 to 125 (2015-05), c 4,000 to 6,250 (2015-05)"
    )


def test_other_times_and_other_quantities_do_not_disagree(row: Rows, ledger_of: LedgerOf) -> None:
    ledger = ledger_of([row(id="a", wording="100"), row(id="b", wording="9,000")])
    assert disagreements(figures(ledger, {"a": (1, 2), "b": (3, 4)}), ledger.words) == []
    assert len(disagreements(figures(ledger, {"a": (1, 3), "b": (3, 4)}), ledger.words)) == 1
    apart = [(claim, claim.id, (5, 5), False) for claim in ledger.claims]
    assert disagreements(apart, ledger.words) == []


def test_a_total_cannot_fall(row: Rows, ledger_of: LedgerOf) -> None:
    ledger = ledger_of([row(id="a", wording="1,000"), row(id="b", wording="200")])
    times = {"a": (1, 1), "b": (9, 9)}
    assert disagreements(figures(ledger, times), ledger.words) == []
    (found,) = disagreements(figures(ledger, times, cumulative=True), ledger.words)
    assert (found.first.id, found.second.id) == ("a", "b")
    assert "a total since the start cannot fall" in found.why
    rising = figures(ledger, {"a": (9, 9), "b": (1, 1)}, cumulative=True)
    assert disagreements(rising, ledger.words) == []


def test_bounds_exclude_only_what_lies_beyond_them(row: Rows, ledger_of: LedgerOf) -> None:
    ledger = ledger_of(
        [
            row(id="least", wording="more than 1,000"),
            row(id="most", wording="up to 90"),
            row(id="high", wording="8,000"),
            row(id="low", wording="10"),
        ]
    )
    found = {(d.first.id, d.second.id) for d in disagreements(figures(ledger, {}), ledger.words)}
    assert found == {("least", "most"), ("high", "most"), ("least", "low"), ("high", "low")}


def test_bad_grades_weigh_less_and_repeats_are_left_out(row: Rows, ledger_of: LedgerOf) -> None:
    graded = ledger_of([row(id="a", wording="100", grade="E5"), row(id="b", wording="1,000", grade="E5")])
    trusted = ledger_of([row(id="a", wording="100", grade="B2"), row(id="b", wording="1,000", grade="B2")])
    weak, strong = (disagreements(figures(ledger, {}), ledger.words)[0] for ledger in (graded, trusted))
    assert weak.factor == strong.factor
    assert weak.z < strong.z / 3
    repeated = ledger_of([row(id="a", wording="100"), row(id="b", wording="9,000", repeats="a")])
    assert disagreements(figures(repeated, {}), repeated.words) == []


def test_shares_are_compared_by_their_odds(row: Rows, ledger_of: LedgerOf) -> None:
    share = {"quantity": "share", "of": "arrivals; where=theatre"}
    ledger = ledger_of([row(id="a", wording="10%", **share), row(id="b", wording="90%", **share)])
    (found,) = disagreements(figures(ledger, {}), ledger.words)
    assert found.factor == pytest.approx(9)
    assert "a says 9% to 11%" in found.why


def test_the_kind_of_a_disagreement_is_told(row: Rows, ledger_of: LedgerOf) -> None:
    def kinds(ledger: Ledger, **of: object) -> list[tuple[str, str, str]]:
        found = disagreements(figures(ledger, of.get("states", {}), cumulative=True), ledger.words)  # pyright: ignore
        return [(d.first.id, d.second.id, d.kind) for d in found]

    office = {"speaker_role": "official"}
    rivals = [
        row(id="a", wording="100", speaker="Tajik interior ministry", **office),
        row(id="b", wording="900", speaker="Prosecutor-general of Tajikistan", **office),
        row(id="c", wording="900", speaker="Russian interior ministry", **office),
        row(id="d", wording="900", speaker="Tajik scholar", speaker_role="expert"),
    ]
    assert set(kinds(ledger_of(rivals))) == {("a", "b", "rivals"), ("a", "c", "apart"), ("a", "d", "apart")}
    own = [
        row(id="a", wording="100", speaker="Tajik army", **office),
        row(id="b", wording="900", speaker="Tajik army", **office),
    ]
    assert kinds(ledger_of(own)) == [("a", "b", "apart")]
    falling = [row(id="a", wording="1,000"), row(id="b", wording="200")]
    assert kinds(ledger_of(falling), states={"a": (1, 1), "b": (9, 9)}) == [("a", "b", "falls")]


def test_offices_of_one_state_are_named_as_such(row: Rows, ledger_of: LedgerOf) -> None:
    office = {"speaker_role": "official"}
    ledger = ledger_of(
        [
            row(id="a", wording="100", speaker="GKNB (Kyrgyz security committee)", **office),
            row(id="b", wording="900", speaker="Deputy prime minister of Kyrgyzstan", **office),
        ]
    )
    (found,) = disagreements(figures(ledger, {}), ledger.words)
    assert found.why.startswith("two offices of one state: both speak of the same people")


def test_a_figure_given_again_a_year_later(row: Rows, ledger_of: LedgerOf) -> None:
    again = {"low": "508", "best": "508", "high": "508", "wording": ""}
    ledger = ledger_of(
        [
            row(id="a", as_of="2013-05", **again),
            row(id="b", as_of="2015-05", **again),
            row(id="c", as_of="2013-08", **again),  # no year has passed
            row(id="d", as_of="2015-05", repeats="a", **again),  # known to be passed on
            row(id="e", as_of="2013-05", wording="several hundred"),
            row(id="f", as_of="2015-05", wording="several hundred"),  # the same words are no figure
        ]
    )
    times = {"a": (1, 1), "c": (4, 4), "b": (25, 25), "d": (25, 25), "e": (1, 1), "f": (25, 25)}
    (found,) = disagreements(figures(ledger, times, cumulative=True), ledger.words)
    assert (found.first.id, found.second.id, found.kind, found.z) == ("a", "b", "reprinted", 0)
    assert "a says 508 (2013-05), and b says so again of 2015-05" in found.why
    assert "repeats of b" in found.why
