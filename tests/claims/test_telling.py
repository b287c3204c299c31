"""A draft in plain words: its number, who says it, how sure it is, and the words around it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.claims.drafts import HELD, RETURNED, SILENT, TEXT
from wayhome.claims.reader.draft import Draft
from wayhome.claims.telling import AROUND, number_words, plain_words, sentence_parts
from wayhome.claims.words import Words

NUMBERLESS = replace(RETURNED, low=None, best=None, high=None, wording="")


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ({"best": 300.0}, "300"),
        ({"low": 500.0}, "at least 500"),
        ({"high": 1200.0}, "at most 1,200"),
        ({"low": 20.0, "high": 20.0}, "20"),
        ({"low": 20.0, "best": 20.0, "high": 30.0}, "20 to 30"),
        ({"low": 20.0, "best": 25.0, "high": 30.0}, "25 (20 to 30)"),
        ({"quantity": "share", "high": 0.5}, "at most 50%"),
        ({"wording": "more than 500"}, "at least 500, as the words table reads “more than 500”"),
        ({"wording": "up to 40"}, "at most 40, as the words table reads “up to 40”"),
        ({"wording": "nobody knows"}, ""),
        ({"wording": "about 300", "kind": "silence"}, ""),
        ({}, ""),
    ],
)
def test_the_number(words: Words, numbers: dict[str, object], told: str) -> None:
    draft: Draft = replace(NUMBERLESS, **numbers)  # pyright: ignore[reportArgumentType]
    assert number_words(draft, words) == told


def test_what_it_says(words: Words) -> None:
    share = dict(plain_words(replace(RETURNED, quantity="share", best=0.17, of="those who left"), words))
    assert share["says"].startswith("A share of people; 17%; who: “Northlanders”")
    assert "of “those who left”" in share["says"]
    for direction, told in (("more", "more than the other side"), ("stops", "it stops the flow")):
        says = dict(plain_words(replace(NUMBERLESS, kind="comparison", direction=direction), words))["says"]
        assert says.startswith(f"A comparison (arrivals); {told}; who:")
    assert dict(plain_words(SILENT, words)) == {
        "says": "A silence: somebody does not say, count or admit",
        "said by": "the outlet itself; nobody is named",
    }


def test_who_says_it_and_what_to_mind(words: Words) -> None:
    draft = replace(HELD, speaker_role="mayor", speaker_rule="named before", negated=True, note="see page 2")
    told = dict(plain_words(draft, words))
    assert told["said by"] == "Jane Doe, mayor (named before)"
    assert told["careful"] == "negated: the sentence denies it"
    assert told["noted"] == "see page 2"
    assert "careful" not in dict(plain_words(HELD, words))
    assert "careful" not in dict(plain_words(replace(SILENT, negated=True), words))


def test_with_the_document_whole_words_stand_around_the_sentence() -> None:
    before, after = "earlier words " * 30, " later words" * 30
    moved = replace(HELD, start=HELD.start + len(before), sentence_start=HELD.sentence_start + len(before))
    parts = sentence_parts(moved, before + TEXT + after)
    first, *_, last = (part.text for part in parts if part.role == "around")
    assert f"{first}{HELD.sentence}{last}" in before + TEXT + after
    assert first.split()[0] in ("earlier", "words") and last.split()[-1] in ("later", "words")
    assert AROUND - 10 < len(first) <= AROUND and AROUND - 10 < len(last) <= AROUND
    assert [part.text for part in sentence_parts(HELD, TEXT) if part.role == "around"] == [
        TEXT[: HELD.sentence_start], TEXT[HELD.sentence_start + len(HELD.sentence) :]
    ]  # fmt: skip


def test_a_sentence_that_does_not_hold_the_claim_is_not_shown_as_its_sentence() -> None:
    parts = sentence_parts(replace(HELD, sentence="Something else.", sentence_start=HELD.start))
    assert [part.role for part in parts] == ["around", "wording", "claim", "around"]
    assert "".join(part.text for part in parts) == HELD.prefix + HELD.exact + HELD.suffix
