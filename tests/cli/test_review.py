"""`wayhome review` as people and scripts use it: keys as lines, a real terminal, Ctrl-C."""

from __future__ import annotations

import hashlib
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import wayhome
from wayhome.claims.ledger import load_ledger, read_rows, write_claims
from wayhome.claims.reader.draft import Draft, write_drafts
from wayhome.cli.main import app

runner = CliRunner()
SOURCE = Path(wayhome.__file__).parents[1]
TEXT = "At least 300 Northlanders have returned home since the spring, Jane Doe said on Friday. Hundreds more wait.\n"
ANSWERS = ["The Herald", "", "2016-05-20", ""]  # outlet, title, date, url
ACCEPTED = ["", "", "C3"]  # who, where, grade


def a_draft(exact: str, sentence: str, **fields) -> Draft:
    start = TEXT.index(exact)
    values: dict[str, Any] = dict.fromkeys(Draft.__slots__, "") | {
        "id": f"herald-{start}", "kind": "amount", "start": start, "end": start + len(exact), "exact": exact, "low": None,
        "best": None, "high": None, "negated": False, "conditional": False, "sentence": sentence, "status": "draft",
        "sentence_start": TEXT.index(sentence), "document": "sources/herald.txt", "source": "herald", "rule": "count",
        "document_hash": f"sha256:{hashlib.sha256(TEXT.encode()).hexdigest()}",
    }  # fmt: skip
    return Draft(**{**values, **fields})


DRAFTS = (
    a_draft(
        "At least 300 Northlanders have returned home since the spring", TEXT.split(". ")[0] + ".", wording="At least 300",
        low=300.0, quantity="arrivals", event="returned", who="Northlanders", where_to="home", as_of="2016-05",
        speaker="Jane Doe", statement="At least 300 Northlanders are back",
    ),
    a_draft("Hundreds more wait", "Hundreds more wait.", kind="context", wording="Hundreds", statement="Others wait"),
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    study = tmp_path / "my-study"
    assert runner.invoke(app, ["new", str(study)]).exit_code == 0
    (study / "sources").mkdir()
    (study / "sources/herald.txt").write_text(TEXT, encoding="utf-8", newline="")
    write_drafts(study / "drafts/herald.jsonl", DRAFTS)
    return study


def review(folder: Path, *keys: str):
    return runner.invoke(app, ["review", str(folder)], input="".join(f"{key}\n" for key in keys))


def claims(folder: Path) -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in read_rows(folder / "claims.csv")}


def test_a_draft_becomes_a_claim_that_the_study_takes(folder: Path) -> None:
    result = review(folder, "c", *ANSWERS, *ACCEPTED, "q")
    assert result.exit_code == 0, result.output
    row = claims(folder)["herald-0"]
    wanted = {"who": "nationality=northland", "where": "returned", "low": "300", "grade": "C3", "status": "confirmed"}
    assert {column: row[column] for column in wanted} == wanted
    assert "herald-0 confirmed" in result.output
    assert "1 confirmed; 1 draft waits." in result.output
    assert runner.invoke(app, ["check", str(folder)]).exit_code == 0
    assert load_ledger(folder).sources["herald"].document == "sources/herald.txt"


def test_the_screen_shows_sentence_claim_and_mapping_in_80_columns(folder: Path) -> None:
    result = review(folder, "q")
    assert "«At least 300 Northlanders have returned home since the spring»" in " ".join(result.output.split())
    assert "? " in result.output and "nationality=northland" in result.output
    assert "“Northlanders” by likeness" in result.output
    assert "Nothing decided; 2 drafts wait." in result.output
    assert max(map(len, result.output.splitlines())) <= 80


def test_edit_checks_each_field_at_once(folder: Path) -> None:
    result = review(folder, "e", "grade", "Z9", "C3", "where", "reterned", "1", "21", "nobody", ".", "nothing", "", "q")
    assert "is not a grade" in result.output
    assert "Did you mean 'returned'" in result.output
    assert "there is no claim 'nobody'" in result.output
    assert "there is no field 'nothing'" in result.output
    assert "herald-0" not in claims(folder)
    again = review(folder, "c", *ANSWERS, "", "q")  # only who is still to be accepted
    assert "herald-0 confirmed" in again.output
    assert claims(folder)["herald-0"]["grade"] == "C3"


