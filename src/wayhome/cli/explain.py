"""wayhome explain"""

from __future__ import annotations

import re
from typing import Annotated

import typer

from wayhome.errors import InvalidInput, Problem, did_you_mean


def explain(code: Annotated[str, typer.Argument(help="The code at the end of a message, for example W203.")]) -> None:
    """Explain a message: its cause and what to do about it."""
    from wayhome.spec import spec_text

    sections = dict(_section(text) for text in re.split(r"^## ", spec_text("errors.md"), flags=re.MULTILINE)[1:])
    wanted = code.strip().strip("[]").upper()
    if wanted not in sections:
        message = f"no message has the code '{code}'.{did_you_mean(wanted, sections)}"
        raise InvalidInput([Problem("explain", 0, "", message, "W602")])
    typer.echo(sections[wanted])


def _section(text: str) -> tuple[str, str]:
    return text.split(None, 1)[0].upper(), text.strip()
