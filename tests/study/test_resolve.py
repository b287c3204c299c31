"""Defaults filled, regions and areas replaced, order kept."""

from __future__ import annotations

from collections.abc import Callable

from wayhome.ranges import Range
from wayhome.study.resolve import resolved_document
from wayhome.study.resolved import Study

Load = Callable[..., Study]


def test_titles_come_from_names(load: Load) -> None:
    study = load("study: small", "study: small-study_of_camps")
    assert study.title == "Small study of camps"
    assert study.flows["go_home"].title == "Go home"


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
    assert set(document["go_home"]) == {"title", "law", "from", "to", "for", "rate", "differs_by", "driven_by"}


def test_groups_and_selections_agree(load: Load) -> None:
    study = load()
    assert study.groups == (("KGZ", "man"), ("KGZ", "woman"), ("UZB", "man"), ("UZB", "woman"))
    assert study.groups_in({"role": ("woman",)}) == (1, 3)
    assert study.groups_in({}) == (0, 1, 2, 3)
    assert study.places_in("theatre") == ("group",)
