"""Takes requests in: validates rows, matches them with what is known, finds addresses, applies the policy.

What a repeated row may change: until someone is on the way, everything it says; after that name, phone, e-mail and
description; nothing once the request is closed or cancelled. A row that asks for more is rejected and kept. An address
that a person has corrected and a place set by hand are not undone by importing the old row again.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from dispatch.intake_batch import Batch, Drafted
from dispatch.intake_columns import REQUEST_COLUMNS, SHIFT_COLUMNS, TECHNICIAN_COLUMNS, Column
from dispatch.intake_places import UNAVAILABLE, Finder, Found, finder_for
from dispatch.intake_request import RequestDraft, address_fields, parse_request
from dispatch.intake_row import IntakeReport, Row, RowOutcome, RowResult
from dispatch.intake_shifts import receive_shifts
from dispatch.intake_technicians import receive_technicians
from dispatch.intake_visit import new_visit, on_new_terms
from dispatch.place import Address, GeocodeQuality
from dispatch.policy import Policy
from dispatch.ports import Clock, Geocoder, UnitOfWork
from dispatch.request import Request, RequestStatus
from dispatch.visit import Visit, VisitStatus
from solver.issue import Issue

__all__ = [
    "ADDRESS_CORRECTED",
    "REQUEST_COLUMNS",
    "SHIFT_COLUMNS",
    "TECHNICIAN_COLUMNS",
    "Column",
    "IntakeReport",
    "Row",
    "RowOutcome",
    "RowResult",
    "addresses_in",
    "receive",
    "receive_shifts",
    "receive_technicians",
]

IMPORTED = "imported"
ADDRESS_CORRECTED = "address_corrected"
"""The history's words for what a row has changed, and for an address that a person has put right."""

_S = RequestStatus
STARTED = frozenset({_S.ON_THE_WAY, _S.ON_SITE, _S.FIXED, _S.CONFIRMED, _S.RESOLVED_REMOTELY})
FINAL = frozenset({_S.CLOSED, _S.CANCELLED})
CHANGEABLE_AFTER_START = frozenset({"customer", "description"})


@dataclass(frozen=True, slots=True)
class _Change:
    """A request as it was (``None`` for a new one) and will be, and whether it has to be placed anew."""

    drafted: Drafted[RequestDraft]
    before: Request | None
    after: Request
    must_find: bool

    @property
    def result(self) -> RowResult:
        if self.before is None:
            return RowResult.ADDED
        return RowResult.UNCHANGED if self.after == self.before else RowResult.UPDATED


def receive(
    uow: UnitOfWork,
    rows: Iterable[Row],
    *,
    source: str,
    geocoder: Geocoder,
    policy: Policy,
    clock: Clock,
    day_first: bool = True,
    on_progress: Callable[[int, int], None] | None = None,
) -> IntakeReport:
    """Take rows of requests in; the caller commits.

    Parameters
    ----------
    source : str
        File name, or ``api``.
    day_first : bool
        Whether 03/04/2026 is the third of April.
    on_progress : callable or None
        Called with the number of requests placed and of all to be placed.
    """
    batch: Batch[RequestDraft] = Batch("request", source)
    batch.read(rows, REQUEST_COLUMNS, lambda cells: _parsed(cells, policy, day_first))
    changes = _changes(uow, batch, clock)
    finder = finder_for(uow, geocoder, clock, policy)
    changes = _placed(changes, finder, on_progress or (lambda _done, _total: None))
    _store(uow, batch, changes, policy)
    attention = tuple(change.after.id for change in changes if change.after.attention)
    return batch.finish(uow, clock.now(), attention)


def addresses_in(rows: Iterable[Row], *, policy: Policy, day_first: bool = True) -> tuple[Address, ...]:
    """Addresses that ``receive`` may look up, each once; rows with faults or coordinates need none."""
    batch: Batch[RequestDraft] = Batch("request", "")
    batch.read(rows, REQUEST_COLUMNS, lambda cells: _parsed(cells, policy, day_first))
    drafts = (drafted.draft for drafted in batch.drafted)
    return tuple(dict.fromkeys(draft.new_address() for draft in drafts if draft.place is None))


def _parsed(
    cells: Mapping[str, object], policy: Policy, day_first: bool
) -> tuple[RequestDraft, str, tuple[Issue, ...], tuple[Issue, ...]]:
    draft, faults = parse_request(cells, policy, day_first=day_first)
    return draft, draft.external_id, faults, draft.warnings


