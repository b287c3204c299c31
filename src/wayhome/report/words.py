"""Numbers, dates and names as people say them."""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass

from wayhome.report.countries import COUNTRIES

SMALL = 10  # counts below this are only called small: nobody is to be found behind a cell
MILLION = " million"
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class Spread:
    """A middle value with its 90% range."""

    low: float
    mid: float
    high: float

    @property
    def rounded(self) -> tuple[str, str]:
        """The middle ("1,200") and the range ("850–1,700"), no finer than the range allows."""
        width = self.high - self.low
        finest = 10.0 ** math.floor(math.log10(width)) if width >= 1 else 1.0
        return number(self.mid, finest), span(self.low, self.high, finest)

    def __str__(self) -> str:
        mid, width = self.rounded
        return mid if mid == width else f"{mid} ({width})"


def number(value: float, finest: float = math.inf) -> str:
    """Two significant figures, or as fine as `finest` where that is finer; small counts only as "under 10"."""
    if value < 0.5:
        return "0"
    if value < SMALL:
        return f"under {SMALL}"
    unit = max(1.0, min(10.0 ** (math.floor(math.log10(value)) - 1), finest))
    shown = round(value / unit) * unit
    return f"{shown / 1e6:,.3g}{MILLION}" if shown >= 1e6 else f"{shown:,.0f}"


def span(low: float, high: float, finest: float = math.inf) -> str:
    """A range of counts: "850–1,700", "7.4–7.9 million", "up to 40"."""
    first, last = number(low, finest), number(high, finest)
    if first == last or high < SMALL:
        return last
    if last.endswith(MILLION):
        first = first.removesuffix(MILLION)
    return f"up to {last}" if low < SMALL else f"{first}–{last}"


def percent(value: float) -> str:
    """A share or chance in whole per cent, never 0 or 100 where it is not certain."""
    if 0 < value < 0.01:
        return "under 1%"
    if 0.99 < value < 1:
        return "over 99%"
    return f"{100 * value:.0f}%"


def plain(value: float, figures: int = 3) -> str:
    """A number of any size in so many figures, for rates and factors."""
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else "–"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    digits = max(0, figures - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def times(factor: float) -> str:
    """A factor as people say it: "3 times", "1.4 times"."""
    return f"{factor:.0f} times" if factor >= 10 else f"{factor:.1f} times".replace(".0 ", " ")


def date(label: str, short: bool = False) -> str:
    """A calendar label in words: "July 2016", "4 July 2016", "2016"."""
    if "/" in label:
        return " to ".join(date(part, short) for part in label.split("/"))
    parts = label.split("-")
    if len(parts) == 1:
        return label
    month = MONTHS[int(parts[1]) - 1]
    day = f"{int(parts[2])} " if len(parts) == 3 else ""
    return f"{day}{month[:3] if short else month} {parts[0]}"


def moment(label: str) -> str:
    """A state's date as a moment: "the end of 2016", "the end of July 2016", "4 July 2016"."""
    if label.endswith(("-12", "-12-31")) or len(label) == 4:
        return f"the end of {label[:4]}"
    return date(label) if label.count("-") == 2 else f"the end of {date(label)}"


def name(slug: str) -> str:
    """A slug or level as a title; country codes become countries."""
    if slug in COUNTRIES:
        return COUNTRIES[slug]
    if slug == "all":
        return "Everyone"
    return sentence(slug.replace("_", " "))


def sentence(text: str) -> str:
    """The text with a capital first."""
    return text[:1].upper() + text[1:]


def lines(text: str, width: int) -> str:
    """The text broken into lines of about so many characters, never within a word."""
    return "\n".join(textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False))


def amount(sense: str, best: float, spread: tuple[float, float], *, share: bool, rough: bool = False) -> str:
    """What a claim says, as a figure: "at least 500", "1,300 (900–2,000)"; `rough` where only words were given."""
    say = percent if share else number if rough else exact
    if sense == "at_least":
        return f"at least {say(best)}"
    if sense == "at_most":
        return f"at most {say(best)}"
    low, high = spread
    if low == high or _precision(low, best, high, share):
        return say(best)
    if not share and best >= 1:
        low, high = round(low), round(high)
    return f"{say(best)} ({say(low)}–{say(high)})"


def _precision(low: float, best: float, high: float, share: bool) -> bool:
    """Whether a range is only a stated number's usual precision: the same small factor on both sides."""
    stated = share or best == round(best)
    return stated and high <= 1.15 * best and math.isclose(low * high, best * best, rel_tol=1e-6)


def exact(value: float) -> str:
    """A figure that somebody stated: not rounded away, only made readable."""
    if value >= 100 and value != round(value):
        value = float(f"{value:.3g}")
    return f"{value:,.0f}" if value >= 10 or value == round(value) else f"{value:,.2g}"
