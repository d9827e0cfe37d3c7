"""A row of input that could not be taken in: kept with its faults until it is mended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from solver.issue import Issue


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """One row as it came.

    Parameters
    ----------
    kind : str
        ``request``, ``technician`` or ``shift``.
    source : str
        File name, or ``api``.
    row_number : int
        Counts from 1, the header not counted.
    fields : mapping of str to str
        The row's cells by column, untouched.
    mended : bool
        A later import has brought the same row without faults.
    """

    id: str
    kind: str
    source: str
    row_number: int
    fields: Mapping[str, str]
    issues: tuple[Issue, ...]
    rejected_at: datetime
    external_id: str | None = None
    mended: bool = False
    version: int = 0
