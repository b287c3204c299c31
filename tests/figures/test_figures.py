"""Published tables in, claims or stocks out; and every row that cannot be used is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.figures.crossing import STUDY
from wayhome.claims.ledger import load_ledger, read_rows
from wayhome.errors import InvalidInput
from wayhome.figures import dtm, published, unhcr
from wayhome.figures.keep import Kept, edition, keep
from wayhome.figures.published import count
from wayhome.figures.told import naming, tell
from wayhome.fit.store import load
from wayhome.study.load import load_study
from wayhome.study.resolved import Study

FINDER = (
    'Year,"Country of origin","Country of origin (ISO)","Country of asylum","Country of asylum (ISO)",'
    '"Refugees under UNHCR\'s mandate",Asylum-seekers,"Returned refugees","IDPs of concern to UNHCR","Returned IDPss",'
    '"Stateless persons","Others of concern","Other people in need of international protection","Host Community"\n'
)
ROWS = """\
2014,"Syrian Arab Rep.",SYR,Lebanon,LBN,1154001,4,0,0,0,0,0,-,-
2014,Iraq,IRQ,Lebanon,LBN,8001,2,0,0,0,0,0,-,-
2014,"Syrian Arab Rep.",SYR,Türkiye,TUR,*,0,250000,0,0,0,0,-,-
2014,Somalia,SOM,Lebanon,LBN,300,0,0,0,0,0,0,-,-
2014,"Syrian Arab Rep.",SYR,Jordan,JOR,623112,0,0,0,0,0,0,-,-
2015,Iraq,IRQ,Türkiye,TUR,0,0,0,0,0,0,0,-,-
2017,"Syrian Arab Rep.",SYR,Lebanon,LBN,992127,0,0,0,0,0,0,-,-
"""
NOTES = "".join(f'"A note on the figures, line {i}","",""\n' for i in range(14))
EXCHANGE = """\
Year,Country of Origin Code,Country of Asylum Code,Country of Origin Name,Country of Asylum Name,Refugees,Asylum seekers,\
Other people in need of international protection,Internally displaced persons,Stateless Persons,Others of concern to UNHCR,\
Host community
#date+year,#country+code+origin,#country+code+asylum,#country+name+origin,#country+name+asylum,#affected+refugees,\
#affected+asylum,#affected+oip,#affected+idps,#affected+stateless,#affected+others,#affected+host
2014,SYR,LBN,Syrian Arab Rep.,Lebanon,1154001,4,0,0,0,0,0
"""
API = """\
id,operation,admin0Name,admin0Pcode,admin1Name,admin1Pcode,numPresentIdpInd,reportingDate,yearReportingDate,monthReportingDate,\
roundNumber,displacementReason,numberMales,numberFemales,idpOriginAdmin1Name,idpOriginAdmin1Pcode,assessmentType
1,Sudan overview,Sudan,SDN,Kassala,SD11,1000,2015-07-31T00:00:00,2015,7,3,Conflict,480,520,Khartoum,SD01,BA
2,Sudan overview,Sudan,SDN,Kassala,SD11,"2,500",2015-07-31T00:00:00,2015,7,3,Natural disaster,,,Khartoum,SD01,BA
3,Sudan overview,Sudan,SDN,Gedaref,SD12,70,31/07/2015,2015,7,3,Conflict,,,Khartoum,SD01,BA
4,Sudan overview,Sudan,SDN,Red Sea,SD10,40,2015-07-31,2015,7,3,Conflict,,,Khartoum,SD01,BA
"""
TAGGED = """\
State,State code,Households,Individuals,Survey date,Women
#adm1+name,#adm1+pcode,#affected+hh+idps,#affected+idps+ind,#date+survey,#affected+f+idps
Kassala,SD11,210,1000,2015-07-31,520
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    (tmp_path / "stocks.csv").write_text(
        "place,nationality,low,best,high,source\nlebanon,IRQ,,8000,,assumption\nturkey,IRQ,,1,,assumption",
        encoding="utf-8",
    )
    return tmp_path


