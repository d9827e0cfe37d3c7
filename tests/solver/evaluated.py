"""What the timetable and the checker say of hand-made plans for the tiny day."""

from solver.checker import check
from solver.solve import evaluate
from tests.solver.tiny_day import PLAN

NO_METRES = [[0] * 6] * 6
"""Between the places of the tiny day."""


def both(problem, plan=PLAN):
    """What the timetable and the checker find, which must be the same rules by the same amounts."""
    evaluation = evaluate(problem, plan)
    found = [v for v in check(problem, evaluation.solution) if v.code != "terms"]
    assert {(v.code, v.vehicle, v.amount) for v in found} == {
        (v.code, v.vehicle, v.amount) for v in evaluation.violations
    }
    return evaluation.violations


def stop(problem, visit, plan=PLAN):
    return next(s for r in evaluate(problem, plan).solution.routes for s in r.stops if s.visit == visit)


def term(problem, name, plan=PLAN):
    return evaluate(problem, plan).solution.terms[name]
