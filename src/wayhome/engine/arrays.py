"""Names for the plain arrays that kernels work on."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Singles: TypeAlias = NDArray[np.float32]  # where there are very many, and seven digits are enough
Ints: TypeAlias = NDArray[Any]  # int64 for people, uint32 for indices