@pytest.fixture
def study(folder: Path) -> Study:
    return load_study(folder)


def written(folder: Path, text: str) -> Path:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


def kept(
    folder: Path, text: str, to: str = "claims.csv", *, figures=("refugees",), places=(), published="2015-06-18"
) -> Kept:
    study = load_study(folder)
    told, left = tell(unhcr.read(written(folder, text), figures), study, naming(study, places, "", ""))
    return keep(told, left, study, folder / to, edition(unhcr.PUBLISHER, published, "B2"))


def reasons(made: Kept) -> dict[int, str]:
    return {one.line: one.reason for one in made.left}


@pytest.mark.parametrize("text", [FINDER + ROWS, NOTES + FINDER + ROWS])
def test_refugees_become_claims_that_the_fit_takes(folder: Path, text: str) -> None:
    shift = text.count("\n") - (FINDER + ROWS).count("\n")
    made = kept(folder, text)
    claims = {(row["who"], row["where"]): row for row in read_rows(folder / "claims.csv")}
    assert {key: (row["best"], row["as_of"], row["quantity"]) for key, row in claims.items()} == {
        ("nationality=SYR", "lebanon"): ("1154001", "2014-12-31", "stock"),
        ("nationality=IRQ", "lebanon"): ("8001", "2014-12-31", "stock"),
    }
    told = reasons(made)
    assert sorted(told) == [line + shift for line in (4, 5, 6, 7, 8)]
    assert "withholds" in told[4 + shift]
    assert "does not count people from SOM" in told[5 + shift]
    assert "no place for JOR / Jordan" in told[6 + shift]
    assert "not reported" in told[7 + shift]
    assert "after the day of publication" in told[8 + shift]
    _, ledger, _, posterior = load(folder)
    assert {claim.id for claim in ledger.claims} == {amount.claim.id for amount in posterior.observed.amounts}
    assert load_ledger(folder).sources["unhcr-2015-06-18"].outlet == "UNHCR"


def test_the_exchange_s_layout_says_the_same(folder: Path) -> None:
    kept(folder, EXCHANGE)
    assert [row["best"] for row in read_rows(folder / "claims.csv")] == ["1154001"]


def test_returns_are_arrivals_at_home_during_the_year(folder: Path) -> None:
    kept(folder, FINDER + ROWS, "outcomes.csv", figures=("returned_refugees",))
    (row,) = read_rows(folder / "outcomes.csv")
    assert (row["quantity"], row["where"], row["as_of"], row["best"]) == ("arrivals_in", "home", "2014", "250000")


def test_the_same_table_again_adds_nothing_and_another_number_is_told(folder: Path) -> None:
    kept(folder, FINDER + ROWS)
    before = (folder / "claims.csv").read_bytes()
    again = kept(folder, FINDER + ROWS.replace("1154001", "1154002"))
    assert again.added == 0
    assert again.files == ()
    assert reasons(again)[2].endswith("with 1154001 instead of 1154002")
    assert reasons(again)[3].startswith("already there as unhcr-2015-06-18-refugees-2014-12-31-IRQ-lebanon")
    assert (folder / "claims.csv").read_bytes() == before


def test_places_are_named_and_rows_of_one_place_add_up(folder: Path) -> None:
    made = kept(folder, FINDER + ROWS, places=("JOR=abroad", "LBN=abroad"))
    found = {row["who"]: row for row in read_rows(folder / "claims.csv")}
    assert found["nationality=SYR"]["best"] == str(1154001 + 623112)
    assert found["nationality=SYR"]["note"] == "sum of 2 rows of the table"
    assert 6 not in reasons(made)


