"""Reviewing drafts: nothing guessed silently, nothing lost, nothing overwritten, nothing fitted that nobody confirmed."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

import wayhome
from tests.claims.drafts import DRAFTS, HELD, HERALD, MINE, NAMES, OLD, RETURNED, SILENT, TEXT
from wayhome.claims import deeds
from wayhome.claims import review as reviewing
from wayhome.claims.journal import NAME, read_journal
from wayhome.claims.ledger import load_ledger, read_rows, write_claims, write_sources
from wayhome.claims.mapping import Habits, propose
from wayhome.claims.naming import Cell, match_names, match_who
from wayhome.claims.pool import fitted
from wayhome.claims.reader.draft import drafts_text, read_drafts, write_drafts
from wayhome.claims.review import Conflict, open_review
from wayhome.claims.telling import number_words, plain_words, sentence_parts
from wayhome.dates import parse_period
from wayhome.errors import CannotWrite, InvalidInput

SOURCE = Path(wayhome.__file__).parents[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources/herald.txt").write_text(TEXT, encoding="utf-8", newline="")
    write_claims(tmp_path / "claims.csv", [OLD])
    write_sources(tmp_path / "sources.csv", [{"id": "paper", "outlet": "The Paper", "date": "2015-06-01"}])
    write_drafts(tmp_path / "drafts/herald.jsonl", DRAFTS)
    return tmp_path


def opened(folder: Path, **options):
    return open_review(folder, NAMES, **options)


def started(folder: Path):
    """A review whose document has its row in sources.csv and whose first draft lacks nothing."""
    review = opened(folder)
    review.add_source(HERALD)
    review.edit(review.waiting[0], MINE)
    return review


def claims(folder: Path) -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in read_rows(folder / "claims.csv")}


# ---- free words to the study's names


@pytest.mark.parametrize(
    ("words", "cell"),
    [
        ("Uzbek fighters", "nationality=UZB"),
        ("Kazakhs and Uzbeks", "nationality=UZB|KAZ"),
        ("women and children from Kazakhstan", "nationality=KAZ; role=woman|child"),
        ("Central Asian women", "region=Central Asia; role=woman"),
        ("Northlanders", "nationality=northland"),
        ("their citizens", ""),
    ],
)
def test_likeness_only_suggests(words: str, cell: str) -> None:
    found = match_who(words, NAMES)
    assert (found.value, found.sure) == (cell, False)
    assert found.said == words


@pytest.mark.parametrize(
    ("words", "cell"),
    [
        ("northland", "nationality=northland"),
        ("UZBEKISTAN", "nationality=UZB"),
        ("Central Asia", "region=Central Asia"),
    ],
)
def test_a_name_itself_needs_nobody(words: str, cell: str) -> None:
    assert match_who(words, NAMES) == Cell(cell, words)


def test_words_that_were_not_mapped_are_told() -> None:
    assert "not mapped: foreign, fighter" in match_who("foreign Uzbek fighters", NAMES).why


def test_places_are_found_by_title_and_by_what_became_of_people() -> None:
    assert match_names("in prison abroad", NAMES.where).value == "prison"
    held = propose(HELD, NAMES)["where"]
    assert (held.value, held.sure) == ("prison", False)
    assert propose(replace(HELD, event="died", where="Syria"), NAMES)["where"].value == "dead"


def test_returned_home_is_not_the_place_where_they_had_been_at_home() -> None:
    where = propose(RETURNED, NAMES)["where"]
    assert (where.value, where.sure) == ("returned", False)
    assert "home" in [option.value for option in where.options]


def test_places_may_say_whom_it_is_about() -> None:
    who = propose(replace(RETURNED, who="militants", where="Central Asia"), NAMES)["who"]
    assert (who.value, who.sure) == ("region=Central Asia", False)
    who = propose(replace(RETURNED, who="women", where_from="Kazakhstan"), NAMES)["who"]
    assert who.value == "role=woman"
    assert [option.value for option in who.options] == ["role=woman", "nationality=KAZ; role=woman"]


def test_a_claim_without_a_statement_asks_for_one() -> None:
    assert not propose(replace(HELD, statement=""), NAMES)["statement"].sure


def test_a_share_says_of_what_by_what_differs() -> None:
    share = replace(RETURNED, quantity="share", wording="a third", best=None, who="women", of="them")
    assert propose(share, NAMES)["of"].value == "arrivals; role=any"
    assert not propose(share, NAMES)["of"].sure


def test_what_people_chose_before_comes_first_and_is_still_asked() -> None:
    habits = Habits({("who", "the exiled"): "nationality=southland"}, {"Jane Doe": "B2"})
    cells = propose(replace(RETURNED, who="the exiled"), NAMES, habits)
    assert (cells["who"].value, cells["who"].sure) == ("nationality=southland", False)
    assert (cells["grade"].value, cells["grade"].sure) == ("B2", False)


def test_the_documents_own_sentence_is_not_taken_over_unasked() -> None:
    long = replace(HELD, statement=HELD.exact)
    assert not propose(long, NAMES)["statement"].sure
    assert propose(HELD, NAMES)["statement"].sure


def test_hostile_words_stay_on_one_printable_line() -> None:
    cells = propose(
        replace(RETURNED, statement="a\x1b[31m\nb", speaker="x" * 999, who="nationality=UZB; role=man"), NAMES
    )
    assert cells["statement"].value == "a [31m b"
    assert not cells["who"].sure  # a document cannot write selections


# ---- what is shown


def test_the_sentence_is_whole_and_the_claim_marked() -> None:
    for draft in DRAFTS:
        parts = sentence_parts(draft)
        assert "".join(part.text for part in parts if part.role != "around") == draft.sentence
        assert "".join(part.text for part in parts if part.role in ("claim", "wording")) == draft.exact
        assert "".join(part.text for part in parts) in TEXT
    assert [part.text for part in sentence_parts(RETURNED) if part.role == "wording"] == ["About 300"]


def test_plain_words(words) -> None:
    told = dict(plain_words(replace(HELD, hedge="reportedly", conditional=True, outlet="AFP"), words))
    assert "20 to 30" in told["says"]
    assert "“women from Southland”" in told["says"]
    assert told["said by"] == "Jane Doe; passed on from AFP"
    assert told["careful"] == "hedged: “reportedly”; only under a condition"
    assert number_words(replace(RETURNED, best=None, wording="several hundred"), words).startswith("200 to 900, as")
    assert number_words(replace(RETURNED, best=0.17, quantity="share"), words) == "17%"


# ---- confirming


def test_nothing_is_confirmed_that_rests_on_likeness(folder: Path) -> None:
    review = opened(folder)
    review.add_source(HERALD)
    with pytest.raises(InvalidInput, match=r"drafts/herald\.jsonl:1 .*where: 'returned' is a suggestion.*W726"):
        review.confirm(review.waiting[0])
    assert list(claims(folder)) == ["old"]


def test_a_confirmed_draft_is_a_claim_of_the_ledger(folder: Path) -> None:
    review = started(folder)
    row = review.confirm(review.waiting[0])
    assert row == claims(folder)[row["id"]]
    assert row["status"] == "confirmed"
    assert row["place_in_text"] == RETURNED.place_in_text
    assert TEXT[RETURNED.start : RETURNED.end] == RETURNED.exact
    ledger = load_ledger(folder)
    assert {claim.id for claim in ledger.claims} == {"old", row["id"]}
    assert ledger.sources["herald"].outlet == "The Herald"
    assert [item.draft.id for item in review.waiting] == [HELD.id, SILENT.id]
    assert [item.draft.id for item in opened(folder).waiting] == [HELD.id, SILENT.id]


def test_set_aside_keeps_the_draft_with_its_reason_and_without_guesses(folder: Path) -> None:
    review = opened(folder)
    review.add_source(HERALD)
    row = review.set_aside(review.waiting[1], "a repetition")
    assert (row["status"], row["note"], row["who"], row["where"]) == ("set_aside", "a repetition", "", "")
    assert load_ledger(folder).claims  # and the ledger is valid
    assert claims(folder)[row["id"]]["note"] == "a repetition"


def test_set_aside_works_whatever_else_is_wrong(folder: Path) -> None:
    odd = replace(
        HELD, quantity="many", direction="sideways", as_of="next week", wording="=1+1", statement="", speaker="y" * 400
    )
    write_drafts(folder / "drafts/herald.jsonl", [odd])
    review = opened(folder)
    review.add_source(HERALD)
    row = review.set_aside(review.waiting[0], "nonsense")
    assert (row["quantity"], row["as_of"], row["wording"]) == ("", "", "")
    assert row["id"] in {claim.id for claim in load_ledger(folder).claims}


def test_set_aside_needs_a_reason(folder: Path) -> None:
    review = started(folder)
    with pytest.raises(InvalidInput, match="says why in its note"):
        review.set_aside(review.waiting[0], "  ")


def test_the_source_is_asked_first(folder: Path) -> None:
    review = opened(folder)
    review.edit(review.waiting[0], MINE)
    with pytest.raises(InvalidInput, match=r"sources\.csv has no 'herald' yet"):
        review.confirm(review.waiting[0])
    with pytest.raises(InvalidInput, match="outlet"):
        review.add_source({**HERALD, "outlet": ""})
    review.add_source(HERALD)
    review.confirm(review.waiting[0])


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"date": "2016-13"}, "date", "'2016-13' does not exist in the calendar.*W311"),
        ({"date": "soon"}, "date", "is not a date of publication.*W311"),
        ({"id": "paper"}, "id", "the id 'paper' is taken.*W309"),
        ({"outlet": ""}, "outlet", "every row needs its outlet.*W307"),
    ],
)
def test_a_source_is_checked_before_it_is_written(folder: Path, cells: dict[str, str], column: str, said: str) -> None:
    review = opened(folder)
    before = (folder / "sources.csv").read_bytes()
    (problem,) = review.check_source(HERALD | cells, column)
    assert re.search(said, str(problem))
    assert review.check_source(HERALD | cells, "title") == []
    with pytest.raises(InvalidInput, match=said):
        review.add_source(HERALD | cells)
    assert (folder / "sources.csv").read_bytes() == before


def test_without_a_study_nobody_knows_what_a_fit_would_take(folder: Path) -> None:
    assert opened(folder).why_not_fitted("old") == ""
    assert "published" in opened(folder, as_of=parse_period("2014")).why_not_fitted("old")


def test_a_document_that_has_a_row_already_is_that_source(folder: Path) -> None:
    write_sources(folder / "sources.csv", [*read_rows(folder / "sources.csv"), {**HERALD, "id": "the-herald"}])
    review = opened(folder)
    assert review.cells(review.waiting[0])["source"].value == "the-herald"
    assert review.has_source("the-herald")


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("grade", "Z9", "is not a grade"),
        ("where", "reterned", "Did you mean 'returned'"),
        ("who", "nationality=Uzb", "nationality has no 'Uzb'"),
        ("who", "Uzbeks", "is not of the form"),
        ("via", "go_hom", "Did you mean 'go_home'"),
        ("as_of", "next week", "is not a date"),
        ("kind", "amuont", "Did you mean 'amount'"),
        ("low", "500", "they run low, best, high"),
        ("id", "old", "never used twice"),
        ("repeats", "odl", "Did you mean 'old'"),
        ("statement", "=SUM(A1)", "formula"),
        ("speaker", "x" * 301, "too many"),
    ],
)
def test_a_cell_is_checked_by_the_ledgers_rules(folder: Path, column: str, value: str, said: str) -> None:
    review = opened(folder)
    assert any(said in problem.message for problem in review.check_cell(review.waiting[0], column, value))


def test_what_the_model_cannot_express_is_refused(folder: Path) -> None:
    from wayhome.errors import Problem

    def fits(ledger):
        return [Problem("claims.csv", 0, f"{ledger.claims[0].id}.who", "nobody can be there", "W504")]

    review = opened(folder, fits=fits)
    review.add_source(HERALD)
    review.edit(review.waiting[0], MINE)
    with pytest.raises(InvalidInput, match="nobody can be there"):
        review.confirm(review.waiting[0])


def test_ids_are_never_used_for_another_claim(folder: Path) -> None:
    write_drafts(folder / "drafts/herald.jsonl", [replace(RETURNED, id="old"), replace(HELD, id="old")])
    review = opened(folder)
    review.add_source(HERALD)
    first = review.set_aside(review.waiting[0], "x")["id"]
    assert first == "old-2"
    review.undo()
    assert review.cells(review.waiting[0])["id"].value == "old-2"  # the same draft keeps its id
    assert review.cells(review.waiting[1])["id"].value == "old-3"  # another one never gets it
    assert review.set_aside(review.waiting[1], "x")["id"] == "old-3"


def test_earlier_claims_from_the_same_words_are_pointed_out(folder: Path) -> None:
    review = started(folder)
    row = review.confirm(review.waiting[0])
    write_drafts(
        folder / "drafts/herald.jsonl", [replace(RETURNED, wording="300"), HELD]
    )  # read again, by another rule
    again = opened(folder)
    assert any(row["id"] in hint for hint in again.hints(again.waiting[0], again.cells(again.waiting[0])))


# ---- undo


def test_every_step_is_taken_back_even_after_quitting(folder: Path) -> None:
    files = ("claims.csv", "sources.csv")
    before = {name: (folder / name).read_bytes() for name in files}
    review = started(folder)
    review.confirm(review.waiting[0])
    review.set_aside(review.waiting[0], "unclear")
    again = opened(folder)
    done = [again.undo().do for _ in range(4)]
    assert done == ["set_aside", "confirmed", "edit", "source"]
    assert {name: (folder / name).read_bytes() for name in files} == before
    with pytest.raises(InvalidInput, match=r"nothing to undo.*W724"):
        again.undo()
    assert len(again.waiting) == 3


def test_undone_and_confirmed_again_is_one_claim(folder: Path) -> None:
    review = started(folder)
    for _ in range(3):
        review.confirm(review.waiting[0])
        review.undo()
    row = review.confirm(review.waiting[0])
    assert sorted(claims(folder)) == sorted([row["id"], "old"])


def test_undo_never_takes_out_what_somebody_changed(folder: Path) -> None:
    review = started(folder)
    row = review.confirm(review.waiting[0])
    better = {**row, "statement": "In better words"}
    write_claims(folder / "claims.csv", [OLD, better])
    review.reload()
    with pytest.raises(InvalidInput, match=r"was changed after it was written here.*W724"):
        review.undo()
    assert claims(folder)[row["id"]] == better
    assert review.can_force()
    review.undo(force=True)
    assert list(claims(folder)) == ["old"]
    assert "In better words" in (folder / "drafts" / NAME).read_text(encoding="utf-8")


def test_undo_leaves_claims_and_sources_that_others_rest_on(folder: Path) -> None:
    review = started(folder)
    row = review.confirm(review.waiting[0])
    write_claims(
        folder / "claims.csv", [*read_rows(folder / "claims.csv"), {**OLD, "id": "echo", "repeats": row["id"]}]
    )
    review.reload()
    with pytest.raises(InvalidInput, match="echo rest on it"):
        review.undo()
    assert not review.can_force()


def test_undo_where_the_row_was_deleted_by_hand(folder: Path) -> None:
    review = started(folder)
    review.confirm(review.waiting[0])
    write_claims(folder / "claims.csv", [OLD])
    review.reload()
    review.undo()
    assert len(review.waiting) == 3
    assert list(claims(folder)) == ["old"]


# ---- others at work


def test_an_editor_changing_the_ledger_is_seen_and_nothing_overwritten(folder: Path) -> None:
    review = started(folder)
    write_claims(folder / "claims.csv", [{**OLD, "statement": "Changed"}, {**OLD, "id": "new"}])
    changed = (folder / "claims.csv").read_bytes()
    with pytest.raises(Conflict, match=r"claims\.csv: .*added new; changed old.*W721"):
        review.confirm(review.waiting[0])
    assert (folder / "claims.csv").read_bytes() == changed
    row = review.confirm(review.waiting[0])  # having looked again
    assert set(claims(folder)) == {"old", "new", row["id"]}
    assert claims(folder)["old"]["statement"] == "Changed"


def test_an_editor_saving_at_the_very_moment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    review = started(folder)
    append = reviewing.append

    def slow(file, journal, step):
        made = append(file, journal, step)
        if step.do == "confirmed":
            write_claims(folder / "claims.csv", [OLD, {**OLD, "id": "new"}])
        return made

    monkeypatch.setattr(reviewing, "append", slow)
    with pytest.raises(Conflict, match="added new"):
        review.confirm(review.waiting[0])
    assert set(claims(folder)) == {"old", "new"}
    monkeypatch.undo()
    assert opened(folder).notices == []
    assert len(opened(folder).waiting) == 3


def test_two_reviewers_never_decide_one_draft_twice(folder: Path) -> None:
    one = started(folder)
    two = opened(folder)
    two.edit(two.waiting[0], {**MINE, "grade": "D4"})
    row = one.confirm(one.waiting[0])
    with pytest.raises(Conflict, match=rf"confirmed it as '{row['id']}'"):
        two.confirm(two.items[0])
    assert claims(folder)[row["id"]] == row
    assert [item.draft.id for item in two.waiting] == [HELD.id, SILENT.id]
    assert two.set_aside(two.waiting[0], "unclear")["id"] in claims(folder)


def test_what_was_undone_and_confirmed_again_meanwhile_is_not_undone_unseen(folder: Path) -> None:
    """Two sittings mean to undo one step; when the second comes to it, a third has made the ledger look the same again."""
    review = started(folder)
    item = review.waiting[0]
    row = review.confirm(item)
    one, other = opened(folder), opened(folder)
    one.undo()
    assert opened(folder).confirm(item) == row
    with pytest.raises(Conflict, match=r"just taken it back.*W721"):
        other.undo()
    assert claims(folder)[row["id"]] == row
    assert read_journal(folder).decided[item.key].row == row


def test_an_edit_is_undone_once(folder: Path) -> None:
    started(folder)
    one, other = opened(folder), opened(folder)
    one.undo()
    with pytest.raises(Conflict, match="just taken it back"):
        other.undo()


def test_undo_takes_back_ones_own_steps_only(folder: Path) -> None:
    one = started(folder)
    two = opened(folder)
    row = one.confirm(one.waiting[0])
    two.reload()
    assert two.undo().do == "edit"  # from before both sat down at it, not the other's decision
    assert row["id"] in claims(folder)


def test_a_ledger_that_cannot_be_read_is_told_and_left_alone(folder: Path) -> None:
    review = started(folder)
    (folder / "claims.csv").write_text("id,statement\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="W303"):
        review.confirm(review.waiting[0])
    assert (folder / "claims.csv").read_text(encoding="utf-8") == "id,statement\n"


def test_a_full_disk_changes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    review = started(folder)
    before = (folder / "claims.csv").read_bytes()

    def full(path, rows):
        raise CannotWrite("no space left")

    monkeypatch.setattr(deeds, "write_claims", full)
    with pytest.raises(CannotWrite, match="no space left"):
        review.confirm(review.waiting[0])
    monkeypatch.undo()
    assert (folder / "claims.csv").read_bytes() == before
    again = opened(folder)
    assert len(again.waiting) == 3
    again.confirm(again.waiting[0])


# ---- crashes


@pytest.mark.parametrize("moment", ["after the intent", "after the deed"])
@pytest.mark.parametrize("what", ["confirmed", "undo", "source"])
def test_a_step_cut_off_is_completed_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch, moment: str, what: str
) -> None:
    review = opened(folder)
    if what != "source":
        review = started(folder)
    if what == "undo":
        review.confirm(review.waiting[0])

    def die(*_):
        raise KeyboardInterrupt(moment)

    if moment == "after the intent":
        monkeypatch.setattr(reviewing, "perform", die)
    else:
        append = reviewing.append
        monkeypatch.setattr(reviewing, "append", lambda f, j, s: die() if s.do == "done" else append(f, j, s))
    act = {
        "source": lambda: review.add_source(HERALD),
        "confirmed": lambda: review.confirm(review.waiting[0]),
        "undo": review.undo,
    }[what]
    with pytest.raises(KeyboardInterrupt, match=moment):
        act()
    monkeypatch.undo()
    again = opened(folder)
    assert len(again.notices) == 1
    assert "complete now" in again.notices[0]
    assert len(claims(folder)) == (2 if what == "confirmed" else 1)
    assert again.has_source("herald")
    assert len(again.waiting) == (2 if what == "confirmed" else 3)
    assert opened(folder).notices == []


def test_a_step_cut_off_elsewhere_is_completed_before_the_next(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = started(folder)
    two = opened(folder)

    def die(*_):
        raise KeyboardInterrupt("pulled out")

    monkeypatch.setattr(reviewing, "perform", die)
    with pytest.raises(KeyboardInterrupt, match="pulled out"):
        one.confirm(one.waiting[0])
    monkeypatch.undo()
    two.set_aside(two.waiting[1], "unclear")
    assert len(two.notices) == 1 and "it is complete now" in two.notices[0]
    assert {row["status"] for name, row in claims(folder).items() if name != "old"} == {"confirmed", "set_aside"}
    assert len(opened(folder).waiting) == 1


def test_a_line_cut_off_is_no_step(folder: Path) -> None:
    review = started(folder)
    journal = folder / "drafts" / NAME
    whole = journal.read_bytes()
    journal.write_bytes(whole + b'{"do": "confirmed", "draft": "her')
    again = opened(folder)
    assert len(again.waiting) == 3
    row = again.confirm(again.waiting[0])
    assert journal.read_bytes().startswith(whole)
    assert all(json.loads(line) for line in journal.read_bytes().splitlines())
    assert row["id"] in claims(folder)
    assert review.by != again.by


@pytest.mark.parametrize(
    "line", ["{", "[]", "{}", '{"do": "dance"}', '{"do": "undo", "of": 99}', '{"do": "edit", "row": 3}']
)
def test_a_broken_journal_is_told_with_its_line(folder: Path, line: str) -> None:
    started(folder)
    journal = folder / "drafts" / NAME
    first, rest = journal.read_text(encoding="utf-8").split("\n", 1)
    journal.write_text(f"{first}\n{line}\n{rest}", encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"drafts/decisions\.ndjson:2: this line is not a step.*W723"):
        opened(folder)


_VICTIM = """
import sys
sys.path[:0] = [{tests!r}, {root!r}, {source!r}]
from pathlib import Path
import test_review as t
folder = Path(sys.argv[1])
print("ready", flush=True)
while True:
    review = t.opened(folder)
    if not review.has_source("herald"):
        review.add_source(t.HERALD)
    for item in review.waiting:
        review.set_aside(item, "unclear")
        print("done", flush=True)
    review.undo()
    review.undo()
