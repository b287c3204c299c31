"""The ledger room: what is found, changed, taken back; two tabs and an editor at once."""

from __future__ import annotations

import csv
import html
import io
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from wayhome.claims.amend import find_row, history
from wayhome.claims.ledger import read_rows, write_claims
from wayhome.workbench.guard import Session


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found is not None
    return html.unescape(found[1])


def form_of(client: TestClient, claim: str, **cells: str) -> dict[str, str]:
    """What a browser sends of the claim's page, with some cells changed."""
    text = client.get(f"/claim/{claim}").text
    return {"csrf": hidden(text, "csrf"), "based_on": hidden(text, "based_on"), **cells}


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", 13),
        ("?q=c1", 5),  # C1 and C10 to C13
        ("?kind=comparison", 1),
        ("?kind=amount&q=ministry", 2),
        ("?grade=A", 0),
        ("?grade=B", 13),
        ("?status=draft", 0),
        ("?used=yes&kind=silence", 0),
        ("?used=no&kind=silence", 1),
        ("?q=%3Cscript%3E", 0),
    ],
)
def test_claims_are_filtered(client: TestClient, query: str, wanted: int) -> None:
    text = client.get(f"/ledger{query}").text
    assert len(re.findall(r'<tr id="claim-', text)) == wanted
    assert "<script>" not in text


def test_claims_are_sorted_both_ways(client: TestClient) -> None:
    def order(query: str) -> list[str]:
        return re.findall(r'<tr id="claim-(\w+)"', client.get(f"/ledger?{query}").text)

    assert order("sort=id") == sorted(order("sort=id"))
    assert order("sort=id&down=1") == order("sort=id")[::-1]
    assert order("sort=date")[-1] == "C12" and order("sort=nonsense") == order("sort=id")


def test_a_changed_grade_is_in_the_file_and_marks_the_fit_stale(client: TestClient, folder: Path) -> None:
    assert client.get("/status").json()["fit"] == "fresh"
    answer = client.post("/claim/C1", data=form_of(client, "C1", grade="A1"))
    assert answer.status_code == 303 and answer.headers["location"] == "/claim/C1"
    assert find_row(folder, "C1")["grade"] == "A1"
    assert client.get("/status").json()["fit"] == "stale"
    forecast = client.get("/forecast").text
    assert "These numbers are out of date" in forecast and "claims.csv" in forecast
    assert "grade" in client.get("/ledger/history").text
    undone = client.post("/ledger/undo", data={"csrf": form_of(client, "C1")["csrf"]})
    assert undone.status_code == 303 and find_row(folder, "C1")["grade"] == "B2"
    assert client.get("/status").json()["fit"] in ("fresh", "stale")


def test_two_tabs_lose_nothing(client: TestClient, folder: Path) -> None:
    first, second = form_of(client, "C1", grade="A1"), form_of(client, "C1", grade="F6", note="mine")
    assert client.post("/claim/C1", data=first).status_code == 303
    answer = client.post("/claim/C1", data=second)
    assert answer.status_code == 409
    assert "changed after this page had shown it" in answer.text
    assert "In the ledger now: A1" in answer.text and ">mine</textarea>" in answer.text  # what was typed is still there
    assert find_row(folder, "C1")["grade"] == "A1" and find_row(folder, "C1")["note"] == ""
    again = {"csrf": second["csrf"], "based_on": hidden(answer.text, "based_on"), "note": "mine"}
    assert client.post("/claim/C1", data=again).status_code == 303
    assert find_row(folder, "C1") | {"grade": "A1", "note": "mine"} == find_row(folder, "C1")


def test_an_editor_and_a_tab_lose_nothing(client: TestClient, folder: Path) -> None:
    form = form_of(client, "C1", grade="A1")
    rows = read_rows(folder / "claims.csv")
    for row in rows:
        if row["id"] in ("C1", "C2"):
            row["note"] = "by an editor"
    write_claims(folder / "claims.csv", rows)
    assert client.post("/claim/C1", data=form).status_code == 409
    assert find_row(folder, "C1")["note"] == "by an editor" and find_row(folder, "C1")["grade"] == "B2"
    assert client.post("/claim/C1", data=form_of(client, "C1", grade="A1")).status_code == 303
    assert find_row(folder, "C2")["note"] == "by an editor"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"grade": "Z9"}, "is not a grade"),
        ({"where": "moon"}, "moon"),
        ({"statement": ""}, "every row needs its statement"),
        ({"note": "=HYPERLINK(1)"}, "spreadsheet"),
    ],
)
def test_what_the_ledger_cannot_hold_is_told_and_not_written(
    client: TestClient, folder: Path, cells: dict[str, str], said: str
) -> None:
    before = (folder / "claims.csv").read_bytes()
    answer = client.post("/claim/C1", data=form_of(client, "C1", **cells))
    assert answer.status_code == 422 and said in html.unescape(answer.text)
    assert (folder / "claims.csv").read_bytes() == before and history(folder) == ()


def test_a_column_that_is_none_is_not_written(client: TestClient, folder: Path) -> None:
    before = (folder / "claims.csv").read_bytes()
    assert client.post("/claim/C1", data=form_of(client, "C1", id="C99", name="somebody")).status_code == 303
    assert (folder / "claims.csv").read_bytes() == before


def test_who_is_spoken_of_and_who_disagrees(client: TestClient) -> None:
    coverage = client.get("/ledger/coverage").text
    assert "Statement C11" in coverage and 'class="silent"' in coverage and "nobody says" in coverage
    disagreements = client.get("/ledger/disagreements").text
    assert "No two claims contradict each other." in disagreements
    assert 'href="/ledger?q=A%20paper"' in disagreements and "neither, as far as is known" in disagreements


def test_a_broken_ledger_is_told_with_its_line(client: TestClient, folder: Path) -> None:
    path = folder / "claims.csv"
    path.write_text(path.read_text("utf-8").replace('"B2"', '"Z9"', 1), encoding="utf-8")
    answer = client.get("/ledger")
    assert answer.status_code == 422 and "claims.csv:2 C1.grade" in answer.text and "W310" in answer.text


def test_tables_are_safe_in_a_spreadsheet(client: TestClient, folder: Path) -> None:
    path = folder / "claims.csv"
    path.write_text(path.read_text("utf-8").replace('"Statement C2"', '"-5"'), encoding="utf-8")
    answer = client.get("/ledger.csv?q=c2")
    assert answer.status_code == 200 and "attachment" in answer.headers["content-disposition"]
    header, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert row[header.index("statement")] == "'-5"  # what a ledger may hold, a spreadsheet must not work out
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_the_sitting_s_token_is_in_no_address(client: TestClient, session: Session) -> None:
    for path in ("/ledger", "/claim/C1", "/forecast"):
        text = client.get(path).text
        assert not re.search(rf'(?:href|action)="[^"]*{re.escape(session.csrf)}', text) and session.cookie not in text
