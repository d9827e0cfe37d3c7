"""How the road computations are compiled: at the first call, without the interpreter's lock, kept on disk.

numba renews a compiled function only when its own file changes, not when one that it calls does; so the folder of
compiled code is named after the content of this package.
"""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core import config

from solver.search.jit import FOLDER as SEARCH_FOLDER

F = TypeVar("F", bound=Callable[..., Any])


def _folder() -> Path:
    content = sha256()
    for source in sorted(Path(__file__).parent.glob("*.py")):
        content.update(source.read_bytes())
    folder = SEARCH_FOLDER / f"roads-{content.hexdigest()[:16]}"
    folder.mkdir(exist_ok=True)
    return folder


FOLDER = _folder()
"""Where compiled code is kept: in the folder of the search's, with which it goes when it is no longer used."""


def compiled(function: F) -> F:
    """Compile a function of numbers and arrays; the code is kept."""
    before, config.CACHE_DIR = config.CACHE_DIR, str(FOLDER)
    try:
        return cast("F", numba.njit(cache=True, nogil=True, error_model="numpy")(function))
    finally:
        config.CACHE_DIR = before
