"""A scenario changes what it says, from when it says, and nothing else: parameters, random numbers, the study itself."""

from __future__ import annotations

import copy
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.engine.studies import studies, values_at
from wayhome import reference
from wayhome.dates import Period, parse_period
from wayhome.engine.chance import chance_path
from wayhome.engine.compile import compile_study
from wayhome.engine.expected import expected_path
from wayhome.engine.futures import future_paths, futures, past_paths
from wayhome.engine.model import Model
from wayhome.engine.rates import inputs
from wayhome.ranges import Range
from wayhome.scenario import CLOSED, apply
from wayhome.study.load import load_study
from wayhome.study.resolved import DriverChange, Post, ProgrammeChange, Route, Study
from wayhome.study.scenarios import (
    Change,
    ChangedDriver,
    ChangedFlow,
    ChangedProgramme,
    ChangedRoute,
    Event,
    Scenario,
)

TEXT = """\
wayhome: 1
study: small
calendar: {start: 2015-01, as_of: 2015-06, end: 2016-12, step: month}
populations: {nationality: [KGZ, UZB], role: [man, woman]}
places: {home: , group: , camp: , programme: , north: , road: }
drivers:
  losses: {unit: share, by: nationality, history: [{date: 2015-01, low: 0.1, best: 0.2, high: 0.4}]}
  expelled: {unit: persons per month, history: [{date: 2015-01, best: 3}]}
flows:
  go_home: {from: group, to: home, rate: 1% to 5% per month, driven_by: {losses: 1x to 4x}, differs_by: {nationality: 3x}}
  captured: {from: group, to: camp, for: {role: man}, rate: 2% per month}
  wander: {law: choice, from: group, to: [camp, north], rate: 3% per month, drawn_by: {distance: 0.5x}, speed: 10 km per day,
    under_way: road}
  flights: {law: operations, from: camp, to: home, by: nationality, operations: 2 to 9 per year, size: 10% to 80%}
  expulsion: {law: counts, from: home, to: group, driver: expelled}
  births: {law: births, in: group, per: {role: woman}, rate: 1% per month}
  wait: {law: queue, from: home, to: programme, programme: reintegration}
programmes:
  reintegration: {needs: {mentor: 20 h}, over: 6 months, staff: {mentor: {posts: 2, hours: 30 per month}}, seats: 20}
routes: [{from: group, to: camp, km: 300}, {from: group, to: north, km: 200}]
stocks:
  - {place: group, nationality: KGZ, role: man, low: 400, best: 500, high: 700}
  - {place: group, nationality: KGZ, role: woman, best: 300}
  - {place: group, nationality: UZB, role: man, best: 600}
  - {place: group, nationality: UZB, role: woman, best: 200}
  - {place: home, nationality: UZB, role: man, best: 150}
"""
FROM = parse_period("2015-10")
BEFORE = 9  # steps before October 2015


def scenario(*changes: Change) -> Scenario:
    return Scenario("other", "Other", None, changes)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    (tmp_path / "study.yaml").write_text(TEXT, "utf-8")
    return load_study(tmp_path)


def z_of(model: Model, base: Model, z: np.ndarray) -> np.ndarray:
    """The changed model's parameters: those of the base by their names, new ones at 0.7."""
    at = dict(zip(base.parameters, z, strict=True))
    return np.array([at.get(name, 0.7) for name in model.parameters])


def moved(model: Model, path: np.ndarray) -> dict[tuple[str, int, int], np.ndarray]:
    flows = [list(model.study.flows)[f] for f in model.moves.flow]
    return {
        (flow, int(origin), int(to)): path[:, m]
        for m, (flow, origin, to) in enumerate(zip(flows, model.moves.cell_from, model.moves.cell_to, strict=True))
    }


def taken(moves: dict[tuple[str, int, int], np.ndarray], flow: str) -> np.ndarray:
    """(step,) people who take a flow."""
    return np.sum([people for move, people in moves.items() if move[0] == flow], axis=0)


def both(study: Study, change: Change, *, seed: int = 1, chance: bool = False):
    """Stocks and moves of the study and of what a change makes of it, at the same parameters."""
    found = []
    base = compile_study(study)
    z = np.random.default_rng(seed).normal(size=len(base.parameters))
    for model in (base, compile_study(apply(study, scenario(change)))):
        given = inputs(model, z_of(model, base, z), study.calendar.steps)
        path = chance_path(model, given, seed=seed, draw=0) if chance else expected_path(model, given)
        found.append((model, path.stock, moved(model, path.moved)))
    return found


