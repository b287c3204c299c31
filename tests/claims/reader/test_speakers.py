from __future__ import annotations

from collections.abc import Callable

import pytest

from wayhome.claims.reader.draft import Draft

Read = Callable[[str], list[Draft]]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Officials said 300 people fled.", "Officials"),
        ("At least 300 people fled, the interior ministry said on Monday.", "the interior ministry"),
        ("At least 300 people fled, said Jane Doe, the mayor.", "Jane Doe"),
        ("According to the Red Cross, 300 people fled.", "the Red Cross"),
        ("About 300 people fled, according to figures from the ministry.", "figures from the ministry"),
        ("The head of the mission, General Jane Doe, says 300 people fled.", "Jane Doe"),
        ("Jane Doe, a lawyer who lives abroad, says 300 people fled.", "Jane Doe"),
        ('"About 300 people fled," Jane Doe, spokeswoman for the agency told reporters.', "Jane Doe"),
        ("Government estimates put the dead at 300.", "Government estimates"),
        ("At least 300 people fled (UNHCR, 31 July 2009).", "UNHCR"),
        ("The ministry's estimate of 300 refugees was accepted.", "ministry"),
        ("The refugees came in May. Another figure, 300, is given by other media.", "other media"),
        ("The weekly quoted an officer as saying that 300 soldiers had deserted.", "an officer"),
        ("Some 300 soldiers deserted, the weekly Frontier reported, citing two officers.", "two officers"),
        ("The agency, which works there, visited the camp and noted that 300 people had fled.", "The agency"),
        ("By the count of the agency there are 300 people in the camp.", "the agency"),
        ("By the ministry's reckoning 300 people fled.", "the ministry"),
        ("According to Jane Doe eleven children died in the camp.", "Jane Doe"),
        ("According to the security committee about 90 citizens remain.", "the security committee"),
        ("The commission had 300 people on its books.", "The commission"),
        ("The commission's own count of refugees had stood at 300.", "The commission"),
        ("An association of mothers has recorded 300 deaths.", "An association of mothers"),
        ('John Roe fumed: "There are 300 fighters here."', "John Roe"),
        ("The minister, Jane Doe, says the 300 people have left.", "Jane Doe"),
        ("A report by a think tank said that 300 people fled.", "A report by a think tank"),
        ("Police: 300 people fled", "Police"),
        ("More than 300 people fled the town on Monday.", ""),
        ("An estimated 300 people fled.", ""),
        ("The government has not said why 300 people fled.", ""),
    ],
)
def test_who_says_it(read: Read, text: str, speaker: str) -> None:
    amounts = [draft for draft in read(text) if draft.kind == "amount"]
    assert [draft.speaker for draft in amounts] == [speaker]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Jane Doe, a researcher, arrived.\n\nSome 300 fighters returned, Doe said.", "last name"),
        ("Jane Doe, a researcher, said nothing new.\n\nSome 300 fighters returned, she said.", "'she'"),
        (
            "Jane Doe, an activist, said she was tired.\n\nSome 300 fighters returned, the exiled activist added.",
            "whoever was named",
        ),
        ('"It was night," Jane Doe said. "Some 300 fighters returned."', "goes on"),
        (
            'Jane Doe was blunt.\n\n"They came at night," Jane Doe said. "It was dark.\n\n"Some 300 fighters returned."',
            "",
        ),
        ("Some 200 men left, Jane Doe said. Another 300 fighters returned.", "goes on"),
    ],
)
def test_speakers_are_followed_to_their_full_name(read: Read, text: str, rule: str) -> None:
    draft = read(text)[-1]
    assert (draft.wording.split()[-1], draft.speaker) == ("300", "Jane Doe")
    assert rule in draft.speaker_rule


def test_an_outlet_that_passes_it_on_is_kept(read: Read) -> None:
    (draft,) = read("Some 300 soldiers deserted, the weekly Frontier reported, citing two officers.")
    assert (draft.speaker, draft.outlet) == ("two officers", "the weekly Frontier")


def test_each_half_of_a_sentence_has_its_own_speaker(read: Read) -> None:
    first, second = read("Police said 300 people were killed, while doctors said 400 people had died.")
    assert (first.speaker, second.speaker) == ("Police", "doctors")


def test_a_new_paragraph_is_the_outlets_own(read: Read) -> None:
    drafts = read("Some 200 men left, Jane Doe said.\n\nAround 300 fighters returned in May.")
    assert [draft.speaker for draft in drafts] == ["Jane Doe", ""]


def test_interviews(read: Read) -> None:
    text = "How many came?\n\nJane Doe: About 300 refugees came.\n\nAnd now?\n\nJane Doe: Nobody comes.\n"
    assert [(draft.wording, draft.speaker) for draft in read(text)] == [("About 300", "Jane Doe")]


def test_an_interview_is_spoken_by_those_whom_it_labels(read: Read) -> None:
    text = "Jane Doe runs the centre.\n\nQuestion: Who?\n\nDoe: We took in 300 refugees.\n\nQuestion: And?\n\nDoe: Nine men fled.\n"
    assert [draft.speaker for draft in read(text)] == ["Jane Doe", "Jane Doe"]


def test_a_quotation_behind_a_colon_is_spoken_by_whom_the_sentence_is_about(read: Read) -> None:
    text = 'Demographer Jane Doe of the academy is not convinced: "At least 300 people are missing."'
    assert [draft.speaker.removeprefix("Demographer ") for draft in read(text)] == ["Jane Doe"]
