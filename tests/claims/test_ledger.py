from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wayhome.claims import table
from wayhome.claims.claim import CLAIM_COLUMNS, Ledger, Target
from wayhome.claims.ledger import load_ledger, read_rows, write_claims, write_sources
from wayhome.dates import parse_period
from wayhome.errors import CannotWrite, InvalidInput

CASES = sorted((Path(__file__).parents[2] / "spec/cases/invalid").glob("ledger-*"))
Row = dict[str, str]
Rows = Callable[..., Row]
LedgerOf = Callable[..., Ledger]


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_invalid_cases(folder: Path) -> None:
    from ruamel.yaml import YAML

    override = YAML(typ="safe").load(folder / "study.yaml").get("words")
    with pytest.raises(InvalidInput, match="W3") as caught:
        load_ledger(folder, override)
    expected = (folder / "expected.txt").read_text("utf-8").split("\n")
    assert {f"{p.file}:{p.line} {p.code}" for p in caught.value.problems} == set(expected) - {""}


def test_there_are_enough_cases_and_every_code_has_a_page() -> None:
    codes = {line.split()[1] for folder in CASES for line in (folder / "expected.txt").read_text("utf-8").splitlines()}
    assert len(CASES) >= 20
    assert codes == {f"W3{i:02}" for i in range(1, 23)}
    pages = (CASES[0].parents[2] / "errors.md").read_text("utf-8")
    assert [code for code in sorted(codes) if f"\n## {code} · " not in pages] == []


def test_no_claims_is_an_empty_ledger(tmp_path: Path) -> None:
    ledger = load_ledger(tmp_path)
    assert (ledger.claims, ledger.sources) == ((), {})
    assert read_rows(tmp_path / "claims.csv") == []


def test_an_amount(row: Rows, ledger_of: LedgerOf) -> None:
    ledger = ledger_of([row(via="go_home", note="kept, with a comma\nand a line")])
    (claim,) = ledger.claims
    assert claim.target == Target("arrivals", {"nationality": ("KGZ",)}, ("returned",), ("go_home",))
    assert claim.figure is not None
    assert (claim.figure.low, claim.figure.best, claim.figure.high) == pytest.approx((80, 100, 125))
    assert (claim.as_of, claim.origin, claim.line) == (parse_period("2015-05"), "The Paper", 2)
    assert (claim.whole, claim.other, claim.likelihood, claim.direction) == (None, None, None, "")
    assert claim.note == "kept, with a comma\nand a line"
    assert ledger.sources["paper"].date == parse_period("2015-06-01")


def test_the_speaker_carries_the_bias(row: Rows, ledger_of: LedgerOf) -> None:
    assert ledger_of([row(speaker="Interior ministry")]).claims[0].origin == "Interior ministry"


def test_a_comparison_of_shares(row: Rows, ledger_of: LedgerOf) -> None:
    claim = ledger_of(
        [
            row(
                kind="comparison",
                quantity="share",
                of="arrivals; where=theatre",
                than="nationality=UZB",
                wording="more likely to return",
            )
        ]
    ).claims[0]
    kgz, uzb = {"nationality": ("KGZ",)}, {"nationality": ("UZB",)}
    assert claim.target == Target("arrivals", kgz, ("returned",), ())
    assert claim.whole == Target("arrivals", kgz, ("theatre",), ())
    assert claim.other == Target("arrivals", uzb, ("returned",), ())
    assert claim.other_whole == Target("arrivals", uzb, ("theatre",), ())
    assert (claim.direction, claim.likelihood, claim.figure) == ("more", pytest.approx(0.675), None)


def test_effects_outlooks_silences_and_context(row: Rows, ledger_of: LedgerOf) -> None:
    bare = {"quantity": "", "who": "", "where": "", "as_of": "", "grade": "C3"}
    ledger = ledger_of(
        [
            row(
                **bare
                | {
                    "id": "e",
                    "kind": "effect",
                    "driver": "wages",
                    "via": "go_home",
                    "direction": "raises",
                    "wording": "could",
                }
            ),
            row(
                **bare
                | {
                    "id": "f",
                    "kind": "effect",
                    "driver": "wages",
                    "via": "go_home",
                    "direction": "raises",
                    "low": "1x",
                    "high": "3x",
                }
            ),
            row(id="o", kind="outlook", direction="up", as_of="2015-07/2016-06", wording="expected to increase"),
            row(id="s", kind="silence", quantity="", wording="has not officially said anything"),
            row(**bare | {"id": "x", "kind": "context", "wording": "they are divided", "grade": ""}),
        ]
    )
    effect, sized, outlook, silence, context = ledger.claims
    assert effect.target == Target("", {}, (), ("go_home",))
    assert effect.likelihood is None
    assert sized.figure is not None
    assert (sized.figure.low, sized.figure.high) == (1, 3)
    assert (outlook.direction, outlook.figure) == ("up", None)
    assert silence.target == Target("", {"nationality": ("KGZ",)}, ("returned",), ())
    assert silence.figure is None
    assert context.target is None


