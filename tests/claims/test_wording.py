from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wayhome.claims.ledger import load_words
from wayhome.claims.wording import likelihood, read_figure
from wayhome.claims.words import Words

ABOUT = "about"
WORDS = load_words()


@pytest.mark.parametrize(
    ("wording", "low", "high"),
    [
        ("several hundred", 200, 900),
        ("in the several hundreds", 200, 900),
        ("'Dozens' of fighters", 24, 100),
        ("hundreds", 200, 900),
        ("thousands of people", 2000, 9000),
        ("tens of thousands", 20_000, 90_000),
        ("hundreds of thousands", 200_000, 900_000),
        ("millions of Uzbek citizens", 2e6, 9e6),
        ("a few", 2, 6),
        ("a handful", 3, 8),
        ("scores", 40, 150),
        ("a few hundred men", 200, 500),
        ("several hundred thousand", 200_000, 900_000),
        ("several", 2, 9),
        ("about several hundred", 200, 900),
        ("between 500 and several thousand", 500, 9000),
        ("a dozen", 10, 15),
        ("several million", 2e6, 9e6),
    ],
)
def test_vague_counts_come_from_the_table(wording: str, low: float, high: float, words: Words) -> None:
    figure = read_figure(wording, words)
    assert (figure.low, figure.high, figure.sense, figure.from_words) == (low, high, ABOUT, True)
    assert figure.low < figure.best < figure.high


@pytest.mark.parametrize(
    ("wording", "low", "high"),
    [
        ("2,000-4,000", 2000, 4000),
        ("2,000 – 4,000", 2000, 4000),
        ("2,000 to 4,000", 2000, 4000),
        ("between 3 922 and 4 294", 3922, 4294),
        ("from 150 to perhaps 180", 150, 180),
        ("at least 300 and up to 500", 300, 500),
        ("30-40 women (ru)", 30, 40),
        ("5 to 7 thousand", 5000, 7000),
        ("two or three hundred", 200, 300),
        ("two to three hundred thousand", 200_000, 300_000),
        ("two hundred and fifty to three hundred", 250, 300),
        ("between two hundred and three hundred", 200, 300),
    ],
)
def test_two_ends_are_a_range(wording: str, low: float, high: float, words: Words) -> None:
    figure = read_figure(wording, words)
    assert (figure.low, figure.high, figure.sense, figure.from_words) == (low, high, ABOUT, False)
    assert figure.best == pytest.approx(math.sqrt(low * high))


@pytest.mark.parametrize(
    ("wording", "sense", "bound"),
    [
        ("more than 300", "at_least", 300),
        ("over 1,000", "at_least", 1000),
        ("at least 27,000", "at_least", 27_000),
        ("more than a hundred", "at_least", 100),
        ("more than a hundred and twelve", "at_least", 112),
        ("more than 990 thousand (ru)", "at_least", 990_000),
        ("300 or more", "at_least", 300),
        ("300+", "at_least", 300),
        (">300", "at_least", 300),
        ("more than about 300", "at_least", 300),
        ("more than several hundred", "at_least", 200),
        ("up to 2,500", "at_most", 2500),
        ("as many as 2,500", "at_most", 2500),
        ("no more than 40", "at_most", 40),
        ("fewer than forty", "at_most", 40),
        ("up to several thousand", "at_most", 9000),
        ("40 or fewer", "at_most", 40),
    ],
)
def test_bounds_are_one_sided(wording: str, sense: str, bound: float, words: Words) -> None:
    figure = read_figure(wording, words)
    assert (figure.low, figure.best, figure.high, figure.sense) == (bound, bound, bound, sense)


