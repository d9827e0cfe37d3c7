"""Joins a stored plan with what the caller may see of its customers."""

from api.redaction import for_caller
from api.roles import Caller
from api.wiring import Wiring
from dispatch.plan import Plan
from dispatch.plan_view import PlanView, plan_view
from dispatch.ports import UnitOfWork


def view_for(plan: Plan, uow: UnitOfWork, wiring: Wiring, caller: Caller) -> PlanView:
    """Return the plan with names and reasons, redacted where the caller's role asks for it."""
    return for_caller(plan_view(uow, plan, currency=wiring.policy(uow).currency), caller)
