"""What each cell of a draft's row may be, by its kind."""

from __future__ import annotations

from dataclasses import replace

from tests.claims.drafts import HELD, NAMES, RETURNED, SILENT
from wayhome.claims.mapping import Habits, propose
from wayhome.claims.naming import Cell

COMPARED = replace(
    RETURNED, kind="comparison", direction="more", quantity="arrivals", low=1.0, best=2.0, high=3.0, wording="most"
)


def test_a_comparison_has_no_numbers_unless_somebody_gives_them() -> None:
    cells = propose(COMPARED, NAMES)
    assert [cells[column].value for column in ("low", "best", "high")] == ["", "", ""]
    assert propose(COMPARED, NAMES, given={"best": "2"})["best"].value == "2"
    assert [propose(RETURNED, NAMES)[column].value for column in ("low", "best", "high")] == ["", "300", ""]


def test_the_other_side_of_a_comparison_is_people_or_a_place() -> None:
    people = propose(replace(COMPARED, than="Uzbeks"), NAMES)["than"]
    assert (people.value, people.sure) == ("nationality=UZB", False)
    place = propose(replace(COMPARED, than="in prison"), NAMES)["than"]
    assert (place.value, place.sure) == ("where=prison", False)
    assert place.options[0].value == "where=prison"
    unsaid = propose(COMPARED, NAMES)["than"]
    assert (unsaid.value, unsaid.sure, unsaid.why) == ("", False, "the other side of the comparison")
    nothing = propose(replace(COMPARED, than="xyzzy"), NAMES)["than"]
    assert (nothing.value, nothing.why) == ("", "the other side of the comparison: 'xyzzy'")
    assert propose(replace(RETURNED, than="Uzbeks"), NAMES)["than"] == Cell("")


def test_an_effect_goes_by_a_way_and_stands_in_no_place() -> None:
    cells = propose(replace(RETURNED, kind="effect", driver="territory lost", event="died", where="home"), NAMES)
    assert cells["where"].value == ""
    assert (cells["via"].value, cells["via"].sure) == ("die", False)
    assert cells["driver"].value == "territory_lost"
    assert propose(replace(RETURNED, driver="territory lost"), NAMES)["driver"] == Cell("")


def test_which_people_and_grades_need_nobody() -> None:
    assert propose(replace(RETURNED, who="northland"), NAMES)["who"] == Cell("nationality=northland", "northland")
    habits = Habits({}, {"Jane Doe": "B2"})
    assert propose(replace(RETURNED, kind="outlook"), NAMES, habits)["grade"] == Cell("")
    assert propose(RETURNED, NAMES, Habits({}, {"herald": "C3"}))["grade"].value == "C3"


def test_a_place_that_they_left_is_asked_about() -> None:
    where = propose(replace(HELD, event="", where="prison", where_from="prison"), NAMES)["where"]
    assert (where.value, where.sure, where.why) == ("prison", False, "they left it; where did they go?")


def test_a_place_named_in_full_is_sure_unless_what_happened_speaks_for_another() -> None:
    assert propose(replace(HELD, where="prison"), NAMES)["where"].sure
    assert propose(replace(HELD, event="", where="prison"), NAMES)["where"] == Cell("prison", "prison")


def test_a_silence_about_no_place_stands_in_none() -> None:
    assert propose(SILENT, NAMES)["where"] == Cell("")
    assert propose(replace(SILENT, where="prison"), NAMES)["where"].value == "prison"
