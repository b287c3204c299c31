# ruff: noqa: E501
"""An invented forecast and fit, made without the engine: what the report must be able to show."""

from __future__ import annotations

import itertools
import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from wayhome.dates import calendar, parse_period
from wayhome.fit.summary import ParameterLine
from wayhome.ranges import Range
from wayhome.study.resolved import Flow, Place, Stock, Study

NATIONS = ("KAZ", "KGZ", "TJK", "UZB", "TKM", "RUS")
ROLES = ("man", "woman", "child")
PLACES = {
    "home": Place("home", "At home"),
    "is": Place("is", "With Islamic State"),
    "nusra": Place("nusra", "With Jabhat al-Nusra"),
    "turkey": Place("turkey", "In Turkey"),
    "afghanistan": Place("afghanistan", "In Afghanistan"),
    "prison": Place("prison", "In prison or a camp"),
    "returned": Place("returned", "Returned"),
    "dead": Place("dead", "Dead", final=True),
}
SIZE = {"KAZ": 330, "KGZ": 446, "TJK": 410, "UZB": 640, "TKM": 60, "RUS": 700}
WHERE = {
    "returned": 1.0,
    "dead": 0.8,
    "is": 0.9,
    "nusra": 0.4,
    "turkey": 0.35,
    "afghanistan": 0.25,
    "prison": 0.6,
    "theatre": 1.3,
}


def study() -> Study:
    time = calendar(
        start=parse_period("2012-01"), as_of=parse_period("2016-07"), end=parse_period("2021-12"), step="month"
    )
    flows = {
        "go_home": Flow(
            "go_home", "Going home", "hazard", ("is", "nusra"), "returned", {}, Range(0.001, 0.02, "month")
        ),
        "death": Flow("death", "Dying", "hazard", ("is", "nusra"), "dead", {}, Range(0.001, 0.02, "month")),
    }
    return Study(
        name="invented",
        title="Returns of Central Asian fighters and families from Syria and Iraq",
        calendar=time,
        populations={"nationality": NATIONS, "role": ROLES},
        regions={"Central Asia": {"nationality": NATIONS[:5]}},
        places=PLACES,
        areas={"theatre": ("is", "nusra")},
        drivers={},
        flows=flows,
        stocks=(Stock("home", ("KAZ", "man"), 1000, 1000, 1000, "s1"),),
    )


def table(made: Study) -> pd.DataFrame:
    rows = []
    nations = {**SIZE, "Central Asia": sum(SIZE[n] for n in NATIONS[:5]), "all": sum(SIZE.values())}
    for (nation, size), role, (place, share), quantity in itertools.product(
        nations.items(), ("man", "all"), WHERE.items(), ("stock", "arrivals")
    ):
        for i in range(made.calendar.steps + 1):
            x = i / made.calendar.steps
            grown = size * share * (0.4 if role == "man" else 1) * (1 - math.exp(-3 * x)) * (i > 6)
            if quantity == "stock" and place in ("is", "nusra", "theatre"):
                grown *= 2.6 * math.exp(-3.2 * x)
            wide = 0.25 + 0.55 * x
            q = {
                f"q{p:02}": grown * math.exp(z * wide) for p, z in ((5, -1), (25, -0.41), (50, 0), (75, 0.41), (95, 1))
            }
            rows.append(
                {
                    "date": made.calendar.label(i),
                    "place": place,
                    "quantity": quantity,
                    "nationality": nation,
                    "role": role,
                    **q,
                }
            )
    return pd.DataFrame(rows)


def flows() -> pd.DataFrame:
    to = {"returned": 0.5, "dead": 0.35, "turkey": 0.16, "afghanistan": 0.1, "prison": 0.4}
    rows = []
    for (nation, size), (place, share), origin in itertools.product(
        {**SIZE, "Central Asia": 1886, "all": 3000}.items(), to.items(), ("is", "nusra")
    ):
        mid = size * share * (0.7 if origin == "is" else 0.3) * (2 if (nation, place) == ("UZB", "afghanistan") else 1)
        values = {"q05": mid * 0.5, "q50": mid, "q95": mid * 2.1}
        rows.append(
            {"flow": f"to_{place}", "origin": origin, "to": place, "nationality": nation, "role": "all", **values}
        )
    return pd.DataFrame(rows)


