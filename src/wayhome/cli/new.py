"""wayhome new"""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from wayhome.errors import CannotWrite
from wayhome.files import refuse_taken


def new(folder: Annotated[Path, typer.Argument(help="The folder to make; its name becomes the study's.")]) -> None:
    """Make a small, commented study to start from: invented people, real shape."""
    refuse_taken(folder)
    slug = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-")
    slug = slug if slug[:1].isalpha() else f"study-{slug}".rstrip("-")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for source in sorted(files("wayhome.cli").joinpath("template").iterdir(), key=lambda path: path.name):
            text = source.read_text(encoding="utf-8").replace("study: my-study", f"study: {slug}")
            (folder / source.name).write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise CannotWrite(f"{folder} could not be written: {error.strerror or error}.") from error
    typer.echo(f"Made {folder}. Next: wayhome report {folder}")