def test_drafts_may_be_incomplete(row: Rows, ledger_of: LedgerOf) -> None:
    ledger = ledger_of(
        [
            row(status="draft", where="", as_of="", grade="", wording="very many"),
            row(id="a2", status="set_aside", note="of another war", wording="?", quantity="share"),
        ]
    )
    assert [claim.figure for claim in ledger.claims] == [None, None]


def test_words_of_the_study_are_used(row: Rows, ledger_of: LedgerOf) -> None:
    ledger = ledger_of(
        [row(wording="several hundred")], override={"counts": {"several hundred": {"range": "300 to 700"}}}
    )
    figure = ledger.claims[0].figure
    assert figure is not None
    assert (figure.low, figure.high, figure.from_words) == (300, 700, True)


def test_spreadsheet_habits_are_read(row: Rows, ledger_of: LedgerOf, tmp_path: Path) -> None:
    ledger_of([row()])
    for name in ("claims.csv", "sources.csv"):
        text = (tmp_path / name).read_text("utf-8")
        lines = [line + ",," for line in text.splitlines()]
        (tmp_path / name).write_bytes(b"\xef\xbb\xbf" + "\r\n".join([*lines, "", "," * 30, ""]).encode())
    assert len(load_ledger(tmp_path).claims) == 1


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xff\xfei\x00d\x00", "not UTF-8"),
        (b"id;statement;kind\n", "semicolons"),
        (b"id\tstatement\tkind\n", "tabs"),
        (b"\n\n", "the file is empty"),
        (b'"id', "cannot be read"),
        (("," * 200_000).encode(), "the file is empty"),
        (b'id,"' + b"x" * 200_000 + b'"\n', "field larger than field limit"),
        (b"\x00", "control character"),
        (b"\r\r\r", "the file is empty"),
    ],
)
def test_files_that_are_no_ledger(data: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / "claims.csv").write_bytes(data)
    with pytest.raises(InvalidInput, match=says):
        load_ledger(tmp_path)


def test_a_folder_called_claims_csv(tmp_path: Path) -> None:
    (tmp_path / "claims.csv").mkdir()
    with pytest.raises(InvalidInput, match=r"cannot be read.*W301"):
        load_ledger(tmp_path)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.binary(max_size=200), st.text(alphabet='id,"\n\r;=a1\x00é', max_size=80).map(str.encode)),
    st.booleans(),
)
def test_any_bytes_load_or_say_why(tmp_path_factory: pytest.TempPathFactory, data: bytes, headed: bool) -> None:
    folder = tmp_path_factory.mktemp("ledger")
    (folder / "claims.csv").write_bytes((",".join(CLAIM_COLUMNS) + "\n").encode() * headed + data)
    lines = data.count(b"\n") + data.count(b"\r") + 1
    try:
        claims, problems = load_ledger(folder).claims, ()
    except InvalidInput as error:
        claims, problems = (), error.problems
    assert len(claims) <= lines
    assert all(one.file == "claims.csv" and one.line <= lines + headed and one.code and one.message for one in problems)


texts = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), max_size=30).map(
    str.strip
)
plain = texts.filter(lambda text: text[:1] not in set("=@+-#"))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(plain.filter(bool), plain, plain), min_size=1, max_size=5))
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str, str]]
) -> None:
    path = tmp_path_factory.mktemp("ledger") / "claims.csv"
    rows = [
        {"id": f"c{i}", "statement": s, "kind": "context", "wording": w, "note": n, "source": "s", "status": "draft"}
        for i, (s, w, n) in enumerate(cells)
    ]
    write_claims(path, reversed(rows))
    first = path.read_bytes()
    assert [{key: cell for key, cell in row.items() if cell} for row in read_rows(path)] == [
        {key: cell for key, cell in row.items() if cell} for row in rows
    ]
    write_claims(path, read_rows(path))
    assert path.read_bytes() == first
    write_sources(path.with_name("sources.csv"), [{"id": "s", "outlet": "o", "date": "2016"}])
    assert [claim.statement for claim in load_ledger(path.parent).claims] == [row["statement"] for row in rows]


