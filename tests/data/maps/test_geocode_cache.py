from datetime import timedelta

import pytest

from data.maps.geocode_cache import CachedGeocoder, MemoryGeocodeCache, cache_key
from dispatch.errors import ProviderUnavailableError
from dispatch.place import Address
from dispatch.ports import GeocodeAnswer
from tests.builders import a_geocode
from tests.data.maps.scripted_geocoder import ScriptedGeocoder
from tests.fixed_clock import FixedClock

ADDRESS = Address("1600 16th St NW", "Washington")
FOUND = GeocodeAnswer((a_geocode(),))
NOTHING = GeocodeAnswer(())


def test_the_second_question_is_answered_from_the_cache(clock: FixedClock) -> None:
    inner = ScriptedGeocoder("inner", FOUND)
    cached = CachedGeocoder(inner, MemoryGeocodeCache(), clock)

    assert [cached.geocode(ADDRESS), cached.geocode(ADDRESS)] == [FOUND, FOUND]
    assert inner.asked == [ADDRESS]
    assert cached.name == "inner"


@pytest.mark.parametrize(("answer", "kept_for"), [(FOUND, timedelta(days=180)), (NOTHING, timedelta(days=1))])
def test_an_old_answer_is_asked_for_again_an_empty_one_sooner(
    clock: FixedClock, answer: GeocodeAnswer, kept_for: timedelta
) -> None:
    inner = ScriptedGeocoder("inner", answer)
    cached = CachedGeocoder(inner, MemoryGeocodeCache(), clock)
    cached.geocode(ADDRESS)

    clock.advance(seconds=kept_for.total_seconds())
    cached.geocode(ADDRESS)
    assert len(inner.asked) == 1

    clock.advance(seconds=1)
    cached.geocode(ADDRESS)
    assert len(inner.asked) == 2


def test_a_failure_is_not_kept(clock: FixedClock) -> None:
    cache = MemoryGeocodeCache()
    with pytest.raises(ProviderUnavailableError):
        CachedGeocoder(ScriptedGeocoder("inner", ProviderUnavailableError("down")), cache, clock).geocode(ADDRESS)

    assert CachedGeocoder(ScriptedGeocoder("inner", FOUND), cache, clock).geocode(ADDRESS) == FOUND


def test_providers_do_not_share_answers(clock: FixedClock) -> None:
    cache = MemoryGeocodeCache()
    CachedGeocoder(ScriptedGeocoder("one", FOUND), cache, clock).geocode(ADDRESS)

    assert CachedGeocoder(ScriptedGeocoder("two", NOTHING), cache, clock).geocode(ADDRESS) == NOTHING


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (Address(" 1600  16TH st nw", "WASHINGTON"), True),
        (Address("１６００ 16th St NW", "Washington"), True),
        (Address("1600 16th St NW", "Washington", unit="Apt 4"), True),
        (Address("1600 16th St NW", "Washington", "20009"), False),
        (Address("1600 16th St NW Washington"), False),
        (Address("160016th St NW", "Washington"), False),
    ],
)
def test_only_spelling_and_unit_may_differ_for_one_key(other: Address, same: bool) -> None:
    assert (cache_key(other) == cache_key(ADDRESS)) is same
