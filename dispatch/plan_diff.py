"""What changed between two plans, visit by visit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dispatch.plan import Plan


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a plan has a visit: technician (id) and start, aware UTC; who else goes there, by id."""

    technician_id: str
    start_at: datetime
    colleague_ids: tuple[str, ...] = ()

    @property
    def team(self) -> frozenset[str]:
        """Everybody who goes there; who of them leads makes no difference to the customer."""
        return frozenset({self.technician_id, *self.colleague_ids})


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
        return "technician" if self.before.team != self.after.team else "time"


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
    changes = tuple(VisitChange(v, old.get(v), new.get(v)) for v in every if _differ(old.get(v), new.get(v)))
    names = sorted({*before.terms, *after.terms})
    terms = {name: (before.terms.get(name, 0), after.terms.get(name, 0)) for name in names}
    return PlanDiff(
        before_id=before.id,
        after_id=after.id,
        changes=changes,
        unchanged=len(every) - len(changes),
        terms={name: pair for name, pair in terms.items() if pair[0] != pair[1]},
    )


def _differ(before: Placement | None, after: Placement | None) -> bool:
    if before is None or after is None:
        return before is not after
    return (before.team, before.start_at) != (after.team, after.start_at)


def _placements(plan: Plan) -> dict[str, Placement]:
    starts = {stop.visit_id: stop.start_at for stop in sorted(plan.stops, key=lambda stop: stop.start_at)}
    going = plan.technicians_of_visits()
    return {visit_id: Placement(going[visit_id][0], start, going[visit_id][1:]) for visit_id, start in starts.items()}
