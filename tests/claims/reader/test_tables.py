from __future__ import annotations

from collections.abc import Callable

import pytest

from wayhome.claims.reader.draft import Draft

Read = Callable[[str], list[Draft]]

BARS = """Nationals abroad, by province

| Province | Left 2013-16 | Killed | Returned | Fuel |
|---|---|---|---|---|
| North | 412 | 61 | about 38 | 900 |
| Total | 508 | n/a | 53 | 1,200 |

Source: State Security Service, letter of 4 May 2017
"""


def cells(drafts: list[Draft]) -> list[tuple[str, str]]:
    return [(draft.wording, draft.event) for draft in drafts]


def test_each_cell_that_counts_people_is_a_claim_with_its_row_as_place(read: Read) -> None:
    found = read(BARS)
    assert sorted(cells(found)) == sorted(
        [("412", "left"), ("61", "died"), ("about 38", "returned"), ("508", "left"), ("53", "returned")]
    )
    assert {draft.exact for draft in found} == {
        "| North | 412 | 61 | about 38 | 900 |",
        "| Total | 508 | n/a | 53 | 1,200 |",
    }
    assert {draft.where for draft in found if draft.low != 508 and draft.low != 53} == {"North"}


def test_the_line_below_names_the_speaker(read: Read) -> None:
    assert {draft.speaker for draft in read(BARS)} == {"State Security Service, letter of 4 May 2017"}
    assert {draft.speaker for draft in read(BARS.partition("Source")[0])} == {""}


@pytest.mark.parametrize("gap", ["\t", "     "])
def test_cells_may_be_parted_by_tabs_or_wide_blanks(read: Read, gap: str) -> None:
    rows = [("Month", "Men", "Women", "Tents"), ("March", "1,204", "2,310", "40"), ("April", "1,180", "2,298", "41")]
    found = read("Camp population\n" + "\n".join(gap.join(row) for row in rows) + "\n")
    assert [(draft.wording, draft.who) for draft in found] == [
        ("1,204", "Men"), ("2,310", "Women"), ("1,180", "Men"), ("2,298", "Women"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Month | Diesel | Petrol\nMarch | 12,000 | 8,400\nApril | 11,000 | 8,100\n",
        "USD 0.0022 | EUR 0.0020 | RUB 0.14\nUSD 0.0023 | EUR 0.0021 | RUB 0.15\n",
        "Home | World | Refugees | Sport\n",
        "Refugees are said to be on the way.  Nobody knows more.\nThey number in the city.  Or not.\n",
    ],
)
def test_other_lines_with_bars_or_blanks_hold_no_claims(read: Read, text: str) -> None:
    assert [draft for draft in read(text) if draft.rule == "a cell of a table"] == []
