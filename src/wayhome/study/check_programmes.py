"""Programmes: who is there to give what people need, and the queues that lead into them."""

from __future__ import annotations

from wayhome.errors import did_you_mean
from wayhome.study.authored import AuthoredProgramme, AuthoredStudy
from wayhome.study.authored_flows import AuthoredQueue
from wayhome.study.check_flows import check_share, selected_levels
from wayhome.study.positions import Findings, Path
from wayhome.study.resolve import places_in, populations_of


def check_programmes(study: AuthoredStudy, findings: Findings) -> None:
    """Add everything that is wrong with programmes, and with how flows use them."""
    for name, programme in study.programmes.items():
        path = ("programmes", name)
        _needs_by(programme, (*path, "needs"), study, findings)
        _needs_and_staff(programme, path, findings)
        if programme.finishes is not None:
            check_share(programme.finishes, (*path, "finishes"), findings)
    _queues(study, findings)


def _needs_by(programme: AuthoredProgramme, path: Path, study: AuthoredStudy, findings: Findings) -> None:
    """Needs that differ do so by the levels of one population."""
    levels = [level for level in programme.needs if level]
    if not levels or any(broken[0] == "populations" for broken in findings.broken):
        return
    known = {level for levels in study.populations.values() for level in levels}
    unknown = [level for level in levels if level not in known]
    for level in unknown:
        message = f"'{level}' is no level of a population.{did_you_mean(level, known)}"
        findings.add((*path, level), message, "W209")
    populations = populations_of(levels, study)
    if not populations and not unknown:
        findings.add(path, "needs differ by the levels of one population; these are of several", "W227")
    elif len(populations) > 1:
        message = f"these are levels of {' and of '.join(populations)} alike; call them differently"
        findings.add(path, message, "W227")


def _needs_and_staff(programme: AuthoredProgramme, path: Path, findings: Findings) -> None:
    needed = {profession for needs in programme.needs.values() for profession in needs}
    if not findings.is_broken(*path, "needs"):
        for profession in programme.staff:
            if profession not in needed:
                message = f"nobody needs a '{profession}'.{did_you_mean(profession, needed)}"
                findings.add((*path, "staff", profession), f"{message} Add it to 'needs', or remove it", "W227")
        if programme.over is not None and not needed:
            message = "there are no needs to spread over a time; add 'needs', or remove 'over'"
            findings.add((*path, "over"), message, "W227")
    if findings.is_broken(*path, "staff"):
        return
    for level, needs in programme.needs.items():
        for profession in needs:
            if profession not in programme.staff:
                at = (*path, "needs", *((level,) if level else ()), profession)
                message = (
                    f"'staff' has no '{profession}' to give these hours.{did_you_mean(profession, programme.staff)}"
                )
                findings.add(at, message, "W227")
    if needed and programme.over is None and not findings.is_broken(*path, "over"):
        findings.add(
            path, "'over' is missing: the time over which the hours are given; for example 'over: 6 months'", "W202"
        )
    if not needed and programme.seats is None and not any(len(b) > 2 and b[:2] == path for b in findings.broken):
        findings.add(path, "nothing limits the programme; add 'seats', or 'needs' with 'over' and 'staff'", "W227")


# ---- queues -------------------------------------------------------------------------------------------------


def _queues(study: AuthoredStudy, findings: Findings) -> None:
    """A programme is in one place, and nobody waits for it twice."""
    queues: dict[str, AuthoredQueue] = {}
    for name, flow in study.flows.items():
        if not isinstance(flow, AuthoredQueue):
            continue
        at = ("flows", name, "programme")
        if flow.programme not in study.programmes:
            if not findings.is_broken("programmes", flow.programme):
                message = f"no programme is called '{flow.programme}'.{did_you_mean(flow.programme, study.programmes)}"
                findings.add(at, message, "W221")
            continue
        clashes = (_clash(flow, earlier, other, study) for earlier, other in queues.items())
        clash = next(filter(None, clashes), None)
        if clash:
            findings.add(("flows", name, clash[0]), clash[1], "W226")
        queues[name] = flow


def _clash(flow: AuthoredQueue, earlier: str, other: AuthoredQueue, study: AuthoredStudy) -> tuple[str, str] | None:
    """The key and why of two queues that lead to two places for one programme, to one place for two, or wait twice."""
    if flow.programme != other.programme:
        message = f"'{earlier}' leads there for '{other.programme}'; give each programme a place of its own"
        return ("to", message) if flow.to == other.to else None
    if flow.to != other.to:
        return "to", f"'{earlier}' leads to '{other.to}' for the same programme; a programme is in one place"
    places = set(places_in(flow.origin, study)) & set(places_in(other.origin, study))
    if places and all(selected_levels(p, flow, study) & selected_levels(p, other, study) for p in study.populations):
        message = f"people in '{min(places)}' already wait for '{flow.programme}' by '{earlier}'; let them wait once"
        return "from", message
    return None
