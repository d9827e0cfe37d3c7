"""How far addresses lie from roads."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from data.maps.address_rows import AddressRow
from dispatch.ports import TravelTimes

T = TypeVar("T")

_AT_ONCE = 200
"""Places a matrix: small enough that one is made in no time."""


def near_roads(rows: Iterable[AddressRow], times: TravelTimes, within_m: float) -> Iterator[AddressRow]:
    """Those rows that lie within a distance of a road, lazily and in their order.

    Parameters
    ----------
    times : TravelTimes
        One that knows ways; of others every row is kept.
    """
    remaining = iter(rows)
    while some := list(islice(remaining, _AT_ONCE)):
        for row, snap_m in zip(some, snaps_m(some, times), strict=True):
            if snap_m <= within_m:
                yield row


def snaps_m(rows: Sequence[AddressRow], times: TravelTimes) -> list[float]:
    """Metres from each row to the nearest road."""
    snap_m = times.matrix([row.place for row in rows]).snap_m
    return [0.0] * len(rows) if snap_m is None else [float(metres) for metres in snap_m]
