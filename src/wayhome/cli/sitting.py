"""The sitting of `wayhome review`: shows a draft, asks for a key, does what it says."""

from __future__ import annotations

from dataclasses import dataclass, field

import click
from rich.markup import escape

from wayhome.claims.claim import DIRECTIONS, KINDS, QUANTITIES
from wayhome.claims.likeness import printable
from wayhome.claims.mapping import MAPPED
from wayhome.claims.naming import Cell, Option, match_names, match_who
from wayhome.claims.pile import Item
from wayhome.claims.review import Conflict, Review
from wayhome.cli.asking import EMPTY, Desk
from wayhome.cli.show_review import FIELDS, notes, show_item
from wayhome.errors import CannotWrite, InvalidInput

KEYS = {"c": "confirm", "e": "edit", "a": "set aside", "s": "skip", "u": "undo", "q": "quit", "?": "help"}
_PROMPT = " · ".join(f"{key} {what}" for key, what in KEYS.items())
BACK = "."  # as an answer: go back without changing anything
HELP = """\
[bold]c[/] makes the draft a claim. What was only matched by likeness (marked ?) is asked first, one cell at a time:
  Enter accepts the suggestion, a number takes another one, or type it; - leaves it empty, . goes back.
[bold]e[/] changes any field; what you type is checked at once by the rules of claims.csv.
[bold]a[/] keeps the draft in claims.csv as set aside, with your reason; it is never fitted.
[bold]s[/] leaves it for later. [bold]u[/] takes back the last step, and the one before it, also of earlier sittings.
[bold]q[/] or Ctrl-C stops; everything decided or edited until then is kept."""
REASONS = ("not a claim about people", "a repetition", "too unclear to use", "outside this study")
_LISTS = {"kind": KINDS, "quantity": QUANTITIES, "direction": DIRECTIONS}
_ABOUT = {
    "who": "population=level|level; several parted by ';'; region=name",
    "where": "places or areas, several parted by '|'",
    "via": "flows, several parted by '|'; flow@place from one place only",
    "of": "stock or arrivals, then what differs: arrivals; where=theatre; role=any",
    "than": "the other side, only what differs: nationality=UZB",
    "as_of": "2016, 2016-07, 2016-07-04 or 2014-06/2015-09: the time it speaks of",
    "grade": "Admiralty code: A–F how reliable the source, 1–6 how credible the claim; F6 where neither can be judged",
    "repeats": "the id of the claim that this one only passes on",
    "speaker": "by public role or office; private persons are not named",
    "wording": "the few words that carry the number or the likelihood",
}
_SOURCE = {
    "outlet": "Who published it",
    "title": "Its heading, where it has one",
    "date": "When it was published: 2016, 2016-07 or 2016-07-04",
    "url": "Its web address, where it has one",
}


def sit(review: Review) -> bool:
    """Ask about draft after draft until all are decided or the person stops; False where Ctrl-C stopped it."""
    sitting = Sitting(review)
    fine = True
    try:
        sitting.run()
    except (KeyboardInterrupt, click.Abort):
        fine = False
        sitting.desk.say("")
        sitting.desk.say("[bold]Stopped.[/] Everything decided or edited is kept.")
    except EOFError:
        pass
    sitting.farewell()
    return fine


