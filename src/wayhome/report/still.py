"""A chart's specification as a file or text that needs no script and no network: SVG, PNG, or one HTML page."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import vl_convert

from wayhome.errors import InvalidInput, Problem
from wayhome.files import write_whole
from wayhome.report import theme
from wayhome.report.charts import Spec

SHARP = 2.0  # PNG pixels for each pixel of the drawing
KINDS = (".svg", ".png", ".html")
_VARIABLE = re.compile(r"var\(--([\w-]+)\)")


def svg(spec: Spec, *, width: int = 720) -> str:
    """The chart as SVG text, so many pixels wide, on the light page's colours."""
    return vl_convert.vegalite_to_svg(fixed(spec, width))


def write_chart(spec: Spec, path: Path, *, width: int = 720) -> Path:
    """Write the chart by the file's ending: .svg, .png or .html (one file that works offline).

    InvalidInput for any other ending, CannotWrite where the file cannot be written.
    """
    check_ending(path)
    drawn = fixed(spec, width) | {"background": theme.LIGHT["card"], "padding": 12}
    if path.suffix == ".png":
        content = vl_convert.vegalite_to_png(drawn, scale=SHARP)
    elif path.suffix == ".svg":
        content = vl_convert.vegalite_to_svg(drawn).encode()
    else:
        content = vl_convert.vegalite_to_html(drawn, bundle=True, renderer="svg").encode()
    write_whole(path, lambda temporary: temporary.write_bytes(content))
    return path


def check_ending(path: Path) -> None:
    """InvalidInput where a chart cannot be written under this name."""
    if path.suffix not in KINDS:
        message = (
            f"a chart is written as {', '.join(KINDS)}, not as '{path.suffix or path.name}'; choose such a file name"
        )
        raise InvalidInput([Problem("--chart", 0, "", message, "W841")])


def fixed(spec: Spec, width: int) -> Spec:
    """The specification with the light page's colours, look and a width of its own."""
    text = _VARIABLE.sub(lambda found: theme.LIGHT[found[1]], json.dumps(spec))
    drawn: dict[str, Any] = json.loads(text)
    return {**drawn, "width": width, "config": theme.config()}
