"""Defaults filled, regions and areas replaced, order kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wayhome.ranges import Range
from wayhome.study.resolve import resolved_document
from wayhome.study.resolved import Post, Study

Load = Callable[..., Study]


def test_titles_come_from_names(load: Load) -> None:
    study = load("study: small", "study: small-study_of_camps")
    assert study.title == "Small study of camps"
    assert study.flows["go_home"].title == "Go home"
    assert load("places: {home: ,", "places: {home: , on_the__way_: ,").places["on_the__way_"].title == "On the way"


def test_regions_become_levels_in_study_order(load: Load) -> None:
    study = load("to: home", "to: home, for: {region: Valley, role: woman}")
    assert study.flows["go_home"].who == {"nationality": ("KGZ", "UZB"), "role": ("woman",)}
    assert study.regions == {"Valley": {"nationality": ("KGZ", "UZB")}}


def test_areas_become_places_in_study_order(load: Load) -> None:
    study = load("from: theatre, to: home", "from: [group, theatre, home], to: dead")
    assert study.flows["go_home"].origin == ("home", "group")


def test_laws_keep_their_own_keys(load: Load) -> None:
    births = "born: {law: births, in: group, per: {role: woman}, to: {nationality: KGZ}, rate: 1% per year}"
    study = load("stocks:", f"  {births}\nstocks:")
    born = study.flows["born"]
    assert (born.to, born.newborn, born.rate) == ("", {"nationality": "KGZ"}, Range(0.01, 0.01, "year"))
    document = resolved_document(study)["flows"]
    assert set(document["born"]) == {"title", "law", "in", "per", "to", "rate", "differs_by", "driven_by"}
    rated = {"title", "law", "from", "to", "for", "rate", "differs_by", "driven_by"}
    assert set(document["go_home"]) == rated | {"drawn_by", "alike"}


def test_choices_are_places_in_study_order(load: Load) -> None:
    new = "  roam: {law: choice, from: group, to: [theatre, group, home], rate: 1% per day}\nstocks:"
    roam = load("stocks:", new).flows["roam"]
    assert (roam.to, roam.among, roam.destinations) == ("", ("home", "group"), ("home", "group"))
    assert (roam.speed, roam.speed_per, roam.within, roam.under_way) == (None, "", None, "")


@pytest.mark.parametrize(
    ("operations", "resolved"),
    [
        ("0 to 2 per year", Range(0.05, 2, "year")),
        ("0.01 to 2 per year", Range(0.01, 2, "year")),
        ("1 per month", Range(1, 1, "month")),
    ],
)
def test_operations_begin_above_0(load: Load, operations: str, resolved: Range) -> None:
    new = f"  fly: {{law: operations, from: group, to: home, operations: {operations}, size: 100%}}\nstocks:"
    flow = load("stocks:", new).flows["fly"]
    assert (flow.rate, flow.size, flow.by) == (resolved, Range(1, 1), ())


@pytest.mark.parametrize(
    ("needs", "needs_by", "resolved"),
    [
        ("{mentor: 10 h}", "", {"": {"mentor": 10}}),
        ("{man: {mentor: 10 h}, woman: }", "role", {"man": {"mentor": 10}, "woman": {}}),
        ("{UZB: {mentor: 1 h}}", "nationality", {"UZB": {"mentor": 1}}),
    ],
)
def test_needs_of_everybody_or_by_level(load: Load, needs: str, needs_by: str, resolved: object) -> None:
    staff = "{mentor: {posts: 1, hours: 100 per month}}"
    programme = load(
        "stocks:", f"programmes: {{help: {{needs: {needs}, over: 1 year, staff: {staff}}}}}\nstocks:"
    ).programmes["help"]
    assert (programme.needs_by, programme.needs, programme.months) == (needs_by, resolved, 12)
    assert programme.staff == {"mentor": Post(1, 100, "month")}
    assert (programme.title, programme.seats, programme.finishes) == ("Help", None, None)


def test_a_programme_of_seats_alone(load: Load) -> None:
    programme = load("stocks:", "programmes: {help: {seats: 12}}\nstocks:").programmes["help"]
    assert (programme.needs_by, programme.needs, programme.months, programme.seats) == ("", {}, 0, 12)


def test_groups_and_selections_agree(load: Load) -> None:
    study = load()
    assert study.groups == (("KGZ", "man"), ("KGZ", "woman"), ("UZB", "man"), ("UZB", "woman"))
    assert study.groups_in({"role": ("woman",)}) == (1, 3)
    assert study.groups_in({}) == (0, 1, 2, 3)
    assert study.places_in("theatre") == ("group",)
