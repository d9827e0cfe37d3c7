from data.store.geocode_cache import StoreGeocodeCache
from data.store.store import Store
from dispatch.ports import GeocodeAnswer
from tests.builders import a_geocode, at
from tests.fixed_clock import FixedClock

FOUND = GeocodeAnswer((a_geocode(), a_geocode(score=0.9)), ambiguous=True)
EMPTY = GeocodeAnswer(())


def test_the_cache_gives_back_what_it_was_given_by_provider(store: Store) -> None:
    cache = StoreGeocodeCache(store)
    cache.put("photon", "16th st", FOUND, at(8))
    cache.put("amap", "16th st", EMPTY, at(9))
    assert cache.get("photon", "16th st") == (FOUND, at(8))
    assert cache.get("amap", "16th st") == (EMPTY, at(9))
    assert cache.get("photon", "17th st") is None


def test_a_newer_answer_replaces_the_older(store: Store) -> None:
    cache = StoreGeocodeCache(store)
    cache.put("photon", "16th st", EMPTY, at(8))
    cache.put("photon", "16th st", FOUND, at(9))
    assert cache.get("photon", "16th st") == (FOUND, at(9))


def test_a_unit_of_work_keeps_answers_with_its_own_transaction(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("anna", clock) as uow:
        uow.geocodes.put("photon", "16th st", FOUND, at(8))
        assert uow.geocodes.get("photon", "16th st") == (FOUND, at(8))
    assert StoreGeocodeCache(store).get("photon", "16th st") is None


def test_answers_are_read_many_at_once_and_forgotten(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("anna", clock) as uow:
        for number, key in enumerate("abc"):
            uow.geocodes.put("photon", key, FOUND, at(8 + number))
        assert uow.geocodes.get_many("photon", ["a", "c", "d"]) == {"a": (FOUND, at(8)), "c": (FOUND, at(10))}
        uow.geocodes.forget("photon", "c")
        assert uow.geocodes.prune(at(9)) == 1
        assert uow.geocodes.get_many("photon", "abc").keys() == {"b"}
