"""VRPLIB text files: CVRP, VRPTW and SDVRPTW (vehicles that may serve only some clients, and a longest route).

Plain files (CVRP) count distances rounded to whole numbers, as TSPLIB says. Where a file has time windows or says which
clients a vehicle may serve, distances are rounded to three decimals, as the instances of PyVRP do
(https://github.com/PyVRP/Instances). Matrices are taken as they are, to three decimals. Only the distance counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from data.files.public.instance import Instance, at_least, at_most, distance, euclidean, mandatory, problem_of
from data.files.public.lines import not_negative, number, refusal, whole, window
from data.files.public.vrplib_parts import Parts, Row, read_parts
from solver.problem import Rates, TimeWindow, Vehicle, Visit
from solver.value_validation import LONGEST

THOUSANDTHS = 1000


def read_vrplib(content: bytes) -> Instance:
    """Read an instance.

    Raises
    ------
    InvalidInputError
        Naming the line or field that is wrong, or a section that would change the plan and is not known.
    """
    return _Reader(read_parts(content)).read()


@dataclass(frozen=True, slots=True)
class _Fleet:
    capacities: tuple[int, ...]
    allowed: tuple[frozenset[int] | None, ...]
    longest: float | None


class _Reader:
    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.size = whole(parts.value("DIMENSION"), "DIMENSION")
        self.plain = not {"TIME_WINDOW_SECTION", "VEHICLES_ALLOWED_CLIENTS_SECTION"} & parts.sections.keys()
        self.depot = self._depot()

    def read(self) -> Instance:
        legs, units = self._legs()
        places = [node for node in range(self.size) if node != self.depot]
        windows = self._windows()
        services = [
            not_negative(s, "SERVICE_TIME_SECTION") for s in self._by_node("SERVICE_TIME_SECTION", self._same())
        ]
        demands = [whole(d, "DEMAND_SECTION") for d in self._by_node("DEMAND_SECTION", 0.0)]
        fleet = self._fleet(sum(demands), len(places))
        if windows:
            opens, closes = (at_least(windows[self.depot][0], units), at_most(windows[self.depot][1], units))
        else:
            work = sum(at_least(service, units) for service in services)
            opens, closes = 0, min(LONGEST, 1 + work + int(legs.max(initial=0)) * (self.size + 1))
        vehicles = [
            Vehicle(
                technician=k,
                shift_start=opens,
                shift_end=closes,
                start_place=self.depot,
                end_place=self.depot,
                work_limit=None if fleet.longest is None else at_most(fleet.longest, units),
                rates=Rates(travel_per_hour=3600),
                parts=(capacity,),
            )
            for k, capacity in enumerate(fleet.capacities)
        ]
        penalty = mandatory(vehicles)
        visits = [
            Visit(
                place=node,
                duration=at_least(services[node], units),
                penalty=penalty,
                windows=(TimeWindow(at_least(windows[node][0], units), at_most(windows[node][1], units)),)
                if windows
                else (),
                parts=(demands[node],),
                allowed_technicians=_allowed(fleet, node),
            )
            for node in places
        ]
        return Instance(
            name=self.parts.fields.get("NAME", Row("NAME", ("",))).text,
            problem=problem_of(visits, vehicles, legs),
            units=units,
            visits=tuple({"visit": node + 1} for node in places),
            vehicles=tuple({"vehicle": k} for k in range(1, len(vehicles) + 1)),
            convention="distance, " + ("legs as whole numbers" if units == 1 else "legs rounded to three decimals"),
            value=distance,
        )

    def _legs(self) -> tuple[NDArray[np.float64], int]:
        kind = self.parts.text("EDGE_WEIGHT_TYPE")
        if kind == "EUC_2D":
            rows = self.parts.table("NODE_COORD_SECTION", self.size, 2)
            units = 1 if self.plain else THOUSANDTHS
            return np.rint(euclidean([(x, y) for x, y in rows]) * units), units
        if kind == "EXPLICIT":
            matrix = self._explicit()
            units = 1 if bool((matrix == np.rint(matrix)).all()) else THOUSANDTHS
            return np.rint(matrix * units), units
        where = self.parts.fields["EDGE_WEIGHT_TYPE"].where
        raise refusal("unsupported", where, f"EDGE_WEIGHT_TYPE {kind} is not read.", "Use EUC_2D or EXPLICIT.")

    def _explicit(self) -> NDArray[np.float64]:
        form = self.parts.text("EDGE_WEIGHT_FORMAT")
        given = self.parts.sections.get("EDGE_WEIGHT_SECTION", [])
        flat = [number(word, row.where, least=0) for row in given for word in row.words]
        n = self.size
        lower = [(i, j) for i in range(n) for j in range(i)]
        wanted = {"FULL_MATRIX": n * n, "LOWER_ROW": len(lower)}
        if form not in wanted:
            where = self.parts.fields["EDGE_WEIGHT_FORMAT"].where
            cause = f"EDGE_WEIGHT_FORMAT {form} is not read."
            raise refusal("unsupported", where, cause, f"Use {' or '.join(wanted)}.")
        if len(flat) != wanted[form]:
            cause = f"There are {len(flat)} numbers for {n} nodes."
            raise refusal("wrong_section", "EDGE_WEIGHT_SECTION", cause, f"Give {wanted[form]}.")
        if form == "FULL_MATRIX":
            return np.array(flat).reshape(n, n)
        matrix = np.zeros((n, n))
        for (i, j), value in zip(lower, flat, strict=True):
            matrix[i, j] = matrix[j, i] = value
        return matrix

    def _depot(self) -> int:
        words = [word for row in self.parts.sections.get("DEPOT_SECTION", []) for word in row.words if word != "-1"]
        if len(words) > 1:
            raise refusal("unsupported", "DEPOT_SECTION", f"There are {len(words)} depots.", "Give one.")
        node = whole(number(words[0], "DEPOT_SECTION"), "DEPOT_SECTION") if words else 1
        if not 1 <= node <= self.size:
            raise refusal("unknown_node", "DEPOT_SECTION", f"There is no node {node}.", f"Give 1 to {self.size}.")
        return node - 1

    def _windows(self) -> list[tuple[float, float]]:
        if "TIME_WINDOW_SECTION" not in self.parts.sections:
            return []
        rows = self.parts.table("TIME_WINDOW_SECTION", self.size, 2)
        return [window(a, b, f"TIME_WINDOW_SECTION, node {k}") for k, (a, b) in enumerate(rows, start=1)]

    def _same(self) -> float:
        return self.parts.value("SERVICE_TIME") if "SERVICE_TIME" in self.parts.fields else 0.0

    def _by_node(self, section: str, otherwise: float) -> list[float]:
        if section in self.parts.sections:
            return [row[0] for row in self.parts.table(section, self.size, 1)]
        return [0.0 if node == self.depot else otherwise for node in range(self.size)]

    def _fleet(self, demand: int, clients: int) -> _Fleet:
        fields, sections = self.parts.fields, self.parts.sections
        longest = next(
            (self.parts.value(name) for name in ("VEHICLES_MAX_DURATION", "DISTANCE") if name in fields), None
        )
        each = whole(self.parts.value("CAPACITY"), "CAPACITY") if "CAPACITY" in fields else None
        if "VEHICLES" in fields:
            count = whole(self.parts.value("VEHICLES"), "VEHICLES")
        elif "CAPACITY_SECTION" in sections:
            count = len(sections["CAPACITY_SECTION"])
        else:
            count = _enough(demand, each, clients) if self.plain and longest is None else clients
        if "CAPACITY_SECTION" in sections:
            rows = self.parts.table("CAPACITY_SECTION", count, 1)
            capacities = tuple(whole(row[0], f"CAPACITY_SECTION, vehicle {k}") for k, row in enumerate(rows, start=1))
        elif each is not None or not demand:
            capacities = (each or 0,) * count
        else:
            raise refusal("missing_field", "CAPACITY", "Clients have demands but vehicles no capacity.", "Add it.")
        return _Fleet(capacities, tuple(self._allowed_clients(count)), longest)

    def _allowed_clients(self, count: int) -> Iterator[frozenset[int] | None]:
        name = "VEHICLES_ALLOWED_CLIENTS_SECTION"
        if name not in self.parts.sections:
            yield from [None] * count
            return
        for row in self.parts.rows(name, count):
            nodes = [whole(number(word, row.where), row.where) for word in row.words[1:]]
            unknown = [node for node in nodes if not 1 <= node <= self.size]
            if unknown:
                cause = f"There is no node {unknown[0]}."
                raise refusal("unknown_node", row.where, cause, f"Give numbers from 1 to {self.size}.")
            yield frozenset(node - 1 for node in nodes)


def _allowed(fleet: _Fleet, node: int) -> frozenset[int] | None:
    if all(nodes is None for nodes in fleet.allowed):
        return None
    return frozenset(k for k, nodes in enumerate(fleet.allowed) if nodes is None or node in nodes)


def _enough(demand: int, capacity: int | None, clients: int) -> int:
    """Vehicles with which any demands of one capacity can be packed: all but one are more than half full."""
    return clients if not capacity else min(clients, 2 * ceil(demand / capacity) + 1)
