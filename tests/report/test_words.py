from __future__ import annotations

import pytest

from wayhome.report import words
from wayhome.report.words import Spread


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (0.2, "0"),
        (3, "under 10"),
        (10, "10"),
        (57.4, "57"),
        (123, "120"),
        (1240, "1,200"),
        (14_560, "15,000"),
        (2_345_678, "2.3 million"),
    ],
)
def test_numbers_keep_two_figures_and_hide_small_counts(value, shown):
    assert words.number(value) == shown


@pytest.mark.parametrize(
    ("spread", "shown"),
    [
        (Spread(850, 1240, 1700), "1,200 (850–1,700)"),
        (Spread(210_500, 212_000, 213_800), "212,000 (210,000–214,000)"),
        (Spread(2, 12, 41), "12 (up to 41)"),
        (Spread(1, 2, 6), "under 10"),
        (Spread(0, 0, 0), "0"),
        (Spread(7_400_000, 7_600_000, 7_900_000), "7.6 million (7.4–7.9 million)"),
        (Spread(980_000, 1_600_000, 2_400_000), "1.6 million (980,000–2.4 million)"),
    ],
)
def test_a_spread_is_no_finer_than_its_range(spread, shown):
    assert str(spread) == shown


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("2016", "2016"),
        ("2016-07", "July 2016"),
        ("2016-07-04", "4 July 2016"),
        ("2014-06/2015-09", "June 2014 to September 2015"),
    ],
)
def test_dates_are_written_out(label, shown):
    assert words.date(label) == shown


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("2016-12", "the end of 2016"),
        ("2016", "the end of 2016"),
        ("2016-07", "the end of July 2016"),
        ("2016-07-04", "4 July 2016"),
    ],
)
def test_moments(label, shown):
    assert words.moment(label) == shown


@pytest.mark.parametrize(
    ("level", "shown"),
    [
        ("KGZ", "Kyrgyzstan"),
        ("other_group", "Other group"),
        ("all", "Everyone"),
        ("XYZ", "XYZ"),
        ("other_EU", "Other EU"),
        ("elsewhere", "Elsewhere"),
    ],
)
def test_levels_become_names(level, shown):
    assert words.name(level) == shown


@pytest.mark.parametrize(
    ("share", "shown"), [(0, "0%"), (0.004, "under 1%"), (0.5, "50%"), (0.997, "over 99%"), (1, "100%")]
)
def test_per_cents_never_claim_certainty(share, shown):
    assert words.percent(share) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(0.00446, "0.00446"), (2.0, "2"), (12.34, "12.3"), (1234.5, "1,234"), (0, "0")]
)
def test_plain_numbers(value, shown):
    assert words.plain(value) == shown


@pytest.mark.parametrize(
    ("low", "best", "high", "shown"),
    [
        (40 / 1.1, 40, 44, "40"),
        (5 / 1.1, 5, 5.5, "5"),
        (40 / 1.25, 40, 50, "40 (32–50)"),
        (45, 50, 55, "50 (45–55)"),
        (950, 998.7, 1050, "999 (950–1,050)"),
        (200, 424.264, 900, "424 (200–900)"),
    ],
)
def test_amounts_are_whole_people_and_hide_their_usual_precision(low, best, high, shown):
    assert words.amount("about", best, (low, high), share=False) == shown


def test_lines_break_between_words():
    assert words.lines("Held in Syria or Iraq or nearby", 17) == "Held in Syria or\nIraq or nearby"
