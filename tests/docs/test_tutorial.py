"""The tutorial's own blocks, run in order: commands, files and Python as a reader would."""

from __future__ import annotations

import contextlib
import re
import shlex
from pathlib import Path

from typer.testing import CliRunner

from wayhome.cli.main import app

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial.md"
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _command(line: str) -> str:
    program, *arguments = shlex.split(line)
    assert program == "wayhome", line
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, (line, result.output, result.exception)
    return result.output


def test_the_tutorial_works_as_written(tmp_path):
    said: dict[str, str] = {}
    last = ""
    with contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.chdir(tmp_path))
        for kind, name, text in BLOCK.findall(TUTORIAL.read_text(encoding="utf-8")):
            if kind == "csv":
                assert Path(name).exists(), name
                Path(name).write_text(text, encoding="utf-8")
            elif kind == "yaml":
                assert text in Path("study.yaml").read_text(encoding="utf-8")
            elif kind == "text":
                assert last == text
            elif kind == "python":
                exec(compile(text, str(TUTORIAL), "exec"), {})
            else:
                assert kind == "bash"
                for line in text.splitlines():
                    if line.startswith("cd "):
                        stack.enter_context(contextlib.chdir(line[3:]))
                        continue
                    last = said[line] = _command(line)
        page = Path("results/report.html").read_text(encoding="utf-8")
    assert "Who disagrees" in said["wayhome fit"]
    assert "The fit settled" in said["wayhome fit"]
    assert "Returned" in said["wayhome forecast"]
    assert "counts one airport only" in page
    assert "No two claims contradict each other" in page
