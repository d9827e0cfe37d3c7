"""Solomon's text format (VRPTW), also that of Gehring and Homberger: one kind of vehicle, capacity and windows.

Distances and travel times are cut off after one decimal and only the distance counts, the convention of the 12th DIMACS
challenge (http://dimacs.rutgers.edu/programs/challenge/vrp/vrptw/).
"""

from collections.abc import Iterator

import numpy as np

from data.files.public.instance import (
    Instance,
    at_least,
    at_most,
    distance,
    euclidean,
    mandatory,
    problem_of,
)
from data.files.public.lines import Line, lines_of, not_negative, refusal, whole, window
from solver.problem import Rates, TimeWindow, Vehicle, Visit

UNITS = 10
"""Tenths: one decimal."""

COLUMNS = "CUST_NO XCOORD YCOORD DEMAND READY_TIME DUE_DATE SERVICE_TIME"


def read_solomon(content: bytes) -> Instance:
    """Read an instance.

    Raises
    ------
    InvalidInputError
        Naming the line that is wrong.
    """
    lines = lines_of(content)
    name = _next(lines, "the instance's name").text
    _until(lines, "VEHICLE", 1)
    fleet = _next(lines, "NUMBER and CAPACITY")
    count, capacity = (whole(value, fleet.where) for value in fleet.numbers("NUMBER CAPACITY"))
    _until(lines, "CUSTOMER", 1)
    customers = [_customer(line) for line in lines]
    if not customers:
        raise refusal("no_customers", "file", "There is no line after CUSTOMER.", "Give the depot, then the customers.")
    (depot, _, _, (opens, closes), _), *clients = customers
    _require_different([depot, *(client[0] for client in clients)])
    vehicles = [
        Vehicle(
            technician=k,
            shift_start=at_least(opens, UNITS),
            shift_end=at_most(closes, UNITS),
            start_place=0,
            end_place=0,
            rates=Rates(travel_per_hour=3600),
            parts=(capacity,),
        )
        for k in range(count)
    ]
    penalty = mandatory(vehicles)
    visits = [
        Visit(
            place=place,
            duration=at_least(service, UNITS),
            penalty=penalty,
            windows=(TimeWindow(at_least(ready, UNITS), at_most(due, UNITS)),),
            parts=(demand,),
        )
        for place, (_, _, demand, (ready, due), service) in enumerate(clients, start=1)
    ]
    legs = np.floor(euclidean([customer[1] for customer in customers]) * UNITS)
    return Instance(
        name=name,
        problem=problem_of(visits, vehicles, legs),
        units=UNITS,
        visits=tuple({"visit": client[0]} for client in clients),
        vehicles=tuple({"vehicle": k} for k in range(1, count + 1)),
        convention="distance, each leg cut off after one decimal",
        value=distance,
    )


Customer = tuple[int, tuple[float, float], int, tuple[float, float], float]
"""Number, point, demand, window, service time."""


def _customer(line: Line) -> Customer:
    identity, x, y, demand, ready, due, service = line.numbers(COLUMNS)
    return (
        whole(identity, f"{line.where}, CUST_NO"),
        (x, y),
        whole(demand, f"{line.where}, DEMAND"),
        window(ready, due, line.where),
        not_negative(service, f"{line.where}, SERVICE_TIME"),
    )


def _next(lines: Iterator[Line], wanted: str) -> Line:
    line = next(lines, None)
    if line is None:
        raise refusal("cut_off", "file", f"The file ends before {wanted}.", "Check that it is whole.")
    return line


def _until(lines: Iterator[Line], heading: str, after: int) -> None:
    """Go past a heading and the lines of column names below it."""
    line = _next(lines, heading)
    if line.words[0].upper() != heading:
        cause = f"{heading} should stand here, not {line.text[:40]!r}."
        raise refusal("no_heading", line.where, cause, "Give an instance in Solomon's text format.")
    for _ in range(after):
        _next(lines, f"the lines after {heading}")


def _require_different(numbers: list[int]) -> None:
    seen: set[int] = set()
    for given in numbers:
        if given in seen:
            cause = f"CUST_NO {given} stands there twice."
            raise refusal("repeated_id", "CUSTOMER", cause, "Give each customer its own number.")
        seen.add(given)