def _changes(uow: UnitOfWork, batch: Batch[RequestDraft], clock: Clock) -> list[_Change]:
    """Match drafts with stored requests; rows that say nothing new or nothing allowed end here."""
    known = uow.requests.by_external_ids(drafted.external_id for drafted in batch.drafted)
    changes: list[_Change] = []
    for drafted in batch.drafted:
        before = known.get(drafted.external_id)
        if before is None:
            new = drafted.draft.new_request(clock.now()).moved_to(RequestStatus.CLASSIFIED)
            changes.append(_Change(drafted, None, new, must_find=True))
            continue
        after = _without_undoing(uow, before, drafted.draft.applied_to(before))
        must_find = _must_find(before, after, drafted.draft)
        if after == before and not must_find:
            batch.accept(drafted, RowResult.UNCHANGED, before.id)
        elif refusal := _refusal(before, after, moved=must_find):
            batch.reject(drafted, refusal)
        else:
            changes.append(_Change(drafted, before, after, must_find))
    return changes


def _without_undoing(uow: UnitOfWork, before: Request, after: Request) -> Request:
    """Keep an address that a person has corrected when the row still has the wrong one."""
    if after.address == before.address:
        return after
    old = address_fields(after.address)
    for entry in uow.history.of(before.id):
        if entry.action == ADDRESS_CORRECTED and entry.changes.get("address", (None, None))[0] == old:
            return replace(after, address=before.address)
    return after


def _must_find(before: Request, after: Request, draft: RequestDraft) -> bool:
    """Tell whether the place must be found anew: another address, other coordinates, or the provider was away."""
    if after.address != before.address:
        return True
    if draft.place is not None:
        known = [geocode for geocode in (before.geocode, *before.candidates) if geocode is not None]
        by_hand = before.geocode is not None and before.geocode.quality is GeocodeQuality.MANUAL
        return not by_hand and draft.place not in {geocode.place for geocode in known}
    return any(issue.code == UNAVAILABLE for issue in before.attention)


def _refusal(before: Request, after: Request, *, moved: bool) -> Issue | None:
    changed = {name for name in Request.__dataclass_fields__ if getattr(before, name) != getattr(after, name)}
    if moved:
        changed.add("address")
    allowed = CHANGEABLE_AFTER_START if before.status in STARTED else frozenset()
    if before.status not in STARTED | FINAL or changed <= allowed:
        return None
    return Issue(
        "too_late_to_change",
        "external_id",
        f"Request {before.external_id!r} is {before.status}; the row would change {', '.join(sorted(changed))}.",
        "Report something new under its own external id, or change the request by hand.",
    )


def _placed(changes: list[_Change], finder: Finder, on_progress: Callable[[int, int], None]) -> list[_Change]:
    total = sum(change.must_find for change in changes)
    placed: list[_Change] = []
    done = 0
    for change in changes:
        if not change.must_find:
            placed.append(change)
            continue
        placed.append(replace(change, after=_find(change, finder).applied_to(change.after)))
        done += 1
        on_progress(done, total)
    return placed


def _find(change: _Change, finder: Finder) -> Found:
    place = change.drafted.draft.place
    return finder.find(change.after.address) if place is None else finder.given(place, change.after.address)


def _store(uow: UnitOfWork, batch: Batch[RequestDraft], changes: list[_Change], policy: Policy) -> None:
    visits = uow.visits.of_requests(change.before.id for change in changes if change.before)
    requests: dict[RowResult, list[Request]] = {result: [] for result in RowResult}
    new_visits: list[Visit] = []
    changed_visits: list[Visit] = []
    for change in changes:
        terms = policy.terms_for(change.after)
        batch.warn(change.drafted, terms.warnings)
        result = change.result
        requests[result].append(change.after)
        batch.accept(change.drafted, result, change.after.id)
        if result is RowResult.ADDED:
            new_visits.append(new_visit(change.after, terms))
        elif change.before is not None and result is RowResult.UPDATED:
            open_visits = (v for v in visits.get(change.after.id, ()) if v.status is VisitStatus.OPEN)
            changed_visits.extend(on_new_terms(visit, change.before, change.after, policy) for visit in open_visits)
    uow.requests.add(*requests[RowResult.ADDED])
    uow.visits.add(*new_visits)
    uow.requests.save(*requests[RowResult.UPDATED], action=IMPORTED)
    uow.visits.save(*changed_visits, action=IMPORTED)
