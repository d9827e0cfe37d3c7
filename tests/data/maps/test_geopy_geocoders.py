import socket

import pytest

from data.maps.geopy_geocoders import ServiceGeocoder
from data.maps.service_settings import Provider, ServiceSettings
from dispatch.errors import GeocodingError, ProviderUnavailableError
from dispatch.place import Address
from tests.data.maps import service_replies as said
from tests.data.maps.geocoding_server import Reply, Served, serving

ADDRESS = Address("1600 16th St NW", "Washington")
HOUSE = {
    Provider.NOMINATIM: [said.nominatim(38.9, -77.0, 30, "1600")],
    Provider.PHOTON: said.photon_page(said.photon(38.9, -77.0, "house", housenumber="1600")),
    Provider.GOOGLE: said.google_page(said.google(38.9, -77.0, "ROOFTOP")),
    Provider.BAIDU: said.baidu(39.9, 116.4, "门址"),
    Provider.AMAP: said.amap_page(said.amap(39.9, 116.4, "门牌号")),
}
ALL = list(Provider)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def geocoder(provider: Provider, domain: str, **more: float) -> ServiceGeocoder:
    usual: dict[str, float] = {"min_delay_s": 0, "retries": 1, "backoff_s": 0.001, "timeout_s": 2}
    settings = ServiceSettings(provider, domain=domain, scheme="http", api_key="secret-key", **usual | more)
    return ServiceGeocoder(settings)


def bodies(table: dict[Provider, list[object]]) -> list[tuple[Provider, object]]:
    return [(provider, body) for provider, replies in table.items() for body in replies]


def unavailable(provider: Provider, *replies: Reply, **more: float) -> tuple[Served, str]:
    with serving(replies) as served, pytest.raises(ProviderUnavailableError, match=f"^{provider} does not") as caught:
        geocoder(provider, served.domain, **more).geocode(ADDRESS)
    return served, str(caught.value)


@pytest.mark.parametrize("provider", ALL)
def test_a_house_is_found(provider: Provider) -> None:
    with serving([Reply(HOUSE[provider])]) as served:
        answer = geocoder(provider, served.domain).geocode(ADDRESS)

    assert len(answer.candidates) == 1
    assert not answer.ambiguous


@pytest.mark.parametrize(("provider", "body"), bodies(said.NOTHING))
def test_an_unknown_address_is_an_empty_answer(provider: Provider, body: object) -> None:
    with serving([Reply(body)]) as served:
        assert geocoder(provider, served.domain).geocode(ADDRESS).candidates == ()

    assert len(served.paths) == 1


@pytest.mark.parametrize(("provider", "body"), bodies(said.REFUSALS))
def test_a_wrong_key_or_question_fails_at_once(provider: Provider, body: object) -> None:
    with serving([Reply(body)]) as served, pytest.raises(GeocodingError, match="refuses to answer") as caught:
        geocoder(provider, served.domain).geocode(ADDRESS)

    assert not isinstance(caught.value, ProviderUnavailableError)
    assert "secret-key" not in str(caught.value)
    assert len(served.paths) == 1


@pytest.mark.parametrize("status", [400, 401, 403])
@pytest.mark.parametrize("provider", ALL)
def test_a_refusal_by_http_status_fails_at_once(provider: Provider, status: int) -> None:
    with serving([Reply({}, status)]) as served, pytest.raises(GeocodingError, match="refuses to answer"):
        geocoder(provider, served.domain).geocode(ADDRESS)

    assert len(served.paths) == 1


@pytest.mark.parametrize(("provider", "body"), bodies(said.EXHAUSTED))
def test_an_exhausted_quota_is_unavailable_at_once(provider: Provider, body: object) -> None:
    served, _ = unavailable(provider, Reply(body))

    assert len(served.paths) == 1


