"""The clock on the wall."""

from datetime import UTC, datetime


class SystemClock:
    """Tells the machine's time, aware UTC."""

    def now(self) -> datetime:
        """Aware UTC."""
        return datetime.now(UTC)
