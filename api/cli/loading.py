"""Takes one CSV file in: reads it, finds out what it holds, and hands its rows to the intake."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path

from api.cli.output import read_bytes
from api.wiring import Wiring
from data.files.csv_in import CsvTable, read_csv
from data.store.unit_of_work import SqlUnitOfWork
from dispatch.errors import InvalidInputError
from dispatch.intake import (
    REQUEST_COLUMNS,
    SHIFT_COLUMNS,
    TECHNICIAN_COLUMNS,
    Column,
    IntakeReport,
    receive,
    receive_shifts,
    receive_technicians,
)
from dispatch.intake_columns import read_heading
from dispatch.policy import Policy
from solver.issue import Issue


class Kind(StrEnum):
    """What a file holds."""

    REQUESTS = "requests"
    TECHNICIANS = "technicians"
    SHIFTS = "shifts"


COLUMNS: Mapping[Kind, tuple[Column, ...]] = {
    Kind.REQUESTS: REQUEST_COLUMNS,
    Kind.TECHNICIANS: TECHNICIAN_COLUMNS,
    Kind.SHIFTS: SHIFT_COLUMNS,
}


def read_table(path: Path, kind: Kind | None) -> tuple[CsvTable, Kind]:
    """Read a file and find out from its headings what it holds, unless that is said.

    Raises
    ------
    InvalidInputError
        When the file can't be read, or its headings fit nothing.
    """
    content = read_bytes(path)
    found = kind or kind_of(read_csv(content).headings)
    return read_csv(content, COLUMNS[found]), found


def kind_of(headings: tuple[str, ...]) -> Kind:
    """Tell what a table holds by its headings.

    Raises
    ------
    InvalidInputError
        When several kinds fit equally well, or none.
    """
    fits = {kind: _fit(headings, columns) for kind, columns in COLUMNS.items()}
    best = max(fits.values())
    kinds = [kind for kind, fit in fits.items() if fit == best]
    if best[0] and len(kinds) == 1:
        return kinds[0]
    cause = f"The headings ({', '.join(headings)[:120]}) don't tell what the file holds."
    action = "Say it with --kind requests, technicians or shifts; --columns lists the columns of each."
    raise InvalidInputError((Issue("unknown_kind", "file", cause, action),))


def take_in(
    wiring: Wiring,
    uow: SqlUnitOfWork,
    table: CsvTable,
    kind: Kind,
    source: str,
    *,
    day_first: bool = True,
    on_progress: Callable[[int, int], None] | None = None,
) -> IntakeReport:
    """Hand the rows of a table to the intake; the caller commits."""
    policy: Policy = wiring.policy(uow)
    if kind is Kind.REQUESTS:
        return receive(
            uow,
            table.rows,
            source=source,
            geocoder=wiring.geocoder(uow),
            policy=policy,
            clock=wiring.clock,
            day_first=day_first,
            on_progress=on_progress,
        )
    if kind is Kind.TECHNICIANS:
        return receive_technicians(
            uow, table.rows, source=source, geocoder=wiring.geocoder(uow), policy=policy, clock=wiring.clock
        )
    return receive_shifts(uow, table.rows, source=source, policy=policy, clock=wiring.clock, day_first=day_first)


def _fit(headings: tuple[str, ...], columns: tuple[Column, ...]) -> tuple[bool, int]:
    """Whether every required column is there, and how many headings mean something."""
    heading = read_heading(headings, columns)
    return not heading.missing(columns), len(heading.names)