@dataclass(slots=True)
class Sitting:
    review: Review
    desk: Desk = field(default_factory=Desk)
    focus: str = ""  # the draft to show next, where it is not simply the next one
    skipped: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])  # draft, steps standing then
    done: dict[str, int] = field(default_factory=dict[str, int])

    def run(self) -> None:
        self.desk.open()
        self.notices()
        while True:
            item = self.current()
            if item is None:
                if not self.nothing_left():
                    return
                continue
            show_item(self.desk, self.review, item)
            while True:
                key = self.desk.key("".join(KEYS), _PROMPT)
                if key == "q":
                    return
                if key != "?":
                    break
                self.desk.say(HELP)
            self.act(key, item)

    def current(self) -> Item | None:
        passed = {key for key, _ in self.skipped}
        waiting = self.review.waiting
        focused = [item for item in waiting if item.key == self.focus]
        self.focus = ""
        return next((item for item in (*focused, *waiting) if item in focused or item.key not in passed), None)

    def act(self, key: str, item: Item) -> None:
        before = self.review.journal.decided
        try:
            if key == "c":
                self.confirm(item)
            elif key == "e":
                self.edit(item)
            elif key == "a":
                self.set_aside(item)
            elif key == "s":
                self.skipped.append((item.key, len(self.review.journal.standing)))
            elif key == "u":
                self.undo(item)
        except (Conflict, InvalidInput, CannotWrite) as error:
            self.desk.told(error)
            self.focus = item.key
        self.notices()
        if item.key not in before and item.key not in self.review.journal.decided and key in ("c", "e", "a"):
            self.focus = item.key

    def notices(self) -> None:
        for notice in self.review.notices:
            self.desk.say(f"[yellow]{escape(notice)}[/]")
        self.review.notices.clear()

    def farewell(self) -> None:
        told = [f"{count} {what}" for what, count in self.done.items() if count]
        waiting = len(self.review.waiting)
        left = "no draft waits" if not waiting else f"{waiting} draft{'s wait' if waiting > 1 else ' waits'}"
        self.desk.say(f"{', '.join(told) or 'Nothing decided'}; {left}.")

    def nothing_left(self) -> bool:
        """Where every draft is decided or skipped: whether to go on."""
        count = len(self.skipped)
        self.desk.say("")
        self.desk.say(
            f"[bold]That was the last one.[/] {count} skipped." if count else "[bold]Every draft has been decided.[/]"
        )
        key = self.desk.key(
            "ruq" if count else "uq", "r skipped ones again · u undo · q quit" if count else "u undo · q quit"
        )
        if key == "r":
            self.skipped.clear()
        elif key == "u":
            try:
                self.undo(None)
            except (InvalidInput, CannotWrite) as error:
                self.desk.told(error)
        return key != "q"

    # ---- doing

    def confirm(self, item: Item) -> None:
        asked = 0
        while True:
            if not self.source(item):
                return
            cells = self.review.cells(item)
            column = next((column for column in FIELDS if not cells[column].sure), "")
            if column:
                if not self.ask_cell(item, column, cells[column]):
                    return
                continue
            wrong = self.review.check(item, cells)
            if not wrong:
                break
            self.desk.problems(wrong)
            column = wrong[0].field.rpartition(".")[2]
            asked += 1
            if column not in FIELDS or asked > 20 or not self.ask_cell(item, column, cells[column]):
                return
        row = self.review.confirm(item)
        self.count("confirmed")
        why = self.review.why_not_fitted(row["id"])
        self.desk.say(f"  [green]✓[/] {escape(row['id'])} confirmed{f'; not fitted: {escape(why)}' if why else ''}")

    def edit(self, item: Item) -> None:
        names = [f"{i} {column}" for i, column in enumerate(FIELDS, 1)]
        self.desk.say(f"  [dim]{' · '.join(names)}[/]")
        while True:
            answer = self.desk.line("Field (number or name; Enter when done)").strip().lower()
            if answer in ("", BACK):
                return
            column = FIELDS[int(answer) - 1] if answer.isdecimal() and 0 < int(answer) <= len(FIELDS) else answer
            if column not in FIELDS:
                self.desk.say(f"  [red]✗[/] there is no field '{escape(answer[:40])}'")
                continue
            self.ask_cell(item, column, self.review.cells(item)[column], change=True)

    def ask_cell(self, item: Item, column: str, cell: Cell, *, change: bool = False) -> bool:
        """Ask for one cell until it is right; False where the person goes back."""
        options = [*cell.options] or [Option(value, "") for value in _LISTS.get(column, ())]
        options = options if [option.value for option in options] != [cell.value] else []
        while True:
            note = notes(self.review, column, cell)
            self.desk.say(f"  [bold]{column}[/]  {escape(cell.value) or '[dim](empty)[/]'}  [dim]{escape(note)}[/]")
            if column in _ABOUT:
                self.desk.say(f"    [dim]{escape(_ABOUT[column])}[/]")
            for i, option in enumerate(options, 1):
                self.desk.say(f"    [bold]{i}[/] {escape(option.value)}  [dim]{escape(option.why)}[/]")
            open_words = (
                not cell.value and not cell.sure and bool(cell.said)
            )  # nobody leaves those empty by just pressing Enter
            keep = (
                "keeps it"
                if cell.value
                else f"asks again, {EMPTY} leaves it empty"
                if open_words
                else "leaves it empty"
            )
            pick = ", a number takes that one" if options else ""
            clear = f", {EMPTY} empties it" if cell.value else ""
            self.desk.say(f"    [dim]Enter {keep}{pick}{clear}, {BACK} goes back.[/]")
            answer = self.desk.line(column, cell.value if change else "").strip()
            if answer == BACK:
                return False
            if answer.isdecimal() and options and 0 < int(answer) <= len(options):
                answer = options[int(answer) - 1].value
            if open_words and not answer:
                continue
            value = "" if answer == EMPTY else answer or cell.value
            wrong = self.review.check_cell(item, column, value)
            if not wrong:
                if value != cell.value or not cell.sure:
                    self.review.edit(item, {column: value})
                return True
            self.desk.problems(wrong)
            options = self.near(column, answer) or options

    def near(self, column: str, words: str) -> list[Option]:
        """Names of the study for words that somebody typed."""
        known = {"where": self.review.names.where, "via": self.review.names.via, "driver": self.review.names.driver}
        if column not in MAPPED or not words:
            return []
        if column in known:
            return [*match_names(words, known[column]).options]
        cell = match_who(words, self.review.names)
        return [*cell.options] or ([Option(cell.value, "by likeness")] if cell.value else [])

    def set_aside(self, item: Item) -> None:
        if not self.source(item):
            return
        for i, reason in enumerate(REASONS, 1):
            self.desk.say(f"    [dim]{i}[/] {reason}")
        answer = self.desk.line(f"Why? (a number or your own words; {BACK} back)").strip()
        if answer in ("", BACK):
            return
        reason = REASONS[int(answer) - 1] if answer.isdecimal() and 0 < int(answer) <= len(REASONS) else answer
        row = self.review.set_aside(item, reason)
        self.count("set aside")
        self.desk.say(f"  [green]✓[/] {escape(row['id'])} set aside: {escape(reason)}")

    def source(self, item: Item) -> bool:
        """Ask once where the document was published; False where the person goes back."""
        name = self.review.cells(item)["source"].value
        if self.review.has_source(name):
            return True
        row = self.review.suggest_source(item)
        self.desk.say(
            f"  [bold]Where was {escape(printable(item.draft.document or name))} published?[/] [dim]Asked once a document.[/]"
        )
        self.desk.say(f"    [dim]Enter keeps what stands there, {EMPTY} empties it, {BACK} goes back.[/]")
        for column, about in _SOURCE.items():
            while True:
                self.desk.say(f"    [dim]{about}[/]")
                answer = self.desk.line(column, row[column], shown=True).strip()
                if answer == BACK:
                    return False
                value = "" if answer == EMPTY else answer or row[column]
                wrong = self.review.check_source({**row, column: value}, column)
                if not wrong:
                    break
                self.desk.problems(wrong)
            if value != row[column]:
                self.review.edit_source(name, column, value)
                row[column] = value
        self.review.add_source(row)
        self.desk.say(f"  [green]✓[/] {escape(name)} is in sources.csv")
        return True

    def undo(self, item: Item | None) -> None:
        if self.skipped and self.skipped[-1][1] == len(self.review.journal.standing):
            self.focus = self.skipped.pop()[0]
            self.desk.say("  Back to the draft that was skipped.")
            return
        self.focus = item.key if item is not None else ""
        try:
            step = self.review.undo()
        except InvalidInput as error:
            self.desk.told(error)
            if not self.review.can_force():
                return
            if (
                self.desk.line("Take it out all the same? Its present form is kept in the journal (y/N)")
                .strip()
                .lower()
                != "y"
            ):
                return
            step = self.review.undo(force=True)
        what = ", ".join(step.row) if step.do == "edit" else f"{step.row['id']} ({step.do.replace('_', ' ')})"
        self.desk.say(f"  [green]✓[/] taken back: {escape(what)}")
        if step.do in ("confirmed", "set_aside"):
            self.count(step.do.replace("_", " "), -1)
        self.focus = step.draft or self.focus

    def count(self, what: str, by: int = 1) -> None:
        self.done[what] = self.done.get(what, 0) + by
