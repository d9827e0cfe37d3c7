import numpy as np
import pytest

from data.maps.straight_line import StraightLine, distances_m
from data.maps.straight_line_settings import SpeedBand, StraightLineSettings
from dispatch.great_circle import distance_m
from dispatch.place import Place

EQUATOR = Place(0.5, 10)
KILOMETRE_NORTH = Place(0.5 + 1 / 111.195, 10)
FLAT = StraightLineSettings(detour=1.5, access_s=60, bands=(SpeedBand(0, 36.0),))


def test_time_is_distance_times_detour_by_speed_plus_access() -> None:
    matrix = StraightLine(FLAT).matrix([EQUATOR, KILOMETRE_NORTH])

    assert matrix.distances_m.tolist() == [[0, 1500], [1500, 0]]
    assert matrix.durations_s.tolist() == [[[0, 210], [210, 0]]]
    assert matrix.period_starts_s == (0,)
    assert matrix.unreachable == ()


def test_equal_places_cost_nothing_and_near_ones_the_access() -> None:
    beside = Place(EQUATOR.lat, EQUATOR.lon + 1e-7)

    matrix = StraightLine(FLAT).matrix([EQUATOR, EQUATOR, beside])

    assert matrix.durations_s[0].tolist() == [[0, 0, 60], [0, 0, 60], [60, 60, 0]]


def test_each_band_is_a_period_and_equal_neighbours_are_one() -> None:
    bands = (SpeedBand(0, 40.0), SpeedBand(3600, 40.0), SpeedBand(7200, 20.0), SpeedBand(9000, 40.0))

    matrix = StraightLine(StraightLineSettings(1.0, 0, bands)).matrix([EQUATOR, KILOMETRE_NORTH])

    assert matrix.period_starts_s == (0, 7200, 9000)
    assert matrix.durations_s[:, 0, 1].tolist() == [90, 180, 90]


def test_the_shipped_peaks_are_slower_than_midday_and_night() -> None:
    matrix = StraightLine().matrix([Place(38.90, -77.03), Place(38.95, -77.00)])
    seconds = dict(zip(matrix.period_starts_s, matrix.durations_s[:, 0, 1].tolist(), strict=True))

    assert seconds[6 * 3600] == seconds[16 * 3600] > seconds[9 * 3600] > seconds[0] == seconds[19 * 3600]


@pytest.mark.parametrize("count", [0, 1])
def test_few_places_make_a_small_matrix(count: int) -> None:
    matrix = StraightLine(FLAT).matrix([EQUATOR] * count)

    assert matrix.durations_s.shape == (1, count, count)
    assert matrix.distances_m.shape == (count, count)


def test_many_places_are_worked_through_in_parts() -> None:
    rng = np.random.default_rng(5)
    places = [Place(lat, lon) for lat, lon in rng.uniform((38.8, -77.1), (39.0, -76.9), (600, 2))]

    matrix = StraightLine(FLAT).matrix(places)

    assert matrix.durations_s.dtype == matrix.distances_m.dtype == np.int32
    assert (matrix.distances_m == matrix.distances_m.T).all()
    for a, b in ((0, 599), (255, 256), (511, 512), (300, 17)):
        assert matrix.distances_m[a, b] == round(distance_m(places[a], places[b]) * 1.5)


def test_the_matrix_is_read_only() -> None:
    matrix = StraightLine(FLAT).matrix([EQUATOR, KILOMETRE_NORTH])

    for array in (matrix.durations_s, matrix.distances_m):
        with pytest.raises(ValueError, match="read-only"):
            array[..., 0, 0] = 1


def test_the_antipode_is_half_the_earth_away() -> None:
    metres = distances_m(np.array([[0.0, 0.0]]), np.array([[0.0, 180.0]]))

    assert metres[0, 0] == pytest.approx(20_015_115, abs=1)
