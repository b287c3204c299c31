"""wayhome review"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from wayhome.cli.options import Folder

if TYPE_CHECKING:
    from wayhome.claims.claim import Ledger
    from wayhome.errors import Problem
    from wayhome.study.resolved import Study


def review(folder: Folder = Path()) -> None:
    """Go through draft claims one by one: confirm, edit, set aside, skip; any step can be undone.

    What is decided is written to claims.csv at once. Without a terminal every key and answer is a line of the input.
    """
    from wayhome.claims.naming import vocabulary
    from wayhome.claims.review import open_review
    from wayhome.cli.sitting import sit
    from wayhome.errors import InvalidInput
    from wayhome.report.words import name
    from wayhome.study.load import load_study, read_words

    study = load_study(folder)
    titles = {level: name(level) for levels in study.populations.values() for level in levels}
    opened = open_review(
        folder,
        vocabulary(study, titles),
        words=read_words(folder),
        as_of=study.calendar.as_of,
        fits=_fits(study),
    )
    if not opened.items:
        raise InvalidInput(opened.problems)
    for problem in opened.problems:
        typer.echo(str(problem), err=True)
    if not sit(opened):
        raise typer.Exit(130)


def _fits(study: Study) -> Callable[[Ledger], Sequence[Problem]]:
    """What the model says against a ledger; the model is compiled when it is first asked."""
    from functools import cache

    from wayhome.errors import InvalidInput

    @cache
    def model():
        from wayhome.engine.compile import compile_study

        return compile_study(study)

    def fits(ledger: Ledger) -> Sequence[Problem]:
        from wayhome.fit.observe import observe

        try:
            observe(model(), ledger)
        except InvalidInput as error:
            return error.problems
        return ()

    return fits