def test_a_sum_with_a_part_withheld_is_no_figure(folder: Path) -> None:
    made = kept(folder, FINDER + ROWS, places=("LBN=abroad", "TUR=abroad"))
    assert "too small" in reasons(made)[2]
    assert [row["who"] for row in read_rows(folder / "claims.csv")] == ["nationality=IRQ"]


def test_stocks_are_added_at_the_calendar_s_start_only(folder: Path) -> None:
    text = FINDER + ROWS.replace("2014,", "2013,").replace("*", "560129")
    made = kept(folder, text, "stocks.csv")
    lines = (folder / "stocks.csv").read_text("utf-8").splitlines()
    assert lines[2] == "turkey,IRQ,,1,,assumption"
    assert [line.split(",")[:4] for line in lines[3:]] == [
        ["lebanon", "SYR", "", "1154001"],
        ["turkey", "SYR", "", "560129"],
    ]
    assert reasons(made)[3] == "lebanon has a stock of IRQ already"
    assert "another time than the calendar's start" in reasons(made)[8]
    assert {(stock.place, stock.group) for stock in load_study(folder).stocks} >= {("turkey", ("SYR",))}


def test_displaced_people_of_one_round_add_up(folder: Path, study: Study) -> None:
    names = naming(study, ["SD11=lebanon", "Gedaref=turkey"], "nationality=SYR", "")
    told, left = tell(dtm.read(written(folder, API)), study, names)
    (figure,) = told
    assert (figure.persons, figure.where, figure.as_of, figure.lines) == (3500, "lebanon", "2015-07-31", (2, 3))
    assert figure.series == "Sudan overview round 3"
    assert {one.line: one.reason for one in left} == {
        4: "'31/07/2015' is not a date such as 2023-05-31",
        5: "the study has no place for SD10 / Red Sea; --place 'SD10=…' names one",
    }
    made = keep(told, left, study, folder / "claims.csv", edition(dtm.PUBLISHER, "2015-08", "B3"))
    assert made.added == 1
    (claim,) = load_ledger(folder).claims
    assert claim.target is not None
    assert claim.target.who == {"nationality": ("SYR",)}


def test_tags_say_what_columns_of_any_name_hold(folder: Path, study: Study) -> None:
    (figure,) = dtm.read(written(folder, TAGGED))
    assert (figure.count, figure.places, figure.as_of) == (1000, ("SD11", "Kassala"), "2015-07-31")


def test_one_origin_stands_for_everybody(folder: Path, study: Study) -> None:
    figures = unhcr.read(written(folder, FINDER + ROWS))
    told, left = tell(figures, study, naming(study, ["*=abroad"], "", "SOM"))
    assert [(one.persons, one.who) for one in told] == [(300, {})]
    assert {one.reason for one in left} == {"of another origin than SOM"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "a,b\n1,2\n",
            r"table.csv:1: no row .* names the columns needed \(year, origin_code, asylum_code\).* \[W832\]",
        ),
        (
            FINDER.replace("Host Community", "Moon people") + ROWS,
            r"table.csv:1 Moon people: this column is in none .* \[W833\]",
        ),
        ('a,"b\n', r"table.csv:1: this row of the CSV cannot be read: .* \[W831\]"),
        (
            FINDER.replace("Refugees under UNHCR's mandate", "Host community"),
            r"refugees: the table has no column .* \[W834\]",
        ),
    ],
)
def test_a_table_of_another_layout_is_refused(folder: Path, text: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        unhcr.read(written(folder, text))


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"none.csv: the file cannot be read: there is no such file \[W831\]"):
        dtm.read(tmp_path / "none.csv")
    (tmp_path / "zip.csv").write_bytes(b"PK\x03\x04\xff\xfe")
    with pytest.raises(InvalidInput, match="unpack a zip file first"):
        dtm.read(tmp_path / "zip.csv")
    with pytest.raises(InvalidInput, match=r"no figure is called 'refugee'. Did you mean 'refugees'\? \[W834\]"):
        unhcr.read(tmp_path / "none.csv", ["refugee"])


