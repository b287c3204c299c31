"""A document, a study's names and drafts read from it, for the tests of what people make of drafts."""

from __future__ import annotations

import hashlib
from types import SimpleNamespace
from typing import Any

from wayhome.claims.naming import vocabulary
from wayhome.claims.reader.draft import Draft

TEXT = (
    "The ministry has spoken. About 300 Northlanders have returned home this year, said Jane Doe. "
    "Between 20 and 30 women from Southland are in prison abroad, she added. "
    "The exiled council says nothing of the others."
)
STUDY: Any = SimpleNamespace(
    populations={"nationality": ("northland", "southland", "UZB", "KAZ"), "role": ("man", "woman", "child")},
    regions={"Central Asia": {"nationality": ("UZB", "KAZ")}},
    places={
        "home": SimpleNamespace(title="At home but inclined to leave"),
        "fighting": SimpleNamespace(title="With the armed group"),
        "prison": SimpleNamespace(title="In prison abroad"),
        "returned": SimpleNamespace(title="Returned"),
        "dead": SimpleNamespace(title="Dead"),
    },
    areas={"abroad": ("fighting", "prison")},
    flows={"go_home": SimpleNamespace(title="Going home"), "die": SimpleNamespace(title="Dying")},
    drivers={"territory_lost": SimpleNamespace(title="Territory lost by the group")},
)
NAMES = vocabulary(STUDY, {"UZB": "Uzbekistan", "KAZ": "Kazakhstan"})


def a_draft(exact: str, **fields) -> Draft:
    start = TEXT.index(exact)
    first = max(TEXT.rfind(". ", 0, start) + 2, 0) if ". " in TEXT[:start] else 0
    end = TEXT.find(".", start) + 1
    values: dict[str, Any] = {
        "id": f"herald-{start}", "kind": "amount", "start": start, "end": start + len(exact), "exact": exact,
        "prefix": TEXT[max(0, start - 32) : start], "suffix": TEXT[start + len(exact) :][:32], "wording": "",
        "low": None, "best": None, "high": None, "quantity": "", "event": "", "who": "", "where": "", "where_from": "",
        "where_to": "", "of": "", "than": "", "driver": "", "direction": "", "as_of": "", "speaker": "", "speaker_role": "",
        "outlet": "", "hedge": "", "negated": False, "conditional": False, "statement": "", "sentence": TEXT[first:end],
        "sentence_start": first, "rule": "count", "speaker_rule": "", "document": "sources/herald.txt",
        "document_hash": f"sha256:{hashlib.sha256(TEXT.encode()).hexdigest()}", "source": "herald",
    }  # fmt: skip
    return Draft(**{**values, **fields})


RETURNED = a_draft(
    "About 300 Northlanders have returned home this year", wording="About 300", best=300.0, quantity="arrivals",
    event="returned", who="Northlanders", where_to="home", as_of="2016", speaker="Jane Doe",
    statement="Some 300 Northlanders came back in the year",
)  # fmt: skip
HELD = a_draft(
    "Between 20 and 30 women from Southland are in prison abroad", wording="Between 20 and 30", low=20.0, high=30.0,
    quantity="stock", event="held", who="women from Southland", where="prison abroad", as_of="2016-05", speaker="Jane Doe",
    statement="20 to 30 Southland women are held abroad",
)  # fmt: skip
SILENT = a_draft("The exiled council says nothing of the others", kind="silence", statement="The council is silent")
DRAFTS = (RETURNED, HELD, SILENT)
HERALD = {"id": "herald", "outlet": "The Herald", "date": "2016-05-20", "document": "sources/herald.txt"}
MINE = {"who": "nationality=northland", "where": "returned", "grade": "C3"}
OLD = {
    "id": "old", "statement": "About 90 came back", "kind": "amount", "quantity": "arrivals", "who": "", "where": "returned",
    "as_of": "2015-05", "wording": "about 90", "source": "paper", "grade": "B2", "status": "confirmed",
}  # fmt: skip
