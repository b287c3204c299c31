"""wayhome read"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def read(
    file: Annotated[Path, typer.Argument(help="The document: plain text, HTML or PDF.")],
    folder: Annotated[
        Path | None, typer.Argument(help="The study that keeps it; without one the drafts are only shown.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the drafts as JSON Lines, one a line.")] = False,
    outlet: Annotated[str, typer.Option(help="Who published it, where the document does not say.")] = "",
    title: Annotated[str, typer.Option(help="Its title, where the document does not say.")] = "",
    date: Annotated[str, typer.Option(help="Its day of publication: 2016-07-04.")] = "",
    url: Annotated[str, typer.Option(help="Where it was published.")] = "",
) -> None:
    """Find draft claims in a document, each with its place in the text; a person confirms them."""
    from dataclasses import replace

    from wayhome.claims.reader.document import open_document
    from wayhome.claims.reader.draft import drafts_text
    from wayhome.claims.reader.keep import drafts_of, keep
    from wayhome.claims.reader.read import MOST_DRAFTS
    from wayhome.cli import show_drafts
    from wayhome.dates import parse_period
    from wayhome.errors import InvalidInput, Problem

    if date:
        try:
            parse_period(date)
        except ValueError as error:
            raise InvalidInput([Problem("--date", 0, "", str(error), "W311")]) from None
    document = open_document(file)
    if date:
        document = replace(document, date=date)
    about = {"outlet": outlet, "title": title, "date": date, "url": url}
    kept = keep(folder, document, about=about) if folder is not None else None
    drafts = kept.drafts if kept is not None else drafts_of(document)
    if len(drafts) >= MOST_DRAFTS:
        typer.echo(
            f"{document.name}: these are its first {len(drafts):,} claims; split the document to see the rest", err=True
        )
    if as_json:
        typer.echo(drafts_text(drafts), nl=False)
    else:
        show_drafts.drafts(drafts, document)
    if kept is not None:
        show_drafts.kept(kept, folder or Path())
