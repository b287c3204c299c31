"""Charts in live pages: the script that draws them, and their specifications as JSON, compiled where a server hands them out."""

from __future__ import annotations

import json
from functools import cache, lru_cache

import vl_convert
from markupsafe import Markup

from wayhome.report import theme
from wayhome.report.charts import Spec


@cache
def script() -> str:
    """Vega, Vega-Lite, Vega-Embed and its expression interpreter as one file of JavaScript."""
    return vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")


def vega(spec: Spec) -> Markup:
    """The chart as Vega, in JSON that may stand in an HTML element; colours follow the page."""
    return _vega(json.dumps(spec, separators=(",", ":"), ensure_ascii=False, allow_nan=False))


@lru_cache(maxsize=512)
def _vega(spec: str) -> Markup:
    return in_html(vl_convert.vegalite_to_vega(spec, config=theme.config(theme.by_variable)))


def in_html(value: object) -> Markup:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)
