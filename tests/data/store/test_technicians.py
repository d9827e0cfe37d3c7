import pytest

from data.store.store import Store
from dispatch.errors import NotFoundError
from tests.builders import a_shift, a_station, a_technician, an_absence, at
from tests.fixed_clock import FixedClock


def test_technicians_come_by_external_id_inactive_ones_included(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("anna", clock) as uow:
        uow.technicians.add(
            a_technician(external_id="a2"), a_technician(external_id="B1", active=False), a_technician(external_id="A9")
        )
        assert [technician.external_id for technician in uow.technicians.all()] == ["A9", "B1", "a2"]


def test_stations_come_by_name(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("anna", clock) as uow:
        uow.stations.add(a_station(name="West"), a_station(name="East"))
        assert [station.name for station in uow.stations.all()] == ["East", "West"]


def test_shifts_are_found_by_when_they_begin(peopled: Store, clock: FixedClock) -> None:
    with peopled.unit_of_work("anna", clock) as uow:
        uow.shifts.add(
            a_shift(id="shi_late", start_at=at(12)),
            a_shift(id="shi_next", start_at=at(17)),
            a_shift(id="shi_early", start_at=at(8)),
            a_shift(id="shi_before", start_at=at(7, 59)),
        )
        assert [shift.id for shift in uow.shifts.between(at(8), at(17))] == ["shi_early", "shi_late"]


def test_a_technicians_shifts_come_by_start(peopled: Store, clock: FixedClock) -> None:
    with peopled.unit_of_work("anna", clock) as uow:
        uow.technicians.add(a_technician(id="tec_2"))
        uow.shifts.add(
            a_shift(id="shi_b", start_at=at(12)),
            a_shift(id="shi_a", start_at=at(8)),
            a_shift(id="shi_c", technician_id="tec_2"),
        )
        assert [shift.id for shift in uow.shifts.of_technician("tec_0000000000000001")] == ["shi_a", "shi_b"]


def test_a_removed_shift_leaves_its_history(peopled: Store, clock: FixedClock) -> None:
    shift = a_shift(external_id="S-1")
    with peopled.unit_of_work("anna", clock) as uow:
        uow.shifts.add(shift)
        uow.shifts.remove(shift.id)
        uow.commit()
        with pytest.raises(NotFoundError):
            uow.shifts.get(shift.id)
        added, removed = uow.history.of(shift.id)
    assert removed.action == "removed"
    assert removed.changes == {field: (after, before) for field, (before, after) in added.changes.items()}


def test_an_unknown_shift_cannot_be_removed(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("anna", clock) as uow, pytest.raises(NotFoundError, match="shi_x"):
        uow.shifts.remove("shi_x")


def test_an_absence_taken_back_leaves_its_history(peopled: Store, clock: FixedClock) -> None:
    absence = an_absence()
    with peopled.unit_of_work("anna", clock) as uow:
        uow.absences.add(absence)
        uow.absences.remove(absence.id)
        assert uow.absences.overlapping(at(0), at(23)) == ()
        assert [entry.action for entry in uow.history.of(absence.id)] == ["added", "removed"]
        with pytest.raises(NotFoundError):
            uow.absences.remove(absence.id)


@pytest.mark.parametrize(("first", "last", "found"), [(8, 10, 0), (8, 11, 1), (10, 12, 1), (11, 13, 1), (12, 13, 0)])
def test_an_absence_is_found_by_any_interval_it_touches(
    peopled: Store, clock: FixedClock, first: int, last: int, found: int
) -> None:
    with peopled.unit_of_work("anna", clock) as uow:
        uow.absences.add(an_absence(start_at=at(10), end_at=at(12)))
        assert len(uow.absences.overlapping(at(first), at(last))) == found
