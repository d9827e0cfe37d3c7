import socket
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from data.maps.service_times import ServiceBlocks, ServiceTimes, client_of
from data.maps.travel_service_settings import HourFactor, TravelServiceKind, TravelServiceSettings
from dispatch.errors import TravelError, TravelUnavailableError
from dispatch.place import Place
from tests.data.maps.geocoding_server import Reply, serving
from tests.data.maps.travel_server import World, travel_server, way

KINDS = list(TravelServiceKind)
TOWN = [Place(0.001 * i, 0.002 * (i % 3)) for i in range(7)]
ISLE = Place(0.001, 1.2)


def settings_of(kind: TravelServiceKind, url: str, **changes: object) -> TravelServiceSettings:
    return replace(TravelServiceSettings(kind, url, timeout_s=5, backoff_s=0.001), **changes)


def times(settings: TravelServiceSettings) -> ServiceTimes:
    client = client_of(settings)
    return ServiceTimes(client, ServiceBlocks(client, settings.side), settings.hours)


def expected(places: list[Place]) -> tuple[list[list[int]], list[list[int]]]:
    cells = [[way(a, b) or (-1, -1) for b in places] for a in places]
    return [[c[0] for c in row] for row in cells], [[c[1] for c in row] for row in cells]


@pytest.mark.parametrize("kind", KINDS)
def test_seconds_and_metres_go_from_row_to_column(kind: TravelServiceKind) -> None:
    with travel_server(World()) as world:
        matrix = times(settings_of(kind, world.url)).matrix(TOWN)

    seconds, metres = expected(TOWN)
    assert matrix.durations_s.tolist() == [seconds]
    assert matrix.distances_m.tolist() == metres
    assert seconds[0][1] != seconds[1][0]
    assert not matrix.durations_s.flags.writeable


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("limit", "told"), [(3, 3), (3, None), (2, 5), (1, None)])
def test_a_matrix_beyond_the_servers_limit_comes_in_blocks(
    kind: TravelServiceKind, limit: int, told: int | None
) -> None:
    with travel_server(World(limit=limit)) as world:
        service = times(settings_of(kind, world.url, table_limit=told))
        matrix = service.matrix(TOWN)
        refusals = len(world.asked)
        again = service.matrix(TOWN)

    assert matrix.durations_s.tolist() == again.durations_s.tolist() == [expected(TOWN)[0]]
    assert len(world.asked) <= 2 * refusals  # the limit has been learnt


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("long_answers", [False, True])
def test_places_without_a_way_between_them_are_unreachable(kind: TravelServiceKind, long_answers: bool) -> None:
    places = [*TOWN, ISLE]
    with travel_server(World(long_answers=long_answers)) as world:
        matrix = times(settings_of(kind, world.url)).matrix(places)

    assert matrix.durations_s.tolist() == [expected(places)[0]]
    assert set(matrix.unreachable) == {(i, 7) for i in range(7)} | {(7, i) for i in range(7)}


@pytest.mark.parametrize("kind", KINDS)
def test_how_far_each_place_is_from_its_way_is_told(kind: TravelServiceKind) -> None:
    with travel_server(World()) as world:
        matrix = times(settings_of(kind, world.url, table_limit=2)).matrix([*TOWN[:2], Place(0, 0.0004)])

    assert matrix.snap_m is not None
    assert matrix.snap_m == pytest.approx([0, 0, 44.5], abs=0.5)


@pytest.mark.parametrize("kind", KINDS)
def test_a_place_outside_the_servers_map_is_not_taken_to_its_edge(kind: TravelServiceKind) -> None:
    with travel_server(World(edge_lat=0.1)) as world:
        matrix = times(settings_of(kind, world.url)).matrix([*TOWN[:2], Place(0.2, 0), Place(0.13, 0)])

    assert matrix.snap_m is not None
    assert matrix.snap_m[2:] == pytest.approx([11_120, 3336], rel=0.01)
    assert matrix.durations_s[0, 2].tolist() == [-1, -1, 0, -1]
    assert (matrix.durations_s[0, 3, :2] > 0).all()
    assert set(matrix.unreachable) == {(2, 0), (2, 1), (2, 3), (0, 2), (1, 2), (3, 2)}


@pytest.mark.parametrize("kind", KINDS)
def test_a_place_that_the_server_takes_to_no_way_spoils_no_others(kind: TravelServiceKind) -> None:
    places = [*TOWN[:3], Place(0, 0.0004)]
    with travel_server(World(radius_m=20)) as world:
        matrix = times(settings_of(kind, world.url)).matrix(places)

    assert matrix.snap_m is not None
    assert np.isnan(matrix.snap_m[3])
    assert matrix.durations_s[0, :3, :3].tolist() == expected(places[:3])[0]
    assert (matrix.durations_s[0, 3] == -1).all()


