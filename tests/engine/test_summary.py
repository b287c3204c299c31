"""Totals and quantiles against NumPy's, and counted quantiles against exact ones."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wayhome.engine.summary import (
    BLOCK,
    EDGES,
    Layout,
    count,
    moments,
    pick,
    plan,
    quantiles,
    quantiles_of_counts,
    sort,
    totals,
    turn,
)

LEVELS = np.array([0.0, 0.05, 0.25, 0.5, 0.625, 0.95, 1.0])


def selections(sizes: tuple[int, ...], regions: list[frozenset[int]]) -> list[tuple[frozenset[int], ...]]:
    """Everybody first, then every level alone, all levels and regions of the first population, in every combination."""
    choices = [[frozenset(range(n)), *(frozenset([k]) for k in range(n))] for n in sizes]
    choices[0] += regions
    return list(dict.fromkeys(itertools.product(*choices)))  # all of one level is that level


@settings(max_examples=30, deadline=None)
@given(
    sizes=st.sampled_from([(2,), (3, 2), (2, 1, 3)]),
    draws=st.sampled_from([1, BLOCK - 1, BLOCK, 2 * BLOCK + 3]),
    seed=st.integers(0, 100),
)
def test_totals_are_sums_over_sections_and_groups(sizes: tuple[int, ...], draws: int, seed: int) -> None:
    rng, groups = np.random.default_rng(seed), int(np.prod(sizes))
    choices = selections(sizes, [frozenset([0, 1])] if sizes[0] > 2 else [])
    sections, number = 4, 3
    rows = rng.integers(0, 1000, size=(draws, number, sections * groups)).astype(np.float32)
    memory = np.full(number * sections * groups * (draws + BLOCK), -7, np.float32)
    room = moments(memory, number, sections, draws, groups)
    assert room.shape == (number, sections, -(-draws // BLOCK), groups, BLOCK)
    cut = min(BLOCK, draws)
    turn(rows[:cut], room, 0)
    if draws > cut:
        turn(rows[cut:], room, 1)
    layout = Layout(np.array([0, 1, 3, 6]), np.array([2, 0, 3, 1, 2, 3]))
    by_group = rows.reshape(draws, number, sections, *sizes)
    out = np.full((len(choices), room.shape[2] * BLOCK), np.nan, np.float32)
    for moment, subject in itertools.product(range(number), range(3)):
        totals(room, moment, layout, subject, plan(choices, sizes), out)
        inside = layout.section[layout.start[subject] : layout.start[subject + 1]]
        for s, choice in enumerate(choices):
            some = by_group[:, moment, inside].sum(axis=1)
            for levels in choice:
                some = some.take(sorted(levels), axis=1).sum(axis=1)
            assert np.array_equal(out[s, :draws], some)


def test_a_plan_knows_every_selection() -> None:
    choices = selections((2, 3), [])
    made = plan(choices, (2, 3))
    assert made.selections == len(choices) == 12
    assert sorted([*made.alone.tolist(), *made.order.tolist()]) == list(range(12))
    known = set(made.alone.tolist())
    for i, selection in enumerate(made.order.tolist()):
        assert known.issuperset(made.part[made.start[i] : made.start[i + 1]].tolist())
        known.add(selection)


@pytest.mark.parametrize("draws", [1, 2, 7, 100])
def test_quantiles_are_numpys(draws: int) -> None:
    rows = np.random.default_rng(draws).gamma(2, 50, size=(3, draws)).astype(np.float32)
    right = np.quantile(rows.astype(float), LEVELS, axis=1)
    sort(rows)
    assert (np.diff(rows, axis=1) >= 0).all()
    out = np.empty((LEVELS.size, 3), np.float32)
    quantiles(rows, LEVELS, out)
    assert out == pytest.approx(right, rel=1e-6)
    ranks = np.array([0, draws - 1, draws // 2])
    picked = np.empty((3, 3), np.float32)
    pick(rows, ranks, picked)
    assert np.array_equal(picked, rows[:, ranks])


def edges_of(values: np.ndarray) -> np.ndarray:
    ordered = np.sort(values, axis=1)
    return ordered[:, np.linspace(0, values.shape[1] - 1, EDGES).astype(int)].astype(np.float32)


def test_every_draw_is_counted_in_its_bin_as_often_as_it_stands_for() -> None:
    rng = np.random.default_rng(1)
    rows = rng.integers(0, 200, size=(3, 900)).astype(np.float32)
    rows[2] = 5.0
    edges, times = edges_of(rows[:, ::3]), rng.integers(1, 4, size=900)
    edges[2] = 5.0
    counts = np.full((3, EDGES + 1), 10)
    count(rows, times, edges, counts)
    for row in range(2):
        right = np.bincount(np.searchsorted(edges[row], rows[row]), weights=times, minlength=EDGES + 1)
        assert (counts[row] - 10).tolist() == right.tolist()
    assert (counts[2] == 10).all()  # all edges the same: nothing to tell apart


@pytest.mark.parametrize("whole", [True, False])
def test_counted_quantiles_lie_in_the_bin_of_the_exact_ones(whole: bool) -> None:
    rng = np.random.default_rng(2)
    values = rng.gamma(3, 400, size=(4, 20_000))
    rows = (np.rint(values) if whole else values).astype(np.float32)
    rows[2], rows[2, ::500], rows[3] = 43.0, 1.0, 42.0
    edges = edges_of(rows[:, :2000])
    assert edges[2, 0] == 1 and (edges[2, 1:] == 43).all()  # one edge below all others
    counts = np.zeros((4, EDGES + 1), np.int64)
    count(rows, np.ones(20_000, np.int64), edges, counts)
    levels = np.array([0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0])
    out = np.empty((levels.size, 4), np.float32)
    quantiles_of_counts(edges, counts, 20_000, levels, out)
    right = np.quantile(rows.astype(float), levels, axis=1)
    assert (out[1:, 2] == 43.0).all()
    for row in range(2):
        for i in range(1, levels.size - 1):
            at = np.searchsorted(edges[row], right[i, row])
            width = float(edges[row, at] - edges[row, at - 1])
            assert out[i, row] == pytest.approx(right[i, row], abs=0.15 * width + whole)
        assert out[0, row] == edges[row, 0] and out[-1, row] == edges[row, -1]  # nothing is known beyond
        assert not whole or (out[:, row] == np.rint(out[:, row])).all()
    assert (out[:, 3] == 42.0).all()


@pytest.mark.parametrize("share", [0.04, 0.3, 0.74])
def test_values_that_very_many_draws_have_are_not_smeared(share: float) -> None:
    """All or nothing, as operations make it: between few people and a thousand there is nobody."""
    rng = np.random.default_rng(3)
    rows = np.where(rng.uniform(size=(2, 20_000)) < share, rng.poisson(3, size=(2, 20_000)), 1000).astype(np.float32)
    edges, counts = edges_of(rows[:, :2000]), np.zeros((2, EDGES + 1), np.int64)
    count(rows, np.ones(20_000, np.int64), edges, counts)
    out = np.empty((3, 2), np.float32)
    levels = np.array([0.25, 0.5, 0.9])
    quantiles_of_counts(edges, counts, 20_000, levels, out)
    assert out.tolist() == np.quantile(rows, levels, axis=1).tolist()


def test_a_bins_people_are_spread_evenly_within_it() -> None:
    edges = np.repeat(np.arange(EDGES, dtype=np.float32)[None] * 10 + 0.5, 2, axis=0)
    edges[1] -= 0.5  # whole numbers
    counts = np.zeros((2, EDGES + 1), np.int64)
    counts[:, 0], counts[:, 3], counts[:, 5], counts[:, EDGES] = 1, 4, 4, 1
    levels = np.arange(10) / 9  # each of the ten
    out = np.empty((10, 2), np.float32)
    quantiles_of_counts(edges, counts, 10, levels, out)
    within = np.array([0.5, 1.5, 2.5, 3.5]) / 4 * 10
    spread = [*(20.5 + within), *(40.5 + within)]
    assert out[:, 0] == pytest.approx([0.5, *spread, (EDGES - 1) * 10 + 0.5])
    assert out[:, 1].tolist() == [0, *(20 + np.ceil(within)), *(40 + np.ceil(within)), (EDGES - 1) * 10]
