"""Sentences that differ in one word, which is to change nothing: what is read of one is read of all."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wayhome.claims.reader.draft import Draft

Read = Callable[[str], list[Draft]]

MONTHS = "January February March April May June July August September October November December"
PEOPLE = "fighters militants refugees returnees nationals recruits families women children extremists Kyrgyz prisoners"
VERBS = "said says stated announced confirmed reported estimated claimed noted acknowledged warned admitted insisted"


def told(read: Read, sentence: str) -> list[tuple[object, ...]]:
    return [(draft.kind, draft.wording, draft.low, draft.high, draft.speaker) for draft in read(sentence)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("In {} 30 families fled, police said.", ("amount", "30", 30, 30, "police")),
        ("On 12 {} 30 families fled, police said.", ("amount", "30", 30, 30, "police")),
        ("By late {} 2015, some 400 refugees had left.", ("amount", "some 400", 400, 400, "")),
        ("{} saw 450 returns, the agency said.", ("amount", "450", 450, 450, "the agency")),
        ("There are 19,000 fighters, the minister said on 3 {}.", ("amount", "19,000", 19_000, 19_000, "the minister")),
        ("The ministry said on {} 7 that 25 citizens had been killed.", ("amount", "25", 25, 25, "The ministry")),
    ],
)
def test_the_month_changes_nothing(read: Read, sentence: str, expected: tuple[object, ...]) -> None:
    assert {month: told(read, sentence.format(month)) for month in MONTHS.split()} == {
        month: [expected] for month in MONTHS.split()
    }


def test_may_the_verb_tells_of_what_is_to_come(read: Read) -> None:
    for sentence in ("They may number 400 refugees.", "Some 300 fighters stay. 12 may return next week."):
        assert [draft.kind for draft in read(sentence)][-1] == "outlook"


@pytest.mark.parametrize("who", PEOPLE.split())
def test_whoever_is_counted_is_counted(read: Read, who: str) -> None:
    (amount,) = told(read, f"More than 40 {who} were killed last year, officials said.")
    assert amount == ("amount", "More than 40", 40, None, "officials")


@pytest.mark.parametrize("verb", VERBS.split())
def test_whatever_the_verb_the_ministry_says_it(read: Read, verb: str) -> None:
    expected = [("amount", "300", 300, 300, "The ministry")]
    assert told(read, f"The ministry {verb} that 300 fighters had returned.") == expected


@pytest.mark.parametrize(
    ("words", "number"),
    [("Forty", 40), ("Twenty-five", 25), ("A hundred and fifty", 150), ("Two thousand", 2000), ("1 200", 1200)],
)
def test_numbers_in_words_are_numbers(read: Read, words: str, number: float) -> None:
    assert told(read, f"{words} people were killed, police said.") == [("amount", words, number, number, "police")]


@pytest.mark.parametrize(("part", "share"), [("A sixth", 1 / 6), ("An eighth", 1 / 8), ("Five sixths", 5 / 6)])
def test_parts_are_shares(read: Read, part: str, share: float) -> None:
    (found,) = told(read, f"{part} of the families left, the agency said.")
    assert found == ("amount", part, pytest.approx(share), pytest.approx(share), "the agency")


@pytest.mark.parametrize(
    ("sentence", "direction"),
    [
        ("The number of refugees will go up next year.", "up"),
        ("The number of refugees will go down next year.", "down"),
        ("More departures are likely.", "up"),
        ("The number of refugees will fall.", "down"),
    ],
)
def test_what_is_to_come_goes_where_it_is_said_to_go(read: Read, sentence: str, direction: str) -> None:
    assert [draft.direction for draft in read(sentence)] == [direction]