def test_names_that_the_study_lacks_are_said_all_at_once(study: Study) -> None:
    with pytest.raises(InvalidInput, match="W835") as error:
        naming(study, ["LBN=libanon", "LBN"], "nationality=SOM", "")
    assert [problem.code for problem in error.value.problems] == ["W835"] * 3
    with pytest.raises(InvalidInput, match=r"--who: .*UZB.* \[W835\]"):
        naming(study, [], "UZB", "")


def test_a_table_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "MAX_BYTES", 1_000_000)
    (tmp_path / "large.csv").write_bytes(b"x" * 1_000_001)
    with pytest.raises(InvalidInput, match=r"larger than 1 MB; download fewer years or countries \[W831\]"):
        dtm.read(tmp_path / "large.csv")


def test_a_name_that_is_too_long_for_an_id_is_cut_and_stays_its_own(folder: Path, study: Study) -> None:
    (figure,) = dtm.read(written(folder, TAGGED))
    (told,), _ = tell([figure], study, naming(study, ["SD11=lebanon"], "nationality=SYR", ""))
    many = [replace(told, series=f"{'A very long name of a series ' * 3}{i}") for i in range(3)]
    assert keep(many, [], study, folder / "claims.csv", edition(dtm.PUBLISHER, "2015-08", "B3")).added == 3
    ids = [row["id"] for row in read_rows(folder / "claims.csv")]
    assert len(set(ids)) == 3
    assert {len(name) for name in ids} == {64}
    assert all(name.startswith("dtm-2015-08-A-very-long-name") for name in ids)


def test_claims_of_a_time_outside_the_calendar_are_left_out(folder: Path) -> None:
    made = kept(folder, FINDER + ROWS.replace("2014,", "1999,"))
    assert reasons(made)[2].startswith("outside the study's calendar (")
    assert made.added == 0


def test_why_a_figure_is_no_stock(folder: Path) -> None:
    text = FINDER + ROWS.replace("2014,", "2013,").replace("*", "560129")
    assert (
        "not people in a place at one moment"
        in reasons(kept(folder, text, "stocks.csv", figures=("returned_refugees",))).values()
    )
    area = kept(folder, text, "stocks.csv", places=("JOR=abroad",))
    assert "'abroad' is an area; a stock stands in one place" in reasons(area).values()
    everybody = tell(
        dtm.read(written(folder, TAGGED)), load_study(folder), naming(load_study(folder), ["SD11=lebanon"], "", "")
    )
    made = keep(*everybody, load_study(folder), folder / "stocks.csv", edition(dtm.PUBLISHER, "2015-08"))
    assert reasons(made) == {3: "it does not say which nationality; --who 'nationality=…' does"}


def test_a_table_of_stocks_is_begun_with_its_header(folder: Path) -> None:
    (folder / "stocks.csv").unlink()
    (folder / "study.yaml").write_text(STUDY.replace(", start: from stocks.csv", ""), encoding="utf-8")
    assert kept(folder, FINDER + ROWS.replace("2014,", "2013,"), "stocks.csv").added == 2
    lines = (folder / "stocks.csv").read_text("utf-8").splitlines()
    assert lines[0] == "place,nationality,low,best,high,source"
    assert [line.split(",")[0] for line in lines[1:]] == ["lebanon", "lebanon"]


def test_stocks_with_other_columns_are_left_alone(folder: Path, study: Study) -> None:
    (folder / "stocks.csv").write_text("place,best\n", encoding="utf-8")
    with pytest.raises(
        InvalidInput, match=r"stocks.csv:1: the columns of this file .*place,nationality,low.* \[W837\]"
    ):
        keep([], [], study, folder / "stocks.csv", edition(unhcr.PUBLISHER, "2015"))
    assert (folder / "stocks.csv").read_text("utf-8") == "place,best\n"


