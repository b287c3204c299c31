from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from wayhome.claims.claim import KINDS, QUANTITIES
from wayhome.claims.reader.draft import Draft
from wayhome.claims.reader.read import MOST_DRAFTS, read_text

Read = Callable[[str], list[Draft]]

WORDS = """More than 300 refugees|several hundreds|between 500 and several thousand|a third of them|60 percent|1,300|officials
Jane Doe|the ministry|said|says that|according to|told reporters|fled|were killed|and|but|while|If|has not said how many|²|Most
is expected to increase|more likely to return than|,|.|;|:|"|“|”|(|)|—| - |He|They|the activist|of|the|in 2014|10 May|$5|some
others|no|none|half|one in five|(UNHCR, 31 July 2009)|'s|’|%|é|\x00|\u2028"""
PIECES = st.sampled_from([*WORDS.replace("\n", "|").split("|"), "\n", "\n\n", "\r\n"])
NEWS = st.lists(PIECES, max_size=60).map(" ".join)


@settings(max_examples=300, deadline=2000)
@given(st.one_of(NEWS, st.text(max_size=400), NEWS.map(lambda text: text.replace(" ", ""))))
def test_any_text_is_read_and_every_place_anchors(text: str) -> None:
    drafts = read_text(text, source="doc", document="doc.txt", document_hash="sha256:0")
    assert len({draft.id for draft in drafts}) == len(drafts)
    for draft in drafts:
        assert text[draft.start : draft.end] == draft.exact
        assert text[: draft.start].endswith(draft.prefix) and text[draft.end :].startswith(draft.suffix)
        assert draft.sentence_start <= draft.start and draft.end <= draft.sentence_start + len(draft.sentence)
        assert draft.wording and draft.wording in draft.exact
        assert draft.kind in KINDS and draft.quantity in ("", *QUANTITIES) and draft.status == "draft"
        assert draft.low is None or draft.high is None or 0 <= draft.low <= draft.high
        assert draft.quantity != "share" or draft.high is None or draft.high <= 1
        assert len(draft.id) <= 64 and draft.statement and draft.rule


@settings(max_examples=100, deadline=2000)
@given(NEWS)
def test_reading_twice_gives_the_same(text: str) -> None:
    first = read_text(text, source="doc", document="doc.txt", document_hash="sha256:0")
    assert first == read_text(text, source="doc", document="doc.txt", document_hash="sha256:0")


def test_endless_lists_are_cut(read: Read) -> None:
    assert MOST_DRAFTS <= len(read("300 refugees fled. " * (MOST_DRAFTS + 500))) < MOST_DRAFTS + 100


def test_every_draft_says_how_it_was_found(read: Read) -> None:
    (draft,) = read("Some 300 fighters returned, Jane Doe said.")
    assert (draft.rule, draft.speaker_rule) == ("number of people", "named behind the words")
    assert draft.statement == "Fighters who came back: “Some 300”"


def test_hostile_texts_are_read_in_their_length_s_time(read: Read) -> None:
    """Found by fuzzing: each of these once took minutes, as the square of its length."""
    assert [draft.best for draft in read("Some 300 refugees fled, police said. " + "9" * 200_000)] == [300]
    assert read("Some 3 lakh refugees fled, police said.")[0].wording == "Some 3 lakh"
    quotes = "Some 300 refugees fled, police said.\n\n" + '"' * 200_000
    assert [draft.speaker for draft in read(quotes)] == ["police"]
    ruled = "Some 300 refugees fled, police said.\n" + "- " * 200_000 + "6"
    assert [draft.best for draft in read(ruled)] == [300]
