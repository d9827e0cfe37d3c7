"""Everything one planning needs, read in one transaction, and which visits it concerns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from dispatch.horizon import bounds, days_of
from dispatch.plan import Horizon, Plan, PlanStatus, UnassignedVisit
from dispatch.policy import Policy
from dispatch.ports import UnitOfWork
from dispatch.promise import Promise
from dispatch.team import MOST_PEOPLE, without_team
from dispatch.technician import Absence, Shift, Station, Technician
from dispatch.visit import Pin, Visit, VisitStatus


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the planner works on.

    Parameters
    ----------
    visits : tuple of Visit
        Those to plan.
    unplannable : tuple of UnassignedVisit
        Those that belong to the horizon but can't enter the problem: without a place, or with too many people.
    shifts : tuple of Shift
        Those that begin within the horizon, absences cut out, technicians active.
    technicians, stations : mapping by id
    promises : mapping by visit id
        Those that stand.
    parent : Plan or None
        The plan to start from and to stay close to.
    addresses : mapping of visit id to str
        What people call the visits' places.
    """

    horizon: Horizon
    taken_at: datetime
    taken_by: str
    policy: Policy
    visits: tuple[Visit, ...]
    shifts: tuple[Shift, ...]
    technicians: Mapping[str, Technician]
    stations: Mapping[str, Station]
    promises: Mapping[str, Promise]
    unplannable: tuple[UnassignedVisit, ...] = ()
    parent: Plan | None = None
    addresses: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = field(default=())


def snapshot(uow: UnitOfWork, horizon: Horizon, *, policy: Policy, from_plan_id: str | None = None) -> Snapshot:
    """Read what planning the horizon needs.

    Parameters
    ----------
    from_plan_id : str or None
        The plan to start from and to stay close to; ``None`` plans afresh.

    Raises
    ------
    NotFoundError
        When that plan does not exist.
    """
    now = uow.clock.now()
    promises = uow.promises.standing(now)
    elsewhere = _visits_published_elsewhere(uow, horizon)
    published = _published_stops(uow, horizon)
    concerned = [
        _with_started_pin(visit, published)
        for visit in uow.visits.open()
        if visit.id not in elsewhere and _concerns(visit, promises.get(visit.id), horizon)
    ]
    technicians = {t.id: t for t in uow.technicians.all()}
    shifts, shift_notes = _present_shifts(uow, horizon, technicians)
    return Snapshot(
        horizon=horizon,
        taken_at=now,
        taken_by=uow.actor,
        policy=policy,
        visits=tuple(visit for visit in concerned if visit.place is not None and visit.people <= MOST_PEOPLE),
        unplannable=tuple(
            _without_place(visit) if visit.place is None else without_team(visit)
            for visit in concerned
            if visit.place is None or visit.people > MOST_PEOPLE
        ),
        shifts=shifts,
        technicians=technicians,
        stations={s.id: s for s in uow.stations.all()},
        promises=promises,
        parent=uow.plans.get(from_plan_id) if from_plan_id else None,
        addresses=_addresses(uow, concerned),
        notes=shift_notes,
    )


def _addresses(uow: UnitOfWork, visits: Sequence[Visit]) -> Mapping[str, str]:
    requests = uow.requests.get_many({visit.request_id for visit in visits})
    return {visit.id: str(requests[visit.request_id].address) for visit in visits}


def _concerns(visit: Visit, promise: Promise | None, horizon: Horizon) -> bool:
    """Tell whether a visit could begin within the horizon, or should have begun before it ends."""
    start, end = bounds(horizon)
    if visit.ready_at is not None and visit.ready_at >= end:
        return False
    if visit.pin is not None and visit.pin.start_at is not None:
        return start <= visit.pin.start_at < end
    if promise is not None:
        return promise.window.earliest_at < end
    return not visit.windows or any(window.earliest_at < end for window in visit.windows)


def _without_place(visit: Visit) -> UnassignedVisit:
    return UnassignedVisit(
        visit.id,
        "no_place",
        "The address has not been found, so nobody can be sent.",
        "Choose a candidate or place the address by hand in the attention queue.",
    )


