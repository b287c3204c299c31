"""What the shape of study.yaml cannot say; every code has a case in spec/cases, here is what follows from what."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.study.conftest import TEXT
from wayhome.errors import InvalidInput
from wayhome.study.load import load_study
from wayhome.study.resolved import Study

Load = Callable[..., Study]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "to: home",
            "to: hme",
            r"study\.yaml:11 flows\.go_home\.to: no place is called 'hme'\. Did you mean 'home'\? \[W203\]",
        ),
        ("to: home", "to: theatre", r"'theatre' is an area; a single place is needed here \[W203\]"),
        ("to: home", "to: home, for: {nationality: all}", r"leave nationality out to mean everyone \[W209\]"),
        ("to: home", "to: home, for: {nationality: Valley}", r"'Valley' is a region; write 'region: Valley' \[W209\]"),
        ("1% to 5% per month", "1% to 5%", r"per what time\? write for example '0\.01 to 0\.05 per month' \[W208\]"),
        ("{losses: 2x}", "{losses: 2}", r"expected a range of factors above 0.*\[W208\]"),
        (
            "unit: share",
            "unit: lost villages",
            r"'losses' is in 'lost villages'; only a driver whose unit is share.*\[W212\]",
        ),
        ("as_of: 2015-06", "as_of: 2016", r"calendar\.as_of: as_of \(2016\) must lie between.*\[W206\]"),
        ("place: group,", "place: dead, nationality: KGZ,", r"W105"),
    ],
)
def test_says_what_is_wrong_and_what_to_do(load: Load, old: str, new: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        load(old, new)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("areas: {theatre: [group]}", "areas: {theatre: 3}", "W204"),
        ("areas: {theatre", "arreas: {theatre", "W201"),
        ("populations: {nationality: [KGZ, UZB],", "populations: {nationality: [KGZ, all],", "W205"),
        ("populations: {nationality: [KGZ, UZB], role: [man, woman]}", "populations: 3", "W204"),
        ("  losses: {unit: share,", "  losses: {unti: share,", "W201"),
        ("regions: {Valley: {nationality: [UZB, KGZ]}}", "regions: {'a=b': {nationality: [UZB, KGZ]}}", "W205"),
    ],
)
def test_nothing_is_said_of_what_merely_follows(load: Load, old: str, new: str, code: str) -> None:
    with pytest.raises(InvalidInput, match=code) as caught:
        load(old, new)
    assert [problem.code for problem in caught.value.problems] == [code]


@pytest.mark.parametrize(
    ("old", "new", "flow", "code"),
    [
        ("{nationality: [UZB, KGZ]}}", "7}", "for: {region: Valley}", "W204"),
        ("role: [man, woman]", "role: []", "differs_by: {role: 2x}", "W219"),
        ("role: [man, woman]", "role: []", "for: {role: man}", "W219"),
    ],
)
def test_a_flow_may_name_what_could_not_be_read(tmp_path: Path, old: str, new: str, flow: str, code: str) -> None:
    text = TEXT.replace("go_home: {", f"go_home: {{{flow}, ").replace("stocks: [{", "stocks: []  # [{")
    assert text.count(old) == 1
    (tmp_path / "study.yaml").write_text(text.replace(old, new), "utf-8")
    with pytest.raises(InvalidInput, match=code) as caught:
        load_study(tmp_path)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_all_problems_come_at_once(load: Load) -> None:
    with pytest.raises(InvalidInput, match="W203") as caught:
        load("to: home, rate: 1% to 5% per month", "to: hme, rate: often, title: {}, for: {role: child}")
    assert {problem.code for problem in caught.value.problems} == {"W203", "W204", "W207", "W209"}
    with pytest.raises(InvalidInput, match="W203") as caught:
        load("to: home, rate: 1% to 5% per month", "to: hme, rate: 0 to 1 per month, for: {role: child}")
    assert {problem.code for problem in caught.value.problems} == {"W203", "W208", "W209"}


def test_a_model_too_large_is_refused_before_it_is_built(load: Load) -> None:
    levels = ", ".join(f"L{i}" for i in range(3000))
    with pytest.raises(InvalidInput, match=r"are more than 50,000,000 numbers.*W216"):
        load("role: [man, woman]}", f"role: [man, woman], a: [{levels}], b: [{levels}], c: [{levels}]}}")


def test_populations_are_few(load: Load) -> None:
    more = ", ".join(f"p{i}: [x]" for i in range(8))
    with pytest.raises(InvalidInput, match=r"more than 8 populations.*W216"):
        load("role: [man, woman]}", f"role: [man, woman], {more}}}")
