from __future__ import annotations

import dataclasses
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from wayhome.errors import InvalidInput
from wayhome.report import moves, tables


@pytest.fixture(scope="module")
def fans(forecast, fit):
    return tables.read_fans(forecast.table, fit.study.populations)


def test_fans_are_read_in_the_order_of_time(forecast, fit):
    shuffled = forecast.table.sample(frac=1, random_state=1)
    fans = tables.read_fans(shuffled, fit.study.populations)
    fan = fans["returned", "arrivals", ("KGZ", "all")]
    assert fan.dates == tuple(fit.study.calendar.label(i) for i in range(fit.study.calendar.steps + 1))
    assert fan.mid == tuple(sorted(fan.mid))


def test_the_headline_is_returned_for_the_first_region(fit, fans):
    head = tables.pick_headline(fit.study, fans)
    assert (head.place, head.cell) == ("returned", ("Central Asia", "all"))
    assert head.big == ("2016-12", "2018-12", "2021-12")


def test_without_a_place_called_returned_the_busiest_open_place_is_taken(fit, fans):
    others = {key: fan for key, fan in fans.items() if key[0] != "returned"}
    flow = fit.study.flows["go_home"]
    flows = {to: dataclasses.replace(flow, name=to, to=to) for to in ("turkey", "prison", "dead")}
    head = tables.pick_headline(dataclasses.replace(fit.study, flows=flows), others)
    assert head.place == "prison"


def test_an_unknown_headline_is_a_problem(fit, fans):
    with pytest.raises(InvalidInput, match=r"no place or area is called 'retruned'. Did you mean 'returned'\?"):
        tables.pick_headline(fit.study, fans, "retruned")


@pytest.mark.parametrize(
    ("dates", "as_of", "ends"),
    [
        (["2016-11", "2016-12", "2017-11", "2017-12"], "2016-11", ("2016-12", "2017-12")),
        (["2016-11", "2016-12", "2017-11", "2017-12"], "2016-12", ("2017-11", "2017-12")),
        (["2016-01-30", "2016-01-31", "2016-02-01"], "2016-01-30", ("2016-01-31", "2016-02-01")),
        (["2016", "2017"], "2016", ("2017",)),
        (["2016"], "2016", ()),
    ],
)
def test_year_ends(dates, as_of, ends):
    assert tables.year_ends(dates, as_of) == ends


def test_rows_begin_with_the_total_and_leave_out_other_regions(fit, fans):
    head = tables.pick_headline(fit.study, fans)
    rows = tables.headline_rows(fit.study, fans, head)
    assert [row.title for row in rows][:2] == ["All from Central Asia", "Uzbekistan"]
    assert "Russia" not in [row.title for row in rows]
    assert all(len(row.cells) == 1 + len(head.ends) for row in rows)


def test_coverage_shows_gaps_and_silence_apart(fit):
    found = tables.coverage(fit.summary.coverage, fit.study)
    assert found.columns == (("Returned", "in all"), ("Theatre", "now there"), ("Dead", "in all"))
    assert found.rows[0] == ("Kazakhstan", (0, 0, 0), 0)
    assert found.rows[3][2] == 1


def test_coverage_sums_up_what_there_is_no_room_for(fit):
    whole, brief = (tables.coverage(fit.summary.coverage, fit.study, most) for most in (10, 2))
    assert brief.columns == (("Returned", "in all"), ("Other", "2 topics"))
    assert [row[1] for row in brief.rows] == [(row[1][0], sum(row[1][1:])) for row in whole.rows]


def test_disagreements_come_largest_first(fit):
    found = tables.disagreements(tuple(reversed(fit.summary.disagreements)), fit.ledger)
    assert [doubt.factor for doubt in found] == ["7 times", "4.8 times"]
    assert [claim.id for claim in found[0].statements] == ["a4", "a5"]


def test_ribbons_leave_the_area_of_the_conflict(fit, forecast, fans):
    head = tables.pick_headline(fit.study, fans)
    area, inside = moves.conflict(forecast.flows, fit.study, head)
    assert (area, inside) == ("theatre", ("is", "nusra"))
    ribbons = moves.ribbons(forecast.flows, fit.study, head, inside)
    assert {ribbon.group for ribbon in ribbons} == {
        "Uzbekistan",
        "Kyrgyzstan",
        "Tajikistan",
        "Kazakhstan",
        "Turkmenistan",
    }
    home = next(r for r in ribbons if (r.group, r.to) == ("Kazakhstan", "Returned"))
    assert home.people.mid == pytest.approx(330 * 0.5)


