"""drivers.csv and stocks.csv as spreadsheets save them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wayhome.errors import InvalidInput
from wayhome.study.resolved import Study

Load = Callable[..., Study]
INLINE = "stocks: [{place: group, nationality: KGZ, role: man, best: 10}]\n"
HEADER = "place,nationality,role,low,best,high,source"


@pytest.mark.parametrize(
    "table",
    [
        f"{HEADER}\nhome,UZB,woman,,5,,x\n",
        f"\ufeff{HEADER}\r\nhome,UZB,woman,,5,,x\r\n",
        f"{HEADER}\rhome,UZB,woman,,5,,x",
        '"place", nationality ,role,low,best,high,source\n\n home , UZB,woman,,"5",,x,,,\n,,,,,,\n',
        "source,high,best,low,role,nationality,place\nx,,5,,woman,UZB,home\n",
    ],
)
def test_habits_of_spreadsheets(load: Load, table: str) -> None:
    (stock,) = load(INLINE, "", stocks=table).stocks
    assert (stock.place, stock.group, stock.low, stock.best, stock.high, stock.source) == (
        "home",
        ("UZB", "woman"),
        5,
        5,
        5,
        "x",
    )


def test_a_header_alone_is_a_table_without_rows(load: Load) -> None:
    assert load(INLINE, "", stocks=HEADER + "\n").stocks == ()


def test_lines_count_text_of_several_lines(load: Load) -> None:
    with pytest.raises(InvalidInput, match=r"stocks\.csv:4 best: 'few' is not a number \[W207\]"):
        load(INLINE, "", stocks=f'{HEADER}\nhome,KGZ,man,,5,,"a\nb"\nhome,UZB,man,,few,,\n')


def test_semicolons_are_named(load: Load) -> None:
    with pytest.raises(InvalidInput, match=r"stocks\.csv:1: cells are separated by semicolons.*W111"):
        load(INLINE, "", stocks=HEADER.replace(",", ";"))


def test_a_cell_larger_than_csv_allows(load: Load) -> None:
    with pytest.raises(InvalidInput, match="W115"):
        load(INLINE, "", stocks=f"{HEADER}\nhome,KGZ,man,,5,,{'x' * 200_000}\n")


def test_tables_are_not_looked_at_where_populations_are_broken(load: Load) -> None:
    with pytest.raises(InvalidInput, match="W204") as caught:
        load(
            "populations: {nationality: [KGZ, UZB], role: [man, woman]}",
            "populations: [KGZ]",
            drivers="driver,date,low,best,high,source\n",
        )
    assert {problem.file for problem in caught.value.problems} == {"study.yaml"}


@pytest.mark.parametrize("drivers", ["drivers: [losses]", "drivers: {losses: often}"])
def test_rows_of_drivers_that_cannot_be_read_are_not_looked_at(load: Load, drivers: str) -> None:
    old = "drivers:\n  losses: {unit: share, history: [{date: 2015-01, best: 0.2}]}"
    with pytest.raises(InvalidInput, match="W204") as caught:
        load(old, drivers, drivers="driver,date,low,best,high,source\nlosses,2015-01,,few,,\n")
    assert {(problem.file, problem.code) for problem in caught.value.problems} == {("study.yaml", "W204")}


def test_columns_without_a_name_behind_the_last_are_passed_over(load: Load) -> None:
    table = f"{HEADER},,,,\nhome,UZB,woman,,5,,x,,,,\n,,,,,,,,,,\n,,,,,,,,,,,,,,,\n"
    assert [stock.best for stock in load(INLINE, "", stocks=table).stocks] == [5]
    wide = f"{HEADER}{',' * 100_000}\nhome,UZB,woman,,5,,x\n"
    assert [stock.best for stock in load(INLINE, "", stocks=wide).stocks] == [5]


def test_a_column_that_is_there_many_times_is_told_once(load: Load) -> None:
    with pytest.raises(InvalidInput, match=r"the column 'x' is there 50000 times; keep one.*W113") as caught:
        load(INLINE, "", stocks=f"{HEADER}{',x' * 50_000}\n")
    assert len(caught.value.problems) == 2
