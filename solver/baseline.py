"""The plan to stay close to, and what departing from it costs."""

from dataclasses import dataclass, field
from typing import NamedTuple


class BaselineStop(NamedTuple):
    """Where the plan to stay close to has a visit."""

    technician: int
    start: int


@dataclass(frozen=True, slots=True)
class Baseline:
    """The plan to stay close to, and what departing from it costs (cents, for each visit).

    Parameters
    ----------
    stops : tuple of BaselineStop or None
        One entry a visit; ``None`` where the visit was not planned.
    technician_changed, start_moved : int
        Cents when another technician goes, and when the start moves by more than ``tolerance`` seconds.
    most_changes : int or None
        Most visits of the baseline that another technician makes, whose start moves by more than ``tolerance`` or that
        are left out: customers to be called again. ``None`` means any number.
    change_beyond : int
        Cents for each one beyond ``most_changes``: dearer than all else, so that a cap that can be kept is kept. Under
        a cap, a route's times avoid each change that costs less than this to avoid.
    price_beyond : int
        Derived: ``change_beyond`` where more visits than ``most_changes`` can change, else 0.
    """

    stops: tuple[BaselineStop | None, ...]
    technician_changed: int
    start_moved: int
    tolerance: int
    most_changes: int | None = None
    change_beyond: int = 100_000_000
    price_beyond: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        planned = sum(stop is not None for stop in self.stops)
        capped = self.most_changes is not None and planned > self.most_changes
        object.__setattr__(self, "price_beyond", self.change_beyond if capped else 0)
