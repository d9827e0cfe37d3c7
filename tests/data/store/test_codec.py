from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.store.codec import from_plain, to_plain
from dispatch.place import Place
from dispatch.plan import Plan
from dispatch.ports import GeocodeAnswer
from dispatch.promise import Promise
from dispatch.rejected_row import RejectedRow
from dispatch.request import ArrivalWindow, Request
from dispatch.solve_run import SolveRun
from dispatch.technician import Absence, Shift, Station, Technician
from dispatch.visit import Visit
from tests.builders import a_request, a_visit, at

NOUNS = (
    Request, Visit, Technician, Station, Shift, Absence, Plan, Promise, SolveRun, RejectedRow, GeocodeAnswer,
)  # fmt: skip

instants = st.datetimes(
    min_value=datetime(1970, 1, 1),  # noqa: DTZ001  # the time zone is drawn apart
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-4, minutes=-30))]),
)
st.register_type_strategy(datetime, instants)
st.register_type_strategy(str, st.text(max_size=8))
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
st.register_type_strategy(Place, st.builds(Place, st.floats(-90, 90), st.floats(-180, 180)))
st.register_type_strategy(
    ArrivalWindow, st.lists(instants, min_size=2, max_size=2).map(sorted).map(lambda pair: ArrivalWindow(*pair))
)


@given(st.one_of(*(st.from_type(noun) for noun in NOUNS)))
def test_every_noun_comes_back_as_it_went_in(entity: Any) -> None:
    assert from_plain(type(entity), to_plain(entity)) == entity


def test_instants_come_back_in_utc() -> None:
    in_beijing = datetime(2025, 3, 3, 16, tzinfo=timezone(timedelta(hours=8)))
    back = from_plain(Request, to_plain(a_request(reported_at=in_beijing))).reported_at
    assert (back, back.tzinfo) == (at(8), UTC)


def test_an_instant_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has no time zone"):
        to_plain(datetime(2025, 3, 3, 16))  # noqa: DTZ001  # that is the fault under test


def test_a_number_that_is_not_pythons_own_is_refused() -> None:
    with pytest.raises(TypeError, match="int32"):
        to_plain(a_visit(penalty_cents=np.int32(5)))


def test_a_field_missing_from_old_json_takes_its_default() -> None:
    old = to_plain(a_visit())
    del old["setup_s"]
    assert from_plain(Visit, old).setup_s == 0


def test_an_unknown_annotation_is_refused() -> None:
    @dataclass(frozen=True)
    class Odd:
        members: set[int]

    with pytest.raises(TypeError, match=r"set\[int\]"):
        from_plain(Odd, {"members": [1]})


def test_mappings_and_pairs_are_read_back_typed() -> None:
    @dataclass(frozen=True)
    class Table:
        cells: Mapping[str, tuple[int, str]]

    assert from_plain(Table, {"cells": {"a": [1, "x"]}}) == Table({"a": (1, "x")})
