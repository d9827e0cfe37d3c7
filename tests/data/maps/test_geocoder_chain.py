import pytest

from data.maps.geocoder_chain import GeocoderChain
from dispatch.errors import GeocodingError, ProviderUnavailableError
from dispatch.place import Address, GeocodeQuality
from dispatch.ports import GeocodeAnswer
from tests.builders import a_geocode
from tests.data.maps.scripted_geocoder import ScriptedGeocoder

ADDRESS = Address("1600 16th St NW", "Washington")
NOTHING = GeocodeAnswer(())
DOWN = ProviderUnavailableError("b is down")
REFUSED = GeocodingError("a refuses the key")


def of_quality(quality: GeocodeQuality) -> GeocodeAnswer:
    return GeocodeAnswer((a_geocode(quality=quality),))


HOUSE, NEAREST, STREET, AREA = map(
    of_quality, (GeocodeQuality.HOUSE, GeocodeQuality.NEAREST, GeocodeQuality.STREET, GeocodeQuality.AREA)
)


def chain_of(*answers: GeocodeAnswer | GeocodingError) -> tuple[GeocoderChain, list[ScriptedGeocoder]]:
    geocoders = [ScriptedGeocoder(name, answer) for name, answer in zip("abc", answers, strict=False)]
    return GeocoderChain(geocoders), geocoders


@pytest.mark.parametrize("good", [HOUSE, NEAREST])
def test_a_good_answer_ends_the_search(good: GeocodeAnswer) -> None:
    chain, (_, second) = chain_of(good, HOUSE)

    assert chain.geocode(ADDRESS) is good
    assert second.asked == []


@pytest.mark.parametrize("first", [NOTHING, STREET, AREA, DOWN, REFUSED])
def test_the_next_one_is_asked_after_an_empty_coarse_or_failed_answer(first: GeocodeAnswer | GeocodingError) -> None:
    chain, _ = chain_of(first, HOUSE)

    assert chain.geocode(ADDRESS) is HOUSE


@pytest.mark.parametrize(
    ("answers", "best"),
    [((AREA, STREET, NOTHING), STREET), ((STREET, AREA, DOWN), STREET), ((NOTHING, NOTHING), NOTHING)],
)
def test_the_finest_of_coarse_answers_counts(answers: tuple[GeocodeAnswer, ...], best: GeocodeAnswer) -> None:
    chain, _ = chain_of(*answers)

    assert chain.geocode(ADDRESS) == best


def test_the_limit_can_be_set() -> None:
    street, house = ScriptedGeocoder("a", STREET), ScriptedGeocoder("b", HOUSE)

    assert GeocoderChain([street, house], GeocodeQuality.STREET).geocode(ADDRESS) is STREET


def test_when_all_fail_each_is_named() -> None:
    chain, _ = chain_of(REFUSED, DOWN)

    with pytest.raises(ProviderUnavailableError, match="a refuses the key; b is down"):
        chain.geocode(ADDRESS)


def test_an_outage_does_not_look_like_an_unknown_address() -> None:
    chain, _ = chain_of(NOTHING, DOWN)

    with pytest.raises(ProviderUnavailableError, match="b is down"):
        chain.geocode(ADDRESS)


def test_an_empty_chain_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        GeocoderChain([])
