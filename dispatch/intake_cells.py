"""Reads the cells of one row, collecting every fault instead of stopping at the first."""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar

from dispatch.place import Place
from solver.issue import Issue

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

LONGEST_TEXT = 1000
LONGEST_DESCRIPTION = 20_000

_SEPARATORS = re.compile(r"[;|,、\n]")
_TRUE = frozenset({"yes", "y", "true", "t", "1", "x", "是", "有", "真", "ja", "j", "wahr"})
_FALSE = frozenset({"no", "n", "false", "f", "0", "-", "否", "无", "没有", "假", "nein", "falsch"})


class CellError(ValueError):
    """What is wrong with one cell, and how to mend it."""

    def __init__(self, code: str, cause: str, action: str) -> None:
        super().__init__(cause)
        self.code, self.cause, self.action = code, cause, action


class Cells:
    """One row's cells by column name.

    Parameters
    ----------
    cells : mapping of str to object
        Texts, or JSON values.
    """

    def __init__(self, cells: Mapping[str, object]) -> None:
        self._cells = cells
        self.issues: list[Issue] = []
        self.warnings: list[Issue] = []

    def __contains__(self, column: str) -> bool:
        return column in self._cells

    def filled(self, column: str) -> bool:
        """Tell whether something is written there."""
        return not _is_empty(self._cells.get(column))

    def shown(self, column: str) -> str:
        """Return a cell for a message, shortened."""
        return shown(self._cells.get(column))

    def read(self, column: str, parse: Callable[[object], T], default: T) -> T:
        """Read a cell; an empty or faulty one gives the default."""
        value = self._cells.get(column)
        if _is_empty(value):
            return default
        try:
            return parse(value)
        except CellError as fault:
            self.fault(column, fault.code, fault.cause, fault.action)
            return default

    def require(self, column: str, example: str) -> None:
        """Fault an empty cell."""
        if not self.filled(column):
            self.fault(column, "missing", f"{column} is empty.", f"Write it, e.g. {example!r}.")

    def fault(self, column: str, code: str, cause: str, action: str) -> None:
        """Add a fault."""
        self.issues.append(Issue(code, column, cause, action))

    def warn(self, column: str, code: str, cause: str, action: str) -> None:
        """Add a warning."""
        self.warnings.append(Issue(code, column, cause, action))

    def place(self, lat: str = "lat", lon: str = "lon") -> Place | None:
        """Read two columns of WGS-84 degrees; ``None`` when they are empty or faulty."""
        if not self.filled(lat) and not self.filled(lon):
            return None
        before = len(self.issues)
        for present, absent in ((lat, lon), (lon, lat)):
            if not self.filled(absent):
                self.fault(absent, "missing", f"{present} is given but {absent} is empty.", "Write both or neither.")
        degrees = self.read(lat, decimal, 0.0), self.read(lon, decimal, 0.0)
        if len(self.issues) > before:
            return None
        try:
            return checked_place(*degrees)
        except CellError as fault:
            self.fault(lat, fault.code, fault.cause, fault.action)
            return None


def checked_place(lat: float, lon: float) -> Place:
    """Make a place of degrees that may be wrong.

    Raises
    ------
    CellError
        For (0, 0), for degrees that are swapped or off the earth, and for those that are no numbers.
    """
    if not (math.isfinite(lat) and math.isfinite(lon)):
        raise CellError("bad_coordinates", f"lat {lat}, lon {lon} are no degrees.", "Write decimal degrees.")
    if lat == 0 and lon == 0:
        cause = "lat 0, lon 0 lies in the Atlantic; it usually means that the place is not known."
        raise CellError("null_coordinates", cause, "Write the true coordinates, or leave both empty.")
    if 90 < abs(lat) <= 180 and abs(lon) <= 90:
        raise CellError("swapped_coordinates", f"lat {lat}, lon {lon} look swapped.", f"Write lat {lon}, lon {lat}.")
    if abs(lat) > 90 or abs(lon) > 180:
        cause = f"lat {lat}, lon {lon} is not on the earth."
        raise CellError("bad_coordinates", cause, "Write lat from -90 to 90 and lon from -180 to 180, WGS-84 degrees.")
    return Place(lat, lon)


