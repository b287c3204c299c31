from __future__ import annotations

from wayhome.report.assumptions import groups


def test_assumptions_are_named_in_the_studys_words(fit):
    found = groups(fit.summary.parameters, fit.study)
    assert [group.title for group in found] == ["How fast people move", "What drives it"]
    going = found[0].lines[0]
    assert (going.title, going.unit) == ("Going home", "per month")
    assert going.before == "0.45% (0.1%–2%)"
    assert found[1].lines[0].title == "Going home: Territory lost, from none to full"


def test_bars_lie_inside_their_picture(fit):
    for group in groups(fit.summary.parameters, fit.study):
        for line in group.lines:
            for left, width in line.bars:
                assert left >= 0
                assert left + width <= 101
