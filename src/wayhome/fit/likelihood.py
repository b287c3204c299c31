"""The log posterior density of a study's parameters given its claims, and its gradient.

Parameters `z` have standard normal priors: first the model's, then one bias per source of figures, stretched to heavier tails.

amount      log(v + ½) = log(q + ½) + bias[source] + error,  error/sd Student-t with 4 degrees of
            freedom; shares on the logit scale, without bias
at least v  log P(value > v) under that error; at most v the other side
comparison  log(w Φ(d) + (1 − w) Φ(−d)),  d = log ratio / margin
effect      the same with d = log factor / margin, or a Student-t where a size is claimed
"""

from __future__ import annotations

import math
from collections import deque

import numpy as np
from scipy.special import log_ndtr, ndtr

from wayhome.engine.arrays import Floats, Ints
from wayhome.engine.expected import Path, empty_path, expected_adjoint, expected_values
from wayhome.engine.model import Model
from wayhome.engine.quantities import table
from wayhome.engine.rates import inputs, pull_back
from wayhome.fit.observe import Observations
from wayhome.ranges import Z90

NU = 4  # degrees of freedom: its distribution function has a closed form
LOG_DENSITY_0 = math.log(3 / 8)
FARTHEST = (
    10.0  # sds, beyond which biases grow in proportion, so that no search for the mode loses itself in infinities
)
TAIL = 0.1  # Tukey's h: a bias of three times what its grade says is four and a half times as likely as for a normal
HALF = 0.5  # a person's half keeps the logarithm finite where nobody is


class Posterior:
    """Log density and gradient of one study and ledger; call it with z (parameter,)."""

    def __init__(self, model: Model, observed: Observations) -> None:
        self.model, self.observed = model, observed
        self.steps = model.study.calendar.as_of_state
        self.table = table(observed.quantities)
        self.names = (*model.parameters, *(f"bias.{origin}" for origin in observed.origins))
        self.bias_sd = np.array(observed.bias_sd)
        amounts, comparisons, effects = observed.amounts, observed.comparisons, observed.effects
        self.row, self.whole, self.bias = (
            _ints([getattr(a, k) for a in amounts]) for k in ("quantity", "whole", "bias")
        )
        self.value, self.sd = (np.array([getattr(a, k) for a in amounts], float) for k in ("value", "sd"))
        self.sense = _ints([a.sense for a in amounts])
        self.pairs = _ints([(c.quantity, c.whole, c.other, c.other_whole) for c in comparisons]).reshape(-1, 4).T
        signs, self.sizes = ([e for e in effects if (e.value is None) is plain] for plain in (True, False))
        self.effect = _ints([e.parameter for e in signs])
        self.effect_mean, self.effect_scale, self.effect_sign = (
            np.array([getattr(e, k) for e in signs], float) for k in ("mean", "scale", "sign")
        )
        self.likelihood = np.array([said.likelihood for said in (*comparisons, *signs)], float)
        self.spare: deque[Path] = deque()  # paths that no thread is using; to make them anew takes long

    def __call__(self, z: Floats) -> tuple[float, Floats]:
        size = len(self.model.parameters)
        bias, bias_slope = heavy(z[size:])
        given, path = inputs(self.model, z[:size], self.steps), self._path()
        values = expected_values(self.model, given, self.table, path)
        values_bar = np.zeros_like(values)
        gradient = -z
        total = -0.5 * float(z @ z)
        bias_bar = np.zeros_like(bias)
        total += self._amounts(values, self.bias_sd * bias, values_bar, bias_bar)
        gradient[size:] += bias_bar * self.bias_sd * bias_slope
        total += self._beliefs(values, z, values_bar, gradient)
        total += self._sizes(z, gradient)
        if values.size:
            on_inputs = expected_adjoint(self.model, given, path, self.table, values_bar)
            gradient[:size] += pull_back(self.model, z[:size], given, on_inputs)
        self.spare.append(path)
        return total, gradient

    def predicted(self, values: Floats) -> Floats:
        """(amount,) each amount's model value: log persons + ½, or logit share; `values` are the quantities' (quantity,)."""
        q = values[self.row]
        share = self.whole >= 0
        return np.log(q + HALF) - np.where(share, np.log(_rest(q, values[self.whole]) + HALF), 0.0)

    def biases(self, z: Floats) -> Floats:
        """(…, source) log bias of each source of figures at parameters z (…, parameter)."""
        return self.bias_sd * heavy(z[..., len(self.model.parameters) :])[0]

    def quantities(self, z: Floats) -> Floats:
        """(quantity,) persons at parameters z."""
        path = self._path()
        given = inputs(self.model, z[: len(self.model.parameters)], self.steps)
        values = expected_values(self.model, given, self.table, path)
        self.spare.append(path)
        return values

    def _path(self) -> Path:
        try:
            return self.spare.pop()
        except IndexError:
            return empty_path(self.model, self.steps, keep_moves=False)

    def _amounts(self, values: Floats, biases: Floats, values_bar: Floats, bias_bar: Floats) -> float:
        if not self.row.size:
            return 0.0
        known = self.bias >= 0
        shift = np.where(known, biases[self.bias] if biases.size else 0.0, 0.0)
        t = (self.value - self.predicted(values) - shift) / self.sd
        density, slope = student(t, self.sense)
        density = density - np.where(self.sense == 0, np.log(self.sd), 0.0)
        pull = -slope / self.sd  # with respect to prediction and bias alike
        q, share = values[self.row], self.whole >= 0
        np.add.at(values_bar, self.row, pull / (q + HALF))
        whole = values[self.whole]
        rest = pull / (_rest(q, whole) + HALF) * (share & (whole > q))
        np.add.at(values_bar, self.row, rest)
        np.add.at(values_bar, self.whole[share], -rest[share])
        np.add.at(bias_bar, self.bias[known], pull[known])
        return float(density.sum())

    def _beliefs(self, values: Floats, z: Floats, values_bar: Floats, gradient: Floats) -> float:
        """Comparisons, then what is said of the signs of effects."""
        if not self.likelihood.size:
            return 0.0
        logs = np.where(self.pairs >= 0, np.log(values[self.pairs] + HALF), 0.0) if self.pairs.size else self.pairs
        ratio = logs[0] - logs[1] - logs[2] + logs[3]
        log_factor = self.effect_sign * (self.effect_mean + self.effect_scale * z[self.effect])
        density, slope = belief(np.concatenate([ratio, log_factor]) / self.observed.margin, self.likelihood)
        slope = slope / self.observed.margin
        for rows, sign in zip(self.pairs, (1, -1, -1, 1), strict=True):
            known = rows >= 0
            np.add.at(values_bar, rows[known], sign * slope[: ratio.size][known] / (values[rows[known]] + HALF))
        np.add.at(gradient, self.effect, slope[ratio.size :] * self.effect_sign * self.effect_scale)
        return float(density.sum())

    def _sizes(self, z: Floats, gradient: Floats) -> float:
        """What is said of the sizes of effects."""
        total = 0.0
        for effect in self.sizes:
            assert effect.value is not None
            gap = effect.value - effect.mean - effect.scale * z[effect.parameter]
            density, slope = student(np.array([gap / effect.sd]), np.zeros(1))
            gradient[effect.parameter] -= slope[0] / effect.sd * effect.scale
            total += float(density[0])
        return total


