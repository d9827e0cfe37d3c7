"""Cents that depend on nothing but who goes (`preference`, and `change` of the technician), for all visits at once."""

import numpy as np
from numpy.typing import NDArray

from solver.objective import preference_cost, technician_change
from solver.problem import Problem, Vehicle


class AssignmentCosts:
    """The cents of each technician for every visit, worked out when they are asked for.

    Parameters
    ----------
    problem : Problem
        The problem.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        before = problem.baseline.stops if problem.baseline else (None,) * len(problem.visits)
        self._particular = [
            k for k, (v, stop) in enumerate(zip(problem.visits, before, strict=True)) if v.preferred_technicians or stop
        ]
        self._known: dict[int, NDArray[np.int64]] = {}

    def of(self, shift: Vehicle) -> NDArray[np.int64]:
        """Cents for sending this technician rather than another, one entry a visit.

        Parameters
        ----------
        shift : Vehicle
            The shift.
        """
        if shift.technician not in self._known:
            cents = np.zeros(len(self._problem.visits), dtype=np.int64)
            for k in self._particular:
                cents[k] = preference_cost(self._problem.visits[k], shift) + technician_change(self._problem, k, shift)
            cents.setflags(write=False)
            self._known[shift.technician] = cents
        return self._known[shift.technician]
