"""The parts of the reference that are written by the code itself: commands, Python names, schemas."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

import wayhome


def reference(spec: Path) -> dict[str, str]:
    """File names and Markdown. `spec` is the folder of the schemas."""
    return {"commands.md": commands(), "python.md": names(), "schemas.md": schemas(spec)}


def commands() -> str:
    """Every command with its help, as Typer itself writes it."""
    from typer.cli import app as typer

    run = CliRunner().invoke(typer, ["wayhome.cli.main", "utils", "docs", "--name", "wayhome", "--title", "Commands"])
    if run.exit_code:
        raise RuntimeError(f"Typer could not describe the commands: {run.output}")
    text = re.sub(r"(?m)^\* `--help`: .*\n", "", html.unescape(run.stdout))
    text = re.sub(r"\*\*Options\*\*:\n\n(?=\n|#|\*\*|\Z)", "", text)
    summaries = re.compile(r"(?m)^\* `([a-z][\w-]*)`: .*$")
    return summaries.sub(lambda found: f"* [`{found[1]}`](#{_anchor(text, found)})", text)


def _anchor(text: str, found: re.Match[str]) -> str:
    above = (
        re.findall(r"(?m)^##* `(wayhome[\w -]*)`", text[: found.start()])[-1]
        if "## `" in text[: found.start()]
        else "wayhome"
    )
    return f"{above} {found[1]}".replace(" ", "-")


def names() -> str:
    """The names that `wayhome` offers, with their docstrings."""
    calls = [name for name in wayhome.__all__ if name.islower() and not name.startswith("_")]
    kinds = [name for name in wayhome.__all__ if not name.islower()]
    errors = [name for name in kinds if _is_error(name)]
    results = [name for name in kinds if name.startswith("Study") and name != "Study"]
    rest = [name for name in kinds if name not in errors and name not in results]
    parts = [
        "# Python names\n\nAll that `import wayhome` offers, and promises ([what a version promises](../docs/versioning.md)). "
        "The [guide](../docs/guides/python.md) shows them at work.\n",
        _block("Functions", [_directive("autofunction", _home(name)) for name in calls]),
        _block("Results", [_directive("autoclass", _home(name), members=True) for name in results]),
        _block("What they consist of", [_directive("autoclass", _home(name), members=False) for name in rest]),
        _block("Errors", [_directive("autoexception", _home(name), members=False) for name in errors]),
    ]
    return "\n".join(parts)


def _is_error(name: str) -> bool:
    value = getattr(wayhome, name)
    return isinstance(value, type) and issubclass(value, Exception)


def _home(name: str) -> str:
    value: Any = getattr(wayhome, name)
    return f"{value.__module__}.{value.__qualname__}"


def _directive(kind: str, path: str, *, members: bool = False) -> str:
    lines = [f".. {kind}:: {path}"]
    if members:
        lines += ["   :members:", "   :undoc-members:"]
    return "\n".join(lines) + "\n"


def _block(title: str, directives: list[str]) -> str:
    return f"## {title}\n\n```{{eval-rst}}\n" + "\n".join(directives) + "```\n"


def schemas(spec: Path) -> str:
    """Every key of every schema, with what the schema says of it."""
    parts = [
        "# JSON schemas\n\nThe shape of a study's files, for editors and other programs. They say what a file may look like; "
        "[the study format](../spec/study-1.md) says what it means and what else must hold.\n"
    ]
    for path in sorted(spec.glob("*.schema.json")):
        schema = json.loads(path.read_text("utf-8"))
        parts.append(
            f"## {path.name}\n\n[{path.name}](../spec/{path.name}): {schema.get('description') or schema['title']}\n"
        )
        if "properties" in schema:
            parts.append(_keys(schema))
        for name, inner in schema.get("$defs", {}).items():
            parts.append(
                f"### {path.name.split('.')[0]}: {name.removeprefix('Authored').lower()}\n\n{inner.get('description', '')}\n"
            )
            parts.append(_keys(inner))
    return "\n".join(parts)


def _keys(schema: dict[str, Any]) -> str:
    rows = ["| key | needed | |", "| --- | --- | --- |"]
    for key, about in schema.get("properties", {}).items():
        needed = "yes" if key in schema.get("required", ()) else ""
        one_of = [str(value) for value in about.get("enum", ()) if value != ""]
        said = " · ".join(filter(None, (about.get("description", ""), ", ".join(f"`{value}`" for value in one_of))))
        rows.append(f"| `{key}` | {needed} | {said.replace('|', chr(92) + '|')} |")
    return "\n".join(rows) + "\n"