def test_words_that_nothing_matches_are_not_left_empty_by_a_mere_enter(folder: Path) -> None:
    odd = replace(DRAFTS[0], who="the exiled")
    write_drafts(folder / "drafts/herald.jsonl", [odd])
    result = review(folder, "c", *ANSWERS, "", "", "-", "", "C3", "q")
    assert result.output.count("nothing in the study is like 'the exiled'") >= 3
    assert claims(folder)["herald-0"]["who"] == ""


def test_documents_do_not_command_the_terminal(folder: Path) -> None:
    text = "\x1b]0;owned\x07\x1b[2J About\u202e 30 [bold]men[/] left.\n"
    (folder / "sources/herald.txt").write_text(text, encoding="utf-8", newline="")
    evil = a_draft("Hundreds more wait", "Hundreds more wait.")
    evil = replace(
        evil, exact=text[:-1], start=0, end=len(text) - 1, sentence=text[:-1], sentence_start=0, who="\x1b[31mmen[/]",
        speaker="[red]\x9b2J", statement="x\x1bc", outlet="\x1b]8;;\x07", note="\x07", wording="About\u202e 30",
        document_hash=f"sha256:{hashlib.sha256(text.encode()).hexdigest()}",
    )  # fmt: skip
    write_drafts(folder / "drafts/herald.jsonl", [evil])
    result = review(folder, "e", "speaker", ".", "", "c", *ANSWERS, ".", "q")
    assert result.exit_code == 0, result.output
    assert not set("\x1b\x07\x9b\u202e") & set(result.output)
    assert "[bold]men[/]" in result.output


def test_set_aside_skip_and_undo(folder: Path) -> None:
    before = {name: read_rows(folder / name) for name in ("claims.csv", "sources.csv")}
    result = review(folder, "s", "a", *ANSWERS, "2", "q")
    assert "herald-88 set aside: a repetition" in result.output
    assert claims(folder)["herald-88"]["status"] == "set_aside"
    assert "That was the last one. 1 skipped." in result.output
    undone = review(folder, *"uuuuuq")
    assert "taken back: herald-88 (set aside)" in undone.output
    assert "there is nothing to undo" in undone.output
    for name, rows in before.items():
        assert read_rows(folder / name) == sorted(rows, key=lambda row: row["id"])


def test_a_skipped_draft_comes_back_by_undo(folder: Path) -> None:
    result = review(folder, "s", "u", "q")
    assert [line.split(" · ")[0] for line in result.output.splitlines() if line.startswith("Draft")] == [
        "Draft 1 of 2", "Draft 2 of 2", "Draft 1 of 2",
    ]  # fmt: skip


def test_all_decided(folder: Path) -> None:
    review(folder, "c", *ANSWERS, *ACCEPTED, "a", "4")
    result = review(folder, "q")
    assert result.exit_code == 0
    assert "Every draft has been decided." in result.output
    assert "no draft waits." in result.output


def test_what_the_study_cannot_express_is_told_before_it_is_written(folder: Path) -> None:
    result = review(folder, "e", "who", "-", "where", "home", "", "c", *ANSWERS, "C3", ".", "q")
    assert "no flow of the study brings these people into home" in result.output
    assert "W504" in result.output
    assert "herald-0" not in claims(folder)


def test_unknown_keys_and_help(folder: Path) -> None:
    result = review(folder, "x", "yes", "", "?", "q")
    assert result.output.count("is not one of the keys") == 2
    assert "takes back the last step" in result.output


@pytest.mark.parametrize("keys", [[], ["c"], ["c", "The Herald"], ["e", "3"], ["a"], ["c", *ANSWERS, ""]])
def test_the_inputs_end_quits_and_keeps_what_was_said(folder: Path, keys: list[str]) -> None:
    result = review(folder, *keys)
    assert result.exit_code == 0, result.output
    assert "2 drafts wait." in result.output
    assert "herald-0" not in claims(folder)
    if len(keys) == 2 and keys[0] == "c":
        assert "[The Herald]" in review(folder, "c").output  # the outlet is still known


def test_conflicts_are_shown_and_the_key_can_be_pressed_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from wayhome.claims.review import Review

    check = Review.check
    monkeys = [1]

    def meddle(self, item, cells, **options):
        wrong = check(self, item, cells, **options)
        if not wrong and options == {} and monkeys:
            monkeys.pop()
            write_claims(
                folder / "claims.csv", [row for row in read_rows(folder / "claims.csv") if row["id"] != "south-silent"]
            )
        return wrong

    monkeypatch.setattr(Review, "check", meddle)
    result = review(folder, "c", *ANSWERS, *ACCEPTED, "c", "q")
    assert "taken out south-silent" in " ".join(result.output.split())
    assert "W721" in result.output
    assert set(claims(folder)) == {"back-all", "left-north", "north-first", "herald-0"}


