"""The target of a plan, from what people write: "3 months", "90%"."""

from __future__ import annotations

from wayhome.errors import InvalidInput, Problem
from wayhome.plan.programmes import Wanted
from wayhome.ranges import parse_number
from wayhome.study.values import Fault, read_time


def read_wanted(wait: str, people: str, futures: str) -> Wanted:
    """InvalidInput names every one of the three that cannot be read."""
    problems: list[Problem] = []
    months, shares = 0.0, [0.0, 0.0]
    try:
        months = read_time(wait)
    except Fault as fault:
        problems.append(Problem("--wait", 0, "", str(fault), "W804"))
    for k, (option, text) in enumerate((("--people", people), ("--futures", futures))):
        try:
            shares[k] = parse_number(text)
        except ValueError:
            shares[k] = 0.0
        if not 0 < shares[k] <= 1:
            message = f"expected a share above 0, 100% at most, for example '90%', found '{text[:40]}'"
            problems.append(Problem(option, 0, "", message, "W804"))
    if problems:
        raise InvalidInput(problems)
    return Wanted(months, *shares)
