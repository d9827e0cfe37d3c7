"""A window sold to a customer, and the life of that promise."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from dispatch.life import require_legal
from dispatch.request import ArrivalWindow


class PromiseStatus(StrEnum):
    """``HELD`` while the customer decides, ``GIVEN`` once sold; the other three are final."""

    HELD = "held"
    GIVEN = "given"
    KEPT = "kept"
    BROKEN = "broken"
    RELEASED = "released"


LEGAL_MOVES: dict[PromiseStatus, frozenset[PromiseStatus]] = {
    PromiseStatus.HELD: frozenset({PromiseStatus.GIVEN, PromiseStatus.RELEASED}),
    PromiseStatus.GIVEN: frozenset({PromiseStatus.KEPT, PromiseStatus.BROKEN, PromiseStatus.RELEASED}),
    PromiseStatus.KEPT: frozenset(),
    PromiseStatus.BROKEN: frozenset(),
    PromiseStatus.RELEASED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Promise:
    """A window sold; a visit has at most one that is held or given.

    Parameters
    ----------
    expires_at : datetime or None
        When a hold lapses by itself; ``None`` once given.
    sold_by : str
        The actor.
    """

    id: str
    visit_id: str
    window: ArrivalWindow
    status: PromiseStatus
    sold_by: str
    sold_at: datetime
    expires_at: datetime | None = None
    version: int = 0

    def moved_to(self, status: PromiseStatus) -> "Promise":
        """Return the promise in another state.

        Raises
        ------
        IllegalTransitionError
            When that state can't follow the present one.
        """
        require_legal(f"promise {self.id}", self.status, status, LEGAL_MOVES)
        return replace(self, status=status)
