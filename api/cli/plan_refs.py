"""How plans are named on the command line: an id, a day, a day with a revision, or ``latest``."""

import re
from datetime import date

from dispatch.errors import InvalidInputError, NotFoundError
from dispatch.plan import Plan
from dispatch.ports import UnitOfWork
from solver.issue import Issue

HELP = "Plan: latest, a day (2026-11-23: its latest revision), a revision (2026-11-23#2), or an id."

_BY_DAY = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})(?:#(?P<revision>\d+))?")


def find_plan(uow: UnitOfWork, ref: str) -> Plan:
    """Find a plan.

    Raises
    ------
    NotFoundError
        When there is no such plan.
    InvalidInputError
        When the day is none.
    """
    if ref == "latest":
        newest = uow.plans.page(limit=1).items
        if not newest:
            raise NotFoundError("there is no plan yet; `dispatch plan --date D` makes one")
        return uow.plans.get(newest[0].id)
    named = _BY_DAY.fullmatch(ref)
    if named is None:
        return uow.plans.get(ref)
    day = read_day(named["day"])
    if named["revision"]:
        return uow.plans.by_revision(day, int(named["revision"]))
    plan = uow.plans.latest(day)
    if plan is None:
        msg = f"there is no plan for {day}; `dispatch plan --date {day}` makes one"
        raise NotFoundError(msg)
    return plan


def read_day(text: str) -> date:
    """Read a day.

    Raises
    ------
    InvalidInputError
        When it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        issue = Issue("invalid_date", "date", f"{text!r} is not a day.", "Write it like 2026-11-23.")
        raise InvalidInputError((issue,)) from error
