"""What counts up to a day say of the places that are counted: who is there, who comes and leaves of late, where one can get to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wayhome.engine.arrays import Floats
from wayhome.flee.model import RECENT
from wayhome.flee.situation import Situation
from wayhome.flee.ways import ways

EVEN = 0.01  # of newcomers' shares: added to each open place, which may begin to fill


@dataclass(frozen=True, slots=True)
class Known:
    """Of the counted places, on day `cut` of a situation. people: (place,) by the last counts, which are `age` days old in the
    mean; arriving, leaving: (place,) a day, of late; open: (place,) 1 where one can get there."""

    cut: int
    age: int
    people: Floats
    arriving: Floats
    leaving: Floats
    open: Floats

    @property
    def total(self) -> float:
        return float(self.people.sum())

    @property
    def choice(self) -> Floats:
        """(place,) expected shares of newcomers: half as people are spread now, half as those of late, among places that are
        open."""
        shares = self.people / self.total
        recent = self.arriving / self.arriving.sum() if self.arriving.sum() > 0 else shares
        chosen = ((shares + recent) / 2 + EVEN / 2) * np.maximum(self.open, self.arriving > 0)
        chosen = chosen if chosen.sum() > 0 else shares + EVEN
        return chosen / chosen.sum()


def known(situation: Situation, places: Sequence[str], levels: Floats, ages: Floats) -> Known | None:
    """What is known on the last day of `levels`; None where nobody has been counted yet.

    levels: (day, place) people, on straight lines between the counts up to that day and level after the last; ages: (place,) days
    since the last count.
    """
    cut, people = len(levels) - 1, levels[-1]
    if people.sum() <= 0:
        return None
    age = round(float(ages @ people / people.sum()))
    first = max(cut - age - RECENT, 0)
    change = (people - levels[first]) / max(cut - age - first, 1)
    made = ways(situation)
    open_ = [any(way.into(place)[cut] for way in made if place in (way.start, way.end)) for place in places]
    return Known(cut, age, people, np.maximum(change, 0), np.maximum(-change, 0), np.array(open_, np.float64))
