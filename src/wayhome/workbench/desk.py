"""What one open workbench holds of its study: read when asked for, read again when the files have changed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from wayhome.claims.deeds import FILES
from wayhome.claims.naming import Vocabulary
from wayhome.claims.review import Fits, Review, open_review
from wayhome.compare import chosen_scenarios
from wayhome.fit.store import FILE, READ, content_key, load
from wayhome.forecast import Forecast, forecast, forecast_study
from wayhome.plan.programmes import Plan, plan, usual
from wayhome.report import tables
from wayhome.report.reviewing import fits_in, names_of
from wayhome.report.tables import Fan, Key
from wayhome.scenario import under
from wayhome.study.load import load_study, read_words
from wayhome.study.resolved import Study
from wayhome.workbench.kept import Kept, kept_fit, kept_table
from wayhome.workbench.running import Running

if TYPE_CHECKING:
    import pandas as pd

    from wayhome.claims.claim import Ledger

DRAWS = 1000
Made = TypeVar("Made")


@dataclass(slots=True)
class Task:
    """Something that is being worked out in a thread: who waits for it asks again."""

    what: str
    done: int = 0
    of: int = 1
    error: BaseException | None = None


@dataclass(slots=True)
class Desk:
    folder: Path
    running: Running
    draws: int = DRAWS
    lock: threading.Lock = field(default_factory=threading.Lock)  # held for moments only
    reviewing: threading.RLock = field(default_factory=threading.RLock)  # held through a decision about a draft
    making: dict[str, threading.Lock] = field(default_factory=dict[str, threading.Lock])
    held: dict[str, tuple[object, object]] = field(default_factory=dict[str, "tuple[object, object]"])
    tasks: dict[str, tuple[object, Task]] = field(default_factory=dict[str, "tuple[object, Task]"])
    drafts: tuple[object, Review] | None = None

    # ---- what is read

    def study(self) -> Study:
        return self.once("study", content_key(self.folder), lambda: load_study(self.folder))

    def ledger(self) -> Ledger:
        return self.once("ledger", content_key(self.folder), lambda: load(self.folder)[1])

    def names(self) -> Vocabulary:
        return self.once("names", content_key(self.folder), lambda: names_of(self.study()))

    def kept(self) -> Kept | None:
        """The kept fit; None where there is none."""
        return self.once("fit", (content_key(self.folder), self.fit_mark()), lambda: kept_fit(self.folder))

    def fit_mark(self) -> tuple[int, int]:
        """When the kept fit was written, and how large it is."""
        try:
            found = (self.folder / FILE).stat()
        except OSError:
            return (0, 0)
        return (found.st_mtime_ns, found.st_size)

    def mark(self) -> object:
        """What everything ahead of as_of rests on: the kept fit, and the study without its ledger."""
        paths = [self.folder / name for name in READ if name not in FILES]
        return self.fit_mark(), tuple((path.stat().st_mtime_ns, path.stat().st_size) for path in paths if path.exists())

    def table_mark(self) -> object:
        """The same, and whether the forecast is the one that is kept or was made again."""
        return self.mark(), self.forecast() is None

    # ---- what is worked out

    def forecast(self) -> Forecast | None:
        """The forecast of the kept fit as usual; None while it is being made, or where there is no fit."""
        kept = self.kept()
        if kept is None:
            return None
        return self.later("forecast", self.mark(), "Forecasting", lambda tell: self._forecast(kept, tell))

    def _forecast(self, kept: Kept, tell: Callable[[int, int], None]) -> Forecast:
        if kept.stale or kept_table(self.folder, kept.fit) is not None:
            return forecast(kept.fit, draws=self.draws, progress=tell)
        return forecast_study(self.folder, fit=kept.fit, draws=self.draws, progress=tell)

    def table(self) -> pd.DataFrame | None:
        """The forecast's table: the one that is kept, while it is being made again; None where there is none yet."""
        kept = self.kept()
        if kept is None:
            return None
        made = self.forecast()
        if made is not None:
            return made.table
        return self.once("table", self.mark(), lambda: kept_table(self.folder, kept.fit))

    def fans(self) -> dict[Key, Fan] | None:
        """The table's series; None where there is no forecast yet."""
        kept, table = self.kept(), self.table()
        if kept is None or table is None:
            return None
        return self.once("fans", self.table_mark(), lambda: tables.read_fans(table, kept.fit.study.populations))

    def plan(self, scenario: str = "") -> Plan | None:
        """The plan of the kept fit under a scenario; None while it is being made."""
        kept = self.kept()
        if kept is None:
            return None
        chosen = chosen_scenarios(self.folder, kept.fit.study, [scenario])[0] if scenario else None
        title = chosen.title if chosen else ""

        def make(tell: Callable[[int, int], None]) -> Plan:
            some = under(kept.fit, chosen) if chosen else kept.fit
            return plan(some, wanted=usual(some.study), scenario=title, draws=self.draws, tell=lambda what: tell)

        return self.later(f"plan {scenario}", (self.mark(), chosen), "Planning", make)

    # ---- drafts

    def review(self) -> Review | None:
        """The sitting over the study's drafts, as files and journal are now; None where there are no drafts."""
        paths = sorted((self.folder / "drafts").glob("*.jsonl"))
        mark = content_key(self.folder), tuple((path.name, path.stat().st_mtime_ns) for path in paths)
        if not paths:
            return None
        with self.reviewing:
            if self.drafts is None or self.drafts[0] != mark:
                study = self.study()
                review = open_review(
                    self.folder, self.names(), words=read_words(self.folder), as_of=study.calendar.as_of,
                    fits=self.fits(),
                )  # fmt: skip
                if self.drafts is not None:  # the same person goes on
                    review.by, review.since = self.drafts[1].by, self.drafts[1].since
                self.drafts = (mark, review)
            else:
                self.drafts[1].reload()
            return self.drafts[1]

    def fits(self) -> Fits:
        """What the model says against a ledger."""
        return self.once("fits", content_key(self.folder), lambda: fits_in(self.study()))

    # ---- once, and later

    def once(self, name: str, mark: object, make: Callable[[], Made]) -> Made:
        """What was made under this name, unless its mark is another now; made once, while who asks for other names goes on."""
        with self.lock:
            making = self.making.setdefault(name, threading.Lock())
        with making:
            held = self.held.get(name)
            if held is None or held[0] != mark:
                held = self.held[name] = (mark, make())
            return held[1]  # type: ignore[return-value]

    def later(
        self, name: str, mark: object, what: str, make: Callable[[Callable[[int, int], None]], Made]
    ) -> Made | None:
        """What was made under this name and mark, or None: then it is being made in a thread. An error is raised to who asks."""
        with self.lock:
            held = self.held.get(name)
            if held is not None and held[0] == mark:
                return held[1]  # type: ignore[return-value]
            begun = self.tasks.get(name)
            if begun is not None and begun[0] == mark:
                if begun[1].error is not None:
                    del self.tasks[name]
                    raise begun[1].error
                return None
            task = Task(what)
            self.tasks[name] = (mark, task)
        threading.Thread(target=self._make, args=(name, mark, task, make), daemon=True).start()
        return None

    def _make(self, name: str, mark: object, task: Task, make: Callable[[Callable[[int, int], None]], object]) -> None:
        def tell(done: int, of: int) -> None:
            task.done, task.of = done, max(of, 1)

        try:
            made = make(tell)
        except Exception as error:  # handed to whoever asks for it next
            task.error = error
            return
        with self.lock:
            if self.tasks.get(name) == (mark, task):
                self.held[name] = (mark, made)
                del self.tasks[name]

    def waiting(self) -> list[Task]:
        """What is being worked out now."""
        with self.lock:
            return [task for _, task in self.tasks.values() if task.error is None]


def open_desk(folder: Path, *, draws: int = DRAWS) -> Desk:
    """`draws` of every forecast. InvalidInput where the study cannot be read at all."""
    load_study(folder)
    return Desk(folder, Running(folder), draws)


def changed_since(folder: Path, made: datetime) -> list[str]:
    """The study's files that were written after a moment."""
    return [
        name
        for name in READ
        if (folder / name).exists() and datetime.fromtimestamp((folder / name).stat().st_mtime) > made
    ]
