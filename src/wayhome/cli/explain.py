"""wayhome explain"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from wayhome.errors import InvalidInput, Problem, did_you_mean

_CODE = re.compile(r"\[?([A-Za-z]\d{3})\]?$")


def explain(
    words: Annotated[
        list[str],
        typer.Argument(
            help="A number (place or area, groups, date, 'stock' or 'arrivals': returned KGZ 2018), or the code at the "
            "end of a message (W203).",
            metavar="NUMBER|CODE",
        ),
    ],
    folder: Annotated[Path, typer.Option("--in", help="The study's folder.", show_default="this folder")] = Path(),
    top: Annotated[int, typer.Option(min=1, max=500, help="Claims and assumptions to show.")] = 8,
    refit: Annotated[
        bool,
        typer.Option(help="Fit again without a claim where the draws at hand cannot tell what would be without it."),
    ] = True,
    refits: Annotated[int, typer.Option(min=0, max=500, help="How many claims at most to fit again without.")] = 2,
    seed: Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Same seed, same numbers.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Explain a number: the claims and assumptions that it rests on, and what to find out next. Or explain a message."""
    code = _CODE.match(words[0].strip()) if len(words) == 1 else None
    if code is not None:
        _message(code[1])
    else:
        _number(words, folder, top=top, refits=refits if refit else 0, seed=seed, as_json=as_json)


def _message(code: str) -> None:
    from wayhome.spec import spec_text

    sections = dict(_section(text) for text in re.split(r"^## ", spec_text("errors.md"), flags=re.MULTILINE)[1:])
    wanted = code.upper()
    if wanted not in sections:
        message = f"no message has the code '{code}'.{did_you_mean(wanted, sections)}"
        raise InvalidInput([Problem("explain", 0, "", message, "W602")])
    typer.echo(sections[wanted])


def _section(text: str) -> tuple[str, str]:
    return text.split(None, 1)[0].upper(), text.strip()


def _number(words: Sequence[str], folder: Path, *, top: int, refits: int, seed: int, as_json: bool) -> None:
    import json
    import shutil

    from wayhome.cli import show
    from wayhome.explain.explanation import explain as explained
    from wayhome.explain.number import read_number
    from wayhome.fit.store import fit_study, load
    from wayhome.report import explanation
    from wayhome.report.countries import CODES

    _, _, model, _ = load(folder)
    number = read_number(model, words, also=CODES)
    with show.progress("Fitting") as progress:
        fit = fit_study(folder, progress=progress)
    with ExitStack() as stack:

        def tell(what: str) -> Callable[[int, int], None]:
            return stack.enter_context(show.progress(what))

        found = explained(fit, number, folder=folder, top=top, refits=refits, seed=seed, progress=tell)
    if as_json:
        typer.echo(json.dumps(explanation.data(found, fit), ensure_ascii=False, indent=1))
    else:
        typer.echo(explanation.text(found, fit, min(shutil.get_terminal_size((100, 24)).columns, 100)))
        typer.echo("")
    if not fit.summary.diagnosis.settled or not as_json:
        show.diagnosis(fit.summary.diagnosis)
