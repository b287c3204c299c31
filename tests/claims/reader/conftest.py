from __future__ import annotations

from collections.abc import Callable

import pytest

from wayhome.claims.reader.draft import Draft
from wayhome.claims.reader.read import read_text


@pytest.fixture
def read() -> Callable[[str], list[Draft]]:
    def drafts(text: str) -> list[Draft]:
        return read_text(text, source="doc", document="sources/doc.txt", document_hash="sha256:0")

    return drafts
