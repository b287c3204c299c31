from __future__ import annotations

import dataclasses
import html
import itertools
import json
import re
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any, cast

import pytest

from wayhome.errors import CannotWrite
from wayhome.report import page, theme


@pytest.fixture(scope="module")
def text(forecast, fit):
    return page.render(forecast, fit)


@pytest.fixture(scope="module")
def body(text):
    """The page without its scripts and styles."""
    return re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.DOTALL)


class Reader(HTMLParser):
    """Every element with its attributes."""

    def __init__(self, text):
        super().__init__()
        self.elements = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))


def test_nothing_is_loaded_from_anywhere(text):
    elements = Reader(text).elements
    for tag, attributes in elements:
        assert tag not in ("link", "img", "iframe", "object", "embed", "base", "form"), (tag, attributes)
        assert "src" not in attributes
        if "href" in attributes:
            assert tag == "a"
            assert attributes["href"].startswith(("#", "https://news.example/"))
    styles = "".join(re.findall(r"<style>(.*?)</style>", text, flags=re.DOTALL))
    assert "url(" not in styles
    assert "@import" not in styles
    policy = next(a["content"] for _, a in elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'")
    assert "unsafe-eval" not in policy


def test_no_chart_loads_anything(text):
    specs = re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', text, flags=re.DOTALL)
    assert len(specs) > 8
    for spec in specs:
        json.loads(spec)
        assert '"url"' not in spec
        assert "http" not in spec


def test_the_page_can_be_mailed(text):
    assert len(text.encode()) < 3_000_000


def test_what_people_wrote_is_text(body, fit):
    assert "<script>alert" not in body
    assert "<b>bold" not in body
    assert "<img" not in body
    assert "javascript:" not in body
    assert html.escape("<script>alert('x')</script>", quote=False).replace("'", "&#39;") in body


def test_no_statement_ends_a_script(text, fit):
    assert text.count("</script>") == text.count("<script")


def test_every_claim_is_there_with_its_grade_and_source(body, fit):
    for claim in fit.ledger.claims:
        assert f'id="claim-{claim.id}"' in body
    assert 'href="https://news.example/returns?a=1&amp;b=2"' in body


def test_the_answer_comes_with_its_range(body):
    answer = re.search(r'<p class="answer">(.*?)</p>', body)
    assert answer is not None
    assert re.fullmatch(
        r"Returned: about [\d,]+ people from Central Asia by the end of 2021, "
        r"and nine chances in ten that it is between [\d,]+ and [\d,]+\.",
        answer[1],
    )


def test_a_settled_fit_says_so_quietly(body):
    assert "The fit settled" in body
    assert "Do not rely" not in body


def test_an_unsettled_fit_says_so_first(forecast, unsettled_fit):
    text = page.render(forecast, unsettled_fit)
    alarm, answer = text.index('role="alert"'), text.index('<p class="answer">')
    assert alarm < answer
    assert "Do not rely on these numbers" in text
    assert "rate.go_home, rate.death" in text
    assert "The fit settled" not in text


def test_charts_have_words_and_headings_are_in_order(body):
    labels = re.findall(r'role="img" aria-label="([^"]*)"', body)
    assert len(labels) > 8
    assert all(label.strip() for label in labels)
    levels = [int(level) for level in re.findall(r"<h([1-6])", body)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_silence_and_gaps_are_not_zero(body):
    table = body[
        body.index('<table class="coverage">') : body.index("</table>", body.index('<table class="coverage">'))
    ]
    assert "∅" in table
    assert "nobody says" in table
    assert ">0<" not in table


def test_the_headline_rests_on_claims_about_its_region(body):
    box = body[body.index('id="rests-title"') : body.index("</aside>")]
    said = re.findall(r"<blockquote>\s*<p>(.*?)</p>", box)
    assert [words[:9] for words in said] == ["Those who", "More than", "About 1,9", "About 130"]


def test_the_dead_are_shown_and_where_people_start_is_not(body):
    shown = body[body.index('id="places-title"') : body.index('id="table-title"')]
    titles = re.findall(r"<h3>(.*?)</h3>", shown)
    assert titles[:4] == ["Theatre, in all", "With Islamic State", "With Jabhat al-Nusra", "Dead"]
    assert "At home" not in titles
    assert "Returned" not in titles


def _luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one, other):
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_text_and_marks_stand_out(colours):
    for ground in ("paper", "card"):
        for ink in ("ink", "muted", "accent", "warn", "good"):
            assert _contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
    for mark in (*theme.SERIES, "claim"):
        assert _contrast(colours[mark], colours["card"]) >= 3, mark
    assert _contrast(colours["ink"], colours["mark"]) >= 4.5


def test_writing_replaces_the_old_page_whole(tmp_path, forecast, fit):
    path = tmp_path / "results" / "report.html"
    page.write_report(path, forecast, fit)
    first = path.read_bytes()
    page.write_report(path, forecast, fit)
    assert path.read_bytes() == first
    assert [file.name for file in path.parent.iterdir()] == ["report.html"]


def test_a_page_that_cannot_be_written_is_explained(tmp_path, forecast, fit):
    (tmp_path / "results").write_text("in the way")
    with pytest.raises(CannotWrite, match=r"could not be written"):
        page.write_report(tmp_path / "results" / "report.html", forecast, fit)


def test_an_empty_study_of_claims_is_still_a_page(forecast, fit):
    summary = SimpleNamespace(
        **{**vars(fit.summary), "claims": (), "sources": (), "disagreements": (), "coverage": (), "parameters": ()}
    )
    empty = SimpleNamespace(**{**vars(fit), "summary": summary, "ledger": SimpleNamespace(claims=(), sources={})})
    study = dataclasses.replace(fit.study, regions={}, areas={})
    text = page.render(forecast, cast(Any, SimpleNamespace(**{**vars(empty), "study": study})))
    assert "The ledger is empty" in text
    assert "No two claims contradict each other" in text


def test_sources_disagreements_and_overruled_assumptions_are_named(body):
    text = " ".join(re.sub(r"<[^>]+>", " ", body).split())
    assert "Tends high: A rival ministry (2.1 times). Tends low: Security service of Uzbekistan (0.5 times)." in text
    assert "tends low (98% sure)" in text
    assert "neither, as far as is known" in text
    assert "a total that falls" in text
    assert "two figures" in text
    overruled = "Dying: Territory lost, from none to full: given as 2.2× (1×–5×); the claims make it 6.9× (4.6×–9.6×), above that."
    assert overruled in text
    assert text.count("above the range given") == 1
    assert "No claim in the fit gives a number" not in text


def test_a_page_of_the_study_alone_says_so(forecast, fit):
    silent = [SimpleNamespace(**{**vars(line), "role": "silence"}) for line in fit.summary.claims]
    alone = SimpleNamespace(**{**vars(fit), "summary": SimpleNamespace(**{**vars(fit.summary), "claims": silent})})
    assert "the numbers are those of the study&#39;s own ranges (the prior)." in page.render(forecast, cast(Any, alone))