def test_the_day_of_publication_and_the_grade_are_asked_for() -> None:
    with pytest.raises(InvalidInput, match=r"W83\d") as error:
        edition(unhcr.PUBLISHER, "", "Z9")
    assert [problem.field or problem.file for problem in error.value.problems] == ["--grade", "--published"]


def test_only_ledgers_and_stocks_take_figures(folder: Path, study: Study) -> None:
    with pytest.raises(InvalidInput, match=r"a claim needs a grade: .* \[W836\]"):
        keep([], [], study, folder / "claims.csv", edition(unhcr.PUBLISHER, "2015"))
    with pytest.raises(InvalidInput, match=r"not in 'drivers.csv' \[W837\]"):
        keep([], [], study, folder / "drivers.csv", edition(unhcr.PUBLISHER, "2015"))


@pytest.mark.parametrize(
    ("cell", "persons"),
    [("1 234", 1234), ("1,234,567", 1234567), ("12.0", 12), ("0", None), ("-", None), ("1.5", None), ("-3", None)],
)
def test_cells_hold_whole_people_or_no_figure(cell: str, persons: int | None) -> None:
    found, why = count(cell)
    assert found == persons
    assert (why == "") == (persons is not None)


def test_days_and_years_that_no_calendar_has_are_left_out(folder: Path, study: Study) -> None:
    day = API.splitlines()[0] + "\n1,x,Sudan,SDN,Kassala,SD11,1000,2015-02-30,2015,2,3,Conflict,,,,,BA\n"
    told, left = tell(dtm.read(written(folder, day)), study, naming(study, ["*=lebanon"], "", ""))
    assert told == []
    assert "'2015-02-30' is not a date" in left[0].reason
    for year in ("0000", "\u0662\u0660\u0661\u0664", "20145"):
        made = kept(folder, FINDER + f'{year},"Syrian Arab Rep.",SYR,Lebanon,LBN,5,4,0,0,0,0,0,-,-\n')
        assert f"'{year}' is not a year" in reasons(made)[2]


def test_imports_keep_the_versions_before_them(folder: Path) -> None:
    kept(folder, FINDER + ROWS)
    before = (folder / "claims.csv").read_bytes()
    kept(folder, FINDER + ROWS, published="2016-06-18")
    assert (folder / "drafts/versions/claims-0001.csv").read_bytes() == before
    assert (folder / "claims.csv").read_bytes() != before


def test_control_characters_of_a_download_are_left_out(folder: Path, study: Study) -> None:
    told, left = tell(
        dtm.read(written(folder, API.replace(",3,Conflict", ",\x0b3,Conflict"))),
        study,
        naming(study, ["*=lebanon"], "", ""),
    )
    made = keep(told, left, study, folder / "claims.csv", edition(dtm.PUBLISHER, "2016-01", "B2"))
    assert made.added == len(load_ledger(folder).claims) > 0


def test_claims_that_the_ledger_would_refuse_leave_the_sources_alone(folder: Path, study: Study) -> None:
    told, left = tell(unhcr.read(written(folder, FINDER + ROWS)), study, naming(study, [], "", ""))
    wrong = [replace(one, what="refugees\x0b") for one in told]
    with pytest.raises(InvalidInput, match="control character"):
        keep(wrong, left, study, folder / "claims.csv", edition(unhcr.PUBLISHER, "2015-06-18", "B2"))
    assert not (folder / "sources.csv").exists()
    assert not (folder / "claims.csv").exists()


def test_a_row_that_ends_early_has_no_figure(folder: Path) -> None:
    path = folder / "table.csv"
    text = "Refugees,Country of Origin Code,Country of Asylum Code,Year\n8001,IRQ,LBN,2014\n1,IRQ\n7,SYR,LBN\n"
    path.write_text(text, encoding="utf-8")
    assert [(one.line, one.count, one.why) for one in unhcr.read(path)] == [
        (2, 8001, ""), (3, None, "'' is not a year"), (4, None, "'' is not a year"),
    ]  # fmt: skip
