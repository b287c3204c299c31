"""The samplers: each distribution against SciPy's, by chi-squared at one false alarm in a million."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import stats

from tests.engine import runs
from wayhome.engine import futures, journeys
from wayhome.engine.laws import births, counts, operations, queue
from wayhome.engine.random import FEW, binomial, few_leavers, hypergeometric, leavers, normal, poisson, stream, uniform

DRAWS = runs(40_000, 6_000)


def same_distribution(sampler: Callable[[np.uint64], int], law: Any) -> None:
    values = np.array([sampler(np.uint64(stream(np.uint64(7), i))) for i in range(DRAWS)])
    low, high = int(law.ppf(1e-3)), int(law.ppf(1 - 1e-3))
    edges = np.unique(np.linspace(low, high, min(40, high - low + 1)).astype(int))
    chance = np.diff(np.concatenate([[0.0], law.cdf(edges), [1.0]]))
    seen = np.bincount(np.searchsorted(edges, values), minlength=len(edges) + 1)
    keep = chance * DRAWS > 5
    expected = chance[keep] * DRAWS
    assert stats.chi2.sf(((seen[keep] - expected) ** 2 / expected).sum(), keep.sum() - 1) > 1e-6
    assert seen[~keep].sum() <= 5 * (~keep).sum() + 30


@pytest.mark.parametrize(
    ("n", "p"), [(1, 0.5), (10, 0.03), (40, 0.5), (300, 0.1), (300, 0.9), (10**8, 1e-8), (10**8, 0.4), (70, 0.45)]
)
def test_binomial(n: int, p: float) -> None:
    same_distribution(lambda state: binomial(state, n, p)[0], stats.binom(n, p))


@pytest.mark.parametrize(
    ("n", "rate"), [(1, 0.7), (40, 0.07), (40, 0.0001), (300, 0.09), (300, 0.3), (10**8, 1e-8), (7, 3.0)]
)
def test_leavers(n: int, rate: float) -> None:
    """Found in two ways: up to a few at a time without a branch, beyond that by `leavers` from the same stream."""

    def leave(state: np.uint64) -> int:
        few = few_leavers(state, float(n), rate)[0]
        all_of_them = leavers(state, n, rate)[0]
        assert few == all_of_them if few <= FEW else all_of_them > FEW or rate >= 0.1
        return all_of_them

    same_distribution(leave, stats.binom(n, -np.expm1(-rate)))


def test_normal() -> None:
    values = np.array([normal(np.uint64(stream(np.uint64(3), i)))[0] for i in range(DRAWS)])
    assert stats.kstest(values, "norm").pvalue > 1e-6


@pytest.mark.parametrize("mean", [0.01, 1.0, 29.9, 30.1, 5000.0])
def test_poisson(mean: float) -> None:
    same_distribution(lambda state: poisson(state, mean)[0], stats.poisson(mean))


@pytest.mark.parametrize(
    ("marked", "others", "taken"), [(1, 1, 1), (5, 20, 10), (2000, 500, 600), (10**6, 10**6, 3000)]
)
def test_hypergeometric(marked: int, others: int, taken: int) -> None:
    same_distribution(
        lambda state: hypergeometric(state, marked, others, taken)[0], stats.hypergeom(marked + others, marked, taken)
    )


def test_numbers_are_those_of_splitmix64() -> None:
    """The first five of the seed 1234567 as its authors' program prints them; their first 53 bits are the number."""
    state, seen = np.uint64(1234567), list[float]()
    for _ in range(5):
        u, state = uniform(state)
        state = np.uint64(state)
        seen.append(u * 2.0**53)
    known = (
        6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821,
    )  # fmt: skip
    assert seen == [(number >> 11) + 0.5 for number in known]


def test_every_law_has_numbers_of_its_own() -> None:
    """Streams begin so far apart that no number of cells, pools or journeys leads from one law's into another's."""
    begin = sorted(law.OWN_STREAM for law in (counts, births, operations, queue, journeys, futures))
    assert begin[0] >= 2**40 and min(np.diff(begin)) >= 2**40
    assert futures.OWN_STREAM + futures.CHANGES < 2**63 and futures.CHANGES >= 2**20


def test_certain_cases() -> None:
    state = np.uint64(stream(np.uint64(1), 1))
    assert binomial(state, 5, 0.0)[0] == 0 and binomial(state, 5, 1.0)[0] == 5 and binomial(state, 0, 0.5)[0] == 0
    assert poisson(state, 0.0)[0] == 0
    assert hypergeometric(state, 4, 0, 3)[0] == 3 and hypergeometric(state, 0, 9, 3)[0] == 0


def test_uniform_numbers_are_uniform_and_neighbouring_streams_unrelated() -> None:
    first = np.array([uniform(np.uint64(stream(np.uint64(1), i)))[0] for i in range(DRAWS)])
    second = np.array([uniform(np.uint64(stream(np.uint64(2), i)))[0] for i in range(DRAWS)])
    assert stats.kstest(first, "uniform").pvalue > 1e-6
    for other in (second, np.roll(first, 1)):
        assert abs(np.corrcoef(first, other)[0, 1]) < 5 / np.sqrt(DRAWS)
