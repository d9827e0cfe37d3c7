"""A clock that stands still until it is told to move."""

from datetime import datetime, timedelta


class FixedClock:
    """Tells the time it was given."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at

    def advance(self, **amount: float) -> None:
        """Move on, e.g. ``advance(minutes=5)``."""
        self._at += timedelta(**amount)

    def set(self, at: datetime) -> None:
        self._at = at
