"""Ranges as people write them: "0.1% to 2% per month", "1x to 5x", "40% to 100%".

Any "a to b" is a 90% range: one chance in twenty below a, one in twenty above b.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

Z90 = 1.6448536269514722  # the standard normal's 95% point: half the width of a 90% range
BAND = (0.05, 0.5, 0.95)  # the quantiles at a 90% range's ends and at its middle

MAX_LENGTH = 200  # of a range's text

_WHOLE = r"(?:[1-9]\d{0,2}(?:[,_ ]\d{3})+|\d+)"  # "1300" or "1,300"; a comma is never a decimal point
_NUMBER = rf"[+-]?(?:{_WHOLE}(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?"
_ONE = rf"({_NUMBER})\s*(%|x)?"
_RANGE = re.compile(rf"{_ONE}(?:\s+to\s+{_ONE})?(?:\s+in\s+({_WHOLE}))?(?:\s+per\s+(day|week|month|year))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Range:
    """A 90% range. `per` is a unit of time for rates; `factor` marks multiples ("2x"). low == high: known exactly."""

    low: float
    high: float
    per: str = ""
    factor: bool = False

    def __str__(self) -> str:
        x = "x" if self.factor else ""
        span = f"{self.low:g}{x}" if self.low == self.high else f"{self.low:g}{x} to {self.high:g}{x}"
        return f"{span} per {self.per}" if self.per else span

    def log_normal(self) -> tuple[float, float]:
        """Mean and sd of the logarithm of the log-normal whose 90% range this is; needs 0 < low."""
        low, high = math.log(self.low), math.log(self.high)
        return (low + high) / 2, (high - low) / (2 * Z90)

    def normal(self) -> tuple[float, float]:
        """Mean and sd of the normal whose 90% range this is."""
        return (self.low + self.high) / 2, (self.high - self.low) / (2 * Z90)

    def logit_normal(self) -> tuple[float, float]:
        """Mean and sd of the logit of the logit-normal whose 90% range this is; needs 0 < low and high < 1, or exactly 1."""
        if self.low >= 1:
            return math.inf, 0.0
        low, high = (math.log(share / (1 - share)) for share in (self.low, self.high))
        return (low + high) / 2, (high - low) / (2 * Z90)


def parse_number(text: str) -> float:
    """Read "1,300", "12.5%", "1e6"; ValueError says what is wrong."""
    match = re.fullmatch(rf"({_NUMBER})\s*(%)?", _short(text), re.ASCII)
    if match is None:
        raise ValueError(f"'{text}' is not a number" + _comma(str(text)))
    return _finite(match[1]) / (100 if match[2] else 1)


def parse_range(text: str | float) -> Range:
    """Read one range; ValueError says what is wrong."""
    match = _RANGE.fullmatch(_short(str(text)))
    if match is None:
        example = "; write for example '0.1% to 2% per month', '1x to 5x', '40% to 100%'"
        raise ValueError(f"'{text}' is not a range" + (_comma(str(text)) or example))
    first, first_unit, last, last_unit, base, per = match.groups()
    if last is not None and first_unit != last_unit and not (first_unit is None and last_unit):
        raise ValueError(f"both ends of '{text}' need the same unit")
    unit = last_unit or first_unit
    divisor = 100.0 if unit == "%" else 1.0
    if base is not None:
        divisor *= _finite(base)
    if divisor == 0:
        raise ValueError(f"'{text}' divides by 0")
    low = _finite(first) / divisor
    high = low if last is None else _finite(last) / divisor
    if low > high:
        raise ValueError(f"the range '{text}' runs from the higher to the lower end; turn it round")
    return Range(low, high, per or "", unit == "x")


def _short(text: str) -> str:
    text = text.strip()
    if len(text) > MAX_LENGTH:
        raise ValueError(f"'{text[:20]}…' is too long")
    return text


def _comma(text: str) -> str:
    return "; write decimals with a point, 0.5" if re.search(r"\d,\d", text) else ""


def _finite(text: str) -> float:
    value = float(re.sub(r"[,_ ]", "", text))
    if not math.isfinite(value) or abs(value) > 1e15:
        raise ValueError(f"'{text}' is too large")
    return value
