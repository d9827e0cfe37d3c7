from collections.abc import Mapping

import pytest

from data.files.policy_toml import default_policy
from dispatch.intake import IntakeReport, Row, receive_technicians
from dispatch.place import Place
from tests.builders import HOME
from tests.dispatch.fake_geocoder import FakeGeocoder

POLICY = default_policy()
ROW = {"external_id": "T-1", "name": "Grace Hopper", "skills": "gas:2; refrigerant", "home_address": "2 Elm St"}


@pytest.fixture
def geocoder() -> FakeGeocoder:
    return FakeGeocoder()


@pytest.fixture
def uow(store, clock):
    with store.unit_of_work("importer", clock) as uow:
        yield uow


@pytest.fixture
def take(uow, geocoder, clock):
    def receive(*rows: Mapping[str, object]) -> IntakeReport:
        numbered = [Row(number, fields) for number, fields in enumerate(rows, start=1)]
        return receive_technicians(uow, numbered, source="t.csv", geocoder=geocoder, policy=POLICY, clock=clock)

    return receive


def test_a_row_becomes_a_technician_with_skills_and_home(uow, take):
    assert take(ROW | {"proficiency": "fridge:80"}).added == 1
    technician = uow.technicians.get("T-1")
    assert technician.skills == {"gas": 2, "refrigerant": 1}
    assert technician.proficiency == {"refrigerator": 80}
    assert (technician.home, technician.home_address) == (HOME, "2 Elm St")


def test_the_same_row_again_changes_nothing_and_asks_nobody(take, geocoder):
    take(ROW)
    assert take(ROW).unchanged == 1
    assert len(geocoder.asked) == 1


def test_a_changed_home_is_looked_up_and_given_coordinates_are_taken(uow, take, geocoder):
    take(ROW)
    assert take(ROW | {"home_address": "3 Elm St"}).updated == 1
    assert take(ROW | {"lat": "38.91", "lon": "-77.01"}).updated == 1
    assert uow.technicians.get("T-1").home == Place(38.91, -77.01)
    assert geocoder.asked == ["2 Elm St", "3 Elm St"]


def test_a_home_that_is_not_found_is_a_warning_and_looked_up_again(uow, take, geocoder):
    report = take(ROW | {"home_address": "Nowhere"})
    assert [(warning.code, warning.path) for warning in report.warnings] == [
        ("address_not_found", "row 1, home_address")
    ]
    assert uow.technicians.get("T-1").home is None
    take(ROW | {"home_address": "Nowhere"})
    assert geocoder.asked == ["Nowhere", "Nowhere"]


def test_a_station_is_made_once_its_coordinates_are_given(uow, take):
    at_station = {"station": "Downtown", "station_lat": "38.9", "station_lon": "-77.03"}
    report = take(ROW | at_station, ROW | {"external_id": "T-2"} | at_station)
    assert report.added == 2
    (station,) = uow.stations.all()
    assert uow.technicians.get("T-2").station_id == station.id
    assert take(ROW | {"station": "Downtown"}).unchanged == 1


def test_a_stations_radius_may_come_with_it_or_later(uow, take):
    at_station = {"station": "Downtown", "station_lat": "38.9", "station_lon": "-77.03"}
    take(ROW | at_station)
    take(ROW | {"station": "Downtown", "station_radius_km": "25"})
    take(ROW | at_station)
    assert [station.service_radius_m for station in uow.stations.all()] == [25_000]


def test_a_radius_that_is_no_distance_is_a_fault(take):
    (rejected,) = take(ROW | {"station": "Downtown", "station_radius_km": "far"}).rejected
    assert rejected.issues[0].path == "station_radius_km"


def test_an_unknown_station_is_a_fault(take):
    (rejected,) = take(ROW | {"station": "Atlantis"}).rejected
    assert rejected.issues[0].code == "unknown_station"


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"name": ""}, "name"),
        ({"external_id": ""}, "external_id"),
        ({"skills": "gas:high"}, "skills"),
        ({"skills": ":2"}, "skills"),
        ({"proficiency": "tv:0"}, "proficiency"),
        ({"lat": "0", "lon": "0"}, "lat"),
        ({"active": "perhaps"}, "active"),
    ],
)
def test_faults_name_their_column(take, cells, column):
    (rejected,) = take(ROW | cells).rejected
    assert [issue.path for issue in rejected.issues] == [column]


def test_someone_who_has_left_becomes_inactive(uow, take):
    take(ROW)
    take(ROW | {"active": "no"})
    assert uow.technicians.get("T-1").active is False
    assert take({"external_id": "T-1", "name": "Grace Hopper"}).unchanged == 1
