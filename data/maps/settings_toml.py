"""Reads TOML settings of maps: a user's file as text, and text as values."""

import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from dispatch.errors import InvalidInputError
from solver.issue import Issue


def text_of(path: Path) -> str:
    """Read a file of the user's.

    Raises
    ------
    InvalidInputError
        When it is missing, not readable or not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        cause = f"The file can't be read: {error}."
        raise InvalidInputError((Issue("unreadable", str(path), cause, "Give a readable UTF-8 text file."),)) from error


def values_of(text: str, name: str) -> dict[str, Any]:
    """Read TOML; ``name`` says in the fault what it was to be.

    Raises
    ------
    InvalidInputError
        When it is not TOML.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        cause = f"The text is not TOML: {error}."
        raise InvalidInputError((Issue("not_toml", name, cause, "Mend it there."),)) from error


def unknown_settings(values: Mapping[str, object], known: Collection[str]) -> list[Issue]:
    """A fault for each setting that there is not."""
    use = f"Use one of {', '.join(known)}." if len(known) > 1 else f"Use {', '.join(known)}."
    return [
        Issue("unknown_setting", name, f"There is no setting {name!r}.", use) for name in values if name not in known
    ]
