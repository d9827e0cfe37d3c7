import pytest

from data.maps.coordinates import bd09_from_wgs84, gcj02_from_wgs84
from data.maps.geopy_geocoders import ServiceGeocoder
from data.maps.service_settings import Provider, ServiceSettings
from dispatch.great_circle import distance_m
from dispatch.place import Address, Geocode, GeocodeQuality, Place
from dispatch.ports import GeocodeAnswer
from tests.data.maps import service_replies as said
from tests.data.maps.geocoding_server import Reply, Served, serving
from tests.fixed_clock import FixedClock

HOUSE, NEAREST, STREET, AREA = (
    GeocodeQuality.HOUSE,
    GeocodeQuality.NEAREST,
    GeocodeQuality.STREET,
    GeocodeQuality.AREA,
)
ADDRESS = Address("1600 16th St NW", "Washington", "20009", unit="Apt 4")
PLACE = Place(38.9117, -77.0365)
FAR = Place(38.8, -77.2)
BEIJING = Place(39.9912, 116.4747)
CHINESE = Address("望京花园3号楼", "北京市")


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def asked(provider: Provider, body: object, address: Address = ADDRESS, **more: str) -> tuple[GeocodeAnswer, Served]:
    with serving([Reply(body)]) as served:
        settings = ServiceSettings(provider, domain=served.domain, scheme="http", api_key="k", min_delay_s=0, **more)
        return ServiceGeocoder(settings).geocode(address), served


def best(provider: Provider, body: object, address: Address = ADDRESS) -> Geocode:
    return asked(provider, body, address)[0].candidates[0]


@pytest.mark.parametrize(
    ("rank", "number", "quality"),
    [(30, "1600", HOUSE), (30, "", HOUSE), (30, "1598", NEAREST), (27, "", STREET), (26, "", STREET), (16, "", AREA)],
)
def test_nominatim_ranks_become_qualities(rank: int, number: str, quality: GeocodeQuality) -> None:
    found = best(Provider.NOMINATIM, [said.nominatim(PLACE.lat, PLACE.lon, rank, number, "16th Street")])

    assert (found.place, found.quality, found.provider) == (PLACE, quality, "nominatim")


def test_nominatim_is_asked_as_it_wants_to_be() -> None:
    _, served = asked(Provider.NOMINATIM, [], user_agent="acme-dispatch/1", language="en", country="us")

    assert served.paths == ["/search"]
    query = served.queries[0]
    assert query["q"] == "1600 16th St NW, 20009 Washington"
    assert (query["limit"], query["countrycodes"], query["accept-language"]) == ("5", "us", "en")
    assert served.headers[0]["User-Agent"] == "acme-dispatch/1"


@pytest.mark.parametrize(
    ("kind", "number", "quality"),
    [("house", "1600", HOUSE), ("house", "1700", NEAREST), ("street", "", STREET), ("city", "", AREA), ("x", "", AREA)],
)
def test_photon_types_become_qualities(kind: str, number: str, quality: GeocodeQuality) -> None:
    page = said.photon_page(said.photon(PLACE.lat, PLACE.lon, kind, street="16th Street", housenumber=number))
    found = best(Provider.PHOTON, page)

    assert (found.place, found.quality) == (PLACE, quality)


@pytest.mark.parametrize(
    ("precision", "types", "quality"),
    [
        ("ROOFTOP", ("street_address",), HOUSE),
        ("RANGE_INTERPOLATED", ("street_address",), NEAREST),
        ("GEOMETRIC_CENTER", ("route",), STREET),
        ("GEOMETRIC_CENTER", ("neighborhood", "political"), AREA),
        ("APPROXIMATE", ("locality", "political"), AREA),
    ],
)
def test_google_location_types_become_qualities(
    precision: str, types: tuple[str, ...], quality: GeocodeQuality
) -> None:
    found = best(Provider.GOOGLE, said.google_page(said.google(PLACE.lat, PLACE.lon, precision, *types)))

    assert (found.place, found.quality) == (PLACE, quality)


def test_a_partial_match_of_google_scores_less() -> None:
    whole, part = (
        best(Provider.GOOGLE, said.google_page(said.google(38.9, -77.0, "ROOFTOP", partial=partial)))
        for partial in (False, True)
    )

    assert whole.score > part.score


