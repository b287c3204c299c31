"""Every link, command and make target of the texts: they lead somewhere."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from tests.docs.blocks import ROOT
from wayhome.cli.main import app

TEXTS = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "spec/*.md", "studies/*/README.md")
    for path in ROOT.glob(pattern)
    if "results" not in path.parts
)
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!\\)\]\(([^()\s]+(?:\([^()\s]*\))?)\)")


def _anchors(path: Path) -> set[str]:
    """The headings' anchors, as GitHub and MyST make them."""
    found: dict[str, int] = {}
    for heading in re.findall(r"(?m)^#+ (.+?)\s*$", FENCED.sub("", path.read_text("utf-8"))):
        plain = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").replace("*", "")
        slug = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        found[slug] = found.get(slug, -1) + 1
    return {slug if n == 0 else f"{slug}-{n}" for slug, most in found.items() for n in range(most + 1)}


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(text: Path) -> None:
    broken: list[str] = []
    for link in LINK.findall(FENCED.sub("", text.read_text("utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (text.parent / name).resolve() if name else text
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            broken.append(link)
    assert broken == []


def _commands(text: str) -> Iterator[str]:
    """Lines of code blocks, fenced or indented, that begin with `wayhome` and a word."""
    inside = False
    for line in text.splitlines():
        if line.startswith("```"):
            inside = not inside
        elif (inside or line.startswith("    ")) and re.match(r"\s*(\$ )?wayhome [a-z-]", line):
            yield line.strip().removeprefix("$ ")


def _understood(line: str) -> None:
    """Parse a command line without running it; raises where a command, option or number of arguments is unknown."""
    words = shlex.split(line.partition(" | ")[0], comments=True)[1:]
    command: Any = typer.main.get_command(app)
    while hasattr(command, "commands") and words and not words[0].startswith("-"):
        command = command.commands[words.pop(0)]
    if words not in (["--help"], ["--version"]):
        command.make_context("wayhome", words)


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_are_understood(text: Path) -> None:
    wrong: list[str] = []
    for line in _commands(text.read_text("utf-8")):
        try:
            _understood(line)
        except Exception as error:
            wrong.append(f"{line}: {type(error).__name__} {error}")
    assert wrong == []


def test_a_wrong_command_would_be_noticed() -> None:
    with pytest.raises(Exception, match="No such option"):
        _understood("wayhome fit my-study --quickly")
    with pytest.raises(KeyError, match="forcast"):
        _understood("wayhome forcast")
    text = "wayhome turns\n    wayhome fit x  # y\n```\n$ wayhome check\n```\n"
    assert list(_commands(text)) == ["wayhome fit x  # y", "wayhome check"]


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text("utf-8")))
    named = {
        (str(text.relative_to(ROOT)), target)
        for text in TEXTS
        for target in re.findall(r"(?m)(?:`|^ {4})make ([a-z]+)\b", text.read_text("utf-8"))
    }
    assert len(named) > 5
    assert {(text, target) for text, target in named if target not in targets} == set()
