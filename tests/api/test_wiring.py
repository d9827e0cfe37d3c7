"""The parts put together."""

from dataclasses import replace
from pathlib import Path

import pytest

from api.settings import Settings, SettingsError
from api.travel_service import TravelServiceForm
from api.wiring import wire
from data.files.policy_toml import default_policy
from data.maps.city.build import build_city
from data.maps.city.cities import Cities
from data.maps.city.city_roads import CityRoads
from dispatch.errors import GeocodingError, TravelUnavailableError
from dispatch.place import Address, Place
from tests.data.maps.city.osm import place, small_city
from tests.data.maps.travel_server import World, travel_server


def test_without_an_address_table_everything_but_geocoding_works(settings: Settings) -> None:
    wiring = wire(settings)
    with wiring.unit_of_work("tester", read_only=True) as uow:
        assert wiring.policy(uow).name == default_policy().name
        with pytest.raises(GeocodingError, match="dispatch addresses load"):
            wiring.geocoder(uow).geocode(Address("1600 16th St NW", "Washington"))
    wiring.close()


def test_the_zone_of_the_settings_goes_before_the_policys(settings: Settings) -> None:
    wiring = wire(settings.model_copy(update={"zone": "Asia/Shanghai"}))
    with wiring.unit_of_work("tester", read_only=True) as uow:
        policy = wiring.policy(uow)
    wiring.close()
    assert (policy.zone, policy.calendar.zone) == ("Asia/Shanghai", "Asia/Shanghai")
    assert replace(policy, zone="", calendar=default_policy().calendar).rules == default_policy().rules


def test_travel_settings_come_from_the_file_named(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "travel.toml"
    file.write_text('detour = 1.0\naccess_seconds = 0\n[[hours]]\nfrom = "00:00"\nspeed_km_h = 36\n')
    wiring = wire(settings.model_copy(update={"travel_settings": file}))
    matrix = wiring.travel_times.matrix([Place(0, 1), Place(0, 2)])
    wiring.close()
    assert matrix.durations_s[0, 0, 1] == pytest.approx(matrix.distances_m[0, 1] / 10, abs=1)


def test_a_travel_service_is_asked_once_for_a_pair_and_replaced_while_it_is_down(settings: Settings) -> None:
    places = [Place(0, 0), Place(0.001, 0)]
    with travel_server(World()) as world:
        form = TravelServiceForm(kind="osrm", url=world.url, retries=0)
        wiring = wire(settings.model_copy(update={"travel_service": form}))
        first, again = wiring.travel_times.matrix(places), wiring.travel_times.matrix(places)
        wiring.close()
        assert world.asked == ["table"]
    assert first.durations_s.tolist() == again.durations_s.tolist() == [[[0, 20], [10, 0]]]

    wiring = wire(settings.model_copy(update={"travel_service": form}))
    known, new = wiring.travel_times.matrix(places), wiring.travel_times.matrix([*places, Place(1, 1)])
    wiring.close()
    assert (known.durations_s.tolist(), known.notes) == (first.durations_s.tolist(), ())
    assert f"osrm at {world.url} does not answer" in new.notes[0]

    wiring = wire(settings.model_copy(update={"travel_service": form.model_copy(update={"fallback": False})}))
    with pytest.raises(TravelUnavailableError):
        wiring.travel_times.matrix([*places, Place(1, 1)])
    wiring.close()


@pytest.mark.parametrize("content", [None, "detour = 99"])
def test_unusable_travel_settings_are_answered_with_their_variable(
    settings: Settings, tmp_path: Path, content: str | None
) -> None:
    file = tmp_path / "travel.toml"
    if content is not None:
        file.write_text(content)
    with pytest.raises(SettingsError, match="DISPATCH_TRAVEL_SETTINGS"):
        wire(settings.model_copy(update={"travel_settings": file}))


def test_a_home_that_cannot_be_made_is_answered_with_its_variable(tmp_path: Path) -> None:
    file = tmp_path / "taken"
    file.write_text("")
    with pytest.raises(SettingsError, match="DISPATCH_HOME"):
        wire(Settings(home=file / "home"))


def test_with_a_city_its_addresses_are_found_and_its_roads_are_driven(settings: Settings, tmp_path: Path) -> None:
    map_file = small_city().write(tmp_path / "small.osm")
    build_city(map_file, "small", Cities(settings.home))
    there, back = place(50, 20), place(50, 420)
    wiring = wire(settings)
    with wiring.unit_of_work("tester", read_only=True) as uow:
        found = wiring.geocoder(uow).geocode(Address("1 Elm Street", "Smallville")).candidates[0]
    matrix = wiring.travel_times.matrix([there, back])
    legs = CityRoads(build_city(map_file, "small", Cities(settings.home))).legs([there, back])
    wiring.close()

    assert wiring.city is not None
    assert found.place == there
    assert wiring.travel_times.name == "roads"
    assert matrix.distances_m[0, 1] == pytest.approx(500, abs=10), "round by the cross street"
    assert legs[0].distance_m == matrix.distances_m[0, 1]
    assert len(legs[0].line) > 2


@pytest.mark.parametrize("city", [None, "none"])
def test_without_a_city_lines_are_straight(settings: Settings, city: str | None) -> None:
    wiring = wire(settings.model_copy(update={"city": city}))
    wiring.close()
    assert (wiring.city, wiring.travel_times.name) == (None, "straight_line")


def test_a_city_that_is_not_there_is_answered_with_its_variable(settings: Settings) -> None:
    with pytest.raises(SettingsError, match=r"DISPATCH_CITY \(atlantis\).*dispatch city add"):
        wire(settings.model_copy(update={"city": "atlantis"}))
