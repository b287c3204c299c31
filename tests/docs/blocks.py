"""The fenced blocks of a page, done in order as a reader would: commands, files, what is printed, Python."""

from __future__ import annotations

import contextlib
import re
import shlex
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from wayhome.cli.main import app

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def follow(page: str, folder: Path) -> dict[str, str]:
    """Do what a page under docs/ says, beginning in a folder; return what each command printed.

    `bash` runs; `csv FILE` and `yaml FILE` become the file (`csv FILE ID` the row of that claim, `yaml FILE +` goes to its end);
    `yaml` alone must be in study.yaml; `text` is what the last command printed.
    """
    said: dict[str, str] = {}
    last = ""
    names: dict[str, Any] = {}
    with contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.chdir(folder))
        for kind, name, claim, text in BLOCK.findall((ROOT / "docs" / page).read_text(encoding="utf-8")):
            if kind == "bash":
                for line in text.splitlines():
                    if line.startswith("cd "):
                        stack.enter_context(contextlib.chdir(line[3:]))
                    else:
                        last = said[line] = run(line)
            elif kind == "text":
                assert last == text
            elif kind == "python":
                exec(compile(text, page, "exec"), names)
            elif name:
                _write(kind, Path(name), claim, text)
            else:
                assert kind == "yaml"
                assert text in Path("study.yaml").read_text(encoding="utf-8")
    return said


def run(line: str) -> str:
    """Run one command line of wayhome, which must succeed."""
    program, *arguments = shlex.split(line)
    assert program == "wayhome", line
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, (line, result.output, result.exception)
    return result.output


def _write(kind: str, path: Path, claim: str, text: str) -> None:
    assert kind in ("csv", "yaml")
    if kind == "csv":
        assert path.exists(), path
    if claim == "+":
        text = path.read_text(encoding="utf-8") + text
    elif claim:
        rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
        old = [row for row in rows if row.startswith(f"{claim},")]
        assert len(old) == 1, claim
        text = "".join(text if row == old[0] else row for row in rows)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
