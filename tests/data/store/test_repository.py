"""What all kinds have in common, tried on each of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from data.store.codec import to_plain
from data.store.store import Store
from data.store.unit_of_work import SqlUnitOfWork
from dispatch.errors import ConflictError, NotFoundError
from dispatch.plan import PlanStatus
from dispatch.promise import PromiseStatus
from dispatch.solve_run import SolveRunStatus
from tests.builders import (
    a_geocode,
    a_plan,
    a_promise,
    a_rejected_row,
    a_request,
    a_shift,
    a_solve_run,
    a_station,
    a_technician,
    a_visit,
    a_window,
    an_absence,
    at,
)
from tests.fixed_clock import FixedClock


@dataclass(frozen=True)
class Kind:
    """One kind: its repository, how to make one, and a change with what the history then says of it."""

    repository: str
    name: str
    make: Callable[..., Any]
    change: dict[str, Any]

    def of(self, uow: SqlUnitOfWork) -> Any:
        return getattr(uow, self.repository)


KINDS = (
    Kind("requests", "request", a_request, {"zone": "north"}),
    Kind("visits", "visit", a_visit, {"windows": (a_window(),)}),
    Kind("stations", "station", a_station, {"service_radius_m": 12_000}),
    Kind("technicians", "technician", a_technician, {"skills": {"gas": 2}}),
    Kind("shifts", "shift", a_shift, {"end_at": at(18)}),
    Kind("absences", "absence", an_absence, {"reason": "training"}),
    Kind("plans", "plan", a_plan, {"status": PlanStatus.PUBLISHED}),
    Kind("promises", "promise", a_promise, {"status": PromiseStatus.KEPT}),
    Kind("solve_runs", "solve_run", a_solve_run, {"status": SolveRunStatus.CANCELLED}),
    Kind("rejected_rows", "rejected_row", a_rejected_row, {"mended": True}),
)
WITH_EXTERNAL_ID = tuple(kind for kind in KINDS if kind.repository in {"requests", "technicians", "shifts"})
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
each_with_external_id = pytest.mark.parametrize("kind", WITH_EXTERNAL_ID, ids=lambda kind: kind.name)


def add(store: Store, kind: Kind, clock: FixedClock, **changes: Any) -> Any:
    entity = kind.make(**changes)
    with store.unit_of_work("anna", clock) as uow:
        kind.of(uow).add(entity)
        uow.commit()
        return kind.of(uow).get(entity.id)


@each_kind
def test_what_was_added_is_read_back(peopled: Store, clock: FixedClock, kind: Kind) -> None:
    entity = kind.make()
    with peopled.unit_of_work("anna", clock) as uow:
        kind.of(uow).add(entity)
        uow.commit()
    expected = replace(entity, revision=1) if kind.name == "plan" else entity
    with peopled.unit_of_work("ben", read_only=True) as uow:
        assert kind.of(uow).get(entity.id) == expected
        assert kind.of(uow).get_many([entity.id, "unknown"]) == {entity.id: expected}


@each_kind
def test_adding_is_recorded_with_time_and_actor(peopled: Store, clock: FixedClock, kind: Kind) -> None:
    entity = add(peopled, kind, clock)
    with peopled.unit_of_work("ben", read_only=True) as uow:
        (entry,) = uow.history.of(entity.id)
    assert (entry.kind, entry.action, entry.actor, entry.at) == (kind.name, "added", "anna", at(8))
    assert entry.changes
    assert {before for before, _ in entry.changes.values()} == {None}


@each_kind
def test_a_change_counts_the_version_up_and_records_what_differs(peopled: Store, clock: FixedClock, kind: Kind) -> None:
    entity = add(peopled, kind, clock)
    clock.advance(minutes=5)
    with peopled.unit_of_work("ben", clock) as uow:
        kind.of(uow).save(replace(entity, **kind.change), action="corrected")
        uow.commit()
        assert kind.of(uow).get(entity.id) == replace(entity, **kind.change, version=1)
        _, entry = uow.history.of(entity.id)
    ((field, value),) = kind.change.items()
    before = to_plain(getattr(entity, field))
    assert (entry.action, entry.actor, entry.at) == ("corrected", "ben", at(8, 5))
    assert entry.changes == {field: (before, to_plain(value))}


@each_kind
def test_saving_without_a_difference_writes_nothing(peopled: Store, clock: FixedClock, kind: Kind) -> None:
    entity = add(peopled, kind, clock)
    with peopled.unit_of_work("ben", clock) as uow:
        kind.of(uow).save(entity)
        uow.commit()
        assert kind.of(uow).get(entity.id).version == 0
        assert len(uow.history.of(entity.id)) == 1


@each_kind
def test_saving_over_a_newer_version_is_a_conflict(peopled: Store, clock: FixedClock, kind: Kind) -> None:
    entity = add(peopled, kind, clock)
    with peopled.unit_of_work("ben", clock) as uow:
        kind.of(uow).save(replace(entity, **kind.change))
        with pytest.raises(ConflictError, match="version 1 is stored"):
            kind.of(uow).save(replace(entity, **kind.change))


@each_kind
def test_saving_what_is_not_stored_names_it(peopled: Store, clock: FixedClock, kind: Kind) -> None:
    entity = kind.make()
    with peopled.unit_of_work("ben", clock) as uow, pytest.raises(NotFoundError, match=entity.id):
        kind.of(uow).save(entity)


@each_kind
def test_an_unknown_id_is_named(peopled: Store, clock: FixedClock, kind: Kind) -> None:
    with peopled.unit_of_work("ben", clock) as uow, pytest.raises(NotFoundError, match=f"no {kind.name} 'nobody'"):
        kind.of(uow).get("nobody")


@each_kind
def test_an_id_is_taken_once_only(peopled: Store, clock: FixedClock, kind: Kind) -> None:
    entity = add(peopled, kind, clock)
    twin = replace(entity, external_id="other") if kind in WITH_EXTERNAL_ID else entity
    with peopled.unit_of_work("ben", clock) as uow, pytest.raises(ConflictError, match=f"can't add {kind.name}"):
        kind.of(uow).add(twin)


@each_with_external_id
def test_the_external_id_finds_it_too(peopled: Store, clock: FixedClock, kind: Kind) -> None:
    entity = add(peopled, kind, clock, external_id="X-1")
    with peopled.unit_of_work("ben", read_only=True) as uow:
        assert kind.of(uow).get("X-1") == entity
        assert kind.of(uow).by_external_ids(["X-1", "X-2"]) == {"X-1": entity}


@each_with_external_id
def test_an_external_id_is_taken_once_only_and_the_work_can_go_on(
    peopled: Store, clock: FixedClock, kind: Kind
) -> None:
    add(peopled, kind, clock, external_id="X-1")
    with peopled.unit_of_work("ben", clock) as uow:
        with pytest.raises(ConflictError, match="external id X-1 is stored already"):
            kind.of(uow).add(kind.make(external_id="X-0"), kind.make(external_id="X-1"))
        kind.of(uow).add(kind.make(external_id="X-2"))
        uow.commit()
        assert kind.of(uow).by_external_ids(["X-0", "X-2"]).keys() == {"X-2"}


@each_with_external_id
def test_an_external_id_cannot_be_changed_into_a_taken_one(peopled: Store, clock: FixedClock, kind: Kind) -> None:
    add(peopled, kind, clock, external_id="X-1")
    second = add(peopled, kind, clock, external_id="X-2")
    with peopled.unit_of_work("ben", clock) as uow:
        with pytest.raises(ConflictError, match="must be unique"):
            kind.of(uow).save(replace(second, external_id="X-1"))
        assert kind.of(uow).get(second.id) == second


def test_an_id_goes_before_the_same_external_id(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("anna", clock) as uow:
        uow.requests.add(a_request(id="req_b", external_id="req_a"), a_request(id="req_a"))
        assert uow.requests.get("req_a").id == "req_a"


def test_requests_without_external_id_do_not_clash(store: Store, clock: FixedClock) -> None:
    first, second = a_request(), a_request()
    with store.unit_of_work("anna", clock) as uow:
        uow.requests.add(first, second)
        assert uow.requests.get_many([first.id, second.id]).keys() == {first.id, second.id}


@pytest.mark.parametrize(
    ("repository", "orphan"),
    [
        ("visits", a_visit()),
        ("shifts", a_shift()),
        ("absences", an_absence()),
        ("promises", a_promise()),
        ("technicians", a_technician(station_id="sta_x")),
        ("plans", a_plan(parent_id="pla_x")),
    ],
)
def test_nothing_may_refer_to_what_is_not_stored(store: Store, clock: FixedClock, repository: str, orphan: Any) -> None:
    with store.unit_of_work("anna", clock) as uow, pytest.raises(NotFoundError, match="add that first"):
        getattr(uow, repository).add(orphan)


def test_more_ids_than_one_statement_takes_are_asked_for_in_parts(store: Store, clock: FixedClock) -> None:
    requests = {f"req_{number}": a_request(id=f"req_{number}", external_id=f"R-{number}") for number in range(20)}
    with store.unit_of_work("anna", clock) as uow:
        uow.requests.add(*requests.values())
        assert uow.requests.get_many(f"req_{number}" for number in range(70_000)) == requests
        found = uow.requests.by_external_ids(f"R-{number}" for number in range(70_000))
    assert found == {request.external_id: request for request in requests.values()}


def test_chinese_and_control_characters_come_back_untouched(store: Store, clock: FixedClock) -> None:
    row = a_rejected_row(fields={"address": "北京市朝阳区望京西园四区 410 号楼 😀", "note": "a\x00b\tc"})
    request = a_request(candidates=(a_geocode(label="望京西园四区"),), description="漏水")
    with store.unit_of_work("anna", clock) as uow:
        uow.rejected_rows.add(row)
        uow.requests.add(request)
        uow.commit()
        assert uow.rejected_rows.get(row.id) == row
        assert uow.requests.get(request.id) == request