CHANGES = {
    "flow": ChangedFlow("go_home", FROM, {}, Range(2.0, 2.0, factor=True)),
    "flow for one": ChangedFlow("go_home", FROM, {"nationality": ("UZB",)}, Range(0.5, 0.8, factor=True)),
    "flow without a driver": ChangedFlow("captured", FROM, {"nationality": ("UZB",)}, Range(3.0, 3.0, factor=True)),
    "flow closed": ChangedFlow("go_home", FROM, {"role": ("man",)}, Range(0.0, 0.0, factor=True)),
    "choice": ChangedFlow("wander", FROM, {"role": ("woman",)}, Range(4.0, 4.0, factor=True)),
    "operations": ChangedFlow("flights", FROM, {"nationality": ("KGZ",)}, Range(5.0, 5.0, factor=True)),
    "births": ChangedFlow("births", FROM, {}, Range(0.2, 0.2, factor=True)),
    "event": Event("flights", FROM, 20.0, {"nationality": ("KGZ",)}),
    "event along a hazard": Event("captured", FROM, 60.0, {}),
    "event beside counts": Event("expulsion", FROM, 25.0, {"role": ("man",)}),
    "programme": ChangedProgramme("reintegration", FROM, times=3.0),
    "route": ChangedRoute(("north", "group"), closes=parse_period("2015-09")),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
@pytest.mark.parametrize("chance", [False, True])
def test_before_its_date_nothing_changes_and_after_it_something_does(study, change, chance):
    (_, stock, moves), (_, other, others) = both(study, change, chance=chance)
    assert np.array_equal(stock[: BEFORE + 1], other[: BEFORE + 1])
    assert not np.array_equal(stock, other)
    if not chance and not isinstance(change, ChangedProgramme):  # nobody need come to a programme at once
        assert not np.array_equal(stock[BEFORE + 1], other[BEFORE + 1])
    assert list(moves) == [move for move in others if not move[0].startswith("event_")]
    for move, people in moves.items():
        assert np.array_equal(people[:BEFORE], others[move][:BEFORE])


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_the_parameters_of_the_study_stay_in_their_order(study, change):
    base, model = compile_study(study), compile_study(apply(study, scenario(change)))
    new = ["effect.go_home.scenario_1"] if change is CHANGES["flow for one"] else []
    assert [name for name in model.parameters if name not in new] == list(base.parameters)
    assert [name for name in model.parameters if name in new] == new


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_the_changed_study_is_what_the_reference_makes_of_it(study, change):
    made = apply(study, scenario(change))
    model = compile_study(made)
    z = np.random.default_rng(2).normal(size=len(model.parameters))
    path = expected_path(model, inputs(model, z, made.calendar.steps))
    for (state, place, group), people in reference.expected(made, values_at(model, z)).stocks.items():
        assert path.stock[state, model.cell(place, made.groups.index(group))] == pytest.approx(
            people, rel=1e-9, abs=1e-9
        )


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_the_study_itself_stays_as_it_is(study, change):
    before = copy.deepcopy(study)
    made = apply(study, scenario(change))
    assert study == before
    assert made != before
    assert list(made.flows)[: len(study.flows)] == list(study.flows)
    assert list(made.drivers)[: len(study.drivers)] == list(study.drivers)


@settings(max_examples=100, deadline=None)
@given(study=studies(), seed=st.integers(0, 1000), data=st.data())
def test_any_flow_of_any_study(study, seed, data):
    """Random studies: those concerned alone take the flow at another rate, and only from the step on that contains the date."""
    assume(study.calendar.steps >= 3)
    study = replace(study, calendar=replace(study.calendar, as_of=study.calendar.start))
    flow = data.draw(st.sampled_from(list(study.flows.values())))
    step = data.draw(st.integers(2, study.calendar.steps))
    day = study.calendar.ends[step - 1]
    who = {"nation": ("U",)} if "nation" in flow.by or flow.law != "operations" else {}
    assume(set(flow.who.get("nation", ("U",))) & {"U"})
    if flow.rate is not None and data.draw(st.booleans()):
        change = ChangedFlow(flow.name, Period(day, day), who, Range(0.2, 0.7, factor=True))
    elif flow.law in ("hazard", "operations", "counts"):
        change = Event(flow.name, Period(day, day), 3.0, who)
    else:
        return
    (_, stock, _), (model, other, _) = both(study, change, seed=seed)
    assert np.array_equal(stock[:step], other[:step])
    base = compile_study(study)
    z = z_of(model, base, np.random.default_rng(seed).normal(size=len(base.parameters)))
    for (state, place, group), people in reference.expected(model.study, values_at(model, z)).stocks.items():
        assert other[state, model.cell(place, study.groups.index(group))] == pytest.approx(people, rel=1e-9, abs=1e-9)


# ---- flows --------------------------------------------------------------------------------------------------


def people(model: Model, stock: np.ndarray, place: str, **levels: str) -> np.ndarray:
    who = {population: (level,) for population, level in levels.items()}
    return np.sum([stock[:, model.cell(place, g)] for g in model.study.groups_in(who)], axis=0)


def test_a_rate_is_multiplied_by_exactly_its_factor_for_those_concerned(study):
    made = apply(study, scenario(CHANGES["flow for one"]))
    base, model = compile_study(study), compile_study(made)
    z = np.random.default_rng(3).normal(size=len(base.parameters))
    rates = []
    for one in (base, model):
        given = inputs(one, z_of(one, base, z), study.calendar.steps)
        rates.append(given.base[:, None] * given.factor[one.rates.factor_row])
    times = rates[1] / rates[0]
    factor = np.sqrt(0.5 * 0.8) * (0.8 / 0.5) ** (0.7 / 2 / 1.6448536269514722)
    for row, (flow, group) in enumerate(zip(base.rates.flow, base.rates.group, strict=True)):
        concerned = list(study.flows)[flow] == "go_home" and study.groups[group][0] == "UZB"
        assert times[row, :BEFORE] == pytest.approx(1.0, rel=1e-15)
        assert times[row, BEFORE:] == pytest.approx(factor if concerned else 1.0, rel=1e-12)


def test_fewer_go_home_where_going_home_is_rarer(study):
    (_, stock, moves), (model, other, others) = both(study, CHANGES["flow for one"])
    home = [taken(of, "go_home") for of in (moves, others)]
    assert (home[1][BEFORE:] < home[0][BEFORE:]).all()
    difference = people(model, other, "group", nationality="UZB") - people(model, stock, "group", nationality="UZB")
    assert (difference[BEFORE + 1 :] > 0).all()


def test_a_closed_flow_moves_nobody_and_keeps_its_rows(study):
    (_, stock, moves), (_, other, others) = both(study, CHANGES["flow closed"])
    men = {g for g, group in enumerate(study.groups) if group[1] == "man"}
    for move, p in others.items():
        if move[0] == "go_home" and move[1] % len(study.groups) in men:
            assert (p[BEFORE:] < 1e-8).all()
            assert (moves[move][BEFORE:] > 1).all()
    assert made_flow(study, "flow closed").driven_by["scenario_1"] == Range(CLOSED, CLOSED, factor=True)
    born = [taken(of, "births").sum() for of in (moves, others)]
    assert other[-1].sum() - born[1] == pytest.approx(stock[-1].sum() - born[0], rel=1e-12)


def made_flow(study: Study, name: str):
    made = apply(study, scenario(CHANGES[name]))
    return next(made.flows[flow] for flow in study.flows if made.flows[flow] != study.flows[flow])


def test_the_driver_knows_only_the_levels_that_it_must_tell_apart(study):
    change = ChangedFlow("captured", FROM, {"nationality": ("KGZ",), "role": ("man",)}, Range(2.0, 2.0, factor=True))
    driver = apply(study, scenario(change)).drivers["scenario_1"]
    assert driver.by == ("nationality",)  # captured takes men anyway
    series = {key: [(str(a.date), a.best) for a in anchors] for key, anchors in driver.history.items()}
    assert series == {
        ("KGZ",): [("2015-09-30", 0.0), ("2015-10-31", 1.0)],
        ("UZB",): [("2015-09-30", 0.0), ("2015-10-31", 0.0)],
    }


def test_two_changes_of_one_flow_multiply(study):
    twice = scenario(
        ChangedFlow("captured", parse_period("2016-01"), {}, Range(3.0, 3.0, factor=True)),
        ChangedFlow("captured", FROM, {"nationality": ("UZB",)}, Range(2.0, 2.0, factor=True)),
    )
    made = apply(study, twice)
    assert list(made.flows["captured"].driven_by) == ["scenario_1", "scenario_2"]
    assert made.drivers["scenario_1"].by == ("nationality",)  # the earlier one
    model = compile_study(made)
    given = inputs(model, np.zeros(len(model.parameters)), study.calendar.steps)
    rate = {}
    for row, (flow, group) in enumerate(zip(model.rates.flow, model.rates.group, strict=True)):
        if list(made.flows)[flow] == "captured":
            rate[made.groups[group][0]] = given.base[row] * given.factor[model.rates.factor_row[row]] / 0.02
    assert rate["UZB"][[8, 9, 11, 12, 23]] == pytest.approx([1, 2, 2, 6, 6])
    assert rate["KGZ"][[8, 9, 11, 12, 23]] == pytest.approx([1, 1, 1, 3, 3])


def test_new_names_are_not_those_of_the_study(study):
    driver, flow = study.drivers["losses"], study.flows["captured"]
    study = replace(
        study,
        drivers={**study.drivers, "scenario_1": replace(driver, name="scenario_1")},
        flows={**study.flows, "event_1": replace(flow, name="event_1")},
    )
    made = apply(study, scenario(CHANGES["flow"], CHANGES["event"], CHANGES["event along a hazard"]))
    assert list(made.drivers) == ["losses", "expelled", "scenario_1", "scenario_2", "event_2", "event_3"]
    assert list(made.flows) == [*study.flows, "event_2", "event_3"]
    again = apply(made, scenario(CHANGES["flow"]))
    assert list(again.flows["go_home"].driven_by) == ["losses", "scenario_2", "scenario_3"]


# ---- events -------------------------------------------------------------------------------------------------


def test_an_event_moves_its_people_in_its_step_and_nobody_else(study):
    (_, _, moves), (_, _, others) = both(study, CHANGES["event along a hazard"])
    event = taken(others, "event_1")
    assert event[BEFORE] == pytest.approx(60)
    assert event.sum() == event[BEFORE]
    takers = {move[1:] for move in moves if move[0] == "captured"}
    assert {move[1:] for move in others if move[0] == "event_1"} == takers


@pytest.mark.parametrize("seed", range(5))
def test_by_chance_as_many_whole_people_are_moved(study, seed):
    _, (_, _, others) = both(study, CHANGES["event along a hazard"], seed=seed, chance=True)
    event = taken(others, "event_1")
    assert event[BEFORE] == 60
    assert event.sum() == 60


def test_the_reference_moves_as_many_by_chance(study):
    small = replace(study, stocks=tuple(replace(s, low=40, best=40, high=40) for s in study.stocks))
    made = apply(small, scenario(replace(CHANGES["event along a hazard"], size=17.0)))
    path = reference.chance(made, {}, random.Random(4))
    steps = dict.fromkeys(range(1, made.calendar.steps + 1), 0.0)
    for (step, flow, *_), number in path.moved.items():
        steps[step] += number if flow == "event_1" else 0
    assert {step: number for step, number in steps.items() if number} == {BEFORE + 1: 17.0}


def test_an_event_never_moves_more_than_are_there(study):
    _, (model, stock, others) = both(study, replace(CHANGES["event along a hazard"], size=1e6))
    event = taken(others, "event_1")
    assert event[BEFORE] == pytest.approx(people(model, stock, "group", role="man")[BEFORE])
    men = {move: p for move, p in others.items() if study.groups[move[2] % len(study.groups)][1] == "man"}
    arrived = taken(men, "expulsion")
    assert people(model, stock, "group", role="man")[BEFORE + 1] == pytest.approx(arrived[BEFORE], abs=1e-9)
    assert stock.min() >= -1e-12


@pytest.mark.parametrize("at", ["2016-12", "2016"])
def test_an_event_in_the_last_step(study, at):
    _, (_, _, others) = both(study, Event("captured", parse_period(at), 5.0, {}))
    event = taken(others, "event_1")
    assert event[-1] == pytest.approx(5)
    assert event[:-1].sum() == 0


def test_an_event_takes_those_whom_both_it_and_its_flow_mean(study):
    made = apply(study, scenario(Event("captured", FROM, 5.0, {"nationality": ("UZB",), "role": ("man", "woman")})))
    event = made.flows["event_1"]
    assert event.who == {"nationality": ("UZB",), "role": ("man",)}
    assert (event.law, event.origin, event.to, event.driver) == ("counts", ("group",), "camp", "event_1")
    assert made.drivers["event_1"].unit == "persons per month"


# ---- drivers, programmes, routes ----------------------------------------------------------------------------


def test_a_drivers_changes_come_in_the_order_of_their_dates(study):
    late = DriverChange(parse_period("2016-03"), (("UZB",),), to=Range(0.1, 0.3))
    early = DriverChange(FROM, (("KGZ",), ("UZB",)), times=Range(2.0, 2.0, factor=True))
    made = apply(study, scenario(ChangedDriver("losses", late), ChangedDriver("losses", early)))
    assert made.drivers["losses"].changes == (early, late)
    assert replace(made.drivers["losses"], changes=()) == study.drivers["losses"]
    assert compile_study(made).parameters == compile_study(study).parameters


def test_a_programme_keeps_the_means_that_are_not_named(study):
    later = parse_period("2016-02")
    made = apply(
        study,
        scenario(
            ChangedProgramme("reintegration", later, hours={"mentor": (10.0, "week")}, seats=31.0),
            ChangedProgramme("reintegration", FROM, times=1.5),
        ),
    )
    assert made.programmes["reintegration"].changes == (
        ProgrammeChange(FROM, {"mentor": Post(3.0, 30.0, "month")}, 30.0),
        ProgrammeChange(later, {"mentor": Post(3.0, 10.0, "week")}, 31.0),
    )
    between = apply(made, scenario(ChangedProgramme("reintegration", parse_period("2015-12"), {"mentor": 8.0})))
    assert [change.staff["mentor"].posts for change in between.programmes["reintegration"].changes] == [3, 8, 3]
    assert study.programmes["reintegration"].changes == ()


def test_a_larger_programme_takes_more(study):
    (_, _, moves), (_, _, others) = both(study, CHANGES["programme"])
    inside = [taken(of, "wait") for of in (moves, others)]
    assert inside[1].sum() > inside[0].sum() * 1.5
    assert (inside[1] >= inside[0] - 1e-9).all()


def test_nobody_sets_out_where_a_route_is_closed(study):
    (model, _, moves), (_, _, others) = both(study, CHANGES["route"])
    size = len(study.groups)
    north = [m for m in moves if m[0] == "wander" and m[2] // size == model.places.index("north")]
    assert all((moves[m][-3:] > 0).all() for m in north)
    assert all((others[m][BEFORE + 1 :] == 0).all() for m in north)  # those on their way arrive in October


def spell(opens: str = "", closes: str = "", km: float = 5.0) -> Route:
    first, last = (parse_period(text) if text else None for text in (opens, closes))
    return Route("a", "b", km, first, last)


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        ([spell()], {"closes": "2015-09"}, [spell(closes="2015-09")]),
        ([spell(closes="2015-08")], {"closes": "2015-09"}, [spell(closes="2015-08")]),
        ([spell(closes="2015-08"), spell("2015-10")], {"closes": "2015-09"}, [spell(closes="2015-08")]),
        ([spell(closes="2015-03")], {"opens": "2015-09"}, [spell(closes="2015-03"), spell("2015-09")]),
        (
            [spell(closes="2015-03"), spell("2016-01", km=9)],
            {"opens": "2015-09"},
            [spell(closes="2015-03"), spell("2016-01", km=9), spell("2015-09", "2015-12-31")],
        ),
        ([spell("2016-01")], {"opens": "2015-09"}, [spell("2016-01"), spell("2015-09", "2015-12-31")]),
    ],
)
def test_routes(study, before, change, after):
    other = Route("a", "c", 7.0)
    study = replace(study, routes=(other, *before))
    given = {key: parse_period(text) for key, text in change.items()}
    assert apply(study, scenario(ChangedRoute(("b", "a"), **given))).routes == (other, *after)


# ---- forecast -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["flow for one", "event"])
def test_the_forecasts_futures_know_the_new_drivers(study, name):
    made = apply(study, scenario(CHANGES[name]))
    model = compile_study(made)
    given = inputs(model, np.zeros(len(model.parameters)), made.calendar.steps)
    past = past_paths(model, np.zeros((1, len(model.parameters))))
    future = future_paths(futures(model), past[:, :, -1], seed=1, draws=np.arange(1))
    new = [s for s, key in enumerate(model.series.keys) if key[0] not in study.drivers]
    assert new
    for s in new:
        assert np.array_equal(np.concatenate([past[0, s], future[0, s]]), given.drivers[s])
