"""A fit as ArviZ reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wayhome.fit.priors import quantified
from wayhome.fit.quiet import arviz
from wayhome.fit.store import Fit

if TYPE_CHECKING:
    from arviz import InferenceData as InferenceData


def inference_data(fit: Fit) -> InferenceData:
    """The posterior for ArviZ's diagnostics and plots.

    `number` (chain, draw, name): every uncertain number in the study's own units, each with its `unit`; `z` (chain, draw,
    parameter): the same on the sampler's scale, in standard deviations of the prior. A quick fit has one chain: its members.
    """
    import xarray

    chains = fit.summary.diagnosis.chains
    numbers = list(quantified(fit.posterior, fit.z))
    values = np.stack([n.values for n in numbers], axis=-1) if numbers else np.zeros((len(fit.z), 0))
    data = xarray.Dataset(
        {
            "number": (("chain", "draw", "name"), values.reshape(chains, -1, len(numbers))),
            "z": (
                ("chain", "draw", "parameter"),
                fit.z.reshape(chains, -1, fit.z.shape[-1]),
                {"units": "sd of the prior"},
            ),
        },
        coords={
            "chain": np.arange(chains),
            "draw": np.arange(len(fit.z) // chains),
            "name": [n.name for n in numbers],
            "unit": ("name", [n.unit for n in numbers]),
            "parameter": list(fit.posterior.names),
        },
        attrs={"study": fit.study.name, "key": fit.key, "seed": fit.seed},
    )
    return arviz().InferenceData(posterior=data)