"""


def test_killed_at_any_moment_nothing_is_lost_or_doubled(folder: Path) -> None:
    """kill -9 again and again; after each the ledger holds exactly what the journal says was decided."""
    many = [
        replace(HELD, id=f"herald-{i}", wording=w) for i, w in enumerate(["Between", "20", "30", "women", "prison"])
    ]
    write_drafts(folder / "drafts/herald.jsonl", [RETURNED, SILENT, *many])
    here = Path(__file__).parent
    program = _VICTIM.format(tests=str(here), root=str(here.parents[1]), source=str(SOURCE))
    chance = random.Random(7)
    interrupted = 0
    for _ in range(12):
        victim = subprocess.Popen([sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE, text=True)
        assert victim.stdout is not None
        assert victim.stdout.readline() == "ready\n"
        for _ in range(chance.randrange(4)):
            assert victim.stdout.readline() == "done\n"
        time.sleep(chance.uniform(0.0, 0.03))
        os.kill(victim.pid, signal.SIGKILL)
        victim.communicate()
        assert victim.returncode == -signal.SIGKILL
        interrupted += read_journal(folder).pending is not None
        review = opened(folder)
        decided = sorted(step.row["id"] for step in review.journal.decided.values())
        rows = [row["id"] for row in read_rows(folder / "claims.csv")]
        assert rows == sorted([*decided, "old"])
        assert len(set(rows)) == len(rows)
        places = [row["place_in_text"] + row["wording"] for row in read_rows(folder / "claims.csv")]
        assert len(set(places)) == len(places)
        assert len(review.waiting) == 7 - len(decided)
        assert review.journal.pending is None
        load_ledger(folder)
    assert sum(step.do == "set_aside" for step in read_journal(folder).steps) > 12
    print(f"{interrupted} of 12 kills fell into a step")


# ---- drafts that cannot be used


def test_no_drafts_at_all(folder: Path) -> None:
    (folder / "drafts/herald.jsonl").unlink()
    with pytest.raises(InvalidInput, match=r"there are no drafts; `wayhome read` makes them.*W720"):
        opened(folder)


def test_a_broken_line_is_told_and_the_other_files_go_on(folder: Path) -> None:
    broken = folder / "drafts/other.jsonl"
    broken.write_text(drafts_text([HELD]) + "{broken\n", encoding="utf-8")
    before = broken.read_bytes()
    review = opened(folder)
    assert [str(problem).split(":")[:2] for problem in review.problems] == [["drafts/other.jsonl", "2"]]
    assert len(review.waiting) == 3
    review.add_source(HERALD)
    review.set_aside(review.waiting[0], "unclear")
    assert broken.read_bytes() == before


def test_drafts_of_a_document_that_changed_wait(folder: Path) -> None:
    (folder / "sources/other.txt").write_text("new", encoding="utf-8")
    write_drafts(folder / "drafts/other.jsonl", [replace(HELD, document="sources/other.txt", source="other")])
    review = opened(folder)
    (problem,) = review.problems
    assert str(problem).startswith("drafts/other.jsonl:1 ")
    assert "sources/other.txt has changed since it was read" in problem.message
    assert problem.code == "W722"
    assert len(review.waiting) == 3
    (folder / "sources/other.txt").write_text(TEXT, encoding="utf-8", newline="")
    assert len(opened(folder).waiting) == 4


def test_a_document_that_is_not_there_is_told(folder: Path) -> None:
    (folder / "sources/herald.txt").unlink()
    review = opened(folder)
    assert [problem.code for problem in review.problems] == ["W722"]
    assert len(review.waiting) == 3


@pytest.mark.parametrize("fields", [{"document": "../../etc/passwd"}, {"document": "/etc/passwd"}, {"source": "a b"}])
def test_drafts_cannot_name_files_elsewhere(folder: Path, fields: dict[str, str]) -> None:
    write_drafts(folder / "drafts/herald.jsonl", [replace(HELD, **fields), SILENT])
    review = opened(folder)
    assert [problem.code for problem in review.problems] == ["W725"]
    assert [item.draft.id for item in review.waiting] == [SILENT.id]


def test_decisions_survive_reading_the_document_again(folder: Path) -> None:
    review = started(folder)
    review.confirm(review.waiting[0])
    text = "A new first line. " + TEXT
    (folder / "sources/herald.txt").write_text(text, encoding="utf-8", newline="")
    hashed = f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
    moved = [
        replace(d, start=d.start + 18, end=d.end + 18, sentence_start=d.sentence_start + 18, document_hash=hashed)
        for d in DRAFTS
    ]
    write_drafts(folder / "drafts/herald.jsonl", moved)
    assert [item.draft.exact for item in opened(folder).waiting] == [HELD.exact, SILENT.exact]


def test_doccano_may_number_and_relabel_the_drafts(folder: Path) -> None:
    review = started(folder)
    review.confirm(review.waiting[0])
    path = folder / "drafts/herald.jsonl"
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for number, record in enumerate(records):
        record["id"] = number
    records[2]["label"] = [[0, 18, "context"]]
    path.write_text("".join(json.dumps(record) + "\n" for record in reversed(records)), encoding="utf-8")
    again = opened(folder)
    assert [(item.draft.kind, item.line) for item in again.waiting] == [("context", 1), ("amount", 2)]
    assert again.waiting[0].draft.exact == "The exiled council"


# ---- never in a fit


def test_drafts_never_enter_a_ledger_or_a_fit(folder: Path) -> None:
    """Whatever status a draft claims for itself, only claims.csv is read."""
    write_drafts(folder / "drafts/herald.jsonl", [replace(draft, status="confirmed") for draft in DRAFTS])
    (folder / "drafts/claims.csv").write_text((folder / "claims.csv").read_text(encoding="utf-8").replace("old", "sly"))
    as_of = parse_period("2016-07")
    assert {claim.id for claim in load_ledger(folder).claims} == {"old"}
    review = opened(folder, as_of=as_of)
    review.edit(review.waiting[0], MINE)
    usable, _ = fitted(load_ledger(folder), as_of)
    assert [claim.id for claim in usable] == ["old"]
    assert len(review.waiting) == 3  # and a status in the file decides nothing
    review.add_source(HERALD)
    aside = review.set_aside(review.waiting[1], "unclear")["id"]
    assert review.why_not_fitted(aside) == "set aside: unclear"
    row = review.confirm(review.waiting[0])
    assert review.why_not_fitted(row["id"]) == ""
    assert [claim.id for claim in fitted(load_ledger(folder), as_of)[0]] == sorted([row["id"], "old"])


def test_reviewing_leaves_the_drafts_as_they_are(folder: Path) -> None:
    before = (folder / "drafts/herald.jsonl").read_bytes()
    review = started(folder)
    review.confirm(review.waiting[0])
    review.set_aside(review.waiting[0], "unclear")
    assert (folder / "drafts/herald.jsonl").read_bytes() == before
    assert read_drafts(folder / "drafts/herald.jsonl") == list(DRAFTS)
