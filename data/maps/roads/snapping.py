"""Finds the street nearest to each place: the nearest point of its line, exactly, on the sphere. Metres."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from data.maps.roads.graph import RoadGraph
from data.maps.roads.streets import DEGREES
from dispatch.great_circle import EARTH_RADIUS_M
from dispatch.place import Place

PIECE_M = 60.0
"""Lines are known to the index by points so far apart at most."""

FRACTION_DIGITS = 6
"""Two places beside each other are not put one behind the other by a rounding error."""

Floats = NDArray[np.float64]
Int64s = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Snapped:
    """Where ``n`` places meet the roads.

    Parameters
    ----------
    street : int64 array, n
    fraction : float array, n
        Of the street's length, from its beginning.
    point : int64 array, n
        The last point of the street's line before, counted over all points of the graph.
    lat, lon : float arrays, n
        Degrees.
    snap_m : float array, n
        Metres from the place.
    """

    street: Int64s
    fraction: Floats
    point: Int64s
    lat: Floats
    lon: Floats
    snap_m: Floats

    def taken(self, chosen: Int64s) -> "Snapped":
        """Only the chosen places, in that order."""
        return Snapped(*(getattr(self, name)[chosen] for name in Snapped.__slots__))


class StreetIndex:
    """The lines of all streets where one may stop."""

    def __init__(self, graph: RoadGraph) -> None:
        first = graph.street_first.astype(np.int64)
        self._lat, self._lon = (values.astype(np.float64) * DEGREES for values in (graph.point_lat, graph.point_lon))
        self._points = _on_sphere(self._lat, self._lon)
        lengths = np.linalg.norm(np.diff(self._points, axis=0), axis=1)
        self._street = np.repeat(np.arange(len(first) - 1), np.diff(first))
        inside = self._street[:-1] == self._street[1:]
        self._lengths = np.append(np.where(inside, lengths, 0.0), 0.0)
        self._before = np.concatenate([[0.0], np.cumsum(self._lengths)[:-1]])
        self._before -= self._before[first[:-1]][self._street]
        self._total = np.add.reduceat(self._lengths, first[:-1])
        lines = np.flatnonzero(inside & graph.street_stop[self._street[:-1]])
        if len(lines) == 0:  # nothing but motorways
            lines = np.flatnonzero(inside)
        parts = np.maximum(1, np.ceil(self._lengths[lines] / PIECE_M).astype(np.int64))
        self._line = np.repeat(lines, parts)
        share = (np.arange(len(self._line)) - np.repeat(np.cumsum(parts) - parts, parts) + 0.5) / np.repeat(
            parts, parts
        )
        start, end = self._points[self._line], self._points[self._line + 1]
        self._tree = cKDTree(start + (end - start) * share[:, None])

    def snap(self, places: Sequence[Place]) -> Snapped:
        """Find the nearest point for each place."""
        degrees = np.array([(place.lat, place.lon) for place in places], dtype=np.float64).reshape(-1, 2)
        at = _on_sphere(degrees[:, 0], degrees[:, 1])
        near_m, _ = self._tree.query(at)
        # A line's nearest point is at most half a piece from one of its points in the index.
        found = self._tree.query_ball_point(at, near_m + PIECE_M / 2 + 1e-3, return_sorted=True)
        counts = np.fromiter(map(len, found), dtype=np.int64, count=len(at))
        first = np.cumsum(counts) - counts
        lines = self._line[np.concatenate([[], *found]).astype(np.int64)]
        place = np.repeat(np.arange(len(at)), counts)
        start, way = self._points[lines], self._points[lines + 1] - self._points[lines]
        square = np.maximum((way * way).sum(axis=1), 1e-12)
        along = np.clip(((at[place] - start) * way).sum(axis=1) / square, 0.0, 1.0)
        away_m = np.linalg.norm(start + way * along[:, None] - at[place], axis=1)
        best = np.lexsort((lines, away_m, place))[first]
        line, along = lines[best], along[best]
        street = self._street[line]
        done = self._before[line] + along * self._lengths[line]
        return Snapped(
            street=street,
            fraction=np.round(np.clip(done / np.maximum(self._total[street], 1e-9), 0.0, 1.0), FRACTION_DIGITS),
            point=line,
            lat=self._lat[line] + along * (self._lat[line + 1] - self._lat[line]),
            lon=self._lon[line] + along * (self._lon[line + 1] - self._lon[line]),
            snap_m=away_m[best],
        )


def _on_sphere(lat: Floats, lon: Floats) -> Floats:
    """Metres from the centre of the earth, n × 3."""
    phi, theta = np.radians(lat), np.radians(lon)
    unit = np.stack([np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)], axis=1)
    return np.asarray(EARTH_RADIUS_M * unit)