@pytest.mark.parametrize(
    ("level", "precise", "quality"),
    [
        ("门址", 1, HOUSE),
        ("商务大厦", 1, HOUSE),
        ("门址", 0, NEAREST),
        ("道路", 0, STREET),
        ("区县", 0, AREA),
        ("地产小区", 1, AREA),
        ("UNKNOWN", 0, AREA),
        ("", 0, AREA),
    ],
)
def test_baidu_levels_become_qualities_and_places_wgs84(level: str, precise: int, quality: GeocodeQuality) -> None:
    shifted = bd09_from_wgs84(BEIJING)
    found = best(Provider.BAIDU, said.baidu(shifted.lat, shifted.lon, level, precise), CHINESE)

    assert found.quality is quality
    assert distance_m(found.place, BEIJING) < 0.1


def test_what_baidu_did_not_understand_lowers_the_score() -> None:
    scores = [best(Provider.BAIDU, said.baidu(40, 116, "门址", 1, percent), CHINESE).score for percent in (100, 60)]

    assert scores == [1.0, 0.6]


def test_baidu_is_asked_with_the_city() -> None:
    _, served = asked(Provider.BAIDU, said.baidu(40, 116, "门址"), CHINESE)

    assert served.paths == ["/geocoding/v3/"]
    assert (served.queries[0]["address"], served.queries[0]["ak"]) == ("北京市望京花园3号楼", "k")


@pytest.mark.parametrize(
    ("level", "quality"),
    [("门牌号", HOUSE), ("单元号", HOUSE), ("兴趣点", HOUSE), ("道路", STREET), ("区县", AREA), ("未知", AREA)],
)
def test_amap_levels_become_qualities_and_places_wgs84(level: str, quality: GeocodeQuality) -> None:
    shifted = gcj02_from_wgs84(BEIJING)
    found = best(Provider.AMAP, said.amap_page(said.amap(shifted.lat, shifted.lon, level)), CHINESE)

    assert found.quality is quality
    assert distance_m(found.place, BEIJING) < 0.1


@pytest.mark.parametrize("adcode", ["810001", "820001", "710000"])
def test_amap_places_outside_the_mainland_stay(adcode: str) -> None:
    page = said.amap_page(said.amap(BEIJING.lat, BEIJING.lon, "门牌号", adcode))

    assert best(Provider.AMAP, page, CHINESE).place == BEIJING


def test_an_amap_place_without_an_adcode_is_judged_by_the_outline() -> None:
    page = said.amap_page(said.amap(BEIJING.lat, BEIJING.lon, "门牌号") | {"adcode": []})

    assert distance_m(best(Provider.AMAP, page, CHINESE).place, BEIJING) > 100


def test_amap_is_asked_with_the_city() -> None:
    _, served = asked(Provider.AMAP, said.amap_page(), CHINESE)

    assert served.paths == ["/v3/geocode/geo"]
    assert served.queries == [{"key": "k", "address": "望京花园3号楼", "output": "JSON", "city": "北京市"}]


def test_two_houses_apart_are_ambiguous_and_the_better_is_first() -> None:
    near, far = said.nominatim(*_pair(PLACE), 30, "1600", "a"), said.nominatim(*_pair(FAR), 30, "1600", "a")
    street = said.nominatim(38.95, -77.1, 26, "", "a")

    answer, _ = asked(Provider.NOMINATIM, [street, near, far])

    assert answer.ambiguous
    assert [found.quality for found in answer.candidates] == [HOUSE, HOUSE, STREET]


def test_a_house_before_a_street_is_not_ambiguous() -> None:
    house, street = said.nominatim(*_pair(PLACE), 30, "1600"), said.nominatim(*_pair(FAR), 26)

    assert not asked(Provider.NOMINATIM, [house, street])[0].ambiguous


def test_answers_are_dated_by_the_clock(clock: FixedClock) -> None:
    with serving([Reply([said.nominatim(*_pair(PLACE), 30)])]) as served:
        settings = ServiceSettings(Provider.NOMINATIM, domain=served.domain, scheme="http")
        found = ServiceGeocoder(settings, clock).geocode(ADDRESS).candidates[0]

    assert found.found_at == clock.now()


def _pair(place: Place) -> tuple[float, float]:
    return place.lat, place.lon
