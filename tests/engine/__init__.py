from numba import config

COMPILED = not config.DISABLE_JIT  # pyright: ignore[reportAttributeAccessIssue]


def runs(number: int, few: int) -> int:
    """How many times chance is asked: few where the kernels are not compiled, as when they are mutated."""
    return number if COMPILED else few
