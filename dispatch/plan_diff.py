"""What changed between two plans, visit by visit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dispatch.plan import Plan


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a plan has a visit: technician (id) and start, aware UTC."""

    technician_id: str
    start_at: datetime


@dataclass(frozen=True, slots=True)
class VisitChange:
    """One visit that differs; ``None`` means that it is not on a route of that plan."""

    visit_id: str
    before: Placement | None
    after: Placement | None

    @property
    def kind(self) -> str:
        """``assigned``, ``unassigned``, ``technician`` or ``time``."""
        if self.before is None:
            return "assigned"
        if self.after is None:
            return "unassigned"
        return "technician" if self.before.technician_id != self.after.technician_id else "time"


@dataclass(frozen=True, slots=True)
class PlanDiff:
    """What changed.

    Parameters
    ----------
    changes : tuple of VisitChange
        By the later plan's start, taken-off visits last.
    unchanged : int
        How many visits stayed with their technician and start.
    terms : mapping of str to (before, after)
        Cost terms that differ, cents.
    """

    before_id: str
    after_id: str
    changes: tuple[VisitChange, ...]
    unchanged: int
    terms: Mapping[str, tuple[int, int]]


def diff(before: Plan, after: Plan) -> PlanDiff:
    """Compare two plans."""
    old, new = _placements(before), _placements(after)
    every = [*new, *(visit_id for visit_id in old if visit_id not in new)]
    changes = tuple(VisitChange(v, old.get(v), new.get(v)) for v in every if old.get(v) != new.get(v))
    names = sorted({*before.terms, *after.terms})
    terms = {name: (before.terms.get(name, 0), after.terms.get(name, 0)) for name in names}
    return PlanDiff(
        before_id=before.id,
        after_id=after.id,
        changes=changes,
        unchanged=len(every) - len(changes),
        terms={name: pair for name, pair in terms.items() if pair[0] != pair[1]},
    )


def _placements(plan: Plan) -> dict[str, Placement]:
    stops = sorted(
        ((stop, route.technician_id) for route in plan.routes for stop in route.stops),
        key=lambda pair: pair[0].start_at,
    )
    return {stop.visit_id: Placement(technician_id, stop.start_at) for stop, technician_id in stops}
