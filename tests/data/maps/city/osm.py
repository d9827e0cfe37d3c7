"""Writes small OpenStreetMap files; coordinates are metres east and north of a corner, so that they can be read."""

from math import cos, radians
from pathlib import Path
from xml.sax.saxutils import quoteattr

from dispatch.place import Place

LAT, LON = 39.4, -76.7
_DEGREE_M = 111_195.0


def place(east_m: float, north_m: float) -> Place:
    return Place(round(LAT + north_m / _DEGREE_M, 7), round(LON + east_m / (_DEGREE_M * cos(radians(LAT))), 7))


class Osm:
    """A map in the making; ids count up by kind."""

    def __init__(self) -> None:
        self._elements: list[str] = []
        self._id = 0

    def node(self, east_m: float, north_m: float, **tags: str) -> int:
        at = place(east_m, north_m)
        return self._add("node", f' lat="{at.lat}" lon="{at.lon}"', "", tags)

    def way(self, *nodes: int, **tags: str) -> int:
        return self._add("way", "", "".join(f'<nd ref="{node}"/>' for node in nodes), tags)

    def line(self, *points: tuple[float, float], **tags: str) -> int:
        return self.way(*(self.node(*point) for point in points), **tags)

    def square(self, east_m: float, north_m: float, side_m: float = 10, **tags: str) -> int:
        """A closed way around a point."""
        half = side_m / 2
        corners = [
            self.node(east_m + x, north_m + y) for x, y in ((-half, -half), (half, -half), (half, half), (-half, half))
        ]
        return self.way(*corners, corners[0], **tags)

    def relation(self, *members: tuple[str, int, str], **tags: str) -> int:
        inner = "".join(f'<member type="{kind}" ref="{ref}" role="{role}"/>' for kind, ref, role in members)
        return self._add("relation", "", inner, tags)

    def write(self, path: Path, *, backwards: bool = False) -> Path:
        """Write the file; ``backwards`` puts relations before ways before points, and the last of each first."""
        kinds = ("<node", "<way", "<relation")
        elements = [e for kind in kinds for e in self._elements if e.startswith(kind)]
        body = "".join(reversed(elements) if backwards else elements)
        path.write_text(f'<?xml version="1.0" encoding="UTF-8"?><osm version="0.6">{body}</osm>', encoding="utf-8")
        return path

    def _add(self, kind: str, attributes: str, inner: str, tags: dict[str, str]) -> int:
        self._id += 1
        said = "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())
        stamp = 'version="1" timestamp="2026-01-02T03:04:05Z"'
        self._elements.append(f'<{kind} id="{self._id}" {stamp}{attributes}>{inner}{said}</{kind}>')
        return self._id


def addr(number: str = "", street: str = "", **more: str) -> dict[str, str]:
    """Tags of an address; names of further ones are those after ``addr:``."""
    given = {"housenumber": number, "street": street} | more
    return {f"addr:{key}": value for key, value in given.items() if value}


def small_city(street: str = "Elm Street", houses: int = 6) -> Osm:
    """Two streets of a kilometre with three between them; houses on each, every 50 m from 50 m on, 20 m beside it."""
    osm = Osm()
    corners = {(x, y): osm.node(x, y) for x in (0, 500, 1_000) for y in (0, 400)}
    for y, name in ((0, street), (400, "Pine Road")):
        osm.way(*(corners[x, y] for x in (0, 500, 1_000)), highway="residential", name=name)
        for at in range(1, houses + 1):
            osm.node(at * 50, y + 20, **addr(str(2 * at - 1), name, city="Smallville"))
    for x in (0, 500, 1_000):
        osm.way(corners[x, 0], corners[x, 400], highway="residential", name=f"{x} Cross Street")
    return osm
