"""Judges answers to public benchmark files in the file's own convention and double precision.

Nothing here is shared with the readers in ``data/files/public`` or with the solver: each judge reads the file itself.
"""

import gzip
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

TOLERANCE = 1e-3
"""Of a file's unit of time: what rounding to three or four decimals may sum to."""

Answer = Mapping[str, Any]
Leg = Callable[[int, int], float]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer is worth; with faults it is worth nothing."""

    value: float
    unserved: int
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """Where something happens, when, and for how long."""

    x: float
    y: float
    opens: float
    closes: float
    service: float
    demand: int = 0


@dataclass(frozen=True, slots=True)
class TimedRoute:
    """The shortest way through a sequence of nodes, in time."""

    length: float
    duration: float
    faults: tuple[str, ...]


def judge_solomon(content: bytes, answer: Answer) -> Verdict:
    """Distances cut off after one decimal; times likewise."""
    lines = [line.split() for line in _text(content).splitlines() if line.strip()]
    fleet, capacity = (int(word) for word in lines[3])
    rows = [[float(word) for word in line] for line in lines if len(line) == 7 and line[0].isdigit()]
    nodes = {int(r[0]): Node(r[1], r[2], r[4], r[5], r[6], int(r[3])) for r in rows}

    def leg(a: int, b: int) -> float:
        return math.floor(10 * _straight(nodes[a], nodes[b])) / 10

    faults = _misused(answer, set(nodes) - {0}, fleet)
    value = 0.0
    for route in answer["routes"]:
        visits = [stop["visit"] for stop in route["stops"]]
        timed = timed_route(nodes, [0, *visits, 0], leg)
        value += timed.length
        faults += timed.faults
        if sum(nodes[visit].demand for visit in visits) > capacity:
            faults.append(f"vehicle {route['vehicle']} carries too much")
    return Verdict(value, _missing(answer, set(nodes) - {0}), tuple(faults))


def judge_sdvrptw(content: bytes, answer: Answer) -> Verdict:
    """Distances rounded to three decimals; capacities, allowed clients and longest routes by vehicle."""
    fields, sections = _vrplib(content)
    coordinates, windows = sections["NODE_COORD_SECTION"], sections["TIME_WINDOW_SECTION"]
    nodes = {
        int(key): Node(
            float(x),
            float(y),
            *(float(word) for word in windows[key]),
            float(sections["SERVICE_TIME_SECTION"][key][0]),
            int(sections["DEMAND_SECTION"][key][0]),
        )
        for key, (x, y) in coordinates.items()
    }

    def leg(a: int, b: int) -> float:
        return round(1000 * _straight(nodes[a], nodes[b])) / 1000

    clients = set(nodes) - {1}
    faults = _misused(answer, clients, int(fields["VEHICLES"]))
    value = 0.0
    for route in answer["routes"]:
        who, visits = str(route["vehicle"]), [stop["visit"] for stop in route["stops"]]
        timed = timed_route(nodes, [1, *visits, 1], leg)
        value += timed.length
        faults += timed.faults
        if sum(nodes[visit].demand for visit in visits) > int(sections["CAPACITY_SECTION"][who][0]):
            faults.append(f"vehicle {who} carries too much")
        if not set(visits) <= {int(word) for word in sections["VEHICLES_ALLOWED_CLIENTS_SECTION"][who]}:
            faults.append(f"vehicle {who} may not serve a client of its route")
        if timed.duration > float(fields["VEHICLES_MAX_DURATION"]) + TOLERANCE:
            faults.append(f"the route of vehicle {who} lasts {timed.duration:.3f}")
    return Verdict(value, _missing(answer, clients), tuple(faults))


def judge_trsp(content: bytes, answer: Answer) -> Verdict:
    """Working time, each route begun as late as that helps; skills, tools, parts and one call at node 0."""
    lines = _text(content).splitlines()
    header = next(k for k, line in enumerate(lines) if line.startswith("CREW COUNT"))
    crew, _, tools, kinds = (int(word) for word in lines[header + 1].split())
    rows = [line.replace("[", "]").split("]") for line in lines if "[" in line]
    numbers = [[float(word) for word in row[0].split()] for row in rows]
    skilled, tooled, parted = ([_list(row[k]) for row in rows] for k in (1, 3, 5))
    nodes = {k: Node(*row[1:]) for k, row in enumerate(numbers)}
    matrix = _matrix(lines)
    if matrix is None:
        ends = {k: k for k in range(1, crew + 1)}
    else:
        ends = {k: len(rows) + k - 1 for k in range(1, crew + 1)}
        nodes |= {end: nodes[k] for k, end in ends.items()}

    def leg(a: int, b: int) -> float:
        return _straight(nodes[a], nodes[b]) if matrix is None else matrix[a][b]

    requests = set(range(crew + 1, len(rows)))
    faults = _misused(answer, requests, crew, who="technician")
    value = 0.0
    for route in answer["routes"]:
        who = route["technician"]
        stops = [stop.get("visit", 0) for stop in route["stops"]]
        timed = timed_route(nodes, [who, *stops, ends[who]], leg)
        value += timed.duration
        faults += timed.faults
        if stops.count(0) > 1:
            faults.append(f"technician {who} calls more than once at the depot")
        held, left = set(tooled[who]), parted[who] or [0] * kinds
        for stop in stops:
            if stop == 0:
                held, left = set(range(tools)), [10**9] * kinds
                continue
            left = [have - need for have, need in zip(left, parted[stop] or [0] * kinds, strict=True)]
            if not set(skilled[stop]) <= set(skilled[who]) or not set(tooled[stop]) <= held or min(left, default=0) < 0:
                faults.append(f"technician {who} lacks skill, tool or part at {stop}")
    return Verdict(value, _missing(answer, requests), tuple(faults))


def judge_hhcrsp(content: bytes, answer: Answer) -> Verdict:
    """A third of distance, total tardiness and worst tardiness, at the times that the answer gives."""
    file = json.loads(_text(content))
    patients = {patient["id"]: (k, patient) for k, patient in enumerate(file["patients"], start=1)}
    abilities = {caregiver["id"]: set(caregiver["abilities"]) for caregiver in file["caregivers"]}
    defaults = {service["id"]: service.get("default_duration") for service in file["services"]}
    faults: list[str] = []
    served: dict[tuple[str, str], tuple[str, float]] = {}
    length, late = 0.0, [0.0]
    for route in answer["routes"]:
        at, place = 0.0, 0
        for stop in route["stops"]:
            name, service, start = stop["patient"], stop["service"], stop["start"]
            number, patient = patients[name]
            lasts = next(
                n.get("duration", defaults[service]) for n in patient["required_caregivers"] if n["service"] == service
            )
            if start < max(at + file["distances"][place][number], patient["time_window"][0]) - TOLERANCE:
                faults.append(f"{name} begins too early")
            if service not in abilities[route["caregiver"]] or (name, service) in served:
                faults.append(f"{name} has the wrong caregiver, or one too many")
            served[name, service] = (route["caregiver"], start)
            late.append(max(0.0, start - patient["time_window"][1]))
            length += file["distances"][place][number]
            at, place = start + lasts, number
        length += file["distances"][place][0]
    for name, (_, patient) in patients.items():
        faults += _unsynchronized(name, patient, served)
    needed = sum(len(patient["required_caregivers"]) for patient in file["patients"])
    return Verdict((length + sum(late) + max(late)) / 3, needed - len(served), tuple(faults))


def timed_route(nodes: Mapping[int, Node], way: Sequence[int], leg: Leg) -> TimedRoute:
    """Follow a way as early as possible and begin it as late as possible; windows of both ends bound the route.

    A departure later by s ends at max(earliest end, s + travel + service), so the shortest duration is
    max(earliest end − latest departure, travel + service).
    """
    legs = [leg(a, b) for a, b in pairwise(way)]
    services = [0.0, *(nodes[node].service for node in way[1:-1])]
    faults = []
    at = nodes[way[0]].opens
    for node, service, length in zip(way[1:], services, legs, strict=True):
        at = max(at + service + length, nodes[node].opens)
        if at > nodes[node].closes + TOLERANCE:
            faults.append(f"{node} begins at {at:.4f}, after {nodes[node].closes:g}")
    latest = nodes[way[-1]].closes
    for node, service, length in zip(way[-2::-1], services[::-1], legs[::-1], strict=True):
        latest = min(latest - length - service, nodes[node].closes)
    return TimedRoute(sum(legs), max(at - latest, sum(legs) + sum(services)), tuple(faults))


def _unsynchronized(
    name: str, patient: Mapping[str, Any], served: Mapping[tuple[str, str], tuple[str, float]]
) -> Iterator[str]:
    visits = [served.get((name, need["service"])) for need in patient["required_caregivers"]]
    if len(visits) == 1 or not any(visits):
        return
    first, second = visits
    if first is None or second is None:
        yield f"{name} gets one of two services"
        return
    least, most = patient["synchronization"].get("distance") or (0, 0)
    if not least - TOLERANCE <= second[1] - first[1] <= most + TOLERANCE or first[0] == second[0]:
        yield f"{name} gets two services {second[1] - first[1]:.3f} apart"


def _misused(answer: Answer, known: set[int], fleet: int, who: str = "vehicle") -> list[str]:
    """Vehicles and visits that stand in an answer twice, or do not exist."""
    vehicles = [route[who] for route in answer["routes"]]
    visits = [stop["visit"] for route in answer["routes"] for stop in route["stops"] if "visit" in stop]
    faults = [] if set(vehicles) <= set(range(1, fleet + 1)) and set(visits) <= known else ["an id is not known"]
    if len(set(vehicles)) < len(vehicles) or len(set(visits)) < len(visits):
        faults.append("a vehicle or visit stands there twice")
    return faults


def _missing(answer: Answer, wanted: set[int]) -> int:
    return len(wanted - {stop.get("visit") for route in answer["routes"] for stop in route["stops"]})


def _straight(a: Node, b: Node) -> float:
    return math.sqrt((a.x - b.x) ** 2 + (a.y - b.y) ** 2)


def _matrix(lines: Sequence[str]) -> list[list[float]] | None:
    if "TRAVEL TIMES" not in lines:
        return None
    rows = lines[lines.index("TRAVEL TIMES") + 1 :]
    return [[float(cell) for cell in row.split(";")[1:] if cell.strip()] for row in rows if row.strip()]


def _vrplib(content: bytes) -> tuple[dict[str, str], dict[str, dict[str, list[str]]]]:
    fields: dict[str, str] = {}
    sections: dict[str, dict[str, list[str]]] = {}
    rows: dict[str, list[str]] = {}
    for line in _text(content).splitlines():
        if ":" in line:
            name, _, value = line.partition(":")
            fields[name.strip()] = value.strip()
        elif line[:1].isalpha():
            rows = sections.setdefault(line.strip(), {})
        elif line.strip():
            key, *rest = line.split()
            rows[key] = rest
    return fields, sections


def _list(text: str) -> list[int]:
    return [int(word) for word in text.strip().lstrip("[").split(",") if word.strip()]


def _text(content: bytes) -> str:
    return (gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content).decode()
