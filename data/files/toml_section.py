"""Reads one table of a TOML file key by key and collects every fault instead of stopping at the first."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from typing import TypeVar, cast

from solver.issue import Issue

T = TypeVar("T")

LARGEST_NUMBER = 1_000_000_000
"""Keeps sums of cents and seconds far inside 64 bits."""


class Section:
    """One table.

    Parameters
    ----------
    path : str
        Where the table is, e.g. ``rules[3].then``; empty at the top.
    table : object
        What TOML holds there; anything but a table is a fault.
    issues : list of Issue
        Faults are added here.
    """

    def __init__(self, path: str, table: object, issues: list[Issue]) -> None:
        self.path = path
        self.issues = issues
        self._known: set[str] = set()
        self._table: Mapping[str, object] = {}
        if isinstance(table, dict):
            self._table = cast("Mapping[str, object]", table)
        elif table is not None:
            self.fault("", "wrong_type", f"{path} is {_kind(table)}.", f"Write a table [{path}].")

    def __contains__(self, key: str) -> bool:
        return key in self._table

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def where(self, key: str) -> str:
        """Return the dotted path of a key."""
        return f"{self.path}.{key}" if self.path and key else self.path or key

    def fault(self, key: str, code: str, cause: str, action: str) -> None:
        """Add a fault at a key."""
        self.issues.append(Issue(code, self.where(key), cause, action))

    def raw(self, key: str) -> object:
        """Return what is written at a key, ``None`` when nothing is."""
        self._known.add(key)
        return self._table.get(key)

    def require(self, key: str) -> None:
        """Fault a key that is missing."""
        if key not in self._table:
            self.fault(key, "missing", f"{self.where(key)} is missing.", f"Add {self.where(key)}.")

    def table(self, key: str) -> "Section":
        """Return a table within this one, empty when it is missing."""
        return Section(self.where(key), self.raw(key), self.issues)

    def tables(self, key: str) -> tuple["Section", ...]:
        """Return an array of tables within this one; the path of each tells its name, or else its position."""
        value = self.raw(key)
        if value is not None and not isinstance(value, list):
            self.fault(key, "wrong_type", f"{self.where(key)} is {_kind(value)}.", f"Write [[{self.where(key)}]].")
        entries = value if isinstance(value, list) else []
        return tuple(
            Section(f"{self.where(key)}[{_name_of(entry) or n}]", entry, self.issues) for n, entry in enumerate(entries)
        )

    def number(self, key: str, *, at_least: int = 0, at_most: int = LARGEST_NUMBER) -> int | None:
        """Return a whole number, ``None`` when it is missing or wrong."""
        value = self.raw(key)
        return None if value is None else self._checked_number(key, value, at_least, at_most)

    def numbers(self, key: str, count: int) -> tuple[int, ...] | None:
        """Return a list of so many whole numbers, ``None`` when it is missing or wrong."""
        value = self.raw(key)
        if value is None:
            return None
        if not isinstance(value, list) or len(value) != count:
            self.fault(key, "wrong_type", f"{self.where(key)} is {_shown(value)}.", f"Write a list of {count} numbers.")
            return None
        checked = [self._checked_number(f"{key}[{n}]", entry, 0, LARGEST_NUMBER) for n, entry in enumerate(value)]
        return tuple(n for n in checked if n is not None) if None not in checked else None

    def boolean(self, key: str) -> bool | None:
        """Return true or false, ``None`` when it is missing or wrong."""
        value = self.raw(key)
        if value is None or isinstance(value, bool):
            return value
        self.fault(key, "wrong_type", f"{self.where(key)} is {_shown(value)}.", "Write true or false.")
        return None

    def text(self, key: str) -> str | None:
        """Return a text, ``None`` when it is missing or wrong."""
        value = self.raw(key)
        if value is None or isinstance(value, str):
            return value
        self.fault(key, "wrong_type", f"{self.where(key)} is {_shown(value)}.", "Put it in quotation marks.")
        return None

    def texts(self, key: str) -> tuple[str, ...]:
        """Return one text or a list of texts; empty when it is missing or wrong."""
        value = self.raw(key)
        entries = [] if value is None else value if isinstance(value, list) else [value]
        wrong = [entry for entry in entries if not isinstance(entry, str) or not entry.strip()]
        if wrong:
            self.fault(key, "wrong_type", f"{self.where(key)} holds {_shown(wrong[0])}.", "Write texts in quotes.")
            return ()
        return tuple(str(entry) for entry in entries)

    def dates(self, key: str) -> frozenset[date]:
        """Return a list of dates; empty when it is missing or wrong."""
        value = self.raw(key)
        entries = value if isinstance(value, list) else [] if value is None else [value]
        days = frozenset(day for entry in entries if (day := _date(entry)) is not None)
        wrong = [entry for entry in entries if _date(entry) is None]
        if wrong:
            self.fault(
                key, "wrong_type", f"{self.where(key)} holds {_shown(wrong[0])}.", "Write dates like 2026-12-24."
            )
        return days

    def parsed(self, key: str, parse: Callable[[str], T], action: str) -> T | None:
        """Return a text read by ``parse``, whose ValueError becomes a fault; ``None`` when it is missing or wrong."""
        text = self.text(key)
        if text is None:
            return None
        try:
            return parse(text)
        except ValueError:
            self.fault(key, "bad_value", f"{self.where(key)} is {text!r}.", action)
            return None

    def finish(self) -> None:
        """Fault every key that nobody has asked for."""
        for key in self._table:
            if key not in self._known:
                close = get_close_matches(key, self._known, n=1)
                known = ", ".join(sorted(self._known))
                hint = f"Did you mean {close[0]}?" if close else f"Remove it (known: {known})."
                self.fault(key, "unknown_key", f"{self.where(key)} is not a setting.", hint)

    def _checked_number(self, key: str, value: object, at_least: int, at_most: int) -> int | None:
        if isinstance(value, bool) or not isinstance(value, int):
            self.fault(key, "wrong_type", f"{self.where(key)} is {_shown(value)}.", "Write a whole number.")
            return None
        if not at_least <= value <= at_most:
            cause = f"{self.where(key)} is {value}."
            self.fault(key, "out_of_range", cause, f"Write a whole number from {at_least} to {at_most}.")
            return None
        return value


def _name_of(entry: object) -> str:
    name = entry.get("name") if isinstance(entry, dict) else None
    return name if isinstance(name, str) else ""


def _date(value: object) -> date | None:
    """TOML knows dates; a date and time is not one."""
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _shown(value: object) -> str:
    return f"{str(value)[:60]!r} ({_kind(value)})"


def _kind(value: object) -> str:
    names = {
        dict: "a table",
        list: "a list",
        str: "a text",
        bool: "true or false",
        int: "a number",
        float: "a fraction",
    }
    return names.get(type(value), type(value).__name__)
