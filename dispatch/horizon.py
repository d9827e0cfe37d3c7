"""Local days as instants: where a horizon begins and ends in UTC, on days with a clock change too."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dispatch.plan import Horizon


def midnight(day: date, zone: str) -> datetime:
    """Return the instant, aware UTC, at which a local day begins.

    Parameters
    ----------
    zone : str
        IANA name.
    """
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def wall_clock(day: date, second: int, zone: str) -> datetime:
    """Return the instant, aware UTC, at which clocks on a local day show so many seconds past midnight.

    Parameters
    ----------
    second : int
        0 to 86,399.
    zone : str
        IANA name.
    """
    shown = datetime.combine(day, time()) + timedelta(seconds=second)
    return shown.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def bounds(horizon: Horizon) -> tuple[datetime, datetime]:
    """Return where the horizon begins and where the day after it begins, aware UTC."""
    return midnight(horizon.first_day, horizon.zone), midnight(horizon.last_day + timedelta(days=1), horizon.zone)


def days_of(horizon: Horizon) -> tuple[date, ...]:
    """Every day of the horizon."""
    count = (horizon.last_day - horizon.first_day).days + 1
    return tuple(horizon.first_day + timedelta(days=n) for n in range(count))