# id, statement, speaker, role, kind, low, best, high, sense, chart cell (nation, place, quantity), date, grade, role in the fit
CLAIMS = (
    ("a1", "Those who have come back number several hundred", "E. Serenko", "analyst", "amount", 200, 400, 900, "about", ("Central Asia", "returned", "arrivals"), "2016-07", "C3", "fitted"),
    ("a2", "More than 500 have returned to the five countries", "", "security service", "amount", 500, 500, 500, "at_least", ("Central Asia", "returned", "arrivals"), "2016-03", "B2", "fitted"),
    ("a3", "About 130 Kyrgyz citizens are home again", "", "ministry of the interior", "amount", 90, 130, 190, "about", ("KGZ", "returned", "arrivals"), "2016-01", "B3", "fitted"),
    ("a4", "Between 500 and several thousand Uzbeks are fighting there", "", "journalist", "amount", 500, 1400, 4000, "about", ("UZB", "theatre", "stock"), "2016-07", "C3", "fitted"),
    ("a5", "No more than 200 Uzbeks ever left", "", "security service", "amount", 200, 200, 200, "at_most", ("UZB", "theatre", "stock"), "2015-12", "D4", "fitted"),
    ("a6", "Kyrgyz are more likely to return than Uzbeks", "", "experts", "comparison", None, None, None, "about", None, "2016-07", "C3", "fitted"),
    ("a7", "The number is expected to increase", "E. Serenko", "analyst", "outlook", None, None, None, "about", None, "2016-12", "C3", "outlook"),
    ("a8", "The government has said nothing officially", "", "", "silence", None, None, None, "about", None, "2016-07", "C4", "silence"),
    ("a9", "<script>alert('x')</script> & \"quoted\" </script><b>bold</b>", "<img src=x onerror=alert(1)>", "", "context", None, None, None, "about", None, "2016-07", "F6", "context"),
    ("b1", "Several hundred are back, the agency repeats", "", "news agency", "amount", 200, 400, 900, "about", ("Central Asia", "returned", "arrivals"), "2016-07", "C3", "repeats"),
    ("b2", "About 1,900 came home in all", "", "a rival ministry", "amount", 1500, 1900, 2400, "about", ("Central Asia", "returned", "arrivals"), "2015-06", "D4", "fitted"),
)  # fmt: skip


def _claim(row):
    id, statement, speaker, role, kind, low, best, high, sense, _, date, grade, did = row
    figure = (
        None
        if best is None
        else SimpleNamespace(low=low, best=best, high=high, sense=sense, from_words=id in ("a1", "a4"))
    )
    return SimpleNamespace(
        id=id, statement=statement, kind=kind, quantity="arrivals", driver="", direction="", as_of=parse_period(date), figure=figure,
        likelihood=None, wording="several hundreds" if figure else "", speaker=speaker, speaker_role=role,
        source="s2" if id == "a9" else "s1", grade=grade, repeats="a1" if did == "repeats" else "", place_in_text="",
        status="confirmed", note="", line=2, origin=speaker or "Outlet",
    )  # fmt: skip


def _line(row):
    id, _, _, _, _, low, best, high, sense, cell, date, _, did = row
    chart = None if cell is None else (cell[1], cell[2], {"nationality": cell[0], "role": "all"})
    model = (None, None, None, None) if best is None else (best * 0.6, best * 0.9, best * 1.4, -0.4)
    return SimpleNamespace(
        id=id, role=did, reason="", low=low, best=best, high=high, sense=sense, model_low=model[0], model_mid=model[1],
        model_high=model[2], gap=model[3], chart=chart, date=date,
    )  # fmt: skip


def _source(id, url):
    return SimpleNamespace(
        id=id,
        outlet="Voice of Invention",
        title="Losses prompt returns",
        date=parse_period("2016-07"),
        url=url,
        document="",
        line=2,
    )