def test_ribbons_of_many_groups_are_merged(fit, forecast, fans):
    head = dataclasses.replace(tables.pick_headline(fit.study, fans), cell=("all", "all"))
    crowd = tuple(f"g{i}" for i in range(20))
    study = dataclasses.replace(fit.study, populations={"nationality": crowd, "role": ("man", "woman", "child")})
    frame = forecast.flows[forecast.flows.nationality == "KGZ"]
    flows = SimpleNamespace(
        to_dict=lambda _: [{**row, "nationality": g} for g in crowd for row in frame.to_dict("records")]
    )
    ribbons = moves.ribbons(cast(Any, flows), study, head, ("is", "nusra"))
    assert len({ribbon.group for ribbon in ribbons}) == moves.GROUPS
    assert moves.OTHERS in {ribbon.group for ribbon in ribbons}


def test_the_conflict_is_the_area_that_most_leave_for_the_headline(fit, fans):
    head = tables.pick_headline(fit.study, fans)
    areas = {
        "neighbours": ("turkey", "afghanistan"),
        "theatre": ("is", "nusra"),
        "homes": ("home",),
        "travelled": ("is", "nusra", "dead"),
        "back": ("is", "returned"),
    }
    moved = [("turkey", "returned", 120), ("is", "returned", 1000), ("is", "dead", 800), ("home", "is", 90_000)]
    who = {"nationality": "Central Asia", "role": "all"}
    flows = pd.DataFrame([{"origin": a, "to": b, **who, "q50": n} for a, b, n in moved])
    assert moves.conflict(flows, dataclasses.replace(fit.study, areas=areas), head) == ("theatre", ("is", "nusra"))
    none = dataclasses.replace(fit.study, areas={})
    assert moves.conflict(flows, none, head) == ("", ("is", "nusra"))


def test_people_there_at_a_moment_may_open_a_report(fit, fans):
    """Who is in the theatre falls with time; who ever came to it does not."""
    head = tables.pick_headline(fit.study, fans, "stock theatre")
    assert (head.place, head.quantity, head.full_title) == ("theatre", "stock", "Theatre, people there")
    assert tables.pick_headline(fit.study, fans, head.wanted) == head
    answer, before = tables.headline_sentence(fans, head)
    assert " at the end of 2021, and nine chances in ten" in answer
    assert before.startswith("At the end of ")
    there, ever = (
        tables.headline_rows(fit.study, fans, tables.pick_headline(fit.study, fans, wanted))[0].cells[-1].mid
        for wanted in ("stock theatre", "theatre")
    )
    assert there < ever
    with pytest.raises(InvalidInput, match="no place or area is called 'theater'"):
        tables.pick_headline(fit.study, fans, "stock theater")


def test_the_study_says_what_its_reports_open_with(fit, fans):
    study = dataclasses.replace(fit.study, headline="stock theatre")
    assert tables.pick_headline(study, fans).wanted == "stock theatre"
    assert tables.pick_headline(study, fans, "returned").wanted == "returned"


def test_where_nobody_is_told_apart_the_parts_are_places(fit):
    def fan(*values: float) -> tables.Fan:
        return tables.Fan(("2016-07", "2016-08"), *(values,) * 5)

    study = dataclasses.replace(fit.study, populations={}, regions={}, headline="stock theatre")
    series = {"theatre": (70.0, 90.0), "is": (20.0, 50.0), "nusra": (50.0, 40.0), "home": (1.0, 1.0)}
    shown = {(place, "stock", ()): fan(*values) for place, values in series.items()}
    head = tables.pick_headline(study, shown)
    assert [part.key[0] for part in tables.parts_shown(study, shown, head)] == ["is", "nusra"]
    titles = [study.places[place].title for place in ("is", "nusra")]
    assert [row.title for row in tables.headline_rows(study, shown, head)] == ["All", *titles]
    others = tables.places_shown(study, shown, head, ("", ()))
    assert not {"theatre", "is", "nusra"} & {name for name, _ in others}


@pytest.mark.parametrize(
    ("quantity", "label", "said"),
    [
        ("arrivals", "2016-12", "by the end of 2016"),
        ("stock", "2016-12", "at the end of 2016"),
        ("stock", "2016-07-30", "on 30 July 2016"),
        ("stock", "2016-12-31", "at the end of 2016"),
    ],
)
def test_a_moment_is_said_as_the_number_needs_it(fit, fans, quantity, label, said):
    head = dataclasses.replace(tables.pick_headline(fit.study, fans), quantity=quantity)
    assert head.when(label) == said


def test_few_people_are_not_called_about_few(fit, fans):
    head = tables.pick_headline(fit.study, fans)
    few = tables.Fan(head.ends, *((3.0,) * len(head.ends),) * 5)
    head = dataclasses.replace(head, as_of=head.ends[0])
    answer, before = tables.headline_sentence({(head.place, "arrivals", head.cell): few}, head)
    assert ": under 10 people from Central Asia by" in answer
    assert " it was under 10, as far as" in before
