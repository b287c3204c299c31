"""The documentation as pages: what is on them, and that a build has no broken link and needs no network."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest

import wayhome
from tests.docs.blocks import ROOT

pytest.importorskip("sphinx")
pytest.importorskip("myst_parser")
pytest.importorskip("pydata_sphinx_theme")


@pytest.fixture
def _from_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))


@pytest.mark.usefixtures("_from_root")
def test_the_reference_has_every_command_name_and_schema() -> None:
    from docs.site.reference import commands, names, schemas
    from wayhome.cli.main import app

    text = commands()
    known = [command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands]
    assert [name for name in known if f"## `wayhome {name}`" not in text] == []
    assert "--as-of" in text
    assert "&#x27;" not in text
    said = names()
    assert [name for name in wayhome.__all__ if name != "__version__" and f".{name}\n" not in said] == []
    keys = schemas(ROOT / "spec")
    assert all(path.name in keys for path in (ROOT / "spec").glob("*.schema.json"))
    assert "| `as_of` | yes |" in keys


@pytest.mark.usefixtures("_from_root")
def test_every_text_has_its_place(tmp_path: Path) -> None:
    from docs.site.stage import contents, stage

    stage(tmp_path / "texts")
    pages = re.findall(r"(?m)^/(\S+)$", "".join(contents(tmp_path / "texts")))
    assert len(pages) == len(set(pages))
    assert {"docs/tutorial", "spec/errors", "reference/commands", "docs/guides/grade"} <= set(pages)
    (tmp_path / "texts/elsewhere").mkdir()
    (tmp_path / "texts/elsewhere/lost.md").write_text("# Lost\n")
    with pytest.raises(ValueError, match="elsewhere/lost"):
        contents(tmp_path / "texts")


@pytest.mark.slow
def test_the_pages_are_whole(tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "docs.site", "--to", str(tmp_path / "pages")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    pages = {path: path.read_text("utf-8") for path in (tmp_path / "pages").rglob("*.html")}
    assert len(pages) > 30
    ids = {path: set(re.findall(r'\bid="([^"]+)"', text)) for path, text in pages.items()}
    broken: list[str] = []
    for path, text in pages.items():
        fetched = re.findall(
            r'<(?:script|img|iframe)[^>]*\bsrc="([^"]+)"|<link(?! rel="canonical")[^>]*\bhref="([^"]+)"', text
        )
        assert [link for pair in fetched for link in pair if re.match(r"(https?:)?//", link)] == []
        for link in re.findall(r'<a\b[^>]*\bhref="([^"]+)"', text):
            if re.match(r"[a-z]+:", link):
                continue
            name, _, anchor = unquote(link.partition("?")[0]).partition("#")
            target = (path.parent / name).resolve() if name else path
            if not target.exists() or (anchor and target.suffix == ".html" and anchor not in ids[target]):
                broken.append(f"{path.relative_to(tmp_path)}: {link}")
    assert broken == []
    index = (tmp_path / "pages/searchindex.js").read_text("utf-8")
    assert "admiralti" in index  # as the search stems it