@pytest.mark.parametrize(
    ("wording", "best", "factors"),
    [
        ("1,300", 1300, (1 / 1.1, 1, 1.1)),
        ("508 Kyrgyz citizens (ru)", 508, (1 / 1.1, 1, 1.1)),
        ("three Kyrgyz ex-militants", 3, (1 / 1.1, 1, 1.1)),
        ("twenty-five people", 25, (1 / 1.1, 1, 1.1)),
        ("two thousand five hundred", 2500, (1 / 1.1, 1, 1.1)),
        ("2.1 mln (ru)", 2.1e6, (1 / 1.1, 1, 1.1)),
        ("three thousand (ar)", 3000, (1 / 1.1, 1, 1.1)),
        ("500 left in 2014", 500, (1 / 1.1, 1, 1.1)),
        ("one official said 300", 300, (1 / 1.1, 1, 1.1)),
        ("about 600", 600, (0.8, 1, 1.25)),
        ("around 600", 600, (0.8, 1, 1.25)),
        ("some 6,000", 6000, (0.8, 1, 1.25)),
        ("roughly 600", 600, (0.8, 1, 1.25)),
        ("~600", 600, (0.8, 1, 1.25)),
        ("about another 200 compatriots", 200, (0.8, 1, 1.25)),
        ("500 or so cited by Tashkent", 500, (0.8, 1, 1.25)),
        ("perhaps 1,000 men and women", 1000, (0.67, 1, 1.5)),
        ("almost 1,000", 1000, (0.85, 0.95, 1)),
        ("nearly 600", 600, (0.85, 0.95, 1)),
        ("just over 600", 600, (1, 1.05, 1.15)),
    ],
)
def test_single_numbers_spread_by_their_hedge(
    wording: str, best: float, factors: tuple[float, float, float], words: Words
) -> None:
    figure = read_figure(wording, words)
    assert (figure.low, figure.best, figure.high) == pytest.approx([best * factor for factor in factors])
    assert (figure.sense, figure.from_words) == (ABOUT, False)


@pytest.mark.parametrize(
    ("wording", "low", "best", "high"),
    [
        ("half of them women", 0.43, 0.5, 0.57),
        ("about a third", 0.28, 0.333, 0.39),
        ("most of them", 0.55, 0.768, 0.9),
        ("17 percent", 0.157, 0.17, 0.184),
        ("17%", 0.157, 0.17, 0.184),
        ("about 17 per cent", 0.141, 0.17, 0.204),
        ("one or two of a hundred", 0.01, 0.0141, 0.02),
        ("three out of ten", 0.28, 0.3, 0.32),
        ("20 to 30 percent", 0.2, 0.247, 0.3),
        ("14 percent of 300 fighters", 0.129, 0.14, 0.152),
        ("0.3", 0.28, 0.3, 0.32),
    ],
)
def test_shares(wording: str, low: float, best: float, high: float, words: Words) -> None:
    figure = read_figure(wording, words, share=True)
    assert (figure.low, figure.best, figure.high) == pytest.approx((low, best, high), abs=1e-3)


def test_a_share_and_a_number_are_no_range(words: Words) -> None:
    assert read_figure("half or 400 people", words, share=True).high == 0.57
    assert read_figure("half or 400 people", words).best == 400
    assert read_figure("50 to 30 thousand", words).low == 50


def test_bounds_on_shares(words: Words) -> None:
    assert read_figure("up to 30 percent", words, share=True).sense == "at_most"
    assert read_figure("more than half", words, share=True).low == 0.51  # the table's own phrase


@pytest.mark.parametrize(
    ("wording", "share", "says"),
    [
        ("special measures have been taken", False, "no number that can be read"),
        ("", False, "neither a number"),
        ("80 convicted, another 41 arrested", False, "several numbers"),
        ("half of them", False, "is a share"),
        ("lost about 22 percent", False, "is a share"),
        ("334 people", True, "no share"),
        ("1.800 ciudadanos", False, "may mean a thousand times"),
        ("from 900 to 200", False, "turn it round"),
        ("9" * 40, False, "too large"),
        ("130 percent", True, "no share|at most 100"),
    ],
)
def test_what_cannot_be_read_says_why(wording: str, share: bool, says: str, words: Words) -> None:
    with pytest.raises(ValueError, match=says):
        read_figure(wording, words, share=share)


@pytest.mark.parametrize(
    ("wording", "given", "expected"),
    [
        ("", {"low": 300}, (300, 300, 300, "at_least")),
        ("may exceed 2,500", {"high": 2500}, (2500, 2500, 2500, "at_most")),
        ("between 500 and several thousand", {"low": 500}, (500, math.sqrt(500 * 9000), 9000, "about")),
        ("between 500 and several thousand", {"high": 4000}, (500, math.sqrt(500 * 4000), 4000, "about")),
        ("between 3,300 and 11,000", {"best": 8500}, (3300, 8500, 11_000, "about")),
        ("", {"low": 2000, "high": 4000}, (2000, math.sqrt(8e6), 4000, "about")),
        ("", {"low": 2000, "best": 2500, "high": 4000}, (2000, 2500, 4000, "about")),
        ("almost 1,000", {"best": 1000}, (850, 950, 1000, "about")),
        ("up to 1,000", {"best": 1000, "high": 1000}, (1000, 1000, 1000, "at_most")),
        ("a quarter or less", {"best": 500, "high": 500}, (500, 500, 500, "at_most")),
        ("more than 25,000", {"low": 25_000, "high": 30_000}, (25_000, math.sqrt(75e7), 30_000, "about")),
        ("up to", {"low": 200, "best": 300}, (200, 300, 300, "about")),
        ("80 convicted, another 41 arrested", {"best": 121}, (110, 121, 133.1, "about")),
        ("several hundred", {"best": 300}, (200, 300, 900, "about")),
        ("", {"best": 0}, (0, 0, 0, "about")),
    ],
)
def test_numbers_in_columns_win_over_words(
    wording: str, given: dict[str, float], expected: tuple[float, float, float, str], words: Words
) -> None:
    figure = read_figure(wording, words, **given)  # type: ignore[arg-type]
    assert (figure.low, figure.best, figure.high) == pytest.approx(expected[:3])
    assert figure.sense == expected[3]