def line(value: object, longest: int = LONGEST_TEXT) -> str:
    """Read one line: full-width characters become plain ones, runs of blanks one blank."""
    return " ".join(unicodedata.normalize("NFKC", written(value, longest)).split())


def description(value: object) -> str:
    """Read free text and leave it as it is."""
    return written(value, LONGEST_DESCRIPTION).strip()


def identifier(value: object) -> str:
    """Read an external id."""
    return line(value, 200)


def written(value: object, longest: int) -> str:
    """Return what is written; numbers from JSON count as their digits.

    Raises
    ------
    CellError
        When it is no text, too long, or holds characters that can't be stored.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise CellError("wrong_type", f"{str(value)[:80]!r} is not a text.", "Write a text.")
    text = str(value)
    if len(text) > longest:
        raise CellError("too_long", f"It has {len(text)} characters.", f"Write at most {longest}.")
    if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        cause = f"{text[:80]!a} holds characters that are no text."
        raise CellError("unreadable_text", cause, "Remove them, or save the file as UTF-8.")
    return text


def boolean(value: object) -> bool:
    """Read yes or no in several languages."""
    if isinstance(value, bool):
        return value
    word = line(value).casefold()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise CellError("bad_boolean", f"{shown(value)} is neither yes nor no.", "Write yes or no.")


def decimal(value: object) -> float:
    """Read a decimal number; a comma may stand for the point."""
    text = line(value, 60).replace("°", "")
    try:
        return float(text if "." in text else text.replace(",", "."))
    except ValueError:
        raise CellError("bad_number", f"{shown(value)} is not a number.", "Write a number such as 38.9072.") from None


def whole_number(at_least: int, at_most: int) -> Callable[[object], int]:
    """Make a reader of whole numbers within bounds, both inclusive."""

    def read(value: object) -> int:
        number = decimal(value)
        if not (number.is_integer() and at_least <= number <= at_most):
            action = f"Write a whole number from {at_least} to {at_most}."
            raise CellError("bad_number", f"{shown(value)} is not accepted.", action)
        return int(number)

    return read


def one_of(words: Mapping[str, E]) -> Callable[[object], E]:
    """Make a reader of one of several words, whatever their case."""

    def read(value: object) -> E:
        word = line(value).casefold().replace("-", " ").replace("_", " ")
        if word not in words:
            known = ", ".join(dict.fromkeys(words.values()))
            raise CellError("unknown_word", f"{shown(value)} is not known.", f"Write one of: {known}.")
        return words[word]

    return read


def names(value: object) -> tuple[str, ...]:
    """Read a list of names, each once; in a text they are separated by ';', ',' or '|'."""
    parts = value if isinstance(value, list) else _SEPARATORS.split(line(value))
    return tuple(dict.fromkeys(name for part in parts if (name := identifier(part))))


def levels(value: object) -> dict[str, int]:
    """Read ``gas:2; refrigerant`` or a JSON object; a name without a number counts 1."""
    if isinstance(value, dict):
        pairs: list[tuple[object, object]] = list(value.items())
    else:
        parts = [part.replace("=", ":").partition(":") for part in names(value)]
        pairs = [(name, level) for name, _, level in parts]
    number = whole_number(1, 1000)
    read = {identifier(name).strip(): 1 if _is_empty(level) else number(level) for name, level in pairs}
    if "" in read:
        raise CellError("missing_name", f"{shown(value)} has a number without a name.", "Write pairs such as 'gas:2'.")
    return read


def shown(value: object) -> str:
    """Return a cell for a message, shortened."""
    text = str(value)
    return repr(text if len(text) <= 80 else f"{text[:80]}…")


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip()) or value == []
