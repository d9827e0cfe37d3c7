import tomllib
from pathlib import Path

import numpy as np
import pytest

from data.maps.roads.hours import HourBand, hours_toml, load_hours, read_hours, shipped_hours
from data.maps.roads.learning import learn_bands
from dispatch.errors import InvalidInputError

DAY = (HourBand(0, 1.0), HourBand(7 * 3600, 0.8, {"residential": 0.9}), HourBand(10 * 3600, 1.0))


def test_the_shipped_peaks_are_slower_on_main_roads_than_in_quiet_streets_and_than_at_night() -> None:
    night, morning, midday, evening, late = shipped_hours()

    assert [band.start_s // 3600 for band in shipped_hours()] == [0, 6, 9, 16, 19]
    assert morning.share_on("primary_link") == morning.share < midday.share < night.share == late.share == 1
    assert morning.share_on("residential") > morning.share
    assert evening.roads == morning.roads


def test_hours_come_back_from_the_text_they_are_written_as(tmp_path: Path) -> None:
    path = tmp_path / "hours.toml"
    path.write_text(hours_toml(DAY, "Learned\nfrom May"), encoding="utf-8")

    assert load_hours(path) == DAY
    assert path.read_text(encoding="utf-8").startswith("# Learned\n# from May\n")


def test_every_fault_of_hours_is_reported_at_once() -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_hours(
            'days = 1\n[[hours]]\nfrom = "01:00"\nshare = 0\n[[hours]]\nfrom = "25:00"\n[hours.roads]\nprimary = "x"\n'
            "[[hours]]\nroads = 3\nspeed = 2\nshare = true\n"
        )

    assert {(issue.code, issue.path) for issue in caught.value.issues} == {
        ("unknown_setting", "days"),
        ("bad_number", "hours[0].share"),
        ("late_start", "hours[0].from"),
        ("not_ascending", "hours"),
        ("bad_time", "hours[1].from"),
        ("bad_number", "hours[1].share"),
        ("bad_number", "hours[1].roads.primary"),
        ("bad_time", "hours[2].from"),
        ("no_table", "hours[2].roads"),
        ("unknown_setting", "hours[2].speed"),
        ("bad_number", "hours[2].share"),
    }


@pytest.mark.parametrize(("text", "code"), [("hours =", "not_toml"), ("hours = 3", "no_hours"), ("", "no_hours")])
def test_texts_without_hours_are_refused(text: str, code: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_hours(text)

    assert [issue.code for issue in caught.value.issues] == [code]


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="can't be read"):
        load_hours(tmp_path / "none.toml")


def test_many_legs_are_believed_and_few_hardly() -> None:
    rng = np.random.default_rng(1)
    expected = rng.uniform(300, 1800, 4010)
    departures = np.concatenate([np.full(4000, 8 * 3600), np.full(10, 12 * 3600)])
    observed = expected * 1.5 * rng.lognormal(0, 0.2, 4010)
    learned = learn_bands(DAY, departures, expected, observed)

    assert learned.legs == (0, 4000, 10)
    assert learned.bands[0] == DAY[0]
    assert learned.bands[1].share == pytest.approx(0.8 / 1.5, rel=0.02)
    assert learned.bands[1].roads["residential"] == pytest.approx(0.9 / 1.5, rel=0.02)
    assert learned.bands[2].share == pytest.approx(1.5 ** (-10 / 30), rel=0.06)
    assert learned.slower[0] == 1
    assert tomllib.loads(hours_toml(learned.bands))["hours"][1]["share"] == pytest.approx(learned.bands[1].share, 1e-3)


def test_a_few_absurd_legs_change_little() -> None:
    expected = np.full(101, 600.0)
    observed = np.concatenate([np.full(91, 660.0), np.full(10, 40_000.0)])
    learned = learn_bands((HourBand(0, 1.0),), np.zeros(101), expected, observed, prior_legs=0)

    assert learned.bands[0].share == pytest.approx(1 / 1.1)


def test_legs_that_say_nothing_are_left_out_and_shares_stay_in_bounds() -> None:
    learned = learn_bands(DAY[:1], [0, 0, 0, 5], [30, 600, np.nan, 600], [900, 0, 600, 10**9], prior_legs=0)

    assert learned.legs == (1,)
    assert learned.bands[0].share == 0.05


@pytest.mark.parametrize(
    ("departures", "expected", "observed", "prior"),
    [([1], [100, 100], [100, 100], 1), ([86_400], [100], [100], 1), ([1], [100], [100], -1)],
)
def test_arrays_that_do_not_fit_are_refused(departures: list, expected: list, observed: list, prior: float) -> None:
    with pytest.raises(ValueError, match="give"):
        learn_bands(DAY, departures, expected, observed, prior_legs=prior)
