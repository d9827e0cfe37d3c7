"""Pillac's text format of the technician routing and scheduling problem, with or without matrices (praxedo).

Skills, tools, spare parts, technicians' homes, one optional call at the main depot for every tool and any part; the
working time counts (travel, service and waiting), and each route begins as late as that helps. Pillac, Guéret and
Medaglia 2013, doi 10.1007/s11590-012-0567-4.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from data.files.public.instance import (
    EXACTLY,
    Instance,
    at_least,
    at_most,
    euclidean,
    mandatory,
    problem_of,
    working_time,
)
from data.files.public.lines import Line, lines_of, not_negative, number, refusal, shown, whole, window
from solver.problem import Depot, Rates, SkillLevel, TimeWindow, Vehicle, Visit

UNITS = 10_000
"""Four decimals: the precision of the matrices. Straight lines are rounded up, so that no plan is late by rounding."""

MATRIX = "TRAVEL TIMES"

_NODE = re.compile(r"(?P<numbers>[^\[\]]+)\[(?P<skills>[^\]]*)\]\s*\[(?P<tools>[^\]]*)\]\s*\[(?P<parts>[^\]]*)\]")


@dataclass(frozen=True, slots=True)
class _Node:
    """The main depot, a technician or a request."""

    where: str
    point: tuple[float, float]
    window: tuple[float, float]
    service: float
    skills: tuple[int, ...]
    tools: tuple[int, ...]
    parts: tuple[int, ...]

    @property
    def levels(self) -> tuple[SkillLevel, ...]:
        return tuple(SkillLevel(skill, 1) for skill in sorted(set(self.skills)))


def read_trsp(content: bytes) -> Instance:
    """Read an instance.

    Raises
    ------
    InvalidInputError
        Naming the line that is wrong.
    """
    lines = list(lines_of(content))
    crew, tools, kinds = _header(lines)
    nodes = _nodes(lines, kinds)
    if len(nodes) <= crew:
        cause = f"There are {len(nodes)} nodes for {crew} technicians."
        raise refusal("missing_row", "DEPOT TECHNICIANS AND REQUESTS", cause, "Give the depot and each technician.")
    legs = _legs(lines, nodes, crew)
    ends = range(len(nodes), len(nodes) + crew) if len(legs) > len(nodes) else range(1, crew + 1)
    vehicles = [
        Vehicle(
            technician=k,
            shift_start=at_least(node.window[0], UNITS),
            shift_end=at_most(node.window[1], UNITS),
            start_place=k + 1,
            end_place=end,
            skills=node.levels,
            rates=Rates(travel_per_hour=3600, waiting_per_hour=3600),
            parts=node.parts,
            tools=frozenset(node.tools),
        )
        for k, (node, end) in enumerate(zip(nodes[1 : crew + 1], ends, strict=True))
    ]
    penalty = mandatory(vehicles)
    visits = [
        Visit(
            place=place,
            duration=at_least(node.service, UNITS),
            penalty=penalty,
            windows=(TimeWindow(at_least(node.window[0], UNITS), at_most(node.window[1], UNITS)),),
            skills=node.levels,
            parts=node.parts,
            tools=frozenset(node.tools),
        )
        for place, node in enumerate(nodes[crew + 1 :], start=crew + 1)
    ]
    carried = bool(tools or kinds)
    return Instance(
        name=lines[0].text,
        problem=problem_of(
            visits, vehicles, legs, depot=Depot(0, at_least(nodes[0].service, UNITS)) if carried else None
        ),
        units=UNITS,
        visits=tuple({"visit": place} for place in range(crew + 1, len(nodes))),
        vehicles=tuple({"technician": k} for k in range(1, crew + 1)),
        convention="working time: travel, service and waiting",
        value=working_time,
        depot=0 if carried else None,
    )


def _header(lines: list[Line]) -> tuple[int, int, int]:
    """Technicians, tools and kinds of parts."""
    for heading, line in pairwise(lines):
        if heading.text.upper().startswith("CREW COUNT"):
            crew, _, tools, kinds = (whole(n, line.where) for n in line.numbers("CREW_COUNT SKILLS TOOLS SPARE_PARTS"))
            return crew, tools, kinds
    action = "Give Pillac's text format: CREW COUNT, SKILLS, TOOLS, SPARE PARTS, then the nodes."
    raise refusal("no_heading", "file", "There is no line CREW COUNT with numbers below it.", action)


def _nodes(lines: list[Line], kinds: int) -> list[_Node]:
    nodes: list[_Node] = []
    for line in lines:
        if "[" not in line.text:
            continue
        found = _NODE.fullmatch(line.text)
        if found is None:
            cause = f"The line is {shown(line.text)}."
            raise refusal("wrong_line", line.where, cause, "Give ID X Y TWS TWE Serv [skills] [tools] [parts].")
        node = Line(line.number, found["numbers"])
        identity, x, y, opens, closes, service = node.numbers("ID X Y TWS TWE Serv")
        if identity != len(nodes):
            action = f"Number the nodes from 0 without gaps; {len(nodes)} is next."
            raise refusal("wrong_id", line.where, f"The ID is {identity:g}.", action)
        parts = _list(found["parts"], f"{line.where}, SPARE PARTS")
        if parts and len(parts) != kinds:
            cause = f"There are {len(parts)} amounts for {kinds} kinds of parts."
            raise refusal("wrong_line", f"{line.where}, SPARE PARTS", cause, "Give one amount a kind.")
        nodes.append(
            _Node(
                line.where,
                (x, y),
                window(opens, closes, line.where),
                not_negative(service, f"{line.where}, Serv"),
                _list(found["skills"], f"{line.where}, SKILLS"),
                _list(found["tools"], f"{line.where}, TOOLS"),
                parts,
            )
        )
    return nodes


def _list(text: str, where: str) -> tuple[int, ...]:
    return tuple(whole(number(word, where), where) for word in text.replace(",", " ").split())


def _legs(lines: list[Line], nodes: list[_Node], crew: int) -> NDArray[np.float64]:
    begin = next((k for k, line in enumerate(lines) if line.text.upper().startswith(MATRIX)), None)
    if begin is None:
        return np.ceil(euclidean([node.point for node in nodes]) * UNITS - EXACTLY)
    rows = lines[begin + 1 :]
    least = len(nodes) + crew
    if len(rows) < least:
        action = f"Give at least {least}: the nodes, then each technician's end."
        raise refusal("missing_row", MATRIX, f"There are {len(rows)} rows.", action)
    return np.ceil(np.array(list(_matrix(rows))) * UNITS - EXACTLY)[:least, :least]


def _matrix(lines: list[Line]) -> Iterator[list[float]]:
    """The rows; those beyond the technicians' ends stand for calls at the main depot, which is node 0."""
    size = len(lines)
    for count, line in enumerate(lines):
        key, *cells = line.text.rstrip(";").split(";")
        if key.strip() != str(count) or len(cells) != size:
            cause = f"The row begins with {shown(key)} and has {len(cells)} cells."
            raise refusal("wrong_line", line.where, cause, f"Give {count}, then {size} cells, all set off by ';'.")
        yield [number(cell, line.where, least=0) for cell in cells]