def _ints(values: list[object] | list[int] | list[tuple[int, ...]]) -> Ints:
    return np.array(values, np.int64)


def _rest(part: Floats, whole: Floats) -> Floats:
    return np.maximum(whole - part, 0.0)


def student(t: Floats, sense: Ints | Floats) -> tuple[Floats, Floats]:
    """Log density of Student-t (4 degrees of freedom) where sense is 0, log P(T > t) where +1 … and its slope in t.

    t is (claimed − modelled) / sd: "at least v" holds with P(T > t), "at most v" (−1) with P(T < t).
    """
    root = np.sqrt(t * t + NU)
    density = LOG_DENSITY_0 - 2.5 * np.log1p(t * t / NU)
    side = np.where(sense == 0, 1.0, sense) * t
    gap = np.where(side > 0, NU / (root * (root + np.abs(side))), 1 - side / root)  # 1 − u, u = side / √(side² + 4)
    tail = 2 * np.log(gap) + np.log((3 - gap) / 4)
    slope = np.where(sense == 0, -5 * t / (t * t + NU), -np.where(sense == 0, 1.0, sense) * np.exp(density - tail))
    return np.where(sense == 0, density, tail), slope


def heavy(z: Floats) -> tuple[Floats, Floats]:
    """Standard normal z stretched to heavier tails, with the same 90% range, and the stretch's slope: Tukey's h distribution."""
    far = np.minimum(np.abs(z), FARTHEST)
    grown = np.exp(TAIL / 2 * (far * far - Z90**2))
    slope = (1 + TAIL * far * far) * grown
    return np.copysign(far * grown + (np.abs(z) - far) * slope, z), slope


def belief(d: Floats, likelihood: Floats) -> tuple[Floats, Floats]:
    """log(w Φ(d) + (1 − w) Φ(−d)) and its slope in d."""
    certain, sign = (likelihood <= 0) | (likelihood >= 1), 2 * likelihood - 1
    chance = np.where(certain, 1.0, likelihood * ndtr(d) + (1 - likelihood) * ndtr(-d))
    density = np.exp(-0.5 * d * d) / math.sqrt(2 * math.pi)
    log = np.where(certain, log_ndtr(sign * d), np.log(chance))
    far_out = np.exp(-0.5 * d * d - log) / math.sqrt(2 * math.pi)  # where density and chance are too small for numbers
    return log, np.where(certain, sign * far_out, sign * density / chance)
