"""A small ledger to change: `rows` and `sources` as fixtures, `ledger_of` to write and load them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from wayhome.claims.claim import Ledger
from wayhome.claims.ledger import load_ledger, load_words, write_claims, write_sources
from wayhome.claims.words import Words

Row = dict[str, str]
CLAIM: Row = {
    "id": "a1",
    "statement": "About 100 came back",
    "kind": "amount",
    "quantity": "arrivals",
    "who": "nationality=KGZ",
    "where": "returned",
    "as_of": "2015-05",
    "wording": "about 100",
    "source": "paper",
    "grade": "B2",
    "status": "confirmed",
}
SOURCE: Row = {"id": "paper", "outlet": "The Paper", "date": "2015-06-01"}


@pytest.fixture(scope="session")
def words() -> Words:
    return load_words()


@pytest.fixture
def row() -> Callable[..., Row]:
    def build(**changes: str) -> Row:
        return {**CLAIM, **changes}

    return build


@pytest.fixture
def ledger_of(tmp_path: Path) -> Callable[..., Ledger]:
    def build(
        rows: Sequence[Row],
        sources: Sequence[Row] = (SOURCE,),
        override: Mapping[str, object] | None = None,
    ) -> Ledger:
        write_claims(tmp_path / "claims.csv", rows)
        write_sources(tmp_path / "sources.csv", sources)
        return load_ledger(tmp_path, override)

    return build
