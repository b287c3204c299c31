"""Names of a row held against the study's, and what they are called."""

from __future__ import annotations

import pytest

from tests.claims.drafts import NAMES, OLD
from wayhome.claims.claim import ClaimRow
from wayhome.claims.naming import described, name_problems


@pytest.mark.parametrize(
    ("cells", "field", "message", "code"),
    [
        ({"who": "nation=UZB"}, "who", "no population is called 'nation'. Did you mean 'nationality'?", "W501"),
        ({"who": "nationality=UZE"}, "who", "nationality has no 'UZE'. Did you mean 'UZB'?", "W501"),
        ({"who": "region=Central Europe"}, "who", "region has no 'Central Europe'. Did you mean", "W501"),
        ({"where": "retuned"}, "where", "no place or area is called 'retuned'. Did you mean 'returned'?", "W502"),
        ({"via": "go_hom"}, "via", "no flow is called 'go_hom'. Did you mean 'go_home'?", "W502"),
        ({"driver": "territory"}, "driver", "no driver is called 'territory'.", "W505"),
        ({"than": "nationality=UZE"}, "than", "nationality has no 'UZE'.", "W501"),
        ({"than": "where=prisn"}, "than", "no place or area is called 'prisn'. Did you mean 'prison'?", "W502"),
        ({"of": "arrivals; via=dy"}, "of", "no flow is called 'dy'.", "W502"),
    ],
)
def test_names_that_the_study_lacks(cells: dict[str, str], field: str, message: str, code: str) -> None:
    row = ClaimRow.model_validate(dict.fromkeys(ClaimRow.model_fields, "") | OLD | cells)
    (problem,) = name_problems(row, NAMES)
    assert (problem.file, problem.field, problem.code) == ("claims.csv", f"old.{field}", code)
    assert problem.message.startswith(message)


def test_names_that_the_study_has_are_no_problem() -> None:
    known = {"who": "region=Central Asia; role=man", "where": "abroad", "than": "where=home", "of": "stock; via=any"}
    row = ClaimRow.model_validate(dict.fromkeys(ClaimRow.model_fields, "") | OLD | known)
    assert name_problems(row, NAMES) == []


@pytest.mark.parametrize(
    ("value", "column", "told"),
    [
        ("fighting", "where", "With the armed group"),
        ("fighting|prison", "where", "With the armed group, In prison abroad"),
        ("dead", "where", ""),
        ("go_home", "via", "Going home"),
        ("territory_lost", "driver", "Territory lost by the group"),
        ("nationality=UZB|KAZ", "who", "Uzbekistan, Kazakhstan"),
        ("role=man", "who", ""),
        ("nationality=UZB", "than", "Uzbekistan"),
        ("arrivals; nationality=KAZ", "of", "Kazakhstan"),
        ("nonsense", "who", ""),
        ("300", "best", ""),
    ],
)
def test_names_are_told_by_their_titles(value: str, column: str, told: str) -> None:
    assert described(value, column, NAMES) == told
