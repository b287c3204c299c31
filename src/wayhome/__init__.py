"""wayhome: scattered reports about people leaving a conflict -> who goes where and when, with ranges.

    study = wayhome.load("my-study")
    fit = wayhome.fit(study)
    forecast = wayhome.forecast(fit)

The names below are loaded when first used, so `import wayhome` itself costs nothing.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

TYPE_CHECKING = False  # typing's own would cost more to import than all of this

if TYPE_CHECKING:
    from wayhome.api import StudyComparison as StudyComparison
    from wayhome.api import StudyFit as StudyFit
    from wayhome.api import StudyFolder as StudyFolder
    from wayhome.api import StudyForecast as StudyForecast
    from wayhome.api import compare as compare
    from wayhome.api import export as export
    from wayhome.api import fit as fit
    from wayhome.api import forecast as forecast
    from wayhome.api import load as load
    from wayhome.api import report as report
    from wayhome.claims.claim import Claim as Claim
    from wayhome.claims.claim import Ledger as Ledger
    from wayhome.errors import CannotWrite as CannotWrite
    from wayhome.errors import InvalidInput as InvalidInput
    from wayhome.errors import NotSettled as NotSettled
    from wayhome.errors import Problem as Problem
    from wayhome.errors import WayhomeError as WayhomeError
    from wayhome.study.resolved import Study as Study
    from wayhome.study.scenarios import Scenario as Scenario

__version__ = "0.2.0"

_WHERE = {
    "CannotWrite": "wayhome.errors",
    "Claim": "wayhome.claims.claim",
    "InvalidInput": "wayhome.errors",
    "Ledger": "wayhome.claims.claim",
    "NotSettled": "wayhome.errors",
    "Problem": "wayhome.errors",
    "Scenario": "wayhome.study.scenarios",
    "Study": "wayhome.study.resolved",
    "StudyComparison": "wayhome.api",
    "StudyFit": "wayhome.api",
    "StudyFolder": "wayhome.api",
    "StudyForecast": "wayhome.api",
    "WayhomeError": "wayhome.errors",
    "compare": "wayhome.api",
    "export": "wayhome.api",
    "fit": "wayhome.api",
    "forecast": "wayhome.api",
    "load": "wayhome.api",
    "report": "wayhome.api",
}

__all__ = [
    "CannotWrite",
    "Claim",
    "InvalidInput",
    "Ledger",
    "NotSettled",
    "Problem",
    "Scenario",
    "Study",
    "StudyComparison",
    "StudyFit",
    "StudyFolder",
    "StudyForecast",
    "WayhomeError",
    "__version__",
    "compare",
    "export",
    "fit",
    "forecast",
    "load",
    "report",
]


class _Package(ModuleType):
    """Some public functions have the names of modules inside (docs/decisions/0009-python-names.md). Python binds a module to its
    package when it is imported; where a public name is meant, that is left undone."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _WHERE and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"wayhome offers no '{name}'; it offers {', '.join(_WHERE)}")
    value = getattr(import_module(_WHERE[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