def _visits_published_elsewhere(uow: UnitOfWork, horizon: Horizon) -> set[str]:
    """Visits that a published plan serves on other days already."""
    start, end = bounds(horizon)
    stops = (stop for plan in _published_plans(uow) for stop in plan.stops)
    return {stop.visit_id for stop in stops if not start <= stop.start_at < end}


def _published_plans(uow: UnitOfWork) -> Sequence[Plan]:
    plans: list[Plan] = []
    cursor: str | None = None
    while True:
        page = uow.plans.page(limit=100, after=cursor, status=PlanStatus.PUBLISHED)
        plans.extend(page.items)
        cursor = page.next_cursor
        if cursor is None:
            return plans


def _published_stops(uow: UnitOfWork, horizon: Horizon) -> dict[str, Pin]:
    """Technicians and start of every visit that is published within the horizon."""
    plans = {plan.id: plan for day in days_of(horizon) if (plan := uow.plans.published(day)) is not None}
    starts = {stop.visit_id: stop.start_at for plan in plans.values() for stop in plan.stops}
    return {
        visit_id: Pin(who[0], starts[visit_id], who[1:])
        for plan in plans.values()
        for visit_id, who in plan.technicians_of_visits().items()
    }


def _with_started_pin(visit: Visit, published: Mapping[str, Pin]) -> Visit:
    """A started visit stays where it is, with everybody who is there, unless the dispatcher has decided otherwise."""
    fact = published.get(visit.id)
    if visit.status is not VisitStatus.STARTED or fact is None:
        return visit
    decided = visit.pin or Pin()
    agreed = decided.technician_id in {None, fact.technician_id} and decided.start_at in {None, fact.start_at}
    return replace(visit, pin=fact) if agreed else visit


def _present_shifts(
    uow: UnitOfWork, horizon: Horizon, technicians: Mapping[str, Technician]
) -> tuple[tuple[Shift, ...], tuple[str, ...]]:
    start, end = bounds(horizon)
    shifts = [s for s in uow.shifts.between(start, end) if technicians[s.technician_id].active]
    absences = uow.absences.overlapping(start, max((shift.end_at for shift in shifts), default=end))
    present = (cut(shift, [a for a in absences if a.technician_id == shift.technician_id]) for shift in shifts)
    kept, dropped = disjoint([shift for shift in present if shift is not None])
    return kept, tuple(
        f"{technicians[shift.technician_id].name}'s shift from {shift.start_at:%Y-%m-%d %H:%M} UTC is left out: "
        "it overlaps another one."
        for shift in dropped
    )


def disjoint(shifts: Sequence[Shift]) -> tuple[tuple[Shift, ...], tuple[Shift, ...]]:
    """Split shifts, sorted by start, into those to use and those that overlap an earlier one of the technician.

    Overtime ends where the technician's next shift begins.
    """
    kept: list[Shift] = []
    dropped: list[Shift] = []
    last: dict[str, int] = {}
    for shift in shifts:
        index = last.get(shift.technician_id)
        if index is not None:
            before = kept[index]
            if shift.start_at < before.end_at:
                dropped.append(shift)
                continue
            free_s = int((shift.start_at - before.end_at).total_seconds())
            kept[index] = replace(before, overtime_limit_s=min(before.overtime_limit_s, free_s))
        last[shift.technician_id] = len(kept)
        kept.append(shift)
    return tuple(kept), tuple(dropped)


def cut(shift: Shift, absences: Sequence[Absence]) -> Shift | None:
    """Return the longest part of a shift without absence, ``None`` when nothing is left.

    Breaks that do not fit into it are dropped.
    """
    parts = [(shift.start_at, shift.end_at)]
    for absence in absences:
        parts = [
            piece
            for start, end in parts
            for piece in ((start, min(end, absence.start_at)), (max(start, absence.end_at), end))
            if piece[0] < piece[1]
        ]
    if not parts:
        return None
    start, end = max(parts, key=lambda part: part[1] - part[0])
    breaks = tuple(
        pause
        for pause in shift.breaks
        if pause.latest_at >= start and pause.earliest_at + timedelta(seconds=pause.duration_s) <= end
    )
    overtime = shift.overtime_limit_s if end == shift.end_at else 0
    return replace(shift, start_at=start, end_at=end, breaks=breaks, overtime_limit_s=overtime)
