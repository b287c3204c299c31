from __future__ import annotations

from collections.abc import Callable

import pytest

from wayhome.claims.reader.draft import Draft

Read = Callable[[str], list[Draft]]


def wordings(drafts: list[Draft]) -> list[str]:
    return [draft.wording for draft in drafts if draft.kind in ("amount", "outlook")]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("About 70,000 foreign women and children were held.", ["About 70,000"]),
        ("The strike killed 31 civilians and wounded dozens more.", ["31", "dozens"]),
        ("Of the 164 volunteers, 151 completed their term and 13 came home early.", ["164", "151", "13"]),
        ("They put the dead at at least 260 and those still there at at least 150.", ["at least 260", "at least 150"]),
        ("The number of refugees rose from 1.1 million in May to 1.9 million in June.", ["1.1 million", "1.9 million"]),
        ("Those who have returned are in the several hundreds.", ["several hundreds"]),
        (
            "Fighters in the north are estimated to number between 500 and several thousand.",
            ["between 500 and several thousand"],
        ),
        ("Tens of thousands spent a second night in the open.", ["Tens of thousands"]),
        ("The flood left at least 12 dead.", ["at least 12"]),
        ("Returnees: 22,300", ["22,300"]),
        ("60% of the refugees are children.", ["60%"]),
        ("They handed over 68 men, and received 42 in return.", ["68", "42"]),
        ("The death toll stood at 412.", ["412"]),
        ("Nobody was killed.", ["Nobody"]),
        ("Today perhaps one family in ten still moves with its camels.", ["perhaps one family in ten"]),
        ("More than 850 Brits went out to fight.", ["more than 850".capitalize()]),
        ("Three regions account for 300 deportations.", ["300"]),
        ("In March 12 people drowned.", ["12"]),
        ("Floods displaced 1.2 lakh people.", ["1.2 lakh"]),
        ("Up to a quarter of a million people have left their homes.", ["Up to a quarter of a million"]),
        ("Two of the accused had come back.", ["Two"]),
        ("How many people have come? Two hundred and eighty-seven up to today.", ["Two hundred and eighty-seven"]),
        ("Rescuers found six bodies, bringing to 38 the number killed.", ["six", "38"]),
        ("Eighteen people from three families came home.", ["Eighteen"]),
    ],
)
def test_people_are_counted(read: Read, sentence: str, expected: list[str]) -> None:
    assert wordings(read(sentence)) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "The quake destroyed 3,000 houses.",
        "A widow with three children does not have that kind of money.",
        "The refugees got kits; we distributed 640 of them.",
        "The refugees live in 61 evacuation sites.",
        "Two aid workers said so.",
        "Children under the age of twelve came home.",
        "The cost is estimated at 3.2 million.",
        "Several groups have bases there.",
        "The Mission spotted six howitzers.",
        "Three officials said so.",
        "The fund is worth $410 million.",
        "They walked 30 kilometres in two days.",
        "He is 54.",
        "There were two reasons for it.",
        "It has 12 refugee camps and 300 police stations.",
        "The party won 52 of 120 seats.",
    ],
)
def test_things_are_no_claims(read: Read, sentence: str) -> None:
    assert read(sentence) == []


def test_what_became_of_them_and_where(read: Read) -> None:
    (draft,) = read("In December 2014 some 300 families fled from Eastern Province to Lake District.")
    assert (draft.event, draft.who, draft.where_from, draft.where_to) == (
        "left", "families", "Eastern Province", "Lake District",
    )  # fmt: skip
    assert (draft.as_of, draft.low, draft.high, draft.best) == ("2014-12", 300, 300, 300)


def test_vague_words_leave_the_numbers_empty(read: Read) -> None:
    (draft,) = read("Several dozen fighters returned.")
    assert (draft.low, draft.best, draft.high) == (None, None, None)


def test_a_headline_that_the_text_repeats_is_left_out(read: Read) -> None:
    drafts = read(
        "300 refugees flee town\n\nMore refugees are on their way. On Monday 300 refugees fled the town by boat.\n"
    )
    assert [draft.sentence_start > 0 for draft in drafts if draft.wording == "300"] == [True]


def test_furniture_and_captions_are_left_out(read: Read) -> None:
    text = (
        "Home | World | 300 refugees\n\nFILE - About 300 refugees wait at a border post in this photo.\n\n"
        "Read more: 300 refugees drown\n\nThe minister opened a bridge on Monday, and it was raining.\n"
    )
    assert read(text) == []


@pytest.mark.parametrize(
    "text", ["no", "No.", "not one", "a", "in", "one in", "nine quarter of them died", "half a", "by the count of"]
)
def test_scraps_of_quantities_are_no_trouble(read: Read, text: str) -> None:
    assert [draft for draft in read(text) if draft.low is not None] == []


def test_an_answer_counts_only_where_how_many_was_asked(read: Read) -> None:
    assert wordings(read("Where are the refugees? Two hundred and seven.")) == []
    assert wordings(read("How many refugees are there? Two hundred and seven.")) == ["Two hundred and seven"]
