from __future__ import annotations

import pytest

from wayhome.explain.weights import Band
from wayhome.report import assumptions, explanation


@pytest.mark.parametrize(("without", "said"), [(150, "+50%"), (80, "−20%"), (100, "±0%"), (1000, "×10"), (10, "×0.1")])
def test_a_change_is_said_as_people_say_it(without, said):
    assert explanation.change_words(Band(90, 99.5, 110), Band(0, without - 0.5 * (without > 10), 2000)) == said


def test_people_are_named_by_where_they_are_from_and_what_they_are(fit):
    study = fit.study
    assert explanation.people({}, study) == "People"
    assert explanation.people({"nationality": ("KGZ", "UZB")}, study) == "People from Kyrgyzstan or Uzbekistan"
    both = {"nationality": ("Central Asia",), "role": ("woman",)}
    assert explanation.people(both, study) == "People (woman) from Central Asia"


def test_assumptions_have_titles_wherever_they_are_told(fit):
    title = assumptions.title
    assert title("rate.go_home", fit.study) == "Going home"
    assert title("bias.A ministry", fit.study) == "How high or low A ministry tends"
    assert title("differs.go_home.nationality", fit.study) == "Going home: how much that differs by nationality"
    assert title("differs.go_home.nationality.KGZ", fit.study) == "Going home: Kyrgyzstan, against the typical"
    assert title("after.territory_lost", fit.study) == "Territory lost, in the future"
    assert title("after.crackdown.KGZ", fit.study) == "Crackdown, Kyrgyzstan, in the future"
    assert title("unheard_of", fit.study) == "unheard_of"
