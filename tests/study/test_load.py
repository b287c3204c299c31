"""Reading a study's folder: lines, guards, and that nothing but InvalidInput ever comes out."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wayhome.errors import InvalidInput
from wayhome.study.load import load_study, read_words, read_yaml
from wayhome.study.text import MAX_BYTES

CASES = Path(__file__).parents[2] / "spec" / "cases" / "valid"
TEXTS = [path.read_bytes() for path in sorted(CASES.glob("*/study.yaml"))]
TABLES = [(path.name, path.parent, path.read_bytes()) for path in sorted(CASES.glob("*/*.csv"))]
SPICE = [
    *b": - { } [ ] , # ' \" | > % x = ;".split(),
    *(b"\n", b"  ", b"\t", b"&a ", b"*a", b"!!int ", b"? ", b"---\n", b"<<: ", b"\x00", b"\xff", b"\xef\xbb\xbf"),
    *b"null true .nan 1e999 2015-13 all region \\ud800".split(),
    *(b"9" * 400, "\u0661".encode(), "\u2028".encode()),
]


def load_text(folder: Path, text: bytes) -> None:
    """Load a study; anything but success or a complaint that can be shown is a failure."""
    (folder / "study.yaml").write_bytes(text)
    try:
        load_study(folder)
        problems = ["read"]
    except InvalidInput as error:
        problems = [str(problem) for problem in error.problems]
    assert all(problem.encode() for problem in problems) and problems


def mutated(text: bytes, seed: int) -> bytes:
    dice = random.Random(seed)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(text) + 1)
        to = min(len(text), at + dice.choice([0, 1, 3, 10, 40]))
        new = dice.choice([b"", dice.choice(SPICE), text[at:to] * 2, dice.choice(text.split() or [b""])])
        text = text[:at] + new + text[to:]
    return text


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(TEXTS), st.integers(0, 2**32))
def test_mutated_studies_never_end_in_a_traceback(tmp_path: Path, text: bytes, seed: int) -> None:
    load_text(tmp_path, mutated(text, seed))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(TABLES), st.integers(0, 2**32))
def test_mutated_tables_never_end_in_a_traceback(tmp_path: Path, table: tuple[str, Path, bytes], seed: int) -> None:
    for old in tmp_path.glob("*.csv"):
        old.unlink()
    for path in table[1].glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / table[0]).write_bytes(mutated(table[2], seed))
    load_text(tmp_path, (table[1] / "study.yaml").read_bytes())


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes) -> None:
    load_text(tmp_path, data)


def test_lines_are_those_of_keys_and_items(tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_text("# first\na:\n  b: {c: 1,\n    d: [x,\n y]}\n")
    document, repeated = read_yaml(tmp_path / "study.yaml")
    assert document.data == {"a": {"b": {"c": 1, "d": ["x", "y"]}}}
    assert {path: line for path, (_, line) in document.lines.items()} == {
        ("a",): 2,
        ("a", "b"): 3,
        ("a", "b", "c"): 3,
        ("a", "b", "d"): 4,
        ("a", "b", "d", 0): 4,
        ("a", "b", "d", 1): 5,
    }
    assert repeated == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("-0.5", -0.5),
        ("1e3", 1000.0),
        ("007", "007"),
        ("2015-01-01", "2015-01-01"),
        ("no", "no"),
        ("TRUE", "TRUE"),
        ("'1'", "1"),
        ("~", None),
        ("", None),
        ("true", True),
        ("1_000", "1_000"),
        ("0x1f", "0x1f"),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_plain_values(tmp_path: Path, text: str, value: object) -> None:
    (tmp_path / "study.yaml").write_text(f"a: {text}\n")
    assert read_yaml(tmp_path / "study.yaml")[0].data == {"a": value}


def test_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"there is no folder .*nowhere.* \[W101\]"):
        load_study(tmp_path / "nowhere")


def test_missing_study_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"there is no study\.yaml in .* \[W101\]"):
        load_study(tmp_path)


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "study.yaml").mkdir()
    with pytest.raises(InvalidInput, match=r"this is not a file.*W102"):
        load_study(tmp_path)


def test_a_name_that_no_file_can_have() -> None:
    with pytest.raises(InvalidInput, match=r"W10[12]"):
        load_study(Path("a\0b"))


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    with (tmp_path / "study.yaml").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(InvalidInput, match=r"larger than 20 MB.*W102"):
        load_study(tmp_path)


def test_deep_nesting_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_text("a: " + "[" * 100_000)
    with pytest.raises(InvalidInput, match="W107"):
        load_study(tmp_path)


@pytest.mark.parametrize("escape", ["\\UFFFFFFFF", "\\U00110000", "\\xzz"])
def test_a_character_that_does_not_exist_is_told(tmp_path: Path, escape: str) -> None:
    (tmp_path / "study.yaml").write_text(f'study: "{escape}"\n')
    with pytest.raises(InvalidInput, match=r"study\.yaml:1: this is not YAML: .* \[W104\]"):
        load_study(tmp_path)


def test_a_link_to_a_study_is_followed(tmp_path: Path) -> None:
    (tmp_path / "study.yaml").symlink_to(CASES / "areas" / "study.yaml")
    assert load_study(tmp_path) == load_study(CASES / "areas")


def test_words_are_passed_on_as_written() -> None:
    assert read_words(CASES / "words")["counts"]["several hundred"]["low"] == 200
    assert read_words(CASES / "areas") == {}


def test_words_that_are_no_mapping(tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_text("words: [a]\n")
    with pytest.raises(InvalidInput, match=r"study\.yaml:1 words: .*W204"):
        read_words(tmp_path)
