"""What a review of drafts asks of their study: its names as people say them, and what the model says against a ledger."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from wayhome.claims.claim import Ledger
from wayhome.claims.naming import Vocabulary, vocabulary
from wayhome.claims.review import Fits
from wayhome.errors import InvalidInput, Problem
from wayhome.report import words
from wayhome.study.resolved import Study


def names_of(study: Study) -> Vocabulary:
    """The study's names, its levels also by what people call them."""
    return vocabulary(study, {level: words.name(level) for levels in study.populations.values() for level in levels})


def fits_in(study: Study) -> Fits:
    """What the model says against a ledger; the model is compiled when it is first asked."""

    @cache
    def model():
        from wayhome.engine.compile import compile_study

        return compile_study(study)

    def fits(ledger: Ledger) -> Sequence[Problem]:
        from wayhome.fit.observe import observe

        try:
            observe(model(), ledger)
        except InvalidInput as error:
            return error.problems
        return ()

    return fits
