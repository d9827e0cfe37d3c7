"""What intakes of requests, technicians and shifts share: headings, repeated rows, rejected rows and the report."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Generic, TypeVar

from dispatch.identity import new_id
from dispatch.intake_columns import EXPORT_ONLY_COLUMNS, REJECTED_ROW_COLUMN, Column, Heading, read_heading
from dispatch.intake_row import IntakeReport, Row, RowOutcome, RowResult, stored_text
from dispatch.ports import UnitOfWork
from dispatch.rejected_row import RejectedRow
from solver.issue import Issue

D = TypeVar("D")
Parse = Callable[[Mapping[str, object]], tuple[D, str, tuple[Issue, ...], tuple[Issue, ...]]]
"""Reads cells by column name into a draft, its external id, faults and warnings."""


@dataclass(frozen=True, slots=True)
class Drafted(Generic[D]):
    """A row without faults of its own, and what it says."""

    row: Row
    external_id: str
    draft: D
    mends: str | None


@dataclass(slots=True)
class Batch(Generic[D]):
    """The rows of one intake on their way.

    Parameters
    ----------
    kind : str
        ``request``, ``technician`` or ``shift``.
    source : str
        File name, or ``api``.
    """

    kind: str
    source: str
    drafted: list[Drafted[D]] = field(default_factory=list)
    warnings: list[Issue] = field(default_factory=list)
    _said: set[Issue] = field(default_factory=set)
    _rejects: list[tuple[Row, str, str | None, tuple[Issue, ...]]] = field(default_factory=list)
    _accepted: list[tuple[Drafted[D], RowResult, str]] = field(default_factory=list)

    def read(self, rows: Iterable[Row], columns: tuple[Column, ...], parse: Parse[D]) -> None:
        """Read every row; those with faults, and repetitions of an external id, are rejected."""
        headings: dict[tuple[str, ...], Heading] = {}
        first_of: dict[str, int] = {}
        for row in rows:
            keys = tuple(row.fields)
            if keys not in headings:
                headings[keys] = read_heading(keys, columns)
                self._warn_once(headings[keys].warnings)
            self._read_row(row, headings[keys], parse, first_of)

    def reject(self, drafted: Drafted[D], issue: Issue) -> None:
        """Reject a row that can't be taken in as things stand."""
        self._rejects.append((drafted.row, drafted.external_id, drafted.mends, (issue,)))

    def accept(self, drafted: Drafted[D], result: RowResult, entity_id: str) -> None:
        """Note what became of a row."""
        self._accepted.append((drafted, result, entity_id))

    def warn(self, drafted: Drafted[D], issues: Iterable[Issue]) -> None:
        """Add warnings about a row."""
        self._warn(drafted.row, issues)

    def finish(self, uow: UnitOfWork, now: datetime, needs_attention: tuple[str, ...] = ()) -> IntakeReport:
        """Store what was rejected and what is mended, and report."""
        rejected = self._store_rejected(uow, now)
        outcomes = [
            RowOutcome(drafted.row.number, result, entity_id, drafted.external_id)
            for drafted, result, entity_id in self._accepted
        ]
        outcomes += [RowOutcome(row.row_number, RowResult.REJECTED, row.id, row.external_id or "") for row in rejected]
        return IntakeReport(
            outcomes=tuple(sorted(outcomes, key=lambda outcome: outcome.row_number)),
            rejected=tuple(sorted(rejected, key=lambda row: row.row_number)),
            needs_attention=needs_attention,
            warnings=tuple(self.warnings),
        )

    def _read_row(self, row: Row, heading: Heading, parse: Parse[D], first_of: dict[str, int]) -> None:
        named = {heading.names[key]: value for key, value in row.fields.items() if key in heading.names}
        mends = stored_text(named.pop(REJECTED_ROW_COLUMN, None)).strip() or None
        cells = {name: value for name, value in named.items() if name not in EXPORT_ONLY_COLUMNS}
        draft, external_id, issues, warnings = parse(cells)
        faults = (*row.issues, *heading.faults, *issues)
        if not faults and external_id in first_of:
            faults = (_repeated(external_id, first_of[external_id], row.number),)
        self._warn(row, warnings)
        if faults:
            self._rejects.append((row, external_id, mends, faults))
            return
        first_of[external_id] = row.number
        self.drafted.append(Drafted(row, external_id, draft, mends))

    def _warn(self, row: Row, issues: Iterable[Issue]) -> None:
        self.warnings.extend(replace(issue, path=f"row {row.number}, {issue.path}") for issue in issues)

    def _warn_once(self, issues: Iterable[Issue]) -> None:
        for issue in issues:
            if issue not in self._said:
                self._said.add(issue)
                self.warnings.append(issue)

    def _store_rejected(self, uow: UnitOfWork, now: datetime) -> list[RejectedRow]:
        """Keep rejected rows, each once however often it comes, and mark earlier ones that are now mended."""
        open_rows = self._open_rows(uow)
        stored: list[RejectedRow] = []
        again: list[RejectedRow] = []
        fresh: list[RejectedRow] = []
        source = stored_text(self.source)
        for row, external_id, mends, issues in self._rejects:
            fields = {stored_text(key): stored_text(value) for key, value in row.fields.items()}
            blank = RejectedRow(new_id("rej"), self.kind, source, row.number, fields, issues, now, external_id)
            before = open_rows.take(mends, external_id)
            if before is None:
                fresh.append(blank)
            else:
                blank = replace(blank, id=before.id, rejected_at=before.rejected_at, version=before.version)
                again.append(blank)
            stored.append(blank)
        still_faulty = {external_id for _, external_id, _, _ in self._rejects}
        mended = [
            replace(before, mended=True)
            for drafted, _, _ in self._accepted
            for before in open_rows.mended_by(drafted.mends, drafted.external_id, still_faulty)
        ]
        uow.rejected_rows.add(*fresh)
        uow.rejected_rows.save(*again, action="rejected_again")
        uow.rejected_rows.save(*mended, action="mended")
        return stored

    def _open_rows(self, uow: UnitOfWork) -> "_OpenRows":
        rows = [(external_id, mends) for _, external_id, mends, _ in self._rejects]
        rows += [(drafted.external_id, drafted.mends) for drafted, _, _ in self._accepted]
        named = uow.rejected_rows.get_many({mends for _, mends in rows if mends})
        by_external_id = uow.rejected_rows.by_external_ids(self.kind, {external_id for external_id, _ in rows})
        return _OpenRows({ref: row for ref, row in named.items() if not row.mended}, by_external_id)