def test_bad_drafts_are_told_with_file_and_line(folder: Path) -> None:
    (folder / "drafts/other.jsonl").write_text("\n{oops\n", encoding="utf-8")
    result = review(folder, "q")
    assert result.exit_code == 0
    assert "drafts/other.jsonl:2: this line is not a draft claim" in result.stderr
    (folder / "drafts/herald.jsonl").unlink()
    result = review(folder)
    assert result.exit_code == 2
    assert "drafts/other.jsonl:2" in result.stderr


def test_no_drafts(folder: Path) -> None:
    (folder / "drafts/herald.jsonl").unlink()
    result = review(folder)
    assert result.exit_code == 2
    assert "[W720]" in result.stderr


def test_input_that_is_not_text(folder: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "wayhome.cli.main", "review", str(folder)]
    answers = b"\xff\xfe\n\x00\ne\nstatement\n\xff\x1b[2J\n\nq\n"
    result = subprocess.run(command, env=environment, input=answers, capture_output=True, timeout=120, check=False)
    assert result.returncode == 0, result.stderr
    assert b"Traceback" not in result.stderr


class Terminal:
    """`wayhome review` on a pseudo-terminal of 80 columns."""

    def __init__(self, folder: Path) -> None:
        environment = {**os.environ, "PYTHONPATH": str(SOURCE), "TERM": "xterm", "COLUMNS": "80", "LINES": "40"}
        command = [sys.executable, "-m", "wayhome.cli.main", "review", str(folder)]
        self.screen = ""
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            for one in (signal.SIGINT, signal.SIGHUP):  # ignored where the tests run in the background
                signal.signal(one, signal.SIG_DFL)
            os.execvpe(command[0], command, environment)

    def until(self, text: str, seconds: float = 60) -> str:
        """What is shown, once it ends with the text (codes for colours and the like left out)."""
        end = time.monotonic() + seconds
        while text not in self.screen:
            assert time.monotonic() < end, self.screen
            if select.select([self.master], [], [], 0.2)[0]:
                try:
                    data = os.read(self.master, 65536)
                except OSError:
                    break
                self.screen += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", data.decode("utf-8", "replace"))
        assert text in self.screen, self.screen
        shown, _, self.screen = self.screen.partition(text)
        return shown

    def press(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def wait(self) -> int:
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def test_on_a_terminal(folder: Path) -> None:
    terminal = Terminal(folder)
    shown = terminal.until("? help")
    assert "Draft 1 of 2" in shown
    terminal.press("c")  # keys pressed ahead are not lost either
    for prompt, answer in zip(
        ("outlet: ", "title: ", "date: ", "url: ", "who: ", "where: ", "grade: "), (*ANSWERS, *ACCEPTED)
    ):
        terminal.until(prompt)
        terminal.press(f"{answer}\r")
    terminal.until("herald-0 confirmed")
    terminal.until("Draft 2 of 2")
    terminal.until("? help")
    terminal.press("q")
    terminal.until("1 confirmed; 1 draft waits.")
    assert terminal.wait() == 0
    assert claims(folder)["herald-0"]["grade"] == "C3"


@pytest.mark.parametrize("where", ["? help", "outlet: ", "who: "])
def test_ctrl_c_loses_nothing(folder: Path, where: str) -> None:
    terminal = Terminal(folder)
    terminal.until("? help")
    if where != "? help":
        terminal.press("c")
        terminal.until("outlet: ")
    if where == "who: ":
        terminal.press("The Herald\r\r")
        terminal.until("date: ")
        terminal.press("2016-05-20\r\r")
        terminal.until("who: ")
    time.sleep(0.5)  # Python's readline misses a signal that comes between its prompt and its wait, until another key
    terminal.press("\x03")
    terminal.until("Everything decided or edited is kept.")
    terminal.until("2 drafts wait.")
    assert terminal.wait() == 130
    assert ("herald" in load_ledger(folder).sources) == (where == "who: ")


def test_a_closed_terminal_leaves_a_whole_ledger(folder: Path) -> None:
    terminal = Terminal(folder)
    terminal.until("? help")
    os.kill(terminal.pid, signal.SIGHUP)
    assert terminal.wait() in (-signal.SIGHUP, 1, 129)
    assert len(claims(folder)) == 4
