"""Settings: defaults, what they imply, and messages that name the variable."""

from pathlib import Path

import pytest

from api.settings import Settings, SettingsError, load_settings


def test_database_and_address_table_live_in_the_home() -> None:
    settings = load_settings({"DISPATCH_HOME": "/srv/dispatch"})
    assert settings.database_url == "sqlite:////srv/dispatch/dispatch.db"
    assert settings.address_table == Path("/srv/dispatch/addresses.db")


def test_options_go_before_the_environment() -> None:
    assert load_settings({"DISPATCH_PORT": "9000"}, port=9001).port == 9001


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("DISPATCH_PORT", "abc", "valid integer"),
        ("DISPATCH_PORT", "70000", "less than or equal to 65535"),
        ("DISPATCH_ZONE", "Mars/Base", "not an IANA time zone"),
        ("DISPATCH_GEOCODERS", "[", "not JSON"),
        ("DISPATCH_GEOCODERS", '[{"provider": "bing"}]', "'nominatim'"),
        ("DISPATCH_GEOCODERS", '[{"provider": "google"}]', "google needs an api_key"),
        ("DISPATCH_GEOCODERS", "[]", "at least 1 item"),
        ("DISPATCH_TRAVEL_SERVICE", "{", "not JSON"),
        ("DISPATCH_TRAVEL_SERVICE", '{"kind": "google", "url": "http://a"}', "'osrm' or 'valhalla'"),
        ("DISPATCH_TRAVEL_SERVICE", '{"kind": "osrm", "url": "127.0.0.1:5000"}', "not like http://127.0.0.1:5000"),
        (
            "DISPATCH_TRAVEL_SERVICE",
            '{"kind": "osrm", "url": "http://a", "hours": [{"from": "7", "factor": 1}]}',
            "pattern",
        ),
        (
            "DISPATCH_TRAVEL_SERVICE",
            (
                '{"kind": "osrm", "url": "http://a", "retries": 11, "table_limit": 1,'
                ' "hours": [{"from": "07:00", "factor": 99}]}'
            ),
            "retries is 11, not 0 to 10; table_limit is 1, below 2; hours don't begin at 00:00; a factor of hours",
        ),
        ("DISPATCH_SOLVER_WORKERS", "-1", "greater than or equal to 0"),
    ],
)
def test_a_bad_value_is_answered_with_its_variable_and_what_is_expected(variable: str, value: str, says: str) -> None:
    with pytest.raises(SettingsError, match=variable) as caught:
        load_settings({variable: value})
    assert says in str(caught.value)


def test_a_travel_service_reaches_workers_as_it_was_set() -> None:
    service = '{"kind": "osrm", "url": "http://a:5000", "hours": [{"from": "00:00", "factor": 1}]}'
    settings = load_settings({"DISPATCH_TRAVEL_SERVICE": service})
    assert Settings.model_validate_json(settings.model_dump_json()) == settings


def test_every_bad_variable_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"DISPATCH_PORT": "x", "DISPATCH_ZONE": "y"})
    assert len(str(caught.value).splitlines()) == 2


def test_a_message_never_shows_a_key() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"DISPATCH_GEOCODERS": '[{"provider": "google", "api_key": "s3cret", "timeout_s": -1}]'})
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "required"),
    [
        ({}, False),
        ({"host": "::1"}, False),
        ({"host": "localhost"}, False),
        ({"host": "0.0.0.0"}, True),
        ({"host": "192.168.1.7"}, True),
        ({"host": "dispatch.example.org"}, True),
        ({"require_tokens": True}, True),
        ({"allowed_hosts": ("dispatch.example.org",)}, True),
        ({"allowed_hosts": ("localhost",)}, False),
    ],
)
def test_tokens_are_required_as_soon_as_someone_from_outside_may_call(
    changes: dict[str, object], required: bool
) -> None:
    assert Settings.model_validate(changes).tokens_required is required


def test_settings_reach_another_process_whole() -> None:
    settings = load_settings({"DISPATCH_GEOCODERS": '[{"provider": "google", "api_key": "s3cret"}]'}, port=1)
    assert Settings.model_validate_json(settings.model_dump_json()) == settings


def test_every_setting_is_documented() -> None:
    readme = (Path(__file__).parents[2] / "api" / "README.md").read_text(encoding="utf-8")
    missing = [name for name in Settings.model_fields if f"DISPATCH_{name.upper()}`" not in readme]
    assert missing == []
