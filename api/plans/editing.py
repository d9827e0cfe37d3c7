"""Evaluates plans edited by hand, and refuses those that break a rule."""

from api.wiring import Wiring
from dispatch.errors import InvalidInputError
from dispatch.plan import Plan
from dispatch.plan_edit import Edited, EditedPlan, evaluate_edit
from dispatch.ports import UnitOfWork
from dispatch.snapshot import snapshot
from solver.issue import Issue


def edit(plan_id: str, routes: Edited, uow: UnitOfWork, wiring: Wiring) -> EditedPlan:
    """Evaluate an edited plan.

    Raises
    ------
    InvalidInputError
        For unknown shifts and visits.
    """
    horizon = uow.plans.get(plan_id).horizon
    day = snapshot(uow, horizon, policy=wiring.policy(uow), from_plan_id=plan_id)
    return evaluate_edit(day, routes, wiring.travel_times)


def sound(edited: EditedPlan) -> Plan:
    """Return the plan when it breaks no rule.

    Raises
    ------
    InvalidInputError
        With every rule it breaks.
    """
    if edited.violations:
        action = "Move the visit; evaluating shows the plan all the same."
        raise InvalidInputError(tuple(Issue(v.code, f"routes.{v.shift_id}", v.text, action) for v in edited.violations))
    return edited.plan
