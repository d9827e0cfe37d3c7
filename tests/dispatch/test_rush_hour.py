"""The hours reach the plan: who leaves when, in which order, and what a plan made without them is worth."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from data.maps.straight_line import StraightLine
from data.maps.straight_line_settings import SpeedBand, StraightLineSettings
from dispatch.place import Place
from dispatch.plan_edit import evaluate_edit
from dispatch.planning import make_plan
from dispatch.request import ArrivalWindow
from dispatch.snapshot import Snapshot
from dispatch.visit import Visit
from tests.builders import a_shift, a_technician, a_visit, at
from tests.dispatch.day import HORIZON
from tests.dispatch.policies import POLICY

KILOMETRE = 1 / 111.195
HOME, FAR, NEAR = Place(0, 0), Place(60 * KILOMETRE, 0), Place(-KILOMETRE, 0)

FREE = StraightLine(StraightLineSettings(1.0, 0, (SpeedBand(0, 60.0),)))
RUSH = StraightLine(
    StraightLineSettings(1.0, 0, (SpeedBand(0, 60.0), SpeedBand(15 * 3600, 10.0), SpeedBand(18 * 3600, 60.0)))
)
"""A kilometre a minute, but six minutes a kilometre from three to six."""


def a_day(visits: Sequence[Visit]) -> Snapshot:
    """One technician from two to half past eight."""
    ada = a_technician(id="tec_ada", external_id="ada", home=HOME, skills={})
    return Snapshot(
        horizon=HORIZON,
        taken_at=at(7),
        taken_by="tester",
        policy=POLICY,
        visits=tuple(visits),
        shifts=(a_shift(id="shi", technician_id="tec_ada", start_at=at(14), end_at=at(20, 30), breaks=()),),
        technicians={"tec_ada": ada},
        stations={},
        promises={},
    )


FAR_VISIT = a_visit(id="far", place=FAR)
NEAR_VISIT = a_visit(id="near", place=NEAR)


def test_who_has_far_to_go_leaves_before_the_rush() -> None:
    day = a_day([FAR_VISIT, NEAR_VISIT])
    far_first, near_first = ({"shi": ["far", "near"]}, {"shi": ["near", "far"]})
    assert evaluate_edit(day, near_first, FREE).violations == ()  # without traffic both orders would do
    assert [v.code for v in evaluate_edit(day, near_first, RUSH).violations] == ["shift"]
    assert evaluate_edit(day, far_first, RUSH).violations == ()

    (route,) = make_plan(day, RUSH, iterations=50).routes
    assert [stop.visit_id for stop in route.stops] == ["far", "near"]
    # an hour out; 61 km back: 20 of them from four to six, the others behind
    assert route.travel_s == pytest.approx(60 * (60 + 120 + 41 + 1), abs=2)


def test_a_window_in_the_rush_is_kept_by_arriving_before_it() -> None:
    window = ArrivalWindow(at(16), at(16))
    day = a_day([replace(FAR_VISIT, place=Place(30 * KILOMETRE, 0), windows=(window,))])
    free, rush = (make_plan(day, travel, iterations=50).routes[0] for travel in (FREE, RUSH))
    assert free.stops[0].start_at == rush.stops[0].start_at == at(16)
    assert free.start_at == at(15, 30)
    # leaving at half past three would take three hours; waiting there costs less than driving in the rush
    assert (rush.start_at, rush.stops[0].arrival_at) == (at(14, 30), at(15))
    late = evaluate_edit(replace(day, shifts=(replace(day.shifts[0], start_at=at(15, 30)),)), {"shi": ["far"]}, RUSH)
    assert "time_window" in [violation.code for violation in late.violations]
