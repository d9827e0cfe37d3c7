"""How the road computations are compiled: at the first call, without the interpreter's lock, kept on disk."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
from numba.core import config

from solver.search.jit import FOLDER

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Compile a function of numbers and arrays; the code is kept beside that of the search."""
    before, config.CACHE_DIR = config.CACHE_DIR, str(FOLDER)
    try:
        return cast("F", numba.njit(cache=True, nogil=True, error_model="numpy")(function))
    finally:
        config.CACHE_DIR = before
