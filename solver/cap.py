"""How a plan stands to the cap on changes: the one cost that is not a sum over routes."""

from typing import NamedTuple


class Cap(NamedTuple):
    """What further changes would cost.

    Parameters
    ----------
    price : int
        Cents for each change beyond the cap; 0 where the cap can't be exceeded.
    room : int
        How many more changes are free; negative when there are too many.
    planned : frozenset of int
        Visits of the baseline: each counts while it is left out.
    """

    price: int = 0
    room: int = 0
    planned: frozenset[int] = frozenset()

    def cents_for(self, more: int) -> int:
        """Cents that so many changes more (or, negative, fewer) cost.

        Parameters
        ----------
        more : int
            Changes on top of the plan's.
        """
        return self.price * (max(0, more - self.room) - max(0, -self.room))

    def after(self, more: int) -> "Cap":
        """How the plan stands with so many changes more.

        Parameters
        ----------
        more : int
            Changes on top of the plan's.
        """
        return self._replace(room=self.room - more)


UNCAPPED = Cap()
"""Any number of changes is free."""