class _OpenRows:
    """Earlier rejected rows not yet mended; each is taken once."""

    def __init__(self, named: Mapping[str, RejectedRow], by_external_id: Mapping[str, tuple[RejectedRow, ...]]) -> None:
        self.named = named
        self.by_external_id = by_external_id
        self.taken: set[str] = set()

    def take(self, mends: str | None, external_id: str) -> RejectedRow | None:
        """Return the earlier row that this one, rejected again, stands for."""
        named = self.named.get(mends or "")
        for row in (named,) if named else self.by_external_id.get(external_id, ()):
            if row.id not in self.taken:
                self.taken.add(row.id)
                return row
        return None

    def mended_by(self, mends: str | None, external_id: str, still_faulty: set[str]) -> list[RejectedRow]:
        """Return the earlier rows that an accepted one mends."""
        named = self.named.get(mends or "")
        rows = [named] if named else []
        if external_id not in still_faulty:
            rows += self.by_external_id.get(external_id, ())
        mended = {row.id: row for row in rows if row.id not in self.taken}
        self.taken.update(mended)
        return list(mended.values())


def _repeated(external_id: str, first: int, second: int) -> Issue:
    return Issue(
        "external_id_twice",
        "external_id",
        f"Rows {first} and {second} have the same external id {external_id!r}; row {first} was taken.",
        "Remove one of them, or give each its own external id.",
    )
