from __future__ import annotations

import pytest

from wayhome.claims.ledger import load_words
from wayhome.claims.wording import likelihood, read_figure
from wayhome.claims.words import Words
from wayhome.errors import InvalidInput


def test_every_entry_says_why(words: Words) -> None:
    assert len(words.whys) > 60
    assert [name for name, why in words.whys.items() if len(why) < 4] == []


def test_grades_as_documented(words: Words) -> None:
    assert dict(words.letters) == {"A": 0.1, "B": 0.2, "C": 0.35, "D": 0.6, "E": 1.0, "F": 0.7}
    assert dict(words.digits) == {"1": 0.05, "2": 0.1, "3": 0.2, "4": 0.5, "5": 0.9, "6": 0.4}
    assert (words.precision, words.margin) == (1.1, 1.5)


def test_a_study_changes_any_part(words: Words) -> None:
    changed = load_words(
        {
            "counts": {
                "several hundred": {"range": "300 to 700"},
                "A Busload": {"range": "30 to 60", "why": "coaches"},
            },
            "hedges": {"about": {"range": "0.5x to 2x"}, "on the order of": {"sense": "about", "range": "0.5x to 2x"}},
            "likelihoods": {"surely": {"range": "90% to 99%"}, "may": {"range": "20% to 60%"}},
            "shares": {"most": {"range": "60% to 80%"}},
            "precision": {"factor": "1.2x"},
            "margin": {"factor": "1.5x"},
            "default_likelihood": {"range": "60% to 80%"},
            "grades": {"letters": {"A": {"sd": 0.15}}, "digits": {"6": {"sd": 0.45}, 1: {"sd": 0.01}}},
        }
    )
    assert read_figure("several hundreds", changed).high == 700
    assert read_figure("a busload", changed).low == 30
    assert read_figure("around 100", changed).high == 200  # `around` is another spelling of `about`
    assert read_figure("on the order of 100", changed).high == 200
    assert read_figure("100", changed).high == pytest.approx(120)
    assert read_figure("most of them", changed, share=True).high == 0.8
    assert likelihood("surely", changed) == pytest.approx(0.945)
    assert likelihood("may", changed) == pytest.approx(0.4)
    assert likelihood("came back", changed) == pytest.approx(0.7)
    assert (changed.margin, changed.letters["A"], changed.digits["1"], changed.digits["2"]) == (1.5, 0.15, 0.01, 0.1)
    assert changed.whys["counts.a busload"] == "coaches"
    assert changed.whys["counts.several hundred"] == "Chosen by this study."  # the table's reason is not the study's
    assert words.counts["several hundred"].high == 900


@pytest.mark.parametrize(
    ("override", "field", "says"),
    [
        ({"count": {}}, "words.count", "Did you mean 'counts'"),
        ({"counts": []}, "words.counts", "write a mapping"),
        ({"counts": {"several": 5}}, "words.counts.several", "write a mapping"),
        ({"counts": {"several": {"rnge": "2 to 5"}}}, "words.counts.several.rnge", "Did you mean 'range'"),
        ({"counts": {"several": {"range": "5 to 2"}}}, "words.counts.several.range", "turn it round"),
        ({"counts": {"several": {"range": "0 to 5"}}}, "words.counts.several.range", "above 0"),
        ({"counts": {"lots": {"why": "x"}}}, "words.counts.lots", "needs a range"),
        ({"counts": {"several": {"best": 50}}}, "words.counts.several.best", "must lie in the range"),
        ({"shares": {"most": {"range": "60% to 130%"}}}, "words.shares.most.range", "at most 1"),
        ({"hedges": {"about": {"sense": "around"}}}, "words.hedges.about.sense", "about, at_least, at_most"),
        ({"hedges": {"about": {"best": "3x"}}}, "words.hedges.about.best", "best must lie in the range"),
        ({"hedges": {"about": {"range": "0.5 to 2"}}}, "words.hedges.about.range", "range of factors"),
        ({"hedges": {"or so": {"after": "yes"}}}, "words.hedges.or so.after", "true or false"),
        ({"likelihoods": {"likely": {"range": "2 to 3"}}}, "words.likelihoods.likely.range", "at most 1"),
        ({"precision": {"factor": "0.5x"}}, "words.precision.factor", "at least 1x"),
        ({"margin": 1.1}, "words.margin", "write a mapping"),
        ({"grades": {"letters": {"G": {"sd": 1}}}}, "words.grades.letters.G", "not a grade"),
        ({"grades": {"letters": {"A": {"sd": "big"}}}}, "words.grades.letters.A.sd", "between 0 and 10"),
        ({"grades": {"signs": {}}}, "words.grades.signs", "letters and digits"),
    ],
)
def test_wrong_changes_are_refused(override: dict[str, object], field: str, says: str) -> None:
    with pytest.raises(InvalidInput, match=says) as caught:
        load_words(override)
    assert (caught.value.problems[0].field, caught.value.problems[0].code) == (field, "W320")
