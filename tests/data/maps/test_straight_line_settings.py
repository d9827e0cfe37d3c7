import pytest

from data.maps.straight_line_settings import SpeedBand, StraightLineSettings, read_settings, shipped_settings
from dispatch.errors import InvalidInputError

GOOD = """
detour = 1.3
access_seconds = 60
[[hours]]
from = "00:00"
speed_km_h = 40
[[hours]]
from = "07:30"
speed_km_h = 25.5
"""


def codes(text: str) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInputError) as caught:
        read_settings(text)
    return [(issue.code, issue.path) for issue in caught.value.issues]


def test_settings_are_read() -> None:
    assert read_settings(GOOD) == StraightLineSettings(1.3, 60, (SpeedBand(0, 40.0), SpeedBand(27_000, 25.5)))


def test_the_shipped_settings_name_the_published_detour() -> None:
    assert shipped_settings().detour == 1.417


def test_every_fault_is_reported_at_once() -> None:
    text = """
    detour = 0.5
    acces_seconds = 1
    [[hours]]
    from = "8 o'clock"
    speed_km_h = true
    [[hours]]
    from = "07:00"
    speed_km_h = 0
    """

    assert codes(text) == [
        ("unknown_setting", "acces_seconds"),
        ("bad_number", "detour"),
        ("bad_number", "access_seconds"),
        ("bad_time", "hours[0].from"),
        ("bad_number", "hours[0].speed_km_h"),
        ("bad_number", "hours[1].speed_km_h"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('from = "00:00"', 'from = "00:30"', ("late_start", "hours[0].from")),
        ('from = "07:30"', 'from = "00:00"', ("not_ascending", "hours")),
        ("detour = 1.3", "detour = nan", ("bad_number", "detour")),
        ("detour = 1.3", "detour =", ("not_toml", "straight_line")),
    ],
)
def test_a_single_fault_is_named(old: str, new: str, fault: tuple[str, str]) -> None:
    assert codes(GOOD.replace(old, new)) == [fault]


@pytest.mark.parametrize("hours", ["", "hours = []", "hours = [1]", 'hours = "all"'])
def test_hours_are_needed(hours: str) -> None:
    assert codes(f"detour = 1.3\naccess_seconds = 60\n{hours}") == [("no_hours", "hours")]