@pytest.mark.parametrize(("provider", "body"), bodies(said.PASSING))
def test_a_passing_failure_is_asked_again(provider: Provider, body: object) -> None:
    with serving([Reply(body), Reply(HOUSE[provider])]) as served:
        assert geocoder(provider, served.domain).geocode(ADDRESS).candidates

    assert len(served.paths) == 2


@pytest.mark.parametrize("status", [429, 500, 502, 503])
@pytest.mark.parametrize("provider", ALL)
def test_a_failing_server_is_asked_again_and_then_unavailable(provider: Provider, status: int) -> None:
    served, _ = unavailable(provider, Reply({}, status), retries=2)

    assert len(served.paths) == 3


@pytest.mark.parametrize("body", [b"", b"<html>Sign in to the hotel's network</html>", b"\xff\xfe\x00", b"7"])
@pytest.mark.parametrize("provider", ALL)
def test_garbage_is_unavailable_not_unknown(provider: Provider, body: bytes) -> None:
    unavailable(provider, Reply(body))


@pytest.mark.parametrize(
    ("provider", "body"),
    [
        (Provider.NOMINATIM, [{"lat": "north", "lon": "1", "display_name": "", "place_rank": 30}]),
        (Provider.NOMINATIM, [{"lat": "1", "lon": "1", "display_name": ""}]),
        (Provider.PHOTON, said.photon_page({"type": "Feature"})),
        (Provider.GOOGLE, {"status": "OK", "results": [{"geometry": {}}]}),
        (Provider.BAIDU, {"status": 0, "result": {"location": {}}}),
        (Provider.AMAP, said.amap_page({"location": "116.4", "formatted_address": "", "level": "门牌号"})),
        (Provider.AMAP, said.amap_page(said.amap(39, 116, "门牌号") | {"location": "116,north"})),
    ],
)
def test_a_malformed_place_is_unavailable_not_unknown(provider: Provider, body: object) -> None:
    _, message = unavailable(provider, Reply(body))

    assert "malformed" in message


@pytest.mark.parametrize("provider", ALL)
def test_a_slow_answer_is_unavailable(provider: Provider) -> None:
    served, _ = unavailable(provider, Reply(HOUSE[provider], delay_s=0.3), timeout_s=0.05, retries=0)

    assert len(served.paths) == 1


@pytest.mark.parametrize("provider", ALL)
def test_a_refused_connection_is_unavailable(provider: Provider) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        domain = f"127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(ProviderUnavailableError, match="does not answer") as caught:
            geocoder(provider, domain).geocode(ADDRESS)

    assert "secret-key" not in str(caught.value)


def test_a_service_that_asks_for_patience_gets_it() -> None:
    replies = [Reply({}, 429, headers={"Retry-After": "0.2"}), Reply({}, 429, headers={"Retry-After": "1"})]
    with serving([replies[1], Reply(HOUSE[Provider.PHOTON])]) as served:
        assert geocoder(Provider.PHOTON, served.domain).geocode(ADDRESS).candidates

    assert served.times[1] - served.times[0] >= 0.9


def test_a_service_that_asks_for_too_much_patience_is_unavailable() -> None:
    served, _ = unavailable(Provider.PHOTON, Reply({}, 429, headers={"Retry-After": "3600"}))

    assert len(served.paths) == 1


def test_questions_are_paced() -> None:
    with serving([Reply(HOUSE[Provider.PHOTON])]) as served:
        slow = geocoder(Provider.PHOTON, served.domain, min_delay_s=0.1)
        for _ in range(3):
            slow.geocode(ADDRESS)

    pauses = [later - earlier for earlier, later in zip(served.times, served.times[1:], strict=False)]
    assert min(pauses) >= 0.08


@pytest.mark.parametrize("text", ["", "12345", "x" * 10_000, "😀"])
def test_what_is_no_address_is_not_asked_about(text: str) -> None:
    with serving([Reply(HOUSE[Provider.PHOTON])]) as served:
        assert geocoder(Provider.PHOTON, served.domain).geocode(Address(text)).candidates == ()

    assert served.paths == []
