"""The sources room: a document read, its drafts decided beside its text, nothing of it ever run."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.workbench.conftest import ARTICLE
from wayhome.claims.ledger import read_rows
from wayhome.workbench.guard import Session
from wayhome.workbench.rooms.sources import paragraphs, safe_name

INPUT = re.compile(r'<input[^>]* name="([^"]+)"(?: type="\w+")? value="([^"]*)"')
AREA = re.compile(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</textarea>')
SELECT = re.compile(r'<select[^>]* name="([^"]+)">(.*?)</select>', re.DOTALL)


@pytest.fixture
def page(client: TestClient, session: Session) -> str:
    """The page of the article, read with the workbench."""
    about = {"csrf": session.csrf, "outlet": "Valley Courier", "title": "", "date": "", "url": ""}
    answer = client.post("/sources/upload", data=about, files={"file": ("The article.txt", ARTICLE.encode())})
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == "/sources/The-article"
    return client.get("/sources/The-article").text


def fields(text: str) -> dict[str, str]:
    """The form of the draft as a browser would send it."""
    form = text[text.index('<form method="post" action="/sources/The-article"') :]
    form = form[: form.index("</form>")]
    found = {name: html.unescape(value) for name, value in (*INPUT.findall(form), *AREA.findall(form))}
    for name, options in SELECT.findall(form):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        found[name] = html.unescape(chosen[1]) if chosen else ""
    return {name: value for name, value in found.items() if not name.startswith("yes-")}


def ticked(text: str) -> dict[str, str]:
    return dict.fromkeys(re.findall(r'name="(yes-\w+)"', text), "yes")


def test_a_document_is_kept_with_drafts_and_its_words_are_underlined(page: str, folder: Path, fitted: Path) -> None:
    assert (folder / "sources/The-article.txt").read_bytes() == ARTICLE.encode()
    assert (folder / "drafts/The-article.jsonl").exists()
    assert re.search(r'<mark class="draft[^"]*"[^>]*><a [^>]*>[^<]*About 300 Kyrgyz men', page)
    assert (folder / "claims.csv").read_bytes() == (fitted / "claims.csv").read_bytes()  # a draft is no claim


def test_what_a_document_says_is_text_only(page: str) -> None:
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


def test_a_draft_is_confirmed_into_the_file_and_undone(page: str, client: TestClient, folder: Path) -> None:
    before = {row["id"]: row for row in read_rows(folder / "claims.csv")}
    form = fields(page) | ticked(page) | {"do": "confirm", "grade": "C3", "who": "nation=KGZ; role=man"}
    form |= {"where": "returned", "as_of": "2015-12", "quantity": "arrivals", "id": "V1"}
    answer = client.post("/sources/The-article", data=form)
    assert answer.status_code == 303, re.findall(r'role="alert">(.*?)</div>', answer.text, re.DOTALL)
    rows = {row["id"]: row for row in read_rows(folder / "claims.csv")}
    assert {name: row for name, row in rows.items() if name != "V1"} == before
    assert rows["V1"]["status"] == "confirmed" and rows["V1"]["best"] == "300" and rows["V1"]["grade"] == "C3"
    assert any(row["id"] == "The-article" for row in read_rows(folder / "sources.csv"))
    shown = client.get("/sources/The-article?claim=V1").text
    assert re.search(r'<mark class="confirmed now" id="now"><a href="/claim/V1"', shown)
    line = re.search(r'action="/sources/undo">.*?name="line" value="(\d+)"', shown, re.DOTALL)
    assert line is not None
    undone = client.post("/sources/undo", data={"csrf": form["csrf"], "line": line[1], "name": "The-article"})
    assert undone.status_code == 303 and {row["id"]: row for row in read_rows(folder / "claims.csv")} == before


def test_what_is_only_suggested_is_not_confirmed_unseen(page: str, client: TestClient, folder: Path) -> None:
    before = (folder / "claims.csv").read_bytes()
    assert ticked(page)
    answer = client.post("/sources/The-article", data=fields(page) | {"do": "confirm"})
    assert answer.status_code == 422 and ("is a suggestion" in answer.text or "nobody has said" in answer.text)
    assert (folder / "claims.csv").read_bytes() == before


def test_a_draft_is_set_aside_with_a_reason(page: str, client: TestClient, folder: Path) -> None:
    form = fields(page) | {"do": "aside"}
    assert client.post("/sources/The-article", data=form | {"reason": " "}).status_code == 422
    page = client.get("/sources/The-article").text
    answer = client.post("/sources/The-article", data=fields(page) | {"do": "aside", "reason": "too unclear to use"})
    assert answer.status_code == 303
    row = next(row for row in read_rows(folder / "claims.csv") if row["source"] == "The-article")
    assert row["status"] == "set_aside" and row["note"] == "too unclear to use"


def test_two_tabs_decide_a_draft_once(page: str, client: TestClient, folder: Path) -> None:
    form = fields(page) | {"do": "aside", "reason": "a repetition"}
    assert client.post("/sources/The-article", data=form).status_code == 303
    kept = (folder / "claims.csv").read_bytes()
    answer = client.post("/sources/The-article", data=form | {"reason": "outside this study"})
    assert answer.status_code == 409 and "changed or decided elsewhere" in answer.text
    assert (folder / "claims.csv").read_bytes() == kept
    undo = {"csrf": form["csrf"], "name": "The-article", "line": "1"}  # an undo of a step that is not the last
    assert client.post("/sources/undo", data=undo).status_code == 409


def test_what_was_typed_is_kept_as_a_step(page: str, client: TestClient) -> None:
    answer = client.post("/sources/The-article", data=fields(page) | {"do": "save", "note": "ask them"})
    assert answer.status_code == 303 and "draft=" in answer.headers["location"]
    assert ">ask them</textarea>" in client.get(answer.headers["location"].partition("#")[0]).text


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("x.png", b"\x89PNG\r\n\x1a\n0000", "this is"), ("x.txt", b"", "text"), ("x.pdf", b"%PDF-1.4 broken", "")],
)
def test_what_is_no_document_is_told(
    client: TestClient, session: Session, folder: Path, name: str, content: bytes, said: str
) -> None:
    answer = client.post("/sources/upload", data={"csrf": session.csrf}, files={"file": (name, content)})
    assert answer.status_code == 422 and said in answer.text
    assert not (folder / "sources").exists()


def test_no_file_and_no_date_are_told(client: TestClient, session: Session) -> None:
    assert "W862" in client.post("/sources/upload", data={"csrf": session.csrf}).text
    form = {"csrf": session.csrf, "date": "yesterday"}
    assert "W311" in client.post("/sources/upload", data=form, files={"file": ("a.txt", ARTICLE.encode())}).text


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("...", "document"),
        ("a\x00b<c>.txt", "a-b-c-.txt"),
        (".hidden", "hidden"),
        ("x" * 500, "x" * 100),
    ],
)
def test_names_of_files_stay_in_the_study(given: str, kept: str) -> None:
    assert safe_name(given) == kept


@pytest.mark.parametrize(
    "path", ["/sources/..%2F..%2Fetc%2Fpasswd", "/sources/%2e%2e", "/static/..%2Fapp.py", "/claim/%00"]
)
def test_no_address_leads_out_of_the_study(client: TestClient, path: str) -> None:
    assert client.get(path).status_code in (404, 422)


def test_a_document_outside_the_study_is_not_shown(client: TestClient, folder: Path) -> None:
    secret = folder.parent / "secret.txt"
    secret.write_text("the secret of the neighbour", encoding="utf-8")
    (folder / "link").symlink_to(folder.parent)
    path = folder / "sources.csv"
    text = path.read_text("utf-8").replace("An article,2015-12,,", "An article,2015-12,,link/secret.txt")
    path.write_text(text, encoding="utf-8")
    shown = client.get("/sources/paper")
    assert shown.status_code == 200 and "the secret" not in shown.text


def test_marks_that_overlap_give_way_to_the_one_chosen() -> None:
    text = "one two three\nfour"
    marks = [(0, 7, "draft", "/a", False), (4, 13, "confirmed", "/b", True), (12, 16, "draft", "/c", False)]
    told = [[(span.text, span.kind) for span in spans] for spans in paragraphs(text, marks)]
    assert told == [[("one ", ""), ("two three", "confirmed")], [("four", "")]]
    assert "".join(span.text for spans in paragraphs(text, marks) for span in spans) == text.replace("\n", "")
