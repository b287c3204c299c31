"""What a claim has to do with a number: whom it counts, seen from the number, and the way of flows between the two."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from wayhome.claims.claim import Claim, Target
from wayhome.explain.number import Number, groups_of
from wayhome.study.resolved import Study


def relation(study: Study, claim: Claim, number: Number) -> tuple[str, str, tuple[str, ...]]:
    """`people`, `way` and `route` of a `ClaimWeight`."""
    target = claim.target
    if target is None or claim.kind == "effect":
        return "", "", tuple(target.via) if target is not None else ()
    counted, wanted = set(_counted(study, target)), set(number.groups)
    people = "other"
    if counted & wanted:
        part = "part" if counted < wanted else "wider" if counted > wanted else "overlapping"
        people = "same" if counted == wanted else part
    here, there = _places(study, target.where), _places(study, number.where)
    if here & there:
        return people, "same", ()
    if target.via:
        return people, "aside", tuple(way.partition("@")[0] for way in target.via)
    onward, back = _route(study, here, there), _route(study, there, here)
    if onward and (not back or len(onward) <= len(back)):
        return people, "onward", onward
    return people, "back" if back else "", back


def _counted(study: Study, target: Target) -> tuple[int, ...]:
    known = {name for levels in study.populations.values() for name in levels} | set(study.regions)
    return groups_of(study, {key: tuple(n for n in names if n in known) for key, names in target.who.items()})


def _route(study: Study, start: set[str], goal: set[str]) -> tuple[str, ...]:
    """The fewest flows that lead from one of some places to one of others; () where none do."""
    reached: dict[str, tuple[str, ...]] = dict.fromkeys(sorted(start), ())
    edge = list(reached)
    while edge:
        following: list[str] = []
        for place, flow in itertools.product(edge, study.flows.values()):
            for to in flow.destinations if place in flow.origin else ():
                if to not in reached:
                    reached[to] = (*reached[place], flow.name)
                    if to in goal:
                        return reached[to]
                    following.append(to)
        edge = following
    return ()


def _places(study: Study, names: Sequence[str]) -> set[str]:
    """The places that some of the names mean, or that lie in the areas so called."""
    return {
        place for name in names for place in (study.places_in(name) if name in {*study.places, *study.areas} else ())
    }
