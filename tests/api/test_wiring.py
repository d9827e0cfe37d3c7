"""The parts put together."""

from dataclasses import replace
from pathlib import Path

import pytest

from api.settings import Settings, SettingsError
from api.wiring import wire
from data.files.policy_toml import default_policy
from dispatch.errors import GeocodingError
from dispatch.place import Address, Place


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
