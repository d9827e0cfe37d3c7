"""Tests a city: its files open, its addresses lie near its roads, and drivers get from one to another."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from data.maps.address_rows import AddressRow
from data.maps.address_table import AddressTable
from data.maps.city.city import City
from data.maps.city.reach import snaps_m
from data.maps.roads.engine import ready_roads
from data.maps.roads.graph import RoadGraph
from dispatch.errors import GeocodingError, InvalidInputError
from dispatch.place import Address, GeocodeQuality

SNAP_LIMIT_M = 100
"""An address farther from any road than this is doubtful."""

SAMPLE = 500
"""Addresses drawn for the tests that take time."""

MOST_FAR = 0.5
"""Share of addresses far from roads above which the roads don't cover the addresses."""

LEAST_REACHED = 0.99
LEAST_FOUND = 0.98


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    ok: bool
    what: str
    found: str


def check_city(city: City, seed: int = 0) -> tuple[Finding, ...]:
    """Look at everything that planning needs of a city.

    Parameters
    ----------
    seed : int
        Of the draw of addresses.
    """
    findings: list[Finding] = []
    houses = _houses(city, findings)
    graph = _graph(city, findings)
    sample = random.Random(seed).sample(houses, min(SAMPLE, len(houses)))  # noqa: S311 - repeatable, guards no secret
    if sample:
        findings.append(_found_again(city, sample))
    if sample and graph is not None:
        findings += [_distance_to_roads(graph, houses), _reachable(graph, sample)]
    return tuple(findings)


def _houses(city: City, findings: list[Finding]) -> Sequence[AddressRow]:
    table = AddressTable.open(city.address_table)
    try:
        houses = table.houses()
    except GeocodingError as error:
        findings.append(Finding(False, "address table", str(error)))
        return ()
    finally:
        table.close()
    note = "" if houses else ": only streets and places can be found"
    findings.append(Finding(True, "address table", f"opens, {len(houses)} house numbers{note}"))
    return houses


def _graph(city: City, findings: list[Finding]) -> RoadGraph | None:
    try:
        graph = RoadGraph.load(city.road_graph)
    except InvalidInputError as error:
        findings.append(Finding(False, "road graph", str(error)))
        return None
    report = graph.report
    islands = f"{report.islands} islands of {report.islands_km:.0f} km are left out"
    findings.append(Finding(True, "road graph", f"loads, {report.km:.0f} km; {islands}"))
    return graph


def _found_again(city: City, sample: Sequence[AddressRow]) -> Finding:
    table = AddressTable.open(city.address_table)
    answers = [table.geocode(Address(f"{r.house_number} {r.street}", r.city, r.postcode)) for r in sample]
    table.close()
    found = sum(bool(a.candidates) and a.candidates[0].quality is GeocodeQuality.HOUSE for a in answers)
    return Finding(
        found >= LEAST_FOUND * len(sample), "geocoding", f"{found} of {len(sample)} addresses are found again"
    )


def _distance_to_roads(graph: RoadGraph, houses: Sequence[AddressRow]) -> Finding:
    snap_m = snaps_m(houses, graph)
    far = int((snap_m > SNAP_LIMIT_M).sum())
    text = f"{far} of {len(houses)} addresses lie over {SNAP_LIMIT_M} m from a road, the farthest {snap_m.max():.0f} m"
    return Finding(far <= MOST_FAR * len(houses), "distance to roads", text)


def _reachable(graph: RoadGraph, sample: Sequence[AddressRow]) -> Finding:
    matrix = ready_roads()(graph, None).matrix([row.place for row in sample])
    pairs = len(sample) * (len(sample) - 1)
    reached = pairs - sum(a != b for a, b in matrix.unreachable)
    text = f"{reached} of {pairs} ways between {len(sample)} addresses can be driven"
    return Finding(reached >= LEAST_REACHED * pairs, "reachable", text)
