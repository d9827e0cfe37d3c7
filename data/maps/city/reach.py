"""How far addresses lie from a city's roads."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from data.maps.address_rows import AddressRow
from data.maps.city.city import City
from data.maps.roads import engine
from data.maps.roads.graph import RoadGraph


def near_roads(rows: Sequence[AddressRow], city: City, within_m: float) -> list[AddressRow]:
    """Those rows that lie within a distance of a road, in their order.

    Raises
    ------
    InvalidInputError
        When the road graph's file is missing or damaged.
    """
    metres = snaps_m(rows, RoadGraph.load(city.road_graph))
    return [row for row, snap_m in zip(rows, metres, strict=True) if snap_m <= within_m]


def snaps_m(rows: Sequence[AddressRow], graph: RoadGraph) -> NDArray[np.float64]:
    """Metres from each row to the nearest road."""
    return engine.snaps_m(graph, [row.place for row in rows])
