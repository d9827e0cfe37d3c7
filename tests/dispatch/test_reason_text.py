"""Whatever the solver says about a visit left out has a sentence."""

from dataclasses import replace
from typing import get_args

import pytest

from data.store.store import Store
from dispatch.problem_builder import BuiltProblem, build
from dispatch.reason_text import reason_for, remedy_for
from dispatch.snapshot import snapshot
from solver.solution import ReasonCode, Remedy, RemedyKind, Unassigned
from tests.dispatch.day import HORIZON, store_day
from tests.dispatch.policies import POLICY
from tests.fixed_clock import FixedClock
from tests.flat_travel import FlatTravel

LEFT_OUT = Unassigned(0, ReasonCode.NO_ROOM)


@pytest.fixture
def built(store: Store, clock: FixedClock) -> BuiltProblem:
    with store.unit_of_work("tester", clock) as uow:
        store_day(uow)
        day = snapshot(uow, HORIZON, policy=POLICY)
        return build(day, day.visits, FlatTravel())


@pytest.mark.parametrize("code", ReasonCode)
def test_every_reason_and_every_obstacle_is_told_without_its_code(built: BuiltProblem, code: ReasonCode) -> None:
    one = reason_for(built, [replace(LEFT_OUT, code=code)])
    assert one.endswith(".")
    assert "_" not in one
    if code not in {ReasonCode.NO_VEHICLES, ReasonCode.DEARER}:
        counted = reason_for(built, [replace(LEFT_OUT, blocked=((code, 2), (ReasonCode.NO_ROOM, 1)))])
        assert f" 2 {code} " not in counted.replace(",", " ")


@pytest.mark.parametrize("kind", get_args(RemedyKind))
def test_every_remedy_is_told(built: BuiltProblem, kind: RemedyKind) -> None:
    remedy = Remedy(kind, 0, 1, skill=0 if built.skills else None, parts=(2, 0, 1), tools=frozenset({4}))
    told = remedy_for(built, [replace(LEFT_OUT, remedy=remedy)])
    assert told.startswith("It fits if ")
    assert kind not in told or kind == "skill"
    if kind == "stock":
        assert told == f"It fits if {built.technician_names[0]}'s van carries 3 more parts and 1 more tool."


def test_a_change_on_two_routes_names_both(built: BuiltProblem) -> None:
    first, second = (built.technician_names[k] for k in (0, 1))
    minutes = Remedy("overtime_minutes", 0, 1800, others=(1,))
    told = remedy_for(built, [replace(LEFT_OUT, remedy=minutes)])
    assert told == f"It fits if {first} and {second} may each work 30 minutes more overtime."
    titles = [built.visits[k].title for k in (1, 2)]
    told = remedy_for(built, [replace(LEFT_OUT, remedy=Remedy("drop_visit", 0, 1, others=(2,)))])
    assert told == f"It fits if «{titles[0]}», on {first}'s route, and «{titles[1]}» give way."
