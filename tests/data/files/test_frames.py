"""A plan as frames: documented columns, local times, right numbers, also without rows."""

from dataclasses import replace

import pandas as pd
import pytest

from data.files.frames import COLUMNS, plan_frames
from tests.builders import at
from tests.data.files.plan_views import a_plan_view


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_are_the_documented_ones(name: str) -> None:
    assert list(getattr(plan_frames(a_plan_view()), name).columns) == list(COLUMNS[name])
    assert all(COLUMNS[name].values())


def test_one_row_a_stop_in_the_routes_order() -> None:
    stops = plan_frames(a_plan_view()).stops
    assert stops["visit_id"].tolist() == ["vis_fridge", "vis_oven"]
    assert stops["promise_late_s"].tolist() == [0, 3600]
    assert stops["technician_id"].tolist() == ["T-1", "T-1"]


def test_instants_are_local() -> None:
    stops = plan_frames(a_plan_view()).stops
    assert str(stops["start_at"].dt.tz) == "America/New_York"
    assert stops["start_at"].iloc[0] == pd.Timestamp(at(14))


def test_what_is_missing_is_missing() -> None:
    frames = plan_frames(a_plan_view())
    assert frames.stops["due_at"].isna().all()
    assert frames.terms["cents"].sum() == 21_200


def test_an_empty_plan_has_the_same_columns_and_types() -> None:
    view = a_plan_view()
    empty = replace(view, plan=replace(view.plan, routes=(), unassigned=(), terms={}), routes=(), unassigned=())
    frames = plan_frames(empty)
    assert len(frames.stops) == len(frames.routes) == len(frames.unassigned) == len(frames.terms) == 0
    assert str(frames.stops["start_at"].dt.tz) == "America/New_York"
