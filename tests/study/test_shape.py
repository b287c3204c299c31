"""Misfits in plain words, and the rest of the study still read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wayhome.errors import InvalidInput
from wayhome.study.resolved import Study

Load = Callable[..., Study]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "rate: 1%",
            "rat: 1%",
            r"^study\.yaml:11 flows\.go_home\.rat: unknown key 'rat'\. Did you mean 'rate'\? \[W201\]$",
        ),
        (
            "calendar:",
            "calender:",
            r"^study\.yaml:3 calender: unknown key 'calender'\. Did you mean 'calendar'\? \[W201\]$",
        ),
        ("rate: 1%", "law: counts, rate: 1%", r"'rate' does not belong to a flow of law counts.*\[W213\]"),
        ("rate: 1%", "law: [], rate: 1%", r"no law is called '\[\]'.*\[W218\]"),
        ("final: true", "final: maybe", r"expected true or false, found 'maybe' \[W204\]"),
        ("study: small", "study: ", r"study: expected text, found nothing \[W204\]"),
        ("study: small", "study: {a: 1}", r"expected text, found keys with values \[W204\]"),
        ("step: month", "step: fortnight", r"'fortnight' is not one of day, week, month, year \[W218\]"),
        ("study: small", f"study: small\ntitle: {'x' * 3000}", r"text of more than 2,000 characters.*\[W204\]"),
        ("role: [man, woman]", "role: []", r"populations\.role: at least one is needed here \[W219\]"),
        (
            "regions:",
            "programmes: {help: {needs: {mentor: much}}}\nregions:",
            r"programmes\.help\.needs\.mentor: expected hours with the unit.*\[W222\]",
        ),
        (
            "regions:",
            "programmes: {help: {staff: {mentor: {posts: 1, hour: 3}}}}\nregions:",
            r"programmes\.help\.staff\.mentor\.hour: unknown key 'hour'\. Did you mean 'hours'\? \[W201\]",
        ),
        ("regions:", "routes: [{from: home, too: dead, km: 3}]\nregions:", r"Did you mean 'to'\? \[W201\]"),
        ("rate: 1%", "law: queue, rate: 1%", r"'rate' does not belong to a flow of law queue.*programme \[W213\]"),
    ],
)
def test_plain_words(load: Load, old: str, new: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        load(old, new)


def test_the_rest_is_still_read(load: Load) -> None:
    table = "driver,date,low,best,high,source\nnone,2015,,1,,\n"
    with pytest.raises(InvalidInput, match="W218") as caught:
        load("step: month}", "step: fortnight}\ntitle: [a]\nplaces: {x: }", drivers=table)
    assert [problem.code for problem in caught.value.problems[:4]] == ["W401", "W218", "W204", "W105"]


def test_nothing_follows_from_places_none_of_which_can_be_read(load: Load) -> None:
    with pytest.raises(InvalidInput, match=r"places\.home: expected keys with values, found '5' \[W204\]") as caught:
        load("places: {home: , group: , dead: {final: true}}", "places: {home: 5}")
    assert len(caught.value.problems) == 1


def test_one_broken_row_hides_no_other(load: Load) -> None:
    rows = "home,KGZ,man,,few,,\nhome,KGZ,wman,,1,,\nhome,,man,,x,,\nhome,UZB,man,,-1,,\n"
    with pytest.raises(InvalidInput, match="W207") as caught:
        load(
            "stocks: [{place: group, nationality: KGZ, role: man, best: 10}]\n",
            "",
            stocks="place,nationality,role,low,best,high,source\n" + rows,
            drivers="driver,date,low,best,high,source\n",
        )
    assert [(problem.line, problem.code) for problem in caught.value.problems] == [
        (2, "W207"),
        (3, "W209"),
        (4, "W207"),
        (5, "W404"),
    ]


def test_one_broken_row_of_a_history_hides_no_other(load: Load) -> None:
    rows = "losses,2015-13,,0.1,,\nlosses,2015-01,,1.1,,\nlosses,2015-02,,x,,\nlosses,2015-03,0.5,0.4,0.6,\n"
    with pytest.raises(InvalidInput, match="W206") as caught:
        load(
            "history: [{date: 2015-01, best: 0.2}]", "after: hold", drivers="driver,date,low,best,high,source\n" + rows
        )
    assert [(problem.line, problem.code) for problem in caught.value.problems] == [
        (2, "W206"),
        (3, "W404"),
        (4, "W207"),
        (5, "W403"),
    ]
