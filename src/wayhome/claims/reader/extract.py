"""The process that takes text out of HTML and PDF: `python -m wayhome.claims.reader.extract pdf SECONDS MEGABYTES < file`.

It limits its own time and memory before it looks at the file, and prints one JSON object.
"""

from __future__ import annotations

import io
import json
import re
import sys
from typing import Any

MOST = 1_000_000  # characters; more are reported by the caller
_PDF_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_BROKEN_WORD = re.compile(r"([a-z])-\n([a-z])")
DEEPEST = 2_000  # elements inside one another


def main() -> None:
    kind, seconds, megabytes = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    _limit(seconds, megabytes)
    data = sys.stdin.buffer.read()
    try:
        found = _pdf(data) if kind == "pdf" else _html(data.decode("utf-8", "replace"))
    except MemoryError:
        found = _no_room(megabytes)
    except RecursionError:
        found = {"wrong": "its elements lie too deep inside one another; save its text as plain text", "code": "W705"}
    except Exception as error:  # whatever the libraries throw at a file from anywhere
        what = "PDF" if kind == "pdf" else "page"
        broken = f"this {what} is broken ({type(error).__name__}: {str(error)[:100]}); save it anew"
        found = _no_room(megabytes) if _lacks_memory(error) else {"wrong": broken, "code": "W705"}
    sys.stdout.buffer.write(json.dumps(found).encode("ascii"))


def _no_room(megabytes: int) -> dict[str, Any]:
    return {"wrong": f"reading it took more than {megabytes} MB of memory; it was given up", "code": "W707"}


def _lacks_memory(error: Exception) -> bool:
    """Whether a library found no room in memory and told so by an error of its own."""
    inner = isinstance(error.__cause__ or error.__context__, MemoryError)
    return inner or "memory" in str(error).lower() or "cannot allocate" in str(error).lower()


def _limit(seconds: int, megabytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the caller's timeout remains
        return
    for what, most in ((resource.RLIMIT_AS, megabytes * 2**20), (resource.RLIMIT_CPU, seconds)):
        soft, hard = resource.getrlimit(what)
        if hard == resource.RLIM_INFINITY or most < hard:
            resource.setrlimit(what, (most, hard))
        del soft


def _pdf(data: bytes) -> dict[str, Any]:
    import logging

    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

    logging.disable(logging.CRITICAL)
    locked = {"wrong": "this PDF is encrypted; save a copy without a password", "code": "W705"}
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            return locked
        pages, size, unread = list[str](), 0, 0
        for page in reader.pages:
            try:
                pages.append(page.extract_text() or "")
            except (DependencyError, FileNotDecryptedError):
                return locked
            except (MemoryError, RecursionError):
                raise
            except Exception:  # one bad page does not lose the others
                unread += 1
                pages.append("")
            size += len(pages[-1])
            if size > MOST:
                break
        about = reader.metadata
    except (DependencyError, FileNotDecryptedError):
        return locked
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError) as error:
        return {
            "wrong": f"this PDF is broken ({str(error)[:100] or type(error).__name__}); save it anew",
            "code": "W705",
        }
    if pages and unread == len(pages):
        return {"wrong": "no page of this PDF can be read; save it anew", "code": "W705"}
    text = _BROKEN_WORD.sub(r"\1\2", "\f".join(page.replace("\r\n", "\n").replace("\r", "\n") for page in pages))
    notes = [f"{unread} of its {len(pages)} pages could not be read"] if unread else []
    return _found(_clean(text), str(about.title or "") if about else "", _pdf_date(about), "", "", notes)


def _pdf_date(about: Any) -> str:
    match = _PDF_DATE.match(str(about.get("/CreationDate", ""))) if about else None
    if match is None or not match.group(3):
        return ""
    return "-".join(match.groups())


def _html(page: str) -> dict[str, Any]:
    if _depth(page) > DEEPEST:
        return {"wrong": "its elements lie too deep inside one another; save its text as plain text", "code": "W705"}
    import logging

    import trafilatura

    logging.disable(logging.CRITICAL)
    found = trafilatura.bare_extraction(page, include_comments=False, include_tables=True, with_metadata=True)
    about: dict[str, Any] = found if isinstance(found, dict) else found.as_dict() if found is not None else {}
    text = _clean(str(about.get("text") or ""))
    notes = list[str]()
    if len(text) < 200:
        whole = _clean(str(trafilatura.html2txt(page) or ""))
        if len(whole) > 2 * len(text):
            text, notes = whole, ["no article was found in this page; all of its text was read"]
    date = str(about.get("date") or "")
    return _found(
        text,
        str(about.get("title") or ""),
        date if _DAY.fullmatch(date) else "",
        str(about.get("sitename") or ""),
        str(about.get("url") or ""),
        notes,
    )


def _depth(page: str) -> int:
    """How deep elements lie inside one another, roughly, without building the tree."""
    depth = deepest = 0
    for match in re.finditer(
        r"<(/?)(?:div|span|p|ul|li|ol|table|tr|td|b|i|em|font|blockquote|section|article|a|strong|center)\b",
        page,
        re.IGNORECASE,
    ):
        depth = max(0, depth - 1) if match.group(1) else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _clean(text: str) -> str:
    """Without characters that no text file should hold."""
    return re.sub(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]", " ", text)


def _found(text: str, title: str, date: str, outlet: str, url: str, notes: list[str]) -> dict[str, Any]:
    clean = [" ".join(_clean(part).split())[:300] for part in (title, outlet)]
    return {
        "text": text[: MOST + 1],
        "title": clean[0],
        "date": date,
        "outlet": clean[1],
        "url": url if re.fullmatch(r"https?://[^ ]{1,1900}", url) else "",
        "notes": notes,
    }


if __name__ == "__main__":
    main()
