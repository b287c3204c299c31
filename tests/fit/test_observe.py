"""Names in claims that the study does not have, as the fit says them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fit.ledgers import row, write_study
from wayhome.errors import InvalidInput
from wayhome.fit.store import load


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        (
            row("W1", quantity="stock", who="nations=KGZ", where="away", as_of="2015", best="5"),
            r"W1\.who: no population is called 'nations'\. Did you mean 'nation'\? \[W501\]",
        ),
        (
            row("W2", "effect", driver="wages_lost", via="go_hom", direction="raises"),
            r"W2\.via: no flow is called 'go_hom'\. Did you mean 'go_home'\? \[W502\]",
        ),
        (
            row("W3", "comparison", quantity="arrivals", who="nation=KGZ", than="nation=UZX", where="away", as_of="2015-12",
                wording="more likely", direction="more"),
            r"W3\.than: nation has no 'UZX'\. Did you mean 'UZB'\? \[W501\]",
        ),
        (
            row("W4", "outlook", quantity="arrivals", where="returnd", as_of="2016-12", direction="up"),
            r"W4\.where: no place or area is called 'returnd'\. Did you mean 'returned'\? \[W502\]",
        ),
    ],
)  # fmt: skip
def test_a_name_that_the_study_lacks_is_said_with_its_claim(tmp_path: Path, claim: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        load(write_study(tmp_path, claim))
