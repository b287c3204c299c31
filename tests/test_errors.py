"""How problems are shown: on one line each, whatever stands in them, and not without end."""

from __future__ import annotations

from wayhome.errors import MOST_SHOWN, InvalidInput, Problem


def test_a_problem_is_one_line_that_cannot_steer_a_terminal() -> None:
    problem = Problem("a.csv", 3, "x" * 10_000, "bad \x1b[2J\nname \u202e \ud800 é", "W101")
    shown = str(problem)
    assert shown.startswith("a.csv:3 xxx")
    assert "xx…: bad \\u001b[2J\\u000aname \\u202e \\ud800 é [W101]" in shown
    assert len(shown) < 250
    assert shown.encode()


def test_a_message_is_cut_where_it_is_endless() -> None:
    assert len(str(Problem("a.csv", 0, "", "y" * 10**6, "W101"))) < 1600
    assert len(str(Problem("a.csv", 0, "\0" * 10**4, "\0" * 10**6, "W101"))) < 1700  # each is shown by six characters


def test_of_very_many_problems_the_first_are_shown_and_all_are_there() -> None:
    error = InvalidInput(Problem("a.csv", line, "", "wrong", "W101") for line in range(MOST_SHOWN + 1234, 0, -1))
    assert len(error.problems) == MOST_SHOWN + 1234
    told = str(error).splitlines()
    assert told[0] == "a.csv:1: wrong [W101]"
    assert told[-1] == "… and 1,234 more problems"
    assert len(told) == MOST_SHOWN + 1
    assert "more" not in str(InvalidInput(error.problems[:MOST_SHOWN]))
