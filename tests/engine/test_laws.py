"""Every law against arithmetic done by hand, and at its limits."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal, localcontext

import numpy as np
import pytest

from tests.engine.studies import NETWORK, stock, study_of
from wayhome.dates import parse_period
from wayhome.engine.chance import chance_path
from wayhome.engine.compile import compile_study
from wayhome.engine.expected import Path, expected_path
from wayhome.engine.laws.hazard import SMALL, phi_slope, phi_stay
from wayhome.engine.model import Model
from wayhome.engine.rates import inputs
from wayhome.ranges import Range
from wayhome.study.resolved import Anchor, Driver, Flow, Place, Post, Programme, ProgrammeChange, Route, Study

ROUNDING = 1e-15  # a few units of a float's last digit
NOW = Range(1e6, 1e6, "month")  # everybody leaves in the first step


def factor(value: float) -> Range:
    return Range(value, value, factor=True)


def expected(study: Study) -> tuple[Model, Path]:
    model = compile_study(study)
    return model, expected_path(model, inputs(model, np.zeros(len(model.parameters)), study.calendar.steps))


def chosen(*, among: tuple[str, ...] = ("b", "c", "d"), **kinds: object) -> Flow:
    return replace(Flow("go", "Go", "choice", ("a",), "", {}, NOW, among=among), **kinds)


def people(model: Model, path: Path, place: str, state: int) -> float:
    return sum(path.stock[state, model.cell(place, g)] for g in range(len(model.groups)))


def test_destinations_are_chosen_by_what_draws_people_there() -> None:
    drawn = {"distance": factor(0.5), "border": factor(0.1), "camp": factor(3.0)}
    model, path = expected(study_of({"go": chosen(drawn_by=drawn)}, stocks=stock("a", 25.0), end="2012-01"))
    # from a: b is 80 km away; c 230 km (over b), a camp across a border; d cannot be reached in January
    near, far = 0.5**0.8, 0.5**2.3 * 0.1 * 3
    assert people(model, path, "b", 1) == pytest.approx(100 * near / (near + far), rel=1e-12)
    assert people(model, path, "d", 1) == 0.0


def test_a_route_that_opens_changes_the_choice() -> None:
    slow = chosen(rate=Range(0.1, 0.1, "month"), among=("d",), drawn_by={"doubling": factor(0.5)})
    model, path = expected(study_of({"go": slow}, stocks=stock("a", 25.0), end="2012-07"))
    left = [100 - people(model, path, "a", state) for state in range(8)]
    assert left[1] == pytest.approx(0, abs=1e-9)  # nobody gets to d in January, so nobody leaves
    assert left[2] == pytest.approx(100 * -math.expm1(-0.1), rel=1e-12)  # b – d opens in February
    assert left[7] == pytest.approx(100 * -math.expm1(-0.6), rel=1e-12)  # c – d is open still when b – d has closed


def test_people_arrive_after_their_way_and_are_counted_under_way() -> None:
    # 80 km at 32 km a month: two and a half steps
    go = chosen(among=("b",), speed=32.0, speed_per="month", under_way="road")
    model, path = expected(study_of({"go": go}, stocks=stock("a", 25.0), end="2012-05"))
    assert [people(model, path, "road", state) for state in range(6)] == pytest.approx([0, 100, 100, 50, 0, 0])
    assert [people(model, path, "b", state) for state in range(6)] == pytest.approx([0, 0, 0, 50, 100, 100])
    assert path.moved.sum(axis=1) == pytest.approx([0, 0, 50, 50, 0])


def test_room_left_turns_people_away_before_a_place_is_full() -> None:
    places = {"a": Place("a", "a"), "b": Place("b", "b", capacity=10.0), "c": Place("c", "c")}
    go = chosen(among=("b", "c"), drawn_by={"room": factor(9.0)}, rate=Range(0.2, 0.2, "month"))
    study = replace(study_of({"go": go}, stocks=stock("a", 25.0) + stock("b", 1.0), end="2012-01"), places=places)
    model, path = expected(study)
    to_b = people(model, path, "b", 1) - 4
    to_c = people(model, path, "c", 1)
    assert to_b / to_c == pytest.approx(9**0.6 / 9, rel=1e-12)  # b has room for 6 more in 10, c for all


def test_compatriots_draw_those_who_are_alike() -> None:
    go = Flow("go", "Go", "hazard", ("a",), "b", {}, Range(0.1, 0.1, "month"), drawn_by={"compatriots": factor(2.0)})
    start = tuple(s if s.group[0] == "K" else replace(s, low=0, best=0, high=0) for s in stock("b", 1.5))
    study = study_of({"go": replace(go, alike=("nation",))}, stocks=stock("a", 25.0) + start, end="2012-01")
    model, path = expected(study)
    u_left, k_left = (path.stock[1, model.cell("a", study.groups.index((n, "woman")))] for n in ("U", "K"))
    assert u_left == pytest.approx(25 * math.exp(-0.1), rel=1e-12)
    assert k_left == pytest.approx(25 * math.exp(-0.1 * 2**2), rel=1e-12)  # log2(1 + 3 compatriots) = 2


def test_the_hazards_series_are_exact_to_rounding_on_both_sides_of_their_end() -> None:
    x = np.concatenate([np.geomspace(1e-9, 50, 60), np.linspace(0.3, 0.5, 41), [SMALL]])
    phi, stay, slope = np.empty(x.size), np.empty(x.size), np.empty(x.size)
    phi_stay(x, phi, stay)
    phi_slope(x, phi, stay, slope)
    with localcontext(prec=60):
        exact = [Decimal(float(value)) for value in x]
        stays = [(-value).exp() for value in exact]
        phis = [(1 - s) / value for s, value in zip(stays, exact, strict=True)]
        slopes = [(s - p) / value for s, p, value in zip(stays, phis, exact, strict=True)]
    assert stay == pytest.approx([float(s) for s in stays], rel=ROUNDING, abs=0)
    assert phi == pytest.approx([float(p) for p in phis], rel=ROUNDING, abs=0)
    for within, error in ((x <= SMALL, ROUNDING), (x > SMALL, 20 * ROUNDING)):  # beyond it, a difference
        assert slope[within] == pytest.approx(np.array(slopes, float)[within], rel=error, abs=0)


def test_a_number_is_taken_from_a_single_group_in_a_single_place() -> None:
    alone = {"nation": ("K",), "role": ("child",)}
    seven = (Anchor(parse_period("2012-01"), 7.0, 7.0, 7.0, "test"),)
    driver = Driver("sent", "Sent", "persons per month", (), {(): seven}, {})
    flow = Flow("send", "Send", "counts", ("a",), "b", alone, driver="sent")
    study = study_of({"send": flow}, drivers={"sent": driver}, stocks=stock("a", 25.0), end="2012-02")
    model, path = expected(study)
    by_chance = chance_path(model, inputs(model, np.zeros(0), 2), seed=1, draw=1)
    for way in (path, by_chance):
        assert way.moved[:, 0].tolist() == [7.0, 7.0]
        assert way.stock[:, model.cell("b", study.groups.index(("K", "child")))].tolist() == [0.0, 7.0, 14.0]


def test_operations_take_all_of_one_nation_at_once_or_nobody() -> None:
    fly = Flow("fly", "Fly", "operations", ("a",), "b", {}, Range(0.7, 0.7, "month"), by=("nation",), size=Range(1, 1))
    study = study_of({"fly": fly}, stocks=stock("a", 25.0), end="2012-01")
    model, path = expected(study)
    assert people(model, path, "a", 1) == pytest.approx(100 * math.exp(-0.7), rel=1e-12)
    given = inputs(model, np.zeros(0), 1)
    left = np.array([chance_path(model, given, seed=1, draw=d)[0][1, :4] for d in range(4000)])
    assert set(left.ravel().tolist()) == {0, 25}
    assert (left[:, 0] == left[:, 1]).all() and (left[:, 2] == left[:, 3]).all()  # women and children fly together
    assert (left[:, 0] != left[:, 2]).any()
    assert (left[:, 0] > 0).mean() == pytest.approx(math.exp(-0.7), abs=5 * math.sqrt(0.25 / 4000))


@pytest.mark.parametrize("waiting", [1.0, 3.0, 1e8 / 4])
def test_a_programme_is_never_overfull_and_never_empty_while_people_wait(waiting: float) -> None:
    join = Flow("join", "Join", "queue", ("a",), "c", {}, programme="course")
    leave = Flow("leave", "Leave", "hazard", ("c",), "d", {}, Range(0.3, 0.3, "month"))
    course = Programme("course", "Course", "", {}, 1.0, {}, seats=9.0)
    base = study_of({"join": join, "leave": leave}, stocks=stock("a", waiting), end="2012-09")
    model, path = expected(replace(base, programmes={"course": course}))
    assert people(model, path, "c", 1) == pytest.approx(min(9.0, 4 * waiting), rel=1e-12)
    for draw in range(50):
        stocks, _ = chance_path(model, inputs(model, np.zeros(0), 9), seed=1, draw=draw)
        inside, there = stocks[:, 8:12].sum(axis=1), stocks[:, 0:4].sum(axis=1)
        assert inside.max() <= 9 and inside[1] == min(9, round(4 * waiting))
        free = 9 - inside[:-1]
        assert (there[:-1] - there[1:] == np.minimum(free, there[:-1])).all()


def test_hours_of_staff_limit_a_programme() -> None:
    join = Flow("join", "Join", "queue", ("a",), "c", {}, programme="staff_join")
    model, path = expected(study_of({"join": join}, stocks=stock("a", 25.0), end="2012-01"))
    # a month: women take 4 h of the mentors' 60 and 1 h of the teachers' 25, children 20/3 h of the teachers'
    assert people(model, path, "c", 1) == pytest.approx(100 * 25 / (50 * 1 + 50 * 20 / 3), rel=1e-12)


@pytest.mark.parametrize(("step", "end", "taken"), [("year", "2013", 30.0), ("month", "2012-03", 30.0)])
def test_hours_are_those_of_a_step_whatever_its_length(step: str, end: str, taken: float) -> None:
    """A teacher of 90 hours a month; six hours each, spread over two months: for thirty people, in a month as in a year."""
    join = Flow("join", "Join", "queue", ("a",), "c", {}, programme="course")
    course = Programme("course", "Course", "", {"": {"teacher": 6.0}}, 2.0, {"teacher": Post(1.0, 90.0, "month")})
    base = study_of({"join": join}, stocks=stock("a", 25.0), end=end, step=step)
    model, path = expected(replace(base, programmes={"course": course}))
    assert people(model, path, "c", 1) == people(model, path, "c", 2) == pytest.approx(taken)


def test_a_programme_opens_and_changes_in_the_step_that_ends_on_that_day_or_later() -> None:
    """Three seats from the last day of February on, five from the last of April, seven from May's first."""
    join = Flow("join", "Join", "queue", ("a",), "c", {}, programme="course")
    changes = tuple(
        ProgrammeChange(parse_period(day), {}, seats) for day, seats in (("2012-04-30", 5.0), ("2012-05-01", 7.0))
    )
    course = Programme("course", "Course", "", {}, 1.0, {}, 3.0, opens=parse_period("2012-02-29"), changes=changes)
    base = study_of({"join": join}, stocks=stock("a", 25.0), end="2012-06")
    model, path = expected(replace(base, programmes={"course": course}))
    assert [people(model, path, "c", state) for state in range(7)] == pytest.approx([0, 0, 3, 3, 5, 7, 7])