@pytest.mark.parametrize("kind", KINDS)
def test_factors_make_periods_of_free_flow(kind: TravelServiceKind) -> None:
    hours = (HourFactor(0, 1.0), HourFactor(3600, 1.0), HourFactor(25200, 1.5), HourFactor(36000, 1.0))
    with travel_server(World()) as world:
        matrix = times(settings_of(kind, world.url, hours=hours)).matrix([TOWN[0], TOWN[1], ISLE])

    assert matrix.period_starts_s == (0, 25200, 36000)
    assert matrix.durations_s[:, 0, 1].tolist() == [40, 60, 40]
    assert matrix.durations_s[:, 0, 2].tolist() == [-1, -1, -1]


@pytest.mark.parametrize("kind", KINDS)
def test_legs_follow_the_streets_between_the_very_places(kind: TravelServiceKind) -> None:
    with travel_server(World()) as world:
        legs = times(settings_of(kind, world.url)).legs(TOWN[:3])

    assert [(leg.duration_s, leg.distance_m) for leg in legs] == [way(*TOWN[:2]), way(*TOWN[1:3])]
    corner = Place(TOWN[0].lat, TOWN[1].lon)
    assert list(dict.fromkeys(legs[0].line)) == [TOWN[0], corner, TOWN[1]]


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_leg_without_a_way_is_straight_and_long_routes_are_whole(kind: TravelServiceKind) -> None:
    places = [*TOWN, ISLE, *TOWN * 4]
    with travel_server(World()) as world:
        legs = times(settings_of(kind, world.url)).legs(places)

    assert len(legs) == len(places) - 1
    assert [at for at, leg in enumerate(legs) if (leg.duration_s, leg.distance_m) == (-1, -1)] == [6, 7]
    assert [(leg.line[0], leg.line[-1]) for leg in legs] == list(pairwise(places))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (Reply({}, delay_s=0.5), "timed out"),
        (Reply(b"<html>oops"), "not JSON"),
        (Reply({"code": "Ok", "durations": [[1]]}), "malformed"),
        (Reply({"hello": 1}, status=503), "503"),
        (Reply([1, 2]), "without a code of|malformed"),
        (Reply({"code": "Ok", "durations": "many", "distances": 1, "sources": 3, "destinations": []}), "malformed"),
    ],
)
def test_a_service_that_fails_is_named_with_cause_and_action(kind: TravelServiceKind, reply: Reply, says: str) -> None:
    with serving([reply]) as served, pytest.raises(TravelUnavailableError, match=says) as caught:
        times(settings_of(kind, f"http://{served.domain}", timeout_s=0.05, retries=1)).matrix(TOWN)

    assert f"{kind} at http://{served.domain} does not answer: " in str(caught.value)
    assert "DISPATCH_TRAVEL_SERVICE" in str(caught.value)


@pytest.mark.parametrize("kind", KINDS)
def test_a_refused_connection_is_an_unavailable_service(kind: TravelServiceKind) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(TravelUnavailableError, match="refused"):
            times(settings_of(kind, url, retries=0)).matrix(TOWN)


def test_a_failure_that_passes_is_not_noticed() -> None:
    good = {
        "code": "Ok",
        "durations": [[0]],
        "distances": [[0]],
        "sources": [{"distance": 1}],
        "destinations": [{"distance": 1}],
    }
    with serving([Reply({}, status=503), Reply({}, status=502), Reply(good)]) as served:
        matrix = times(settings_of(TravelServiceKind.OSRM, f"http://{served.domain}")).matrix([Place(0, 0)])

    assert matrix.durations_s.tolist() == [[[0]]]
    assert len(served.paths) == 3


def test_a_refusal_says_what_the_service_said() -> None:
    body = {"code": "InvalidValue", "message": "profile moped is not known"}
    with serving([Reply(body, status=400)]) as served, pytest.raises(TravelError, match="moped is not known"):
        times(settings_of(TravelServiceKind.OSRM, f"http://{served.domain}")).matrix(TOWN)
    body = {"error_code": 125, "error": "No costing method found: 'moped'"}
    with serving([Reply(body, status=400)]) as served, pytest.raises(TravelError, match="No costing method"):
        times(settings_of(TravelServiceKind.VALHALLA, f"http://{served.domain}")).legs(TOWN)


def test_a_proxy_that_finds_questions_too_long_gets_shorter_ones() -> None:
    with serving([Reply({}, status=414)]) as served, pytest.raises(TravelError, match="too long"):
        times(settings_of(TravelServiceKind.OSRM, f"http://{served.domain}", table_limit=8)).matrix(TOWN)

    assert len(served.paths) == 4


def test_no_places_need_no_question() -> None:
    matrix = times(settings_of(TravelServiceKind.OSRM, "http://127.0.0.1:9")).matrix([])

    assert matrix.durations_s.shape == (1, 0, 0)
