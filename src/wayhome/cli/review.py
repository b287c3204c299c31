"""wayhome review"""

from __future__ import annotations

from pathlib import Path

import typer

from wayhome.cli.options import Folder


def review(folder: Folder = Path()) -> None:
    """Go through draft claims one by one: confirm, edit, set aside, skip; any step can be undone.

    What is decided is written to claims.csv at once. Without a terminal every key and answer is a line of the input.
    """
    from wayhome.claims.review import open_review
    from wayhome.cli.sitting import sit
    from wayhome.errors import InvalidInput
    from wayhome.report.reviewing import fits_in, names_of
    from wayhome.study.load import load_study, read_words

    study = load_study(folder)
    opened = open_review(
        folder,
        names_of(study),
        words=read_words(folder),
        as_of=study.calendar.as_of,
        fits=fits_in(study),
    )
    if not opened.items:
        raise InvalidInput(opened.problems)
    for problem in opened.problems:
        typer.echo(str(problem), err=True)
    if not sit(opened):
        raise typer.Exit(130)