def test_columns_are_checked(words: Words) -> None:
    with pytest.raises(ValueError, match="low \\(3\\) is greater than best \\(2\\)"):
        read_figure("", words, low=3, best=2)
    with pytest.raises(ValueError, match="a share lies between 0 and 1"):
        read_figure("", words, best=17, share=True)
    with pytest.raises(ValueError, match="lies between 0 and"):
        read_figure("", words, best=math.nan)


@pytest.mark.parametrize(
    ("wording", "expected"),
    [
        ("likely to join other groups", 0.675),
        ("more likely to return home", 0.675),
        ("very likely", 0.875),
        ("unlikely", 0.325),
        ("almost certainly", 0.97),
        ("expected to increase", 0.675),
        ("could be the scattering", None),
        ("may return", None),
        ("may well be likely", 0.675),
        ("stopped paying money (ru)", 0.8),
        ("", 0.8),
    ],
)
def test_likelihood(wording: str, expected: float | None, words: Words) -> None:
    assert likelihood(wording, words) == pytest.approx(expected)


@pytest.mark.parametrize("share", [False, True])
def test_every_phrase_of_the_table_can_be_read(share: bool, words: Words) -> None:
    for phrase, span in (words.shares if share else words.counts).items():
        figure = read_figure(phrase, words, share=share)
        assert (figure.low, figure.best, figure.high) == (span.low, span.best, span.high), phrase
    for phrase, hedges in words.hedges.items():
        for hedge in hedges:
            text = f"40% {phrase}" if hedge.after else f"{phrase} 40%"
            assert read_figure(text if share else text.replace("40%", "400"), words, share=share).sense == hedge.sense
    for phrase, band in words.likelihoods.items():
        assert likelihood(phrase, words) == band.middle, phrase


LOOSE = """1,300 2.1 0 7 1.800 1e9 999999999999 - to or and between from of in out a one two twenty hundred thousand % percent
million dozen per cent 2014 ( ) (ru) … people"""
pieces = st.sampled_from([*WORDS.counts, *WORDS.shares, *WORDS.hedges, *WORDS.likelihoods, *LOOSE.split()])
wordings = st.one_of(st.text(max_size=40), st.lists(pieces, max_size=8).map(" ".join))
numbers = st.one_of(st.none(), st.floats(), st.floats(0, 1), st.integers(0, 5000).map(float))


@settings(max_examples=400, deadline=None)
@given(wordings, numbers, numbers, numbers, st.booleans())
def test_any_wording_gives_an_ordered_figure_or_a_reason(
    wording: str, low: float | None, best: float | None, high: float | None, share: bool
) -> None:
    try:
        figure = read_figure(wording, WORDS, low=low, best=best, high=high, share=share)
    except ValueError:
        return
    assert 0 <= figure.low <= figure.best <= figure.high
    assert figure.high <= (1 if share else 2e15)
    assert figure.sense == "about" or figure.low == figure.best == figure.high


@settings(max_examples=200, deadline=None)
@given(wordings)
def test_any_wording_has_a_likelihood_or_none(wording: str) -> None:
    sure = likelihood(wording, WORDS)
    assert sure is None or 0 < sure < 1


def test_a_page_is_no_wording(words: Words) -> None:
    """Found by fuzzing: 200,000 words were looked through for phrases, which took seconds."""
    with pytest.raises(ValueError, match=r"the wording has 1,000,004 characters; give the few words"):
        read_figure("300 " + "a " * 500_000, words)
    assert likelihood("likely " + "a " * 500_000, words) == likelihood("likely", words)
