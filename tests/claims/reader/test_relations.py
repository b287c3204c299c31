from __future__ import annotations

from collections.abc import Callable

import pytest

from wayhome.claims.reader.draft import Draft

Read = Callable[[str], list[Draft]]


@pytest.mark.parametrize(
    ("sentence", "kind", "wording"),
    [
        (
            "The government has not officially said anything about citizens who fight abroad.",
            "silence",
            "has not officially said",
        ),
        ("The ministry declined to say how many fighters had returned.", "silence", "declined to say how many"),
        ("There is no official figure for the migrants.", "silence", "no official figure"),
        ("Nobody knows exactly how many refugees there are.", "silence", "Nobody knows"),
        ("Fighters from the north are more likely to return than others.", "comparison", "more likely to"),
        ("The number of refugees has doubled since winter.", "comparison", "has doubled"),
        ("Fewer people are trying because the passes are closed.", "comparison", "Fewer people"),
        ("The losses have forced some of the fighters to return home.", "effect", "forced some"),
        ("Unemployment is the main factor that persuades young men to join the rebels.", "effect", "main factor"),
        ("If migrants are expelled, it increases the number of militants.", "effect", "increases the number"),
        ("The number of returnees is expected to increase.", "outlook", "expected to increase"),
        ("The women do not intend to come back.", "outlook", "do not intend to come"),
        ("Further defections are likely.", "outlook", "are likely"),
        ("The countries would not take back their citizens.", "outlook", "would not take back"),
        ("She expects the ranks of the fighters to swell further.", "outlook", "to swell further"),
        ("No survey of the refugees has ever been carried out.", "silence", "No survey of the refugees has"),
        ("Nobody has published a reliable estimate for the refugees.", "silence", "Nobody has published"),
        ("Arrivals of refugees, however, have fallen by a third.", "comparison", "have fallen by a third"),
        ("The new barrier will merely push people to longer routes.", "effect", "will merely push people to"),
        ("Returnees cite insecurity as the main reason for leaving again.", "effect", "the main reason for"),
        ("Return of the refugees has slowed because of the landmines.", "effect", "because of"),
    ],
)
def test_what_is_said_without_a_number(read: Read, sentence: str, kind: str, wording: str) -> None:
    drafts = [draft for draft in read(sentence) if draft.kind == kind]
    assert len(drafts) == 1
    assert wording in drafts[0].wording


def test_a_number_that_is_to_come_is_an_outlook(read: Read) -> None:
    (draft,) = read("A further 600 people may have to leave their homes.")
    assert (draft.kind, draft.low) == ("outlook", 600)


def test_condition_and_negation_are_marked(read: Read) -> None:
    (conditional,) = read("If migrants are expelled, it increases the number of militants.")
    (negated,) = read("The women do not intend to come back.")
    assert (conditional.conditional, negated.negated) == (True, True)


def test_the_silent_body_is_the_speaker(read: Read) -> None:
    (draft,) = read("The interior ministry has not said how many people were killed.")
    assert (draft.speaker, draft.speaker_rule) == ("The interior ministry", "the silent body")


@pytest.mark.parametrize(
    "sentence",
    [
        "The general staff could not be reached.",
        "Prices have doubled since winter.",
        "The bridge is likely to be closed.",
    ],
)
def test_what_is_not_about_people_is_no_claim(read: Read, sentence: str) -> None:
    assert read(sentence) == []
