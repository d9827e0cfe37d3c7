from pathlib import Path

import pytest

from data.maps.roads.maxspeed import maxspeed_km_h
from data.maps.roads.profile import SHIPPED, load_profile, read_profile, shipped_profile
from dispatch.errors import InvalidInputError


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_profiles_can_be_read(name: str) -> None:
    assert shipped_profile(name).name == name


def test_the_car_is_faster_than_the_bicycle_and_that_than_walking() -> None:
    car, bicycle, foot = map(shipped_profile, SHIPPED)

    assert car.speeds_km_h["primary"] > bicycle.speeds_km_h["primary"] > foot.speeds_km_h["primary"]
    assert "motorway" not in bicycle.speeds_km_h
    assert "motorway" in car.no_stopping
    assert not foot.obeys_oneway


def test_a_profile_of_the_users_is_read_with_what_is_left_out_at_its_default(tmp_path: Path) -> None:
    path = tmp_path / "van.toml"
    path.write_text(
        'name = "van"\nkeys = ["goods", "motor_vehicle"]\n[speeds_km_h]\nresidential = 20\n', encoding="utf-8-sig"
    )
    van = load_profile(path)

    assert (van.name, van.keys, dict(van.speeds_km_h)) == ("van", ("goods", "motor_vehicle"), {"residential": 20.0})
    assert van.share_of_maxspeed is None
    assert van.obeys_oneway


def test_every_fault_of_a_profile_is_reported_at_once() -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_profile(
            'name = 3\nkeys = "car"\ncolour = "red"\nobeys_oneway = "yes"\nshare_of_maxspeed = 9\nservice = 1\n'
            '[speeds_km_h]\nprimary = "fast"\n[access]\nno = 2\n'
            '[delays]\nturn_s = -1\nhill_s = 3\ndriving_side = "up"\n[stops]\naccess_s = 999\ndoor_s = 1\n'
        )

    assert {(issue.code, issue.path) for issue in caught.value.issues} == {
        ("no_text", "name"),
        ("no_list", "keys"),
        ("unknown_setting", "colour"),
        ("no_flag", "obeys_oneway"),
        ("bad_number", "share_of_maxspeed"),
        ("no_table", "service"),
        ("bad_number", "speeds_km_h.primary"),
        ("bad_number", "access.no"),
        ("bad_number", "delays.turn_s"),
        ("unknown_setting", "delays.hill_s"),
        ("bad_side", "delays.driving_side"),
        ("bad_number", "stops.access_s"),
        ("unknown_setting", "stops.door_s"),
    }


@pytest.mark.parametrize(
    ("text", "code"), [("name = ", "not_toml"), ('name = "a"\nkeys = []\n', "no_speeds"), ("delays = 1", "no_table")]
)
def test_other_faults_have_their_code(text: str, code: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_profile(text)

    assert code in {issue.code for issue in caught.value.issues}


def test_an_unknown_name_and_an_unreadable_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="Use one of car, bicycle, foot"):
        shipped_profile("truck")
    with pytest.raises(InvalidInputError, match="can't be read"):
        load_profile(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("value", "km_h"),
    [
        ("50", 50),
        ("25 mph", 40.2336),
        ("30mph", 48.28032),
        ("60 km/h", 60),
        ("none", 140),
        ("walk", 7),
        ("RO:urban", 50),
        ("de:rural", 100),
        ("PT:motorway", 120),
        ("GB:nsl_single", 97),
        ("FR:zone30", 30),
        ("DE:zone:30", 30),
        ("IT:30", 30),
        ("50;40", 40),
        ("100|80", 80),
        ("unposted", None),
        ("signals", None),
        ("", None),
        ("0", None),
        ("-5", None),
    ],
)
def test_speed_limits_are_read_as_people_write_them(value: str, km_h: float | None) -> None:
    assert maxspeed_km_h(value) == (None if km_h is None else pytest.approx(km_h))
