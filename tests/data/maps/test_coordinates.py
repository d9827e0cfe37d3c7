import random

import pytest

from data.maps.coordinates import (
    bd09_from_wgs84,
    gcj02_from_wgs84,
    is_in_mainland_china,
    wgs84_from_bd09,
    wgs84_from_gcj02,
)
from dispatch.great_circle import distance_m
from dispatch.place import Place

MAINLAND = {
    "Beijing": Place(39.9042, 116.4074),
    "Shanghai": Place(31.2304, 121.4737),
    "Pudong airport": Place(31.1443, 121.8083),
    "Chongming island": Place(31.62, 121.40),
    "Shenzhen": Place(22.5431, 114.0579),
    "Luohu": Place(22.5335, 114.1130),
    "Zhuhai": Place(22.2710, 113.5767),
    "Gulangyu island": Place(24.4470, 118.0617),
    "Sanya": Place(18.2528, 109.5119),
    "Lhasa": Place(29.65, 91.10),
    "Urumqi": Place(43.8256, 87.6168),
    "Kashgar": Place(39.47, 75.99),
    "Dandong": Place(40.1246, 124.3954),
    "Erenhot": Place(43.652, 111.977),
    "Mohe": Place(52.97, 122.53),
}
ELSEWHERE = {
    "Hong Kong Central": Place(22.2819, 114.1582),
    "Tsim Sha Tsui": Place(22.2976, 114.1722),
    "Sheung Shui": Place(22.5012, 114.1278),
    "Tung Chung": Place(22.289, 113.943),
    "Macao, Senado Square": Place(22.1936, 113.5397),
    "Macao, Taipa": Place(22.156, 113.559),
    "Taipei": Place(25.033, 121.5654),
    "Kinmen": Place(24.4368, 118.3186),
    "Matsu": Place(26.1606, 119.9497),
    "Tokyo": Place(35.68, 139.76),
    "Naha": Place(26.2124, 127.6809),
    "Seoul": Place(37.5665, 126.978),
    "Pyongyang": Place(39.03, 125.75),
    "Sinuiju": Place(40.0950, 124.3981),
    "Hanoi": Place(21.0285, 105.8542),
    "Ulaanbaatar": Place(47.9, 106.9),
    "Blagoveshchensk": Place(50.2907, 127.5272),
    "Vladivostok": Place(43.1155, 131.8855),
    "Almaty": Place(43.24, 76.88),
    "Kathmandu": Place(27.7172, 85.324),
    "Mandalay": Place(21.97, 96.08),
    "Manila": Place(14.6, 120.98),
    "Washington": Place(38.9, -77.03),
    "the Gulf of Guinea": Place(0, 0),
}


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        (Place(31.1774276, 121.5272106), Place(31.17530398364597, 121.531541859215)),
        (Place(22.543847, 113.912316), Place(22.540796131694766, 113.9171764808363)),
        (Place(39.911954, 116.377817), Place(39.91334545536069, 116.38404722455657)),
    ],
)
def test_reference_points_of_eviltransform_agree(wgs84: Place, gcj02: Place) -> None:
    assert distance_m(gcj02_from_wgs84(wgs84), gcj02) < 0.01
    assert distance_m(wgs84_from_gcj02(gcj02), wgs84) < 0.01


@pytest.mark.parametrize("name", MAINLAND)
def test_the_mainland_is_shifted_and_shifted_back(name: str) -> None:
    place = MAINLAND[name]

    assert is_in_mainland_china(place)
    assert 50 < distance_m(place, gcj02_from_wgs84(place)) < 800
    assert 300 < distance_m(place, bd09_from_wgs84(place)) < 1_800
    assert distance_m(wgs84_from_gcj02(gcj02_from_wgs84(place)), place) < 0.1
    assert distance_m(wgs84_from_bd09(bd09_from_wgs84(place)), place) < 0.1


@pytest.mark.parametrize("name", ELSEWHERE)
def test_the_rest_of_the_world_is_left_alone(name: str) -> None:
    place = ELSEWHERE[name]

    assert not is_in_mainland_china(place)
    for unchanged in (gcj02_from_wgs84, bd09_from_wgs84, wgs84_from_gcj02, wgs84_from_bd09):
        assert unchanged(place) == place


def test_every_place_in_the_mainland_comes_back_to_itself() -> None:
    rng = random.Random(1)
    places = [Place(rng.uniform(18, 54), rng.uniform(73, 135)) for _ in range(1_000)]
    inside = [place for place in places if is_in_mainland_china(place)]

    assert len(inside) > 300
    assert max(distance_m(wgs84_from_gcj02(gcj02_from_wgs84(p)), p) for p in inside) < 0.1
    assert max(distance_m(wgs84_from_bd09(bd09_from_wgs84(p)), p) for p in inside) < 0.1


def test_baidu_and_amap_differ_by_some_hundred_metres() -> None:
    place = MAINLAND["Beijing"]

    assert 500 < distance_m(gcj02_from_wgs84(place), bd09_from_wgs84(place)) < 1_500


def test_who_knows_the_side_of_the_border_may_say_so() -> None:
    place = Place(22.2140, 113.5492)

    assert wgs84_from_gcj02(place, in_mainland=False) == place
    assert distance_m(wgs84_from_gcj02(place, in_mainland=True), place) > 100