def test_writing_refuses_what_could_not_be_read(row: Rows, tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    write_claims(path, [row()])
    before = path.read_bytes()
    for wrong, says in (
        ({"name": "x"}, "the column 'name' would identify private persons; delete it.*W322"),
        ({"colour": "x"}, "there is no column 'colour'.*W304"),
        ({"note": "=1+1"}, "formula.*W306"),
        ({"note": "a\x07"}, "control character.*W301"),
        ({"note": "a\ud800"}, "control character.*W301"),
        ({"grade": "b2"}, "is not a grade.*W310"),
    ):
        with pytest.raises(InvalidInput, match=says):
            write_claims(path, [row(**wrong)])
    with pytest.raises(InvalidInput, match=r"also that of line 2.*W309"):
        write_claims(path, [row(), row()])
    with pytest.raises(InvalidInput, match=r"is not a date of publication.*W311"):
        write_sources(tmp_path / "sources.csv", [{"id": "s", "outlet": "o", "date": "soon"}])
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["claims.csv"]


PRIVATE = """name|Name|full_name|First name|surname|passport|Passport No.|passport_number|date of birth|DOB|birth_date
birthdate|phone|mobile|telephone_number|e-mail|Email|email address|home address|national ID|id number|registration_number
case number|UNHCR ID|photo|fingerprint|name_of_person|Father|nom|имя|whatsapp|gps|aliases"""
HARMLESS = [
    "colour",
    "notes",
    "remark",
    "region",
    "women",
    "men",
    "camp",
    "weight",
    "url2",
    "reviewer",
    "quote",
    "confidence",
]


@pytest.mark.parametrize("column", PRIVATE.replace("\n", "|").split("|"))
def test_columns_that_would_identify_private_persons_are_refused(column: str, row: Rows, tmp_path: Path) -> None:
    write_claims(tmp_path / "claims.csv", [row()])
    header, rest = (tmp_path / "claims.csv").read_text("utf-8").split("\n", 1)
    (tmp_path / "claims.csv").write_text(f"{header},{column}\n{rest.rstrip()},x\n", "utf-8")
    with pytest.raises(InvalidInput, match=r"claims\.csv:1 .*would identify private persons.*W322"):
        load_ledger(tmp_path)


@pytest.mark.parametrize("column", HARMLESS)
def test_other_columns_are_refused_as_unknown(column: str, row: Rows, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=f"there is no column '{column}'.*W304"):
        write_claims(tmp_path / "claims.csv", [row(**{column: "x"})])


def test_a_file_that_is_too_large_is_refused(row: Rows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_claims(tmp_path / "claims.csv", [row()])
    monkeypatch.setattr(table, "MAX_BYTES", 100)
    with pytest.raises(InvalidInput, match=r"claims\.csv: the file is larger than 0 MB; a ledger holds claims.*W301"):
        load_ledger(tmp_path)


def test_a_failed_write_leaves_the_old_file(row: Rows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "claims.csv"
    write_claims(path, [row()])
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CannotWrite, match=r"claims\.csv could not be written \(No space left on device\)"):
        write_claims(path, [row(id="a2")])
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["claims.csv"]


def test_a_link_stays_a_link(row: Rows, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / "claims.csv"
    link.symlink_to(tmp_path / "real" / "claims.csv")
    write_claims(link, [row()])
    assert link.is_symlink()
    assert (tmp_path / "real" / "claims.csv").is_file()


def test_all_problems_at_once(row: Rows, tmp_path: Path) -> None:
    write_claims(
        tmp_path / "claims.csv",
        [row(id="a1", source="nowhere"), row(id="a2", wording="many"), row(id="a3", repeats="b")],
    )
    write_sources(tmp_path / "sources.csv", [{"id": "paper", "outlet": "o", "date": "2015-02"}])
    with pytest.raises(InvalidInput, match="W3") as caught:
        load_ledger(tmp_path, {"margin": {"factor": "none"}})
    assert [p.code for p in caught.value.problems] == ["W316", "W321", "W313", "W321", "W317", "W320"]
    assert caught.value.problems[0].field == "a1.source"


def test_ten_thousand_claims_load(row: Rows, ledger_of: LedgerOf, tmp_path: Path) -> None:
    ledger_of([row(id=f"a{i:05}", wording=f"about {i + 10:,} people") for i in range(10_000)])
    assert len(load_ledger(tmp_path).claims) == 10_000
