"""Folders with anything in them: either they make a study that is sound, or every problem is explained."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.flee.folders import SOUND, UNTIDY
from wayhome.claims.ledger import load_ledger
from wayhome.errors import InvalidInput
from wayhome.flee.carry import export_study, import_folder
from wayhome.study.load import load_study

CELLS = st.sampled_from(
    [
        "",
        "0",
        "-1",
        "1e9",
        "nan",
        "inf",
        "0.5",
        "2999-12-31",
        "2020-02-26",
        "Alta",
        "Ela",
        "camp",
        "=1+1",
        '"',
        "#",
        ",",
        "é",
        "null",
    ]
) | st.text(max_size=6)


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, str]:
    """A folder in which some cells are other ones, some lines are gone, and some stand elsewhere."""
    files = dict(draw(st.sampled_from([SOUND, UNTIDY])))
    if draw(st.booleans()):
        old, new = draw(st.sampled_from(["Dor-Camp", "Alta", "Eza", "North"])), draw(CELLS)
        files = {name: text.replace(old, new) for name, text in files.items()}
    for _ in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(sorted(files)))
        lines = files[name].split("\n")
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["cell", "cell", "cell", "gone", "twice"])):
            case "gone":
                del lines[at]
            case "twice":
                lines.insert(draw(st.integers(0, len(lines))), lines[at])
            case _:
                cells = lines[at].split(",")
                cells[draw(st.integers(0, len(cells) - 1))] = draw(CELLS)
                lines[at] = ",".join(cells)
        files[name] = "\n".join(lines)
    return files


@settings(max_examples=100, deadline=None)
@given(files=mutated())
def test_a_mutated_folder_is_a_study_or_explained(
    files: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder: Path = tmp_path_factory.mktemp("any")
    for name, text in files.items():
        (folder / "ava" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "ava" / name).write_bytes(text.encode("utf-8", "surrogatepass"))
    made, problems = None, ()
    try:
        made = import_folder(folder / "ava", folder / "study")
    except InvalidInput as error:
        problems = error.problems
    assert all(problem.code.startswith("W85") and problem.message for problem in problems)
    if made is None:
        assert problems
        assert not (folder / "study").exists()
        return
    load_study(folder / "study")
    assert len(load_ledger(folder / "study").claims) == made.written.claims
    if export_study(folder / "study", folder / "flee").counts:
        import_folder(folder / "flee", folder / "second")
