"""A file -> `Document`: its text, and what it says of itself. Text, HTML and PDF; anything else is refused with a reason.

Offsets into a text file are offsets into the file as decoded, line ends included.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import re
import stat
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from wayhome.claims.reader.lexicon import word_set
from wayhome.claims.reader.when import first_date
from wayhome.errors import InvalidInput, Problem

MAX_BYTES = 30_000_000
MAX_CHARACTERS = 1_000_000
SECONDS = 60  # for a PDF or a page of HTML
MEGABYTES = 1024
_KINDS = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "a zip archive (Word and OpenOffice files are such, too); save it as PDF, HTML or plain text"),
    (b"PK\x05\x06", "a zip archive; unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file; save it as PDF, HTML or plain text"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"BZh", "a bzip2 archive; unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it first"),
    (b"Rar!", "a rar archive; unpack it first"),
    (b"\xfd7zXZ", "an xz archive; unpack it first"),
    (b"\x89PNG", "a picture; wayhome reads text, not pictures"),
    (b"\xff\xd8\xff", "a picture; wayhome reads text, not pictures"),
    (b"GIF8", "a picture; wayhome reads text, not pictures"),
    (b"{\\rtf", "a rich text file; save it as plain text, HTML or PDF"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3", "a database"),
)
_HTML = re.compile(
    rb"\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|\?xml[^>]{0,200}\?>\s*<(?:!doctype\s+)?html)\b",
    re.IGNORECASE | re.DOTALL,
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_TEXT_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd]")
_WORDS = re.compile(r"[^\W\d_]+")
_ENGLISH = word_set("""
the of and to in a that is was for on with as by are were from have has said at it be not which who
""")


@dataclass(frozen=True, slots=True)
class Document:
    name: str  # of the file
    kind: str  # "text", "html", "pdf"
    text: str
    original: bytes
    title: str = ""
    date: str = ""  # of publication, where the document says so
    outlet: str = ""
    url: str = ""
    notes: tuple[str, ...] = field(default=())  # what the reader should know: a wrong declaration, another language

    @property
    def hash(self) -> str:
        return "sha256:" + hashlib.sha256(self.original).hexdigest()

    @property
    def published(self) -> date | None:
        try:
            return date.fromisoformat(self.date)
        except ValueError:
            return None


def open_document(path: Path) -> Document:
    """Read a document; InvalidInput says why it cannot be read."""
    data = _bytes(path)
    kind = next((kind for magic, kind in _KINDS if data.startswith(magic)), "")
    if not kind and b"%PDF-" in data[:1024]:
        kind = "pdf"
    if kind not in ("", "pdf"):
        raise _wrong(path, f"this is {kind}", "W703")
    if kind == "pdf":
        return _extracted(path, "pdf", data, "", [])
    notes = list[str]()
    if _looks_binary(data):
        raise _wrong(path, "this is not text, whatever its name says; wayhome reads plain text, HTML and PDF", "W703")
    text = _decoded(path, data, notes)
    if _HTML.match(data[:4000].removeprefix(codecs.BOM_UTF8).replace(b"\0", b"")) or (
        path.suffix.lower() in (".html", ".htm", ".xhtml")
        and re.search(r"<\s*(?:p|div|br|article|span|h1|body)\b", text[:200_000], re.IGNORECASE)
    ):
        return _extracted(path, "html", data, text, notes)
    if len(text) > MAX_CHARACTERS:
        raise _wrong(
            path,
            f"the text has {len(text):,} characters; wayhome reads at most {MAX_CHARACTERS:,}; split the file",
            "W702",
        )
    _must_have_text(path, text, "text")
    dated = first_date(text[:800])
    title = next((line.strip() for line in text.splitlines() if line.strip()), "")
    _note_language(text, notes)
    return Document(
        path.name,
        "text",
        text,
        data,
        title if len(title) <= 200 else "",
        dated.isoformat() if dated else "",
        notes=tuple(notes),
    )


def _bytes(path: Path) -> bytes:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise _wrong(path, "this is a folder or a device, not a document; name a file", "W701")
        if found.st_size > MAX_BYTES:
            size = f"{found.st_size / 1e6:,.0f} MB"
            raise _wrong(
                path, f"the file has {size}; wayhome reads documents of at most {MAX_BYTES // 1_000_000} MB", "W702"
            )
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise _wrong(path, f"the file cannot be read ({getattr(error, 'strerror', None) or error})", "W701") from None
    if len(data) > MAX_BYTES:
        raise _wrong(path, f"the file is larger than {MAX_BYTES // 1_000_000} MB", "W702")
    return data


def _looks_binary(data: bytes) -> bool:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return False
    sample = data[:100_000]
    if not sample:
        return False
    zeros = sample.count(0)
    if zeros:
        even, odd = sample[::2].count(0), sample[1::2].count(0)
        return not (max(even, odd) > 0.3 * len(sample) / 2 and min(even, odd) < 0.05 * len(sample) / 2)
    return sum(byte < 9 or 13 < byte < 32 for byte in sample) > 0.02 * len(sample)


# ---- characters


def _decoded(path: Path, data: bytes, notes: list[str]) -> str:
    """The text, by its byte order mark, as UTF-8, as declared, or as its bytes suggest; wrong declarations are noted."""
    for mark, name in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"), (codecs.BOM_UTF8, "utf-8")):
        if data.startswith(mark):
            text = _try(data, name)
            if text is not None:
                return " " + text[1:] if text.startswith("\ufeff") else text
    declared = _declared(data)
    text = _try(data, "utf-8") if b"\0" not in data else None
    if text is not None:
        if declared and declared not in ("utf-8", "utf8", "ascii", "us-ascii") and not data.isascii():
            notes.append(f"it says that its characters are {declared}, but they are UTF-8; read as UTF-8")
        return text
    guesses = [declared] if declared else []
    if b"\0" in data:
        guesses = ["utf-16-le" if data[1::2].count(0) > data[::2].count(0) else "utf-16-be"]
    guesses += [_guessed(data), "cp1252"]
    for name in guesses:
        text = _try(data, name) if name else None
        if text is not None and len(_TEXT_CONTROLS.findall(text[:100_000])) <= 0.005 * min(len(text), 100_000):
            if declared and name != declared:
                notes.append(f"it says that its characters are {declared}, but they are not; read as {name}")
            elif name != declared:
                notes.append(f"it does not say how its characters are written; read as {name}")
            return text
    raise _wrong(path, "its characters cannot be read in any usual encoding; save it as UTF-8", "W704")


def _try(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, LookupError):
        return None


def _declared(data: bytes) -> str:
    found = _CHARSET.search(data[:4096])
    return found.group(1).decode("ascii").lower() if found else ""


def _guessed(data: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:50_000]).best()
    return best.encoding if best is not None else ""


# ---- HTML and PDF, in a process of their own


def _extracted(path: Path, kind: str, data: bytes, text: str, notes: list[str]) -> Document:
    """What `extract` finds, run apart so that a malicious or broken file costs bounded time and memory."""
    given = data if kind == "pdf" else text.encode("utf-8", "surrogatepass")
    command = [sys.executable, "-P", "-m", "wayhome.claims.reader.extract", kind, str(SECONDS), str(MEGABYTES)]
    try:
        done = subprocess.run(command, input=given, capture_output=True, timeout=SECONDS + 10, check=False)
    except subprocess.TimeoutExpired:
        raise _wrong(path, f"reading it took more than {SECONDS} seconds; it was given up", "W707") from None
    except OSError as error:
        raise _wrong(
            path, f"it could not be read in a process of its own ({error.strerror or error})", "W701"
        ) from None
    try:
        found = json.loads(done.stdout)
    except ValueError:
        raise _wrong(path, _why_it_died(done.returncode, done.stderr), "W707") from None
    if "wrong" in found:
        raise _wrong(path, found["wrong"], found["code"])
    text = found["text"]
    if len(text) > MAX_CHARACTERS:
        raise _wrong(
            path, f"it holds {len(text):,} characters; wayhome reads at most {MAX_CHARACTERS:,}; split it", "W702"
        )
    _must_have_text(path, text, kind)
    _note_language(text, notes)
    dated = found["date"] or (when.isoformat() if (when := first_date(text[:800])) else "")
    return Document(
        path.name, kind, text, data, found["title"], dated, found["outlet"], found["url"], (*notes, *found["notes"])
    )


def _why_it_died(code: int, said: bytes) -> str:
    if code in (-9, -24):  # killed, or its time was up
        return f"reading it took more than {SECONDS} seconds or too much memory; it was given up"
    if b"MemoryError" in said or b"memory" in said.lower():
        return f"reading it took more than {MEGABYTES} MB of memory; it was given up"
    return "it breaks the program that reads such files; save it anew, or as plain text"


def _must_have_text(path: Path, text: str, kind: str) -> None:
    if re.search(r"[^\W\d_]{3}|[^\W\d_]\W+[^\W\d_]\W+[^\W\d_]", text) is None:
        why = {
            "pdf": "it holds no text; it may be scanned pages, which need text recognition (OCR) first",
            "html": "no article text was found in this page; save the page complete, or its text",
            "text": "it holds no text",
        }
        raise _wrong(path, why[kind], "W706")


def _note_language(text: str, notes: list[str]) -> None:
    words = [word.lower() for word in _WORDS.findall(text[:20_000])]
    if len(words) >= 40 and sum(word in _ENGLISH for word in words) < 0.1 * len(words):
        notes.append("it does not look like English; the rules read English only")


def _wrong(path: Path, message: str, code: str) -> InvalidInput:
    shown = path.name.encode("utf-8", "replace").decode("utf-8")
    return InvalidInput([Problem(shown or str(path), 0, "", message, code)])
