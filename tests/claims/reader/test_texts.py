"""The project's own texts: what the reader finds in them must not get worse. `make reader` shows each miss."""

from __future__ import annotations

import pytest

from benchmarks.reader import OWN, Score, add, drafts_of, own_texts, score


@pytest.fixture(scope="module")
def total() -> Score:
    return add(score(text, gold, drafts_of(text)) for text, gold in own_texts().values())


def test_there_are_enough_texts_and_no_duplicate_claims() -> None:
    texts = own_texts()
    assert len(texts) >= 25
    for name, (_, gold) in texts.items():
        assert len({(claim.start, claim.wording) for claim in gold}) == len(gold), name


def test_traps_are_in_their_texts_and_never_drafted_alone() -> None:
    drafted = list[str]()
    for path in sorted(OWN.glob("*.claims")):
        text = path.with_suffix(".txt").read_text(encoding="utf-8")
        found = drafts_of(text)
        for line in path.read_text(encoding="utf-8").splitlines():
            kind, _, words = line.partition(" | ")
            if kind == "trap":
                assert words in text, (path.stem, words)
                at = text.index(words)
                drafted += [
                    f"{path.stem}: {draft.wording}"
                    for draft in found
                    if at <= draft.start + draft.exact.index(draft.wording) < at + len(words)
                ]
    assert drafted == []


def test_claims_are_found(total: Score) -> None:
    assert total.found / total.required >= 0.97
    assert total.quantified_found / total.quantified >= 0.97


def test_drafts_are_claims(total: Score) -> None:
    assert total.right / total.drafts >= 0.97


def test_numbers_and_speakers_are_right(total: Score) -> None:
    assert total.number_right / total.numbers >= 0.98
    assert total.speaker_right / total.speakers >= 0.96