def test_two_flows_wait_for_one_programme_together() -> None:
    flows = {n: Flow(n, n, "queue", (n,), "c", {}, programme="course") for n in ("a", "b")}
    course = Programme("course", "Course", "", {}, 1.0, {}, seats=10.0)
    base = study_of(flows, stocks=stock("a", 10.0) + stock("b", 30.0), end="2012-01")
    model, path = expected(replace(base, programmes={"course": course}))
    assert people(model, path, "a", 1) == pytest.approx(40 - 2.5)
    assert people(model, path, "b", 1) == pytest.approx(120 - 7.5)


@pytest.mark.parametrize("kilometres", [1e-3, 1e15])
def test_hundred_million_people_on_ways_of_any_length_are_all_somewhere(kilometres: float) -> None:
    go = chosen(among=("b",), speed=100.0, speed_per="day", under_way="road")
    base = study_of({"go": go}, stocks=stock("a", 25e6), end="2012-12-31", step="day")
    study = replace(base, routes=(Route("a", "b", kilometres),), places=NETWORK)
    model = compile_study(study)
    stocks, _ = chance_path(model, inputs(model, np.zeros(0), study.calendar.steps), seed=1, draw=1)
    assert (stocks.sum(axis=1) == 100_000_000).all()
    assert stocks[-1, model.cell("b", 0)] == (25_000_000 if kilometres < 1 else 0)


def test_a_route_is_open_from_the_first_to_the_last_of_its_days() -> None:
    from wayhome.engine.ways import epochs

    study = study_of({}, stocks=(), end="2012-01-06", step="day")
    route = Route("a", "b", 1.0, opens=parse_period("2012-01-03"), closes=parse_period("2012-01-04"))
    assert epochs(replace(study, routes=(route,))).of_step.tolist() == [0, 0, 1, 1, 0, 0]
