"""wayhome: scattered reports about people leaving a conflict -> who goes where and when, with ranges.

The names below are loaded when first used, so `import wayhome` itself costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wayhome.claims.claim import Claim as Claim
    from wayhome.claims.ledger import Ledger as Ledger
    from wayhome.claims.ledger import load_ledger as load_ledger
    from wayhome.errors import CannotWrite as CannotWrite
    from wayhome.errors import InvalidInput as InvalidInput
    from wayhome.errors import NotSettled as NotSettled
    from wayhome.errors import Problem as Problem
    from wayhome.errors import WayhomeError as WayhomeError
    from wayhome.fit.store import Fit as Fit
    from wayhome.fit.store import fit_study as fit_study
    from wayhome.forecast import Forecast as Forecast
    from wayhome.forecast import forecast_study as forecast_study
    from wayhome.report.page import write_report as write_report
    from wayhome.study.load import load_study as load_study
    from wayhome.study.resolved import Study as Study

__version__ = "0.1.0"

# `fit` and `forecast` themselves are the names of modules here, and importing those would shadow a function so called.
_WHERE = {
    "CannotWrite": "wayhome.errors",
    "Claim": "wayhome.claims.claim",
    "Fit": "wayhome.fit.store",
    "Forecast": "wayhome.forecast",
    "InvalidInput": "wayhome.errors",
    "Ledger": "wayhome.claims.ledger",
    "NotSettled": "wayhome.errors",
    "Problem": "wayhome.errors",
    "Study": "wayhome.study.resolved",
    "WayhomeError": "wayhome.errors",
    "fit_study": "wayhome.fit.store",
    "forecast_study": "wayhome.forecast",
    "load_ledger": "wayhome.claims.ledger",
    "load_study": "wayhome.study.load",
    "write_report": "wayhome.report.page",
}

__all__ = [
    "CannotWrite",
    "Claim",
    "Fit",
    "Forecast",
    "InvalidInput",
    "Ledger",
    "NotSettled",
    "Problem",
    "Study",
    "WayhomeError",
    "__version__",
    "fit_study",
    "forecast_study",
    "load_ledger",
    "load_study",
    "write_report",
]


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"wayhome offers no '{name}'; it offers {', '.join(_WHERE)}")
    module, _, attribute = _WHERE[name].partition(":")
    value = getattr(import_module(module), attribute or name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
