"""Random numbers by key: the same (seed, draw, step, cell) gives the same numbers wherever and whenever it is asked.

A stream is one 64-bit state advanced by SplitMix64 (Steele, Lea & Flood 2014, OOPSLA), started from a hash of its key.
Samplers take a state and return a value and the next state. Binomial: inversion below a mean of 30, else the transformed
rejection BTRS of Hörmann (1993, J. Stat. Comput. Simul. 46); Poisson likewise, PTRS (Hörmann 1993, Insurance: Math. Econ. 12).
"""

from __future__ import annotations

# An array indexed by an element of an array is a number, which the type checker cannot know.
# pyright: reportArgumentType=false, reportCallIssue=false, reportIndexIssue=false
import math

import numpy as np
from numba import njit

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
MIX_2 = np.uint64(0x94D049BB133111EB)
INVERSION_BELOW = 30.0
SERIES_BELOW = 0.1  # rates whose odds, e^rate − 1 = Σ rate^k / k!, seven terms give to 12 digits
FEW = 5
INVERSE = tuple(1 / max(k, 1) for k in range(FEW + 1))


@njit(cache=True, nogil=True, inline="always")
def _mix(z: np.uint64) -> np.uint64:
    z = (z ^ (z >> np.uint64(30))) * MIX_1
    z = (z ^ (z >> np.uint64(27))) * MIX_2
    return z ^ (z >> np.uint64(31))


@njit(cache=True, nogil=True)
def stream(key: np.uint64, part: int) -> np.uint64:
    """Start the stream of one part (a draw, a step, a cell) of a key."""
    return _mix(_mix(key + GOLDEN) ^ (np.uint64(part) * GOLDEN + MIX_2))


@njit(cache=True, nogil=True, inline="always")
def uniform(state: np.uint64) -> tuple[float, np.uint64]:
    """A uniform number in the open interval (0, 1)."""
    state = state + GOLDEN
    return (float(_mix(state) >> np.uint64(11)) + 0.5) * 1.1102230246251565e-16, state


@njit(cache=True, nogil=True, error_model="numpy")
def normal(state: np.uint64) -> tuple[float, np.uint64]:
    """A standard normal number (Box & Muller 1958, Annals of Mathematical Statistics 29)."""
    u, state = uniform(state)
    v, state = uniform(state)
    return math.sqrt(-2.0 * math.log(u)) * math.cos(2.0 * math.pi * v), state


@njit(cache=True, nogil=True, error_model="numpy")
def binomial(state: np.uint64, n: int, p: float) -> tuple[int, np.uint64]:
    """How many of n people, each with chance p."""
    if n <= 0 or p <= 0.0:
        return 0, state
    if p >= 1.0:
        return n, state
    small = min(p, 1.0 - p)
    if n * small < INVERSION_BELOW:
        count, state = _inversion(state, n, math.exp(n * math.log1p(-small)), small / (1.0 - small), n * small)
    else:
        count, state = _btrs(state, n, small)
    return (count if p <= 0.5 else n - count), state


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def few_leavers(state: np.uint64, n: float, rate: float) -> tuple[int, np.uint64]:
    """As `leavers` up to FEW, and one more where there are more than that or where that is not known so quickly.

    Without a branch, so that a processor can work on many cells at once.
    """
    u, state = uniform(state)
    chance = math.exp(-n * rate)
    odds = rate * (
        1.0 + rate * (1 / 2 + rate * (1 / 6 + rate * (1 / 24 + rate * (1 / 120 + rate * (1 / 720 + rate / 5040)))))
    )
    below = chance
    count = int(u > below)
    for k in range(1, FEW + 1):
        chance *= odds * (n - k + 1) * INVERSE[k]
        below += chance
        count += u > below
    return (count if rate < SERIES_BELOW else FEW + 1), state


@njit(cache=True, nogil=True, error_model="numpy")
def leavers(state: np.uint64, n: int, rate: float) -> tuple[int, np.uint64]:
    """How many of n people leave within a step at a rate: `binomial` with p = 1 − e^(−rate)."""
    if n * rate >= INVERSION_BELOW:
        return binomial(state, n, -math.expm1(-rate))
    return _inversion(state, n, math.exp(-n * rate), math.expm1(rate), n * rate)


