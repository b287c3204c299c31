"""wayhome open"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wayhome.cli.options import Folder


def open_(
    folder: Folder = Path(),
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen at.", show_default="a free one")] = 0,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser.")] = True,
) -> None:
    """Open the study as a workbench in the browser, on this machine only: sources, ledger, forecast, scenarios, plan.

    It ends with Ctrl-C. The address that it prints is good once, for one browser.
    """
    from wayhome.workbench.serve import serve

    serve(folder, port=port, browser=browser, say=typer.echo)
