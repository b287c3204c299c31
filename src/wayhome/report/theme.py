"""One look for charts and page: colours by their role, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

LIGHT = {
    "paper": "#f6f7f9",
    "card": "#ffffff",
    "ink": "#1c2733",
    "muted": "#566373",
    "line": "#dfe4ea",
    "grid": "#e9edf1",
    "accent": "#14659f",
    "soft": "#e7f0f7",
    "warn": "#a8321f",
    "warn-soft": "#fbeae6",
    "good": "#2b6b3f",
    "mark": "#fdf3d3",
    "claim": "#1c2733",
    "c1": "#1b6ca8",
    "c2": "#c8553d",
    "c3": "#4f8a5b",
    "c4": "#8a6790",
    "c5": "#b7861c",
    "c6": "#4a5f80",
    "c7": "#2b8a8a",
    "c8": "#8b6b52",
}
DARK = {
    "paper": "#11161c",
    "card": "#192028",
    "ink": "#e8edf2",
    "muted": "#a3b0bd",
    "line": "#2d3742",
    "grid": "#26303a",
    "accent": "#7bbcf0",
    "soft": "#1d2e3d",
    "warn": "#ff9a85",
    "warn-soft": "#3a211d",
    "good": "#8fd0a0",
    "mark": "#4a3f1c",
    "claim": "#f2f5f8",
    "c1": "#5ba9e4",
    "c2": "#ea836d",
    "c3": "#7dbb8a",
    "c4": "#bd9ac3",
    "c5": "#dcb04e",
    "c6": "#8fa6cc",
    "c7": "#5fc0c0",
    "c8": "#c0a085",
}
SERIES = ("c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8")
FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", Arial, sans-serif'


def css_variables(colours: dict[str, str]) -> str:
    """The colours as CSS custom properties, one declaration each."""
    return " ".join(f"--{role}: {colour};" for role, colour in colours.items())


def by_variable(role: str) -> str:
    """A colour that follows the page, light, dark or printed (SVG only)."""
    return f"var(--{role})"


def config(colour: Callable[[str], str] = LIGHT.__getitem__) -> dict[str, Any]:
    """The Vega-Lite configuration of every chart; `colour` turns a role into a colour."""
    return {
        "background": None,
        "font": FONT,
        "padding": 0,
        "view": {"stroke": None},
        "axis": {
            "labelColor": colour("muted"),
            "titleColor": colour("muted"),
            "gridColor": colour("grid"),
            "domainColor": colour("line"),
            "tickColor": colour("line"),
            "labelFontSize": 11.5,
            "titleFontSize": 11.5,
            "titleFontWeight": "normal",
            "labelPadding": 5,
        },
        "axisY": {"domain": False, "ticks": False},
        "axisX": {"grid": False, "tickSize": 4},
        "legend": {"labelColor": colour("ink"), "labelFontSize": 12, "symbolOpacity": 1, "symbolStrokeWidth": 0},
        "text": {"fontSize": 12, "color": colour("ink")},
        "rule": {"color": colour("muted")},
        "range": {"category": [colour(role) for role in SERIES]},
    }
