"""How functions of this package are compiled: typed, without the interpreter's lock, kept on disk.

numba renews a compiled function only when the function's own file changes, not when one that it calls does. So the
cache folder is named after the content of the whole package: another content never finds old code.
"""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import Annotated, Any, TypeVar, cast, get_args, get_origin, get_type_hints

import numba
import numpy as np
from numba import types
from numba.core import config
from numba.misc import appdirs
from numpy.typing import NDArray

from solver.search.one_module import Part, Whole
from solver.search.reference import Reference
from solver.search.unwrapped import Unwrapped

OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False, "no_cfunc_wrapper": True}
"""Without reference counts: compiled functions allocate no arrays."""

F = TypeVar("F", bound=Callable[..., Any])

Vector = Annotated[NDArray[np.int64], types.Array(types.int64, 1, "C")]
Table = Annotated[NDArray[np.int64], types.Array(types.int64, 2, "C")]
Cube = Annotated[NDArray[np.int64], types.Array(types.int64, 3, "C")]
Cubes = Annotated[NDArray[np.int64], types.Array(types.int64, 4, "C")]
Flags = Annotated[NDArray[np.bool_], types.Array(types.boolean, 1, "C")]
FlagTable = Annotated[NDArray[np.bool_], types.Array(types.boolean, 2, "C")]
Bools = NDArray[np.bool_]
Floats = Annotated[NDArray[np.float64], types.Array(types.float64, 1, "C")]
Words = Annotated[NDArray[np.uint64], types.Array(types.uint64, 1, "C")]
Legs = Annotated[NDArray[np.int32], types.Array(types.int32, 4, "C", readonly=True)]
Matrices = Annotated[NDArray[np.int32], types.Array(types.int32, 3, "C", readonly=True)]


def _folder() -> Path:
    content = sha256()
    for source in sorted(Path(__file__).parent.glob("*.py")):
        content.update(source.read_bytes())
    root = config.CACHE_DIR or appdirs.user_cache_dir("field-dispatch", appauthor=False)
    folder = Path(root) / f"search-{content.hexdigest()[:16]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(mkdtemp(prefix="field-dispatch-"))
    return folder if os.access(folder, os.W_OK) else Path(mkdtemp(prefix="field-dispatch-"))


FOLDER = _folder()
"""Where compiled code is kept: below ``NUMBA_CACHE_DIR``, or in the user's cache folder; where nothing can be written
there, in a new temporary folder, for this process only."""


def compiled(function: F) -> F:
    """Compile a function that only compiled functions call, for the types of its annotations.

    There is one version of each function, and it counts no references: it may not allocate arrays.

    Parameters
    ----------
    function : callable
        Takes and returns numbers, arrays as annotated above, and named tuples of them.
    """
    return _compiled(function)


def inlined(function: F) -> F:
    """As :func:`compiled`, put in the place of each call: handing over a named tuple of arrays takes its time.

    Parameters
    ----------
    function : callable
        As there.
    """
    return _compiled(function, inline=True)


def entry(function: F) -> F:
    """As :func:`compiled`, for a function that Python calls; it runs without the interpreter's lock.

    Parameters
    ----------
    function : callable
        As there.
    """
    signature = _signature(function, by_reference=False)
    before = config.CACHE_DIR
    config.CACHE_DIR = str(FOLDER)
    try:
        return cast("F", numba.njit(signature, cache=True, pipeline_class=Whole, **OPTIONS)(function))
    finally:
        config.CACHE_DIR = before


def _compiled(function: F, *, inline: bool = False) -> F:
    """Compiled as a part of its first caller, when that is compiled: where that one is cached, never."""
    options = OPTIONS | {"no_cpython_wrapper": True, "forceinline": inline, "pipeline_class": Part}
    dispatcher = numba.njit(**options)(function)
    resolve = dispatcher.get_call_template

    def get_call_template(arguments: object, keywords: object) -> object:
        if not dispatcher.overloads:
            dispatcher.compile(_signature(function, by_reference=True))
            dispatcher.disable_compile()
        return resolve(arguments, keywords)

    dispatcher.get_call_template = get_call_template
    return cast("F", dispatcher)


SCALARS: dict[object, types.Type] = {
    int: types.int64,
    float: types.float64,
    bool: types.boolean,
    type(None): types.void,
}


def _compiled_type(hint: object) -> types.Type:
    """The type of numba that stands for an annotation."""
    if hint in SCALARS:
        return SCALARS[hint]
    parts = get_args(hint)
    if get_origin(hint) is Annotated:
        return parts[1]
    if get_origin(hint) is tuple:
        return types.Tuple([_compiled_type(part) for part in parts])
    fields = get_type_hints(hint, include_extras=True)
    return types.NamedTuple([_compiled_type(field) for field in fields.values()], hint)


def _signature(function: Callable[..., Any], *, by_reference: bool) -> Any:  # noqa: ANN401 -- numba has no types
    """As annotated; among compiled functions a named tuple is handed over by reference."""
    hints = get_type_hints(function, include_extras=True)
    result, *parameters = (_compiled_type(hints[name]) for name in ("return", *list(hints)[:-1]))
    if by_reference:
        parameters = [_handed_over(kind) for kind in parameters]
    return result(*parameters)


def _handed_over(kind: types.Type) -> types.Type:
    """What compiled functions hand each other for a parameter of some type."""
    if isinstance(kind, types.NamedTuple):
        return Reference(kind)
    return Unwrapped(kind) if isinstance(kind, types.Array) else kind