def _fit(*, settled=True):
    rhat = 1.003 if settled else 1.31
    unsettled = () if settled else ("rate.go_home", "rate.death")
    parameters = [
        ("rate.go_home", "per month", 0.001, 0.0045, 0.02, 0.003, 0.005, 0.008),
        ("effect.go_home.territory_lost", "times", 1, 2.2, 5, 1.6, 2.9, 4.6),
        ("rate.death", "per month", 0.001, 0.0045, 0.02, 0.001, 0.0044, 0.019),
        ("effect.death.territory_lost", "times", 1, 2.2, 5, 4.6, 6.9, 9.6),
    ]
    return SimpleNamespace(
        study=study(),
        key="0123456789abcdef" * 4,
        seed=1,
        ledger=SimpleNamespace(
            claims=tuple(map(_claim, CLAIMS)),
            sources={"s1": _source("s1", "https://news.example/returns?a=1&b=2"), "s2": _source("s2", "javascript:alert(1)")},
        ),
        summary=SimpleNamespace(
            diagnosis=SimpleNamespace(
                settled=settled, rhat=rhat, ess_bulk=1800.0, ess_tail=1500.0, divergences=0, draws=1000, chains=4, seconds=21.0, unsettled=unsettled,
                approximate=False, remedy="" if settled else "2 parameters did not settle (rate.go_home, rate.death). Draw more.",
            ),
            sources=(
                SimpleNamespace(origin="Security service of Uzbekistan", claims=2, low=0.2, mid=0.5, high=0.9, grade="D", tends_high=0.02),
                SimpleNamespace(origin="E. Serenko", claims=2, low=0.8, mid=1.1, high=1.5, grade="C", tends_high=0.62),
                SimpleNamespace(origin="A rival ministry", claims=1, low=1.1, mid=2.1, high=4.4, grade="D", tends_high=0.97),
            ),
            claims=tuple(map(_line, CLAIMS)),
            parameters=tuple(
                ParameterLine(n, u, a, b, c, d, e, f)
                for n, u, a, b, c, d, e, f in parameters
            ),
            disagreements=(
                SimpleNamespace(first="a4", second="a5", factor=7.0, z=3.1, why="both speak of Uzbeks in the theatre at the end of 2015", kind="apart"),
                SimpleNamespace(first="b2", second="a1", factor=4.75, z=2.4, why="a total that can only grow falls from 1,900 to 400", kind="falls"),
            ),
            coverage=tuple(
                SimpleNamespace(group=n, counts={"stock theatre": i % 4, "arrivals returned": (i * 2) % 5, "arrivals dead": i % 2}, silent=int(n in ("UZB", "TKM")))
                for i, n in enumerate(NATIONS)
            ),
        ),
    )  # fmt: skip


@pytest.fixture(scope="session")
def fit():
    return _fit()


@pytest.fixture(scope="session")
def unsettled_fit():
    return _fit(settled=False)


@pytest.fixture(scope="session")
def forecast(fit):
    outlooks = (SimpleNamespace(id="a7", probability=0.93, words="The forecast agrees: a chance of 93%"),)
    names, arrivals = travelled_and_back(fit.study)
    return SimpleNamespace(
        table=table(fit.study), outlooks=outlooks, flows=flows(), seconds=0.8, seed=1,
        kept=("2016-07",), names=names, arrivals=arrivals,
    )  # fmt: skip


def travelled_and_back(study: Study) -> tuple[tuple[str, ...], np.ndarray]:
    """Places, and arrivals (draw, date, place, group) in 20 draws: 100 of every group went, and the nearer the end of NATIONS
    the more came back; of Kazakhs in every second draw the most."""
    names = (*study.places, *study.areas)
    arrivals = np.zeros((20, 1, len(names), len(study.groups)), int)
    arrivals[:, :, names.index("theatre")] = 100
    for g, (nation, _) in enumerate(study.groups):
        arrivals[:, :, names.index("returned"), g] = 10 * (1 + NATIONS.index(nation))
        if nation == "KAZ":
            arrivals[::2, :, names.index("returned"), g] = 90
    return names, arrivals
