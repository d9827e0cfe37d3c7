"""What the servers of tests say is checked against real ones: OSRM and Valhalla over streets of Washington."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from data.maps.service_times import ServiceBlocks, ServiceTimes, client_of
from data.maps.travel_service_settings import TravelServiceKind, TravelServiceSettings
from dispatch.errors import TravelError
from dispatch.great_circle import distance_m
from dispatch.place import Place
from tests.data.maps.real_services import osrm, valhalla

SERVERS = {TravelServiceKind.OSRM: osrm, TravelServiceKind.VALHALLA: valhalla}
GRID = [Place(38.925 + 0.0015 * row, -77.075 + 0.002 * column) for row in range(11) for column in range(11)]


def times(kind: TravelServiceKind, url: str, **changes: object) -> ServiceTimes:
    settings = TravelServiceSettings(kind, url, **changes)
    client = client_of(settings)
    return ServiceTimes(client, ServiceBlocks(client, settings.side), settings.hours)


@pytest.mark.parametrize("kind", SERVERS)
def test_a_real_server_is_understood(kind: TravelServiceKind, tmp_path: Path) -> None:
    with SERVERS[kind](tmp_path) as url:
        service = times(kind, url)
        matrix = service.matrix(GRID)
        small = times(kind, url, table_limit=7).matrix(GRID[:20])
        too_many = times(kind, url, table_limit=1000).matrix([*GRID, *GRID])
        legs = service.legs(GRID[:25])
        far = service.matrix([GRID[0], Place(38.70, -77.07)])
        if kind == "valhalla":
            with pytest.raises(TravelError, match="no_such_costing"):
                times(kind, url, profile="no_such_costing").matrix(GRID)

    seconds = matrix.durations_s[0].astype(float)
    assert matrix.unreachable == ()
    assert (np.diag(seconds) == 0).all()
    assert (seconds[~np.eye(len(GRID), dtype=bool)] > 0).mean() > 0.95  # some neighbours share the nearest point
    assert not np.array_equal(seconds, seconds.T)
    crow = np.array([[distance_m(a, b) for b in GRID] for a in GRID])
    assert np.corrcoef(seconds.ravel(), crow.ravel())[0, 1] > 0.6
    assert small.durations_s.tolist() == matrix.durations_s[:, :20, :20].tolist()
    assert too_many.durations_s[0, :121, 121:].tolist() == matrix.durations_s[0].tolist()
    # Valhalla's routes weigh turns and sides of the street that its matrices leave out
    assert sum(leg.duration_s for leg in legs) == pytest.approx(sum(np.diag(seconds, 1)[:24]), rel=0.15)
    for at, leg in enumerate(legs):
        assert leg.line[0] == GRID[at]
        assert leg.line[-1] == GRID[at + 1]
        drawn = sum(distance_m(a, b) for a, b in pairwise(leg.line[1:-1]))
        assert drawn == pytest.approx(leg.distance_m, rel=0.02, abs=25)
    assert matrix.snap_m is not None
    assert matrix.snap_m.max() < 300
    assert far.snap_m is not None
    assert np.isnan(far.snap_m[1]) or far.snap_m[1] > 10_000
