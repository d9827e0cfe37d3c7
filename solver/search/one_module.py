"""Compiles a function with all it calls as one module, which is optimised once.

By itself numba optimises each function together with copies of all it calls, and again in each of its callers.
"""

from types import SimpleNamespace

from numba.core.base import BaseContext
from numba.core.codegen import CodeLibrary, JITCodeLibrary
from numba.core.compiler import Compiler
from numba.core.typing import BaseContext as TypingContext


class Part(Compiler):  # type: ignore[misc]
    """Compiles a function that only compiled functions call."""

    def __init__(self, typing: TypingContext, target: BaseContext, _library: None, *rest: object) -> None:
        super().__init__(typing, target, _PartLibrary(target.codegen(), "part"), *rest)


class Whole(Compiler):  # type: ignore[misc]
    """Compiles a function that Python calls, and puts everything it needs into its module."""

    def __init__(self, typing: TypingContext, target: BaseContext, _library: None, *rest: object) -> None:
        library = _WholeLibrary(target.codegen(), "whole")
        library.enable_object_caching()
        super().__init__(typing, target, library, *rest)


class _PartLibrary(JITCodeLibrary):  # type: ignore[misc]
    """Code that is neither optimised nor made runnable by itself."""

    @property
    def codegen(self) -> SimpleNamespace:
        """Keeps no environment: parts don't call Python."""
        return SimpleNamespace(set_env=lambda _name, _environment: None)

    def finalize(self) -> None:
        self._raise_if_finalized()
        self._finalized = True

    def get_pointer_to_function(self, _name: str) -> int:
        """0, as there is no code to run."""
        self._ensure_finalized()
        return 0


class _WholeLibrary(JITCodeLibrary):  # type: ignore[misc]
    """Code that is linked with every part it reaches."""

    _linking_libraries: list[CodeLibrary]

    def finalize(self) -> None:
        reached: dict[CodeLibrary, None] = {}
        waiting = list(self._linking_libraries)
        while waiting:
            library = waiting.pop()
            if library not in reached:
                reached[library] = None
                if isinstance(library, _PartLibrary):
                    waiting.extend(library._linking_libraries)
        self._linking_libraries = list(reached)
        super().finalize()
