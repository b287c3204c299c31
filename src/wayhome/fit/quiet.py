"""ArviZ without its notice of coming changes, which is for developers."""

from __future__ import annotations

import warnings
from typing import Any


def arviz() -> Any:
    """The module; the first import takes about a second."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import arviz as module
    return module
