"""Gathers the texts of the repository in one folder, laid out as they are there, so that their links to each other hold."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from docs.site.reference import reference

ROOT = Path(__file__).resolve().parents[2]
TEXTS = ("docs/**/*.md", "spec/*.md", "CHANGELOG.md", "CONTRIBUTING.md", "studies/*/README.md")
LINK = re.compile(r"\]\(([^():#\s]+)")
NAVIGATION = {
    "Begin": ("docs/tutorial",),
    "Studies": ("studies/central-asia/README", "studies/*/README"),
    "Guides": (
        "docs/guides/read",
        "docs/guides/grade",
        "docs/guides/review",
        "docs/guides/scenario",
        "docs/guides/explain",
        "docs/guides/plan",
        "docs/guides/score",
        "docs/guides/workbench",
        "docs/guides/formats",
        "docs/guides/flee",
        "docs/guides/python",
        "docs/guides/cluster",
        "docs/guides/*",
        "docs/responsible-use",
    ),
    "Reference": ("spec/study-1", "reference/*", "spec/errors", "docs/versioning", "CHANGELOG"),
    "How it works": ("docs/method", "docs/architecture", "docs/*", "CONTRIBUTING"),
    "Decisions": ("docs/decisions/*",),
}
"""Captions and the pages under them. A page stands where it is first named; what only a pattern names comes by its name."""


def stage(to: Path) -> None:
    """Fill the folder `to` anew. OSError where it cannot be written."""
    shutil.rmtree(to, ignore_errors=True)
    for pattern in TEXTS:
        for source in sorted(ROOT.glob(pattern)):
            _copy(source, to)
    for text in sorted(to.rglob("*.md")):
        for link in LINK.findall(text.read_text("utf-8")):
            linked = (ROOT / text.relative_to(to).parent / link).resolve()
            if linked.is_file() and linked.is_relative_to(ROOT) and linked.suffix != ".md":
                _copy(linked, to)  # a link to any other file is a download
    (to / "reference").mkdir()
    for name, text in reference(ROOT / "spec").items():
        (to / "reference" / name).write_text(text, encoding="utf-8")
    for schema in sorted((ROOT / "spec").glob("*.json")):
        _copy(schema, to)
    index = to / "docs/index.md"
    index.write_text(index.read_text("utf-8") + "".join(contents(to)), encoding="utf-8")


def _copy(source: Path, to: Path) -> None:
    target = to / source.relative_to(ROOT)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def contents(texts: Path) -> list[str]:
    """The table of contents of the texts in a folder, as blocks for its first page."""
    left = [path.relative_to(texts).with_suffix("") for path in sorted(texts.rglob("*.md"))]
    left.remove(Path("docs/index"))
    blocks: list[str] = []
    for caption, patterns in NAVIGATION.items():
        pages: list[str] = []
        for pattern in patterns:
            found = [page for page in left if re.fullmatch(pattern.replace("*", "[^/]+"), page.as_posix())]
            left = [page for page in left if page not in found]
            pages += [f"/{page.as_posix()}" for page in found]
        blocks.append("\n```{toctree}\n:hidden:\n:caption: " + caption + "\n\n" + "\n".join(pages) + "\n```\n")
    if left:
        raise ValueError(f"no part of the table of contents names {', '.join(map(str, left))}")
    return blocks
