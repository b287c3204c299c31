"""A document kept in a study: its original in `sources/`, its drafts in `drafts/`, and the row proposed for sources.csv."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from wayhome.claims.claim import SOURCE_COLUMNS
from wayhome.claims.reader.document import Document, open_document
from wayhome.claims.reader.draft import Draft, read_drafts, write_drafts
from wayhome.claims.reader.read import read_text
from wayhome.errors import InvalidInput, Problem
from wayhome.files import write_whole


@dataclass(frozen=True, slots=True)
class Kept:
    """Where everything went."""

    source: dict[str, str]  # the row proposed for sources.csv
    drafts: tuple[Draft, ...]
    drafts_path: Path
    original: Path


def drafts_of(document: Document, *, source: str = "", kept_as: str = "") -> list[Draft]:
    """The draft claims of a document."""
    name = source or source_id(document.name)
    return read_text(
        document.text,
        source=name,
        document=kept_as or document.name,
        document_hash=document.hash,
        published=document.published,
    )


def keep(study: Path, document: Document, *, about: dict[str, str] | None = None) -> Kept:
    """Keep a document and its drafts in a study. What a person has already confirmed or set aside stays as it is."""
    if not (study / "study.yaml").is_file():
        message = "there is no study.yaml in this folder; name a study's folder, or make one with `wayhome new`"
        raise InvalidInput([Problem(str(study), 0, "", message, "W708")])
    name = _free_name(study, document)
    kept_as = f"sources/{_file_name(name, document)}"
    row = dict.fromkeys(SOURCE_COLUMNS, "") | {
        "id": name, "outlet": document.outlet, "title": document.title,
        "date": document.date, "url": document.url, "document": kept_as,
    } | {key: value for key, value in (about or {}).items() if value}  # fmt: skip
    drafts = drafts_of(document, source=name, kept_as=kept_as)
    path = study / "drafts" / f"{name}.jsonl"
    if path.exists():
        drafts = _merged(read_drafts(path), drafts)
    original = study / kept_as
    if not original.exists():
        write_whole(original, lambda temporary: temporary.write_bytes(document.original))
    if document.kind != "text":
        write_whole(
            _text_path(original), lambda temporary: temporary.write_text(document.text, encoding="utf-8", newline="")
        )
    source = json.dumps(row | {"hash": document.hash}, ensure_ascii=False, indent=1) + "\n"
    write_whole(source_path(study, name), lambda temporary: temporary.write_text(source, encoding="utf-8"))
    write_drafts(path, drafts)
    return Kept(row, tuple(drafts), path, original)


def kept_text(study: Path, document: str) -> str:
    """The text that the drafts of a kept document point into."""
    original = study / document
    text = _text_path(original)
    if text.is_file():
        return _exact(text)
    return open_document(original).text


def proposed_source(study: Path, source: str) -> dict[str, str]:
    """The row proposed for sources.csv when the document was read; empty where there is none."""
    try:
        found = json.loads(source_path(study, source).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {key: str(value) for key, value in cast("dict[str, object]", found).items() if key in SOURCE_COLUMNS}


def anchored(draft: Draft, text: str) -> bool:
    """Whether the draft's words still stand at its place."""
    return text[draft.start : draft.end] == draft.exact


def source_id(name: str) -> str:
    """An id for sources.csv made from a file's name."""
    stem = name.rsplit(".", 1)[0] if "." in name.strip(".") else name
    slug = re.sub(r"[^A-Za-z0-9_.-]+", "-", stem).strip("-._")[:40].rstrip("-._")
    return slug if slug[:1].isalpha() else f"d{'-' if slug else 'ocument'}{slug}"


def source_path(study: Path, name: str) -> Path:
    return study / "drafts" / f"{name}.source.json"


def _exact(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def _text_path(original: Path) -> Path:
    return original.with_name(original.name + ".txt")


def _free_name(study: Path, document: Document) -> str:
    """The document's id: the one it was kept under before, else one that no other document has."""
    first = source_id(document.name)
    for number in range(1, 1000):
        name = first if number == 1 else f"{first}-{number}"
        path = source_path(study, name)
        if not path.exists():
            return name
        try:
            if json.loads(path.read_text(encoding="utf-8")).get("hash") == document.hash:
                return name
        except (OSError, ValueError, AttributeError):
            continue
    raise InvalidInput([Problem(document.name, 0, "", "too many documents have this name; rename the file", "W708")])


def _file_name(name: str, document: Document) -> str:
    suffix = {"html": ".html", "pdf": ".pdf", "text": ".txt"}[document.kind]
    return name + suffix


def _merged(old: Iterable[Draft], new: Sequence[Draft]) -> list[Draft]:
    """The new drafts, and the old ones that a person has decided on."""
    decided = {draft.id: draft for draft in old if draft.status != "draft"}
    places = {(draft.start, draft.end, draft.kind) for draft in decided.values()}
    kept = [draft for draft in new if (draft.start, draft.end, draft.kind) not in places]
    fresh = [replace(draft, id=f"{draft.id}n") if draft.id in decided else draft for draft in kept]
    return [*decided.values(), *fresh]
