"""Which of a visit's people each technician is, where a plan made by hand names only the visit."""

from collections.abc import Mapping, Sequence
from itertools import permutations

from dispatch.problem_builder import BuiltProblem
from solver.fit import obstacle


def seated(built: BuiltProblem, routes: Sequence[tuple[int, Sequence[str]]]) -> Mapping[tuple[int, str], int]:
    """Give each visit on each route its index in the problem.

    Who may go as whom decides, then the preferred technician and the plan before, then the order of the routes.

    Parameters
    ----------
    routes : sequence of (vehicle, visit ids)
        No visit more often than it takes people, nor twice on a route.
    """
    vehicles_of: dict[str, list[int]] = {}
    for vehicle, visit_ids in routes:
        for visit_id in visit_ids:
            vehicles_of.setdefault(visit_id, []).append(vehicle)
    return {
        (vehicle, visit_id): index
        for visit_id, vehicles in vehicles_of.items()
        for vehicle, index in zip(vehicles, _seats(built, visit_id, vehicles), strict=True)
    }


def _seats(built: BuiltProblem, visit_id: str, vehicles: Sequence[int]) -> tuple[int, ...]:
    """The seats with the fewest people who may not go, then the fewest whom the plan would rather have elsewhere."""

    def faults(indices: tuple[int, ...]) -> tuple[int, int]:
        taken = list(zip(indices, vehicles, strict=True))
        return sum(_may_not(built, *seat) for seat in taken), sum(_rather_not(built, *seat) for seat in taken)

    return min(permutations(built.indices[visit_id], len(vehicles)), key=faults)


def _may_not(built: BuiltProblem, index: int, vehicle: int) -> bool:
    return obstacle(built.problem.visits[index], built.problem.vehicles[vehicle], built.problem.depot) is not None


def _rather_not(built: BuiltProblem, index: int, vehicle: int) -> int:
    visit, technician = built.problem.visits[index], built.problem.vehicles[vehicle].technician
    before = built.problem.baseline.stops[index] if built.problem.baseline else None
    unwished = bool(visit.preferred_technicians) and technician not in visit.preferred_technicians
    return unwished + (before is not None and before.technician != technician)
