from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfWriter

from wayhome.claims.reader import document
from wayhome.claims.reader.document import open_document
from wayhome.errors import InvalidInput

PAGE = """<!doctype html><html><head><title>Thousands leave the valley</title><meta charset="utf-8">
<meta property="article:published_time" content="2021-03-05T10:00:00Z"></head><body><nav><a href="/">Home</a></nav><article>
<h1>Thousands leave the valley</h1><p>More than 3,000 people have fled the northern valley since Monday, the refugee agency
said on Friday, after the shelling of several villages.</p><p>The interior ministry has not said how many were killed. Local
officials put the toll at 45, including 12 children, and said that the road to the south was closed.</p></article></body></html>"""


def pdf(lines: list[str]) -> bytes:
    """A small PDF by hand."""
    shown = " ".join(f"({line}) Tj 0 -20 Td" for line in lines)
    content = f"BT /F1 12 Tf 50 700 Td {shown} ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", list[int]()
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    end = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF"
    return out + (head + table + end).encode()


def written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def blank() -> PdfWriter:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    return writer


def locked() -> PdfWriter:
    writer = blank()
    writer.encrypt("secret", algorithm="RC4-128")
    return writer


def test_plain_text_keeps_every_character(tmp_path: Path) -> None:
    text = "\r\nFILE - Some caption.\r\n\r\nMore than 300 refugees – “fled” on 3 May 2019.\r\n"
    (tmp_path / "a.txt").write_bytes(text.encode())
    found = open_document(tmp_path / "a.txt")
    assert (found.text, found.kind, found.date, found.notes) == (text, "text", "2019-05-03", ())


def test_a_page_of_html(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    found = open_document(tmp_path / "a.html")
    assert (found.kind, found.title, found.date) == ("html", "Thousands leave the valley", "2021-03-05")
    assert "More than 3,000 people" in found.text and "Home" not in found.text and "<" not in found.text


def test_a_pdf(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(["More than 3,000 people have fled, officials said.", "45 were killed."]))
    found = open_document(tmp_path / "a.pdf")
    assert found.kind == "pdf" and "3,000 people have fled, officials said." in found.text


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig", "utf-16-le"])
def test_encodings_are_recognised(encoding: str, tmp_path: Path) -> None:
    text = "The ministry said that “more than 300 refugees” had reached the café on the border."
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    assert open_document(tmp_path / "a.txt").text.strip() == text


def test_a_lie_about_the_encoding_is_noted(tmp_path: Path) -> None:
    page = PAGE.replace("utf-8", "iso-8859-1").replace("Thousands", "Thousands “”")
    (tmp_path / "a.html").write_bytes(page.encode("utf-8"))
    found = open_document(tmp_path / "a.html")
    assert found.title.startswith("Thousands “”")
    assert found.notes == ("it says that its characters are iso-8859-1, but they are UTF-8; read as UTF-8",)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.docx", b"PK\x03\x04rest", r"zip archive .*W703"),
        ("a.html", bytes(range(256)) * 40, r"this is not text, whatever its name says.*W703"),
        ("a.txt", b"\x89PNG\r\n", r"a picture.*W703"),
        ("a.txt", b"", r"holds no text.*W706"),
        ("a.txt", b" \n\n", r"holds no text.*W706"),
        ("a.html", b"<html><body></body></html>", r"no article text.*W706"),
        ("a.html", b"<html><body>" + b"<div>" * 50_000 + b"300 refugees", r"too deep.*W705"),
        ("a.pdf", b"%PDF-1.4\nno more", r"PDF is broken.*W705"),
        ("a.pdf", written(blank()), r"scanned pages.*W706"),
        ("a.pdf", written(locked()), r"encrypted.*W705"),
        ("a.txt", b"word " * 300_000, r"1,500,000 characters.*W702"),
    ],
)
def test_bad_documents_are_refused_with_a_reason(name: str, data: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InvalidInput, match=message):
        open_document(tmp_path / name)


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(InvalidInput, match=r"200 MB; wayhome reads documents of at most 30 MB \[W702\]"):
        open_document(tmp_path / "a.txt")


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"cannot be read \(No such file or directory\) \[W701\]"):
        open_document(tmp_path / "a.txt")
    with pytest.raises(InvalidInput, match="name a file"):
        open_document(tmp_path)


def test_a_parser_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(["300 people fled."]))
    monkeypatch.setattr(document, "SECONDS", -9.99)
    with pytest.raises(InvalidInput, match=r"it was given up \[W707\]"):
        open_document(tmp_path / "a.pdf")


def test_a_parser_that_eats_memory_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    monkeypatch.setattr(document, "MEGABYTES", 30)
    with pytest.raises(InvalidInput, match=r"30 MB of memory.*W707"):
        open_document(tmp_path / "a.html")


def test_another_language_is_noted(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Einige hundert Menschen sind vor den Kämpfen in die Stadt geflohen. " * 9, encoding="utf-8"
    )
    assert open_document(tmp_path / "a.txt").notes == ("it does not look like English; the rules read English only",)
