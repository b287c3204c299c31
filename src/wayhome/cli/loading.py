"""A study folder read and checked as a whole: every problem of every file at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from wayhome.errors import InvalidInput, Problem

if TYPE_CHECKING:
    from wayhome.claims.claim import Ledger
    from wayhome.study.resolved import Study

Read = TypeVar("Read")


def checked(folder: Path) -> tuple[Study, Ledger]:
    """The study and its ledger, both read whatever the other's fate, then the claims against the study; InvalidInput lists all."""
    from wayhome.claims.ledger import load_ledger
    from wayhome.engine.compile import compile_study
    from wayhome.fit.observe import observe
    from wayhome.study.load import load_study, read_words

    problems: list[Problem] = []
    study = _try(lambda: load_study(folder), problems)
    ledger = _try(lambda: load_ledger(folder, read_words(folder)), problems)
    if study is None or ledger is None:
        raise InvalidInput(dict.fromkeys(problems))
    observe(compile_study(study), ledger)
    return study, ledger


def _try(read: Callable[[], Read], problems: list[Problem]) -> Read | None:
    try:
        return read()
    except InvalidInput as error:
        problems.extend(error.problems)
        return None
