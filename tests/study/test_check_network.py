"""Choice, operations, queues and programmes: every code has a case in spec/cases, here is what follows from what."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from wayhome.errors import InvalidInput
from wayhome.study.load import load_study
from wayhome.study.resolved import Study

CASE = Path(__file__).parents[2] / "spec" / "cases" / "valid" / "all-laws"
TEXT = (CASE / "study.yaml").read_text("utf-8")
NEEDS = "needs: {mentor: 10 h}, over: 90 days, staff: {mentor: {posts: 1, hours: 40 per month}}, seats: 30"

Load = Callable[[str, str], Study]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """The case with all laws, with one piece of its text replaced."""

    def loaded(old: str, new: str) -> Study:
        assert TEXT.count(old) == 1, old
        (tmp_path / "study.yaml").write_text(TEXT.replace(old, new), "utf-8")
        return load_study(tmp_path)

    return loaded


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("speed: 100 km per month", "speed: fast", "W222"),  # nothing of under_way without a speed
        ("under_way: road", "under_way: [road]", "W204"),
        ("under_way: road", "under_way: rode", "W203"),
        ("country: SYR, kind: camp, capacity: 200", "country: SYR, kind: 7 tents", "W205"),  # nothing of room
        ("drawn_by: {distance: 0.5x to 1x,", "drawn_by: {distance: near,", "W207"),
        ("km: 60}", "km: long}", "W207"),  # nothing of those who cannot go anywhere
        ("  - {from: camp, to: town, km: 60}", "  - 7", "W204"),
        ("size: 20% to 60%", "size: large", "W207"),
        ("operations: 1 to 4 per year", "operations: seldom", "W207"),
        ("programme: reintegration", "programme: [reintegration]", "W204"),
        (NEEDS, "needs: 10 h, over: 90 days, staff: {mentor: {posts: 1, hours: 40 per month}}", "W204"),
        (NEEDS, "needs: {mentor: 10 h}, over: 90, staff: {mentor: {posts: 1, hours: 40 per month}}", "W222"),
        (NEEDS, "needs: {mentor: 10 h}, over: 90 days, staff: {mentor: 3}", "W204"),
        (NEEDS, "seats: many", "W207"),  # nothing of a programme without a limit
        (NEEDS, "seat: 30", "W201"),
        ("speed: 100 km per month", "spead: 100 km per month", "W201"),
        ("reintegration: {needs", "'the programme': {needs", "W205"),  # the flow's programme is not called missing …
        ("[man, woman, child]}\n", "[man, woman, [child]]}\n", "W204"),
    ],
)
def test_nothing_is_said_of_what_merely_follows(load: Load, old: str, new: str, code: str) -> None:
    with pytest.raises(InvalidInput, match=code) as caught:
        load(old, new)
    assert {problem.code for problem in caught.value.problems} - {"W221"} == {code}


def test_all_problems_come_at_once(load: Load) -> None:
    with pytest.raises(InvalidInput, match="W203") as caught:
        load("to: [camp, town, border_town]\n", "to: [camp, twon]\n    alike: rol\n    within: far\n")
    assert {problem.code for problem in caught.value.problems} == {"W203", "W209", "W222", "W223"}
    with pytest.raises(InvalidInput, match="W226") as caught:
        load("to: course, programme: reintegration}\n", "to: course, programme: reintegration}\n" + MORE)
    assert [problem.code for problem in caught.value.problems] == ["W226", "W221", "W226"]


MORE = """\
  join_there: {law: queue, from: camp, to: town, programme: reintegration}
  join_what: {law: queue, from: camp, to: course, programme: nothing}
  join_again: {law: queue, from: returned, to: course, programme: reintegration}
"""


@pytest.mark.parametrize(
    "new",
    [
        "to: course, programme: reintegration}\n  join_there: {law: queue, from: camp, to: course, programme: reintegration}",
        "for: {role: man}, to: course, programme: reintegration}\n"
        "  join_too: {law: queue, from: returned, for: {role: [woman]}, to: course, programme: reintegration}",
    ],
)
def test_several_queues_may_lead_into_a_programme(load: Load, new: str) -> None:
    load("to: course, programme: reintegration}", new)


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ("seats: 0", ""),
        ("needs: {}, seats: 5", ""),
        ("needs: {mentor: 1 h}, over: 1 week, staff: {mentor: {posts: 0, hours: 40 per month}}", ""),
        ("needs: {man: {mentor: 1 h}, SYR: {mentor: 1 h}}, over: 1 day, seats: 1, staff: {mentor: {posts: 1, hours: 9 per day}}",
         r"'SYR' is no level of a population.*W209"),
        ("seats: 5, staff: {cook: {posts: 1, hours: 9 per day}}", r"nobody needs a 'cook'\. Add it to 'needs', or remove it"),
        ("needs: {mentor: 1 h}, over: 1 day", r"'staff' has no 'mentor' to give these hours\. \[W227\]"),
        ("needs: {mentor: 1 h}, staff: {mentor: {posts: 1, hours: 9 per day}}", r"'over' is missing.*W202"),
        ("title: Nothing", "nothing limits the programme.*W227"),
    ],
)  # fmt: skip
def test_needs_and_staff(load: Load, new: str, message: str) -> None:
    if message:
        with pytest.raises(InvalidInput, match=message):
            load(NEEDS, new)
    else:
        load(NEEDS, new)


@pytest.mark.parametrize(
    ("size", "fits"),
    [
        *((size, True) for size in ("1% to 99%", "100%", "1", "50%", "100% to 100%")),
        *((size, False) for size in ("0%", "101%", "50% to 100%", "0% to 1%", "1x", "5% per month")),
    ],
)
def test_sizes_of_operations(load: Load, size: str, fits: bool) -> None:
    if fits:
        load("size: 20% to 60%", f"size: {size}")
    else:
        with pytest.raises(InvalidInput, match=r"size: expected a share.*\[W208\]"):
            load("size: 20% to 60%", f"size: {size}")


def test_a_driver_of_operations_by_a_population(load: Load) -> None:
    old, driver = "losses: {unit: share, history: [{", "losses: {unit: share, by: role, history: [{"
    load(old, driver)  # choice may be driven by it
    assert TEXT.count("size: 20% to 60%}") == 1
    text = TEXT.replace("size: 20% to 60%}", "size: 20% to 60%, driven_by: {losses: 2x}}")
    with pytest.raises(
        InvalidInput, match=r"'losses' differs by role, but an operation moves people of every role.*W228"
    ):
        _load(text.replace(old, driver))
    _load(text.replace(old, driver).replace("operations: 1 to", "by: role, operations: 1 to"))


def _load(text: str) -> Study:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        (Path(folder) / "study.yaml").write_text(text, "utf-8")
        return load_study(Path(folder))
