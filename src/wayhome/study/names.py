"""The names that the parts of a study use for each other: whom they mean, and what to say where they mean nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wayhome.errors import did_you_mean
from wayhome.study.authored import AuthoredStudy
from wayhome.study.positions import Findings, Path


def find_place(
    name: str, path: Path, study: AuthoredStudy, findings: Findings, *, areas: bool = False
) -> tuple[str, ...]:
    """The places that a name means; none where that is not known."""
    if name in study.places:
        return (name,)
    if findings.is_broken("places", name) or findings.is_broken("areas", name):
        return ()
    if name in study.areas:
        if areas:
            return tuple(place for place in study.areas[name] if place in study.places)
        findings.add(path, f"'{name}' is an area; a single place is needed here", "W203")
        return ()
    known = [*study.places, *(study.areas if areas else ())]
    what = "place or area" if areas else "place"
    findings.add(path, f"no {what} is called '{name}'.{did_you_mean(name, known)}", "W203")
    return ()


def are_known(names: Iterable[str], study: AuthoredStudy) -> bool:
    """Whether all are names of places or areas of places that are known."""
    return all(place in study.places for name in names for place in study.areas.get(name, (name,)))


def check_selection(who: Mapping[str, tuple[str, ...]], path: Path, study: AuthoredStudy, findings: Findings) -> None:
    """Populations, regions and levels exist, and no population is given twice."""
    for key, names in who.items():
        at = (*path, key)
        if key == "region":
            _regions_of(names, who, at, study, findings)
        elif key in study.populations:
            for i, level in enumerate(names):
                check_level(level, key, (*at, i), study, findings)
        elif not findings.is_broken("populations", key):
            known = [*study.populations, "region"]
            findings.add(at, f"no population is called '{key}'.{did_you_mean(key, known)}", "W209")
        check_once(names, at, findings)


def check_populations(names: tuple[str, ...], path: Path, study: AuthoredStudy, findings: Findings) -> bool:
    """Whether every name is a population's, once; what is broken already is not."""
    sure = not findings.is_broken("populations")
    for i, name in enumerate(names):
        if findings.is_broken("populations", name):
            sure = False
        elif sure and name not in study.populations:
            message = f"no population is called '{name}'.{did_you_mean(name, study.populations)}"
            findings.add((*path, i), message, "W209")
            sure = False
        elif name in names[:i]:
            findings.add((*path, i), f"'{name}' is named twice; remove one of them", "W210")
            sure = False
    return sure


def check_level(level: str, population: str, path: Path, study: AuthoredStudy, findings: Findings) -> None:
    levels = study.populations[population]
    if level in levels:
        return
    if level in study.regions:
        message = f"'{level}' is a region; write 'region: {level}'"
    elif level in ("all", "any"):
        message = f"leave {population} out to mean everyone"
    else:
        message = f"'{level}' is no level of {population}.{did_you_mean(level, levels)}"
    findings.add(path, message, "W209")


def _regions_of(
    names: tuple[str, ...], who: Mapping[str, tuple[str, ...]], path: Path, study: AuthoredStudy, findings: Findings
) -> None:
    named: list[tuple[str, ...]] = []
    for i, name in enumerate(names):
        if name in study.regions:
            named.append(tuple(study.regions[name]))
        elif not findings.is_broken("regions", name):
            findings.add((*path, i), f"no region is called '{name}'.{did_you_mean(name, study.regions)}", "W209")
    if len(named) > 1 and any(len(populations) != 1 or populations != named[0] for populations in named):
        findings.add(
            path, "regions can stand side by side only where each names levels of the same one population", "W209"
        )
    for population in sorted({population for populations in named for population in populations} & set(who)):
        message = f"the region already says which {population}; give the levels or the region, not both"
        findings.add((*path[:-1], population), message, "W209")


def knows_driver(name: str, path: Path, study: AuthoredStudy, findings: Findings) -> bool:
    if name in study.drivers:
        return True
    if not findings.is_broken("drivers", name):
        findings.add(path, f"no driver is called '{name}'.{did_you_mean(name, study.drivers)}", "W211")
    return False


def check_once(names: Iterable[str], path: Path, findings: Findings) -> None:
    seen: set[str] = set()
    for i, name in enumerate(names):
        if name in seen:
            findings.add((*path, i), f"'{name}' is named twice; remove one of them", "W210")
        seen.add(name)
