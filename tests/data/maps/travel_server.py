"""A local HTTP server that speaks OSRM and Valhalla about a small world: a grid of streets, an island, one-way hills.

A way takes 10 s and 100 m for each thousandth of a degree north or east, and twice the seconds north. Places east of
``ISLAND_LON`` are on an island. A place is as far from its way as its longitude is from a whole thousandth.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, urlsplit

import polyline

from dispatch.great_circle import distance_m
from dispatch.place import Place

ISLAND_LON = 1.0


@dataclass
class World:
    """How the server behaves, and what it was asked.

    Parameters
    ----------
    limit : int
        Most rows or columns of a table.
    edge_lat : float
        The map's northern edge, to which places beyond are taken.
    radius_m : float
        Places farther from a way than this make it refuse.
    """

    limit: int = 100
    edge_lat: float = 90.0
    radius_m: float = float("inf")
    long_answers: bool = False
    url: str = ""
    cells: int = 0
    asked: list[str] = field(default_factory=list)


def way(a: Place, b: Place) -> tuple[int, int] | None:
    """Seconds and metres."""
    if (a.lon >= ISLAND_LON) != (b.lon >= ISLAND_LON):
        return None
    north, east = round((b.lat - a.lat) * 1000), abs(round((b.lon - a.lon) * 1000))
    return 10 * (abs(north) + max(0, north) + east), 100 * (abs(north) + east)


def snapped(place: Place, world: World) -> Place:
    return Place(min(place.lat, world.edge_lat), round(place.lon, 3))


@contextmanager
def travel_server(world: World) -> Iterator[World]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            service, _, _, where = parts.path.strip("/").split("/")
            world.asked.append(service)
            places = [Place(float(lat), float(lon)) for lon, lat in (p.split(",") for p in where.split(";"))]
            self.say(*_osrm(world, service, places, parse_qs(parts.query)))

        def do_POST(self) -> None:
            service = self.path.strip("/")
            world.asked.append(service)
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.say(*_valhalla(world, service, body))

        def say(self, status: int, answer: object) -> None:
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    world.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield world
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _osrm(world: World, service: str, places: list[Place], query: dict[str, list[str]]) -> tuple[int, Any]:
    if any(distance_m(place, snapped(place, world)) > world.radius_m for place in places):
        return 400, {"code": "NoSegment", "message": "Could not find a matching segment for coordinate 0"}
    points = [{"location": [p.lon, p.lat], "distance": distance_m(p, snapped(p, world))} for p in places]
    if service == "nearest":
        return 200, {"code": "Ok", "waypoints": points}
    if service == "route":
        ways = [way(a, b) for a, b in pairwise(places)]
        if None in ways:
            return 400, {"code": "NoRoute", "message": "No route found between points"}
        legs = []
        for (a, b), found in zip(pairwise(places), ways, strict=True):
            corner = [b.lon, a.lat]
            steps = [[[a.lon, a.lat], corner], [corner, [b.lon, b.lat]], [[b.lon, b.lat]] * 2]
            legs.append(
                {
                    "duration": found[0],
                    "distance": found[1],
                    "steps": [{"geometry": {"coordinates": line}} for line in steps],
                }
            )
        return 200, {"code": "Ok", "routes": [{"legs": legs}]}
    rows, columns = ([int(i) for i in query[name][0].split(";")] for name in ("sources", "destinations"))
    if max(len(rows), len(columns)) > world.limit:
        return 400, {"code": "TooBig", "message": "Too many table coordinates"}
    world.cells += len(rows) * len(columns)
    cells = [[way(places[i], places[j]) for j in columns] for i in rows]
    return 200, {
        "code": "Ok",
        "durations": [[cell and cell[0] for cell in row] for row in cells],
        "distances": [[cell and cell[1] for cell in row] for row in cells],
        "sources": [points[i] for i in rows],
        "destinations": [points[j] for j in columns],
    }


def _valhalla(  # noqa: PLR0911 -- one return an answer
    world: World, service: str, body: dict[str, Any]
) -> tuple[int, Any]:
    def read(name: str) -> list[Place]:
        return [Place(point["lat"], point["lon"]) for point in body[name]]

    if service == "locate":
        answer = []
        for place in read("locations"):
            on_way = snapped(place, world)
            edge = {"correlated_lat": on_way.lat, "correlated_lon": on_way.lon}
            answer.append({"edges": [edge] if distance_m(place, on_way) <= world.radius_m else [], "nodes": []})
        return 200, answer
    if service == "route":
        places = read("locations")
        legs = []
        for a, b in pairwise(places):
            found = way(a, b)
            if found is None:
                return 400, {"error_code": 170, "error": "Locations are in unconnected regions."}
            shape = polyline.encode([(a.lat, a.lon), (a.lat, b.lon), (b.lat, b.lon)], 6)
            legs.append({"summary": {"time": found[0], "length": found[1] / 1000}, "shape": shape})
        return 200, {"trip": {"legs": legs}}
    sources, targets = read("sources"), read("targets")
    if len(sources) * len(targets) > world.limit**2:
        return 400, {"error_code": 150, "error": f"Exceeded max locations: {world.limit**2}"}
    if any(distance_m(place, snapped(place, world)) > world.radius_m for place in (*sources, *targets)):
        return 400, {"error_code": 171, "error": "No suitable edges near location"}
    if len({place.lon >= ISLAND_LON for place in (*sources, *targets)}) > 1:
        return 400, {"error_code": 170, "error": "Locations are in unconnected regions."}
    world.cells += len(sources) * len(targets)
    cells = [[way(a, b) for b in targets] for a in sources]
    if world.long_answers:
        return 200, {
            "sources_to_targets": [
                [{"time": cell and cell[0], "distance": cell and cell[1] / 1000} for cell in row] for row in cells
            ]
        }
    return 200, {
        "sources_to_targets": {
            "durations": [[cell and cell[0] for cell in row] for row in cells],
            "distances": [[cell and cell[1] / 1000 for cell in row] for row in cells],
        }
    }