@njit(cache=True, nogil=True, error_model="numpy")
def _inversion(state: np.uint64, n: int, chance: float, odds: float, mean: float) -> tuple[int, np.uint64]:
    """A binomial count, given the chance of none, the odds of each, and its mean."""
    u, state = uniform(state)
    below = chance
    k = 0
    while u > below and k < n:
        k += 1
        chance *= odds * (n - k + 1) / k
        below += chance
        if chance < 1e-300 and k > mean:
            break
    return k, state


@njit(cache=True, nogil=True, error_model="numpy")
def _btrs(state: np.uint64, n: int, p: float) -> tuple[int, np.uint64]:
    spread = math.sqrt(n * p * (1.0 - p))
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * p
    centre = n * p + 0.5
    accept = 0.92 - 4.2 / b
    alpha = (2.83 + 5.1 / b) * spread
    odds = math.log(p / (1.0 - p))
    mode = math.floor((n + 1) * p)
    while True:
        u, state = uniform(state)
        v, state = uniform(state)
        u -= 0.5
        us = 0.5 - abs(u)
        k = math.floor((2.0 * a / us + b) * u + centre)
        if us >= 0.07 and v <= accept:
            return int(k), state
        if k < 0 or k > n:
            continue
        v = math.log(v * alpha / (a / (us * us) + b))
        level = (
            math.lgamma(mode + 1.0)
            + math.lgamma(n - mode + 1.0)
            - math.lgamma(k + 1.0)
            - math.lgamma(n - k + 1.0)
            + (k - mode) * odds
        )
        if v <= level:
            return int(k), state


@njit(cache=True, nogil=True, error_model="numpy")
def poisson(state: np.uint64, mean: float) -> tuple[int, np.uint64]:
    """A Poisson count."""
    if mean <= 0.0:
        return 0, state
    if mean < INVERSION_BELOW:
        chance = math.exp(-mean)
        u, state = uniform(state)
        k = 0
        while u > chance:
            u -= chance
            k += 1
            chance *= mean / k
            if chance < 1e-300 and k > mean:
                break
        return k, state
    b = 0.931 + 2.53 * math.sqrt(mean)
    a = -0.059 + 0.02483 * b
    accept = 0.9277 - 3.6224 / (b - 2.0)
    inverse = 1.1239 + 1.1328 / (b - 3.4)
    while True:
        u, state = uniform(state)
        v, state = uniform(state)
        u -= 0.5
        us = 0.5 - abs(u)
        count = math.floor((2.0 * a / us + b) * u + mean + 0.43)
        if us >= 0.07 and v <= accept:
            return int(count), state
        if count < 0 or (us < 0.013 and v > us):
            continue
        if math.log(v * inverse / (a / (us * us) + b)) <= count * math.log(mean) - mean - math.lgamma(count + 1.0):
            return int(count), state


@njit(cache=True, nogil=True, error_model="numpy")
def hypergeometric(state: np.uint64, marked: int, others: int, taken: int) -> tuple[int, np.uint64]:
    """How many marked people are among those taken from all, each person taken at most once: inversion outwards from the mode."""
    low = max(0, taken - others)
    high = min(marked, taken)
    if low >= high:
        return high, state
    mode = min(high, max(low, int((taken + 1.0) * (marked + 1.0) / (marked + others + 2.0))))
    log_chance = _log_choose(marked, mode) + _log_choose(others, taken - mode) - _log_choose(marked + others, taken)
    u, state = uniform(state)
    u -= math.exp(log_chance)
    up = down = mode
    chance_up = chance_down = math.exp(log_chance)
    while u > 0.0 and (up < high or down > low):
        if up < high:
            chance_up *= (marked - up) / (up + 1.0) * (taken - up) / (others - taken + up + 1.0)
            up += 1
            u -= chance_up
            if u <= 0.0:
                return up, state
        if down > low:
            chance_down *= down / (marked - down + 1.0) * (others - taken + down) / (taken - down + 1.0)
            down -= 1
            u -= chance_down
            if u <= 0.0:
                return down, state
        if chance_up < 1e-300 and chance_down < 1e-300:
            break
    return mode, state


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1.0) - math.lgamma(k + 1.0) - math.lgamma(n - k + 1.0)
