"""Travel times from a service: questions of the size it takes, and free flow times the factor of the hour."""

from collections.abc import Sequence

import numpy as np

from data.maps.osrm import Osrm
from data.maps.service_client import ServiceClient, drives
from data.maps.service_http import TooBigError
from data.maps.travel_block import TravelBlock, TravelBlocks
from data.maps.travel_service_settings import FREE_FLOW, HourFactor, TravelServiceKind, TravelServiceSettings
from data.maps.valhalla import Valhalla
from dispatch.place import Place
from dispatch.ports import Leg, TravelMatrix

OUTSIDE_M = 5000.0
"""A place farther than this from any way is outside the server's map, whose edge it would be taken to: no way."""


def client_of(settings: TravelServiceSettings) -> ServiceClient:
    """Make the client that the settings describe."""
    return Osrm(settings) if settings.kind is TravelServiceKind.OSRM else Valhalla(settings)


class ServiceBlocks:
    """Any rectangle of the matrix by free flow, in as few questions as the service's limit allows.

    Parameters
    ----------
    client : ServiceClient
        Whom to ask.
    side : int
        Most rows and columns of one question; halved for good each time the service finds that too many.
    """

    period_starts_s = (0,)

    def __init__(self, client: ServiceClient, side: int) -> None:
        self.name = client.name
        self.fingerprint = client.fingerprint
        self.side = side
        self._client = client

    def between(self, sources: Sequence[Place], destinations: Sequence[Place]) -> TravelBlock:
        """Travel from each source to each destination; see ``TravelBlocks``."""
        shape = (len(sources), len(destinations))
        durations, distances = np.empty((1, *shape), dtype=np.int32), np.empty(shape, dtype=np.int32)
        snaps = np.empty(shape[0], np.float32), np.empty(shape[1], np.float32)
        top = 0
        while top < shape[0]:
            side, left = self.side, 0
            rows = slice(top, top + side)
            while left < shape[1]:
                columns = slice(left, left + side)
                try:
                    part = self._client.table(sources[rows], destinations[columns])
                except TooBigError:
                    if side < 2:
                        raise
                    self.side = min(self.side, side // 2)
                    break
                durations[:, rows, columns], distances[rows, columns] = part.durations_s, part.distances_m
                snaps[0][rows], snaps[1][columns] = part.source_snap_m, part.destination_snap_m
                left += side
            else:
                top += side
        return TravelBlock(durations, distances, *snaps)


class ServiceTimes:
    """A service as the planner sees it: travel times by hour, and the ways for maps.

    Parameters
    ----------
    client : ServiceClient
        Draws the ways.
    blocks : TravelBlocks
        Free-flow travel: that of ``client``, with what is known already remembered in between or not.
    hours : tuple of HourFactor
        What the hours of the day make of free flow.
    """

    def __init__(self, client: ServiceClient, blocks: TravelBlocks, hours: tuple[HourFactor, ...] = FREE_FLOW) -> None:
        self.name = client.name
        self._client = client
        self._blocks = blocks
        self._hours = tuple(hour for at, hour in enumerate(hours) if at == 0 or hour.factor != hours[at - 1].factor)

    def matrix(self, places: Sequence[Place]) -> TravelMatrix:
        """Travel from each place to each.

        Raises
        ------
        TravelError
            When the service does not answer or refuses.
        """
        found = self._blocks.between(places, places)
        free, distances, snap_m = found.durations_s[0], found.distances_m, found.source_snap_m
        outside = np.flatnonzero(snap_m > OUTSIDE_M)
        for matrix in (free, distances):
            own = matrix[outside, outside]
            matrix[outside] = matrix[:, outside] = -1
            matrix[outside, outside] = own
        durations = np.empty((len(self._hours), *free.shape), dtype=np.int32)
        for period, hour in enumerate(self._hours):
            durations[period] = free if hour.factor == 1 else np.where(free < 0, -1, np.rint(free * hour.factor))
        for array in (durations, distances, snap_m):
            array.setflags(write=False)
        return TravelMatrix(
            durations,
            distances,
            tuple(hour.start_s for hour in self._hours),
            tuple((int(a), int(b)) for a, b in np.argwhere(free < 0)),
            snap_m,
        )

    def legs(self, places: Sequence[Place]) -> tuple[Leg, ...]:
        """Ways from each place to the next; see ``RouteLines``.

        Raises
        ------
        TravelError
            When the service does not answer or refuses.
        """
        return drives(self._client, places)
