"""One row of a table or of a bulk call, and what became of it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dispatch.rejected_row import RejectedRow
from solver.issue import Issue


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it came.

    Parameters
    ----------
    number : int
        Counts from 1, the header not counted.
    fields : mapping of str to object
        Cells by heading: texts from a file, any JSON value from the API.
    issues : tuple of Issue
        Faults that the reader of the file has found already; such a row is rejected.
    """

    number: int
    fields: Mapping[str, object]
    issues: tuple[Issue, ...] = ()


class RowResult(StrEnum):
    """What became of a row."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of one row.

    Parameters
    ----------
    entity_id : str
        Of the request, technician or shift, or of the rejected row.
    external_id : str
        Given, or derived from the row.
    """

    row_number: int
    result: RowResult
    entity_id: str
    external_id: str


@dataclass(frozen=True, slots=True)
class IntakeReport:
    """What became of all rows.

    Parameters
    ----------
    outcomes : tuple of RowOutcome
        One entry a row, in the order of the rows.
    rejected : tuple of RejectedRow
        With their faults; they are stored.
    needs_attention : tuple of str
        Ids of the requests of this intake that a person must look at.
    warnings : tuple of Issue
        Nothing that keeps a row out; ``path`` names row and column.
    """

    outcomes: tuple[RowOutcome, ...]
    rejected: tuple[RejectedRow, ...]
    needs_attention: tuple[str, ...]
    warnings: tuple[Issue, ...]

    @property
    def added(self) -> int:
        """Rows that were new."""
        return self._count(RowResult.ADDED)

    @property
    def updated(self) -> int:
        """Rows that changed something known."""
        return self._count(RowResult.UPDATED)

    @property
    def unchanged(self) -> int:
        """Rows that said nothing new."""
        return self._count(RowResult.UNCHANGED)

    def _count(self, result: RowResult) -> int:
        return sum(outcome.result is result for outcome in self.outcomes)


def derived_id(cells: Mapping[str, object]) -> str:
    """Make an external id from a row's content, the same whenever the same row comes again."""
    texts = {column: text for column, value in cells.items() if (text := stored_text(value).strip())}
    content = json.dumps(texts, sort_keys=True)
    return f"row-{hashlib.sha256(content.encode()).hexdigest()[:16]}"


def stored_text(value: object) -> str:
    """Turn any cell into a text that can be stored; what can't be is escaped."""
    text = (
        value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False, default=str)
    )
    return text.encode("utf-8", "backslashreplace").decode().replace("\x00", "\\x00")
