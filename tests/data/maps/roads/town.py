"""Small made-up maps: junctions on a plane in metres, streets between them, written as OpenStreetMap XML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import cos, degrees, radians
from pathlib import Path
from xml.sax.saxutils import quoteattr

from data.maps.roads.graph import RoadGraph
from data.maps.roads.hours import FLAT
from data.maps.roads.profile import Delays, RoadProfile
from data.maps.roads.reading import read_roads
from data.maps.roads.road_times import RoadTimes
from dispatch.great_circle import EARTH_RADIUS_M
from dispatch.place import Place

LAT, LON = 48.0, 11.0

PLAIN = RoadProfile(
    name="plain",
    keys=("motorcar", "motor_vehicle", "vehicle"),
    speeds_km_h={"residential": 36, "primary": 72, "service": 18, "motorway": 108, "motorway_link": 36},
    access={"no": 0, "private": 0, "destination": 0.5},
    service={"driveway": 0.5},
    surfaces_km_h={"gravel": 18},
    barriers_passed=frozenset({"gate"}),
    no_stopping=frozenset({"motorway"}),
    delays=Delays(u_turn_s=20, traffic_signals_s=8, stop_s=5),
)
"""Ten metres a second on residential streets; turns cost nothing, turning round 20 s."""


def place(x: float, y: float) -> Place:
    """The place ``x`` metres east and ``y`` metres north of the origin."""
    return Place(LAT + degrees(y / EARTH_RADIUS_M), LON + degrees(x / EARTH_RADIUS_M / cos(radians(LAT))))


@dataclass
class Town:
    """Nodes are named by one letter each; a way is a string of them."""

    nodes: Mapping[str, tuple[float, float]]
    ways: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    node_tags: dict[str, dict[str, str]] = field(default_factory=dict)
    restrictions: list[tuple[dict[str, str], list[tuple[str, object]]]] = field(default_factory=list)

    def way(self, nodes: str, **tags: str) -> int:
        """Add a residential street, or what the tags say; a colon in a key is written ``__``. Returns its id."""
        given = {key.replace("__", ":"): value for key, value in tags.items()}
        self.ways.append((nodes, {"highway": "residential"} | given))
        return len(self.ways)

    def restrict(self, kind: str, members: Sequence[tuple[str, object]], **tags: str) -> None:
        """Add a turn restriction: members are roles with a way's id or a node's letter."""
        given = {key.replace("__", ":"): value for key, value in tags.items()}
        plain = {"type": "restriction"} | ({"restriction": kind} if kind else {})
        self.restrictions.append((plain | given, list(members)))

    def write(self, path: Path) -> Path:
        """Write an ``.osm`` file."""
        lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6">']
        for name, (x, y) in sorted(self.nodes.items()):
            at = place(x, y)
            tags = _tags(self.node_tags.get(name, {}))
            lines.append(f'<node id="{ord(name)}" version="1" lat="{at.lat:.7f}" lon="{at.lon:.7f}">{tags}</node>')
        for number, (nodes, tags) in enumerate(self.ways, 1):
            refs = "".join(f'<nd ref="{ord(name)}"/>' for name in nodes)
            lines.append(f'<way id="{number}" version="1">{refs}{_tags(tags)}</way>')
        for number, (tags, members) in enumerate(self.restrictions, 1):
            parts = "".join(
                f'<member type="{"way" if isinstance(ref, int) else "node"}" '
                f'ref="{ref if isinstance(ref, int) else ord(str(ref))}" role="{role}"/>'
                for role, ref in members
            )
            lines.append(f'<relation id="{number}" version="1">{parts}{_tags(tags)}</relation>')
        path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")
        return path

    def read(self, folder: Path, profile: RoadProfile = PLAIN) -> RoadGraph:
        """Write the file and read its roads."""
        return read_roads(self.write(folder / "town.osm"), profile)

    def seconds(self, folder: Path, start: tuple[float, float], end: tuple[float, float]) -> int:
        """Travel time between two points of the plane, -1 without a way."""
        times = RoadTimes(self.read(folder), FLAT)
        return int(times.matrix([place(*start), place(*end)]).durations_s[0, 0, 1])


def _tags(tags: Mapping[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())
