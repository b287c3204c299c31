"""The rooms that show a forecast: what they say, while it is made, once it is there, and when it is out of date."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.workbench.conftest import until
from wayhome.fit.store import FILE
from wayhome.forecast import forecast
from wayhome.report import tables
from wayhome.workbench.desk import Desk
from wayhome.workbench.guard import Session


def test_the_forecast_is_the_one_that_is_kept(client: TestClient, desk: Desk) -> None:
    text = client.get("/forecast").text
    kept, fans = desk.kept(), desk.fans()
    assert kept is not None and fans is not None
    head = tables.pick_headline(kept.fit.study, fans)
    answer, _ = tables.headline_sentence(fans, head)
    assert answer in text
    mid, width = fans[head.place, "arrivals", head.cell].at(head.big[-1]).rounded
    assert f"<b>{mid}</b>" in text and width in text


@pytest.mark.parametrize(
    ("by", "titles"), [("nation", ["KGZ", "UZB"]), ("role", ["Man", "Woman"]), ("place", ["Dead"])]
)
def test_it_is_told_apart_by_population_and_place(client: TestClient, by: str, titles: list[str]) -> None:
    text = client.get(f"/forecast?of=returned&by={by}").text
    shown = re.findall(r'<h3><a class="quiet" href="[^"]+">([^<]+)</a></h3>', text)
    named = {"KGZ": "Kyrgyzstan", "UZB": "Uzbekistan"}
    assert {named.get(title, title) for title in titles} <= set(shown)


def test_levels_of_a_later_population_add_up_to_the_headline(client: TestClient, desk: Desk) -> None:
    from wayhome.workbench.rooms.forecast import view

    until(lambda: desk.forecast() is not None)
    found = view(desk, "returned", "role")
    assert found is not None
    whole = found.fans["returned", "arrivals", found.head.cell].mid[-1]
    assert sum(fan.mid[-1] for _, _, fan in found.small) == pytest.approx(whole, rel=0.15)
    assert all(key[2][0] == found.head.cell[0] for _, key, _ in found.small)


def test_places_that_say_where_they_are_are_on_a_map(client: TestClient) -> None:
    page = client.get("/forecast").text
    assert 'id="map"' in page and "Natural Earth" in page


def test_an_unknown_place_is_told(client: TestClient) -> None:
    answer = client.get("/forecast?of=moon")
    assert answer.status_code == 422 and "moon" in answer.text and "W601" in answer.text


def test_points_lead_to_their_claims_and_lines_to_what_they_rest_on(client: TestClient, desk: Desk) -> None:
    until(lambda: desk.forecast() is not None)
    text = client.get("/forecast?of=returned&by=nation").text
    ids = set(re.findall(r'"i":"(C\d+)"', text))
    assert ids and all(client.get(f"/claim/{name}").status_code == 200 for name in ids)
    for address in set(re.findall(r'href="(/forecast/why[^"]+)"', text)):
        assert client.get(address.replace("&amp;", "&")).status_code == 200
    until(lambda: not desk.waiting())


def test_why_a_number_is_so(client: TestClient, desk: Desk) -> None:
    address = "/forecast/why?q=arrivals+returned+KGZ+2015-12"
    first = client.get(address).text
    assert "Statement C4" in first and "being worked out" in first
    until(lambda: not desk.waiting())
    text = client.get(address).text
    assert "What it would be without each claim" in text and "without it" in text
    assert client.get("/forecast/why?q=moon").status_code == 422
    assert client.get("/forecast/why?q=%22open").status_code == 422


def test_without_a_fit_it_offers_one(client: TestClient, folder: Path) -> None:
    (folder / FILE).unlink()
    for room in ("forecast", "scenarios", "plan"):
        answer = client.get(f"/{room}")
        assert answer.status_code == 200 and "There is no fit yet" in answer.text
    assert client.get("/ledger").status_code == 200 and client.get("/ledger/coverage").status_code == 200
    assert client.get("/").headers["location"] == "/sources"


def test_a_fit_that_cannot_be_read_is_none(client: TestClient, folder: Path) -> None:
    (folder / FILE).write_bytes(b"not a fit")
    assert "There is no fit yet" in client.get("/forecast").text


def test_an_old_fit_is_shown_with_a_new_ledger(client: TestClient, desk: Desk, folder: Path) -> None:
    until(lambda: desk.forecast() is not None)
    before = client.get("/forecast").text
    path = folder / "claims.csv"
    path.write_text(path.read_text("utf-8").replace("institute", "a new voice"), encoding="utf-8")
    kept = desk.kept()
    assert kept is not None and kept.stale
    assert kept.fit.z.shape[1] == len(kept.fit.posterior.names)
    after = client.get("/forecast").text
    assert "These numbers are out of date" in after and "These numbers are out of date" not in before
    numbers = re.compile(r"<dd><b>[^<]+</b>")
    assert numbers.findall(before) == numbers.findall(after)


def test_a_forecast_of_a_stale_fit_is_not_kept_as_the_study_s(client: TestClient, desk: Desk, folder: Path) -> None:
    path = folder / "claims.csv"
    path.write_text(path.read_text("utf-8").replace("institute", "a new voice"), encoding="utf-8")
    before = (folder / "results/forecast.parquet").read_bytes()
    client.get("/forecast")
    until(lambda: desk.forecast() is not None)
    assert (folder / "results/forecast.parquet").read_bytes() == before


def test_the_plan_is_worked_out_and_handed_out_safely(client: TestClient, desk: Desk) -> None:
    assert "being worked out" in client.get("/plan").text
    assert client.get("/plan.csv").status_code == 422
    until(lambda: not desk.waiting())
    text = client.get("/plan").text
    assert "Leave unserved" in text and "Mentor" in text and "Posts needed" in text
    rows = list(csv.reader(io.StringIO(client.get("/plan.csv").content.decode("utf-8-sig"))))
    assert rows[1][1] == "'=Reintegration"
    assert client.get("/plan.xlsx").content[:2] == b"PK"
    assert "being worked out" in client.get("/plan?scenario=more").text
    until(lambda: not desk.waiting())
    assert "Under" in client.get("/plan?scenario=more").text


def test_the_forecast_s_table_is_the_whole_one(client: TestClient, desk: Desk) -> None:
    until(lambda: desk.forecast() is not None)
    rows = list(csv.reader(io.StringIO(client.get("/forecast.csv?of=dead").content.decode("utf-8-sig"))))
    kept = desk.kept()
    assert kept is not None
    made = forecast(kept.fit, draws=desk.draws).table
    assert len(rows) == 1 + (made["place"] == "dead").sum() and {row[1] for row in rows[1:]} == {"dead"}


def test_a_fit_is_begun_watched_and_stopped(client: TestClient, session: Session, folder: Path) -> None:
    before = (folder / FILE).read_bytes()
    path = folder / "claims.csv"
    path.write_text(path.read_text("utf-8").replace("institute", "a new voice"), encoding="utf-8")
    assert client.post("/fit/begin", data={"csrf": session.csrf, "path": "/ledger"}).headers["location"] == "/ledger"
    state = client.get("/status").json()["running"]
    assert state["state"] == "running" and state["what"] == "Fitting"
    assert 'action="/fit/stop"' in client.get("/ledger").text
    client.post("/fit/stop", data={"csrf": session.csrf})
    state = client.get("/status").json()["running"]
    assert state["state"] == "stopped" and "still there" in state["message"]
    assert (folder / FILE).read_bytes() == before
    assert [name for name in (folder / "results").iterdir() if name.name.startswith(".")] == []


def test_a_fit_that_fails_says_why(client: TestClient, session: Session, folder: Path, desk: Desk) -> None:
    client.get("/forecast")
    path = folder / "claims.csv"
    good = path.read_bytes()
    path.write_text(path.read_text("utf-8").replace('"B2"', '"Z9"', 1), encoding="utf-8")
    desk.running.begin()
    assert not desk.running.begin()  # one at a time
    until(lambda: desk.running.state != "running")
    path.write_bytes(good)
    assert desk.running.state == "failed" and "W310" in desk.running.message
    assert "W310" in client.get("/ledger").text
