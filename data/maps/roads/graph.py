"""The road graph: directed edges, turns and geometry as arrays, kept in one file."""

import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from dispatch.errors import InvalidInputError
from solver.issue import Issue

VERSION = 2
"""Of the file; files of another version are refused."""

Int32s = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class RoadReport:
    """What reading a map gave.

    Parameters
    ----------
    junctions, streets, edges : int
        Kept; an edge is a street in one direction.
    km : float
        Length of the kept streets.
    restrictions, restrictions_skipped : int
        Turn restrictions applied, and those that lack members or join no kept roads.
    signals : int
        Traffic lights in the map.
    islands, islands_km : int, float
        Parts without a way to and from the rest, which are left out.
    """

    junctions: int
    streets: int
    edges: int
    km: float
    restrictions: int
    restrictions_skipped: int
    signals: int
    islands: int
    islands_km: float


@dataclass(frozen=True, slots=True, eq=False)
class RoadGraph:
    """Roads of one profile; ``e`` directed edges, ``t`` turns, ``s`` streets, ``p`` points. Arrays are not writeable.

    Edges are numbered in the order of contraction. A turn restriction over several ways makes copies of edges, which
    are entered from its first way only.

    Parameters
    ----------
    profile : str
        Name of the profile.
    classes : tuple of str
        Values of ``highway``.
    report : RoadReport
    slows_in_traffic : bool
        Hours of the day matter to the profile.
    access_ms : int
        Milliseconds that each way takes besides: from the door to the vehicle, and from where it stops to the door.
    edge_street : int32 array, e
    edge_backward : bool array, e
        The edge runs against its street.
    edge_base : int32 array, e
        The edge of which it is a copy; others name themselves.
    edge_ms : int32 array, e
        Milliseconds of driving when roads are free.
    edge_delay_ms : int32 array, e
        Milliseconds at lights and signs, at the edge's end.
    turn_first : int32 array, e + 1
        Where the turns out of each edge begin in ``turn_to`` and ``turn_ms``.
    turn_to, turn_ms : int32 arrays, t
        The next edge, and what the turn costs.
    street_class : uint8 array, s
        Index into ``classes``.
    street_stop : bool array, s
        Places are reached from here.
    street_dm : int32 array, s
        Length in decimetres.
    street_first : int32 array, s + 1
        Where the points of each street begin.
    point_lat, point_lon : int32 arrays, p
        Degrees × 1e7.
    """

    profile: str
    classes: tuple[str, ...]
    report: RoadReport
    slows_in_traffic: bool
    access_ms: int
    edge_street: Int32s
    edge_backward: NDArray[np.bool_]
    edge_base: Int32s
    edge_ms: Int32s
    edge_delay_ms: Int32s
    turn_first: Int32s
    turn_to: Int32s
    turn_ms: Int32s
    street_class: NDArray[np.uint8]
    street_stop: NDArray[np.bool_]
    street_dm: Int32s
    street_first: Int32s
    point_lat: Int32s
    point_lon: Int32s

    def __post_init__(self) -> None:
        for name in _ARRAYS:
            getattr(self, name).setflags(write=False)

    def save(self, path: Path) -> None:
        """Write one file, in place of the one at ``path``; a failure leaves that one as it was.

        Raises
        ------
        OSError
            When the file can't be written.
        """
        about = {
            "version": VERSION,
            "profile": self.profile,
            "classes": self.classes,
            "report": asdict(self.report),
            "slows_in_traffic": self.slows_in_traffic,
            "access_ms": self.access_ms,
        }
        arrays: dict[str, Any] = {name: getattr(self, name) for name in _ARRAYS}
        unfinished = path.with_name(f"{path.name}.unfinished")
        try:
            with unfinished.open("wb") as file:
                np.savez_compressed(file, about=np.frombuffer(json.dumps(about).encode(), dtype=np.uint8), **arrays)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what :meth:`save` wrote.

        Raises
        ------
        InvalidInputError
            When there is no such file, or it is damaged or of another version.
        """
        again = "Build the roads from the map anew."
        try:
            with path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
                about = json.loads(file["about"].tobytes())
                if about["version"] != VERSION:
                    cause = f"The road file has version {about['version']}, this program reads {VERSION}."
                    raise InvalidInputError((Issue("old_roads", str(path), cause, again),))
                arrays: Mapping[str, Any] = {name: file[name] for name in _ARRAYS}
            graph = cls(
                about["profile"],
                tuple(about["classes"]),
                RoadReport(**about["report"]),
                bool(about["slows_in_traffic"]),
                int(about["access_ms"]),
                **arrays,
            )
            graph._check()
        except FileNotFoundError as error:
            raise InvalidInputError((Issue("no_roads", str(path), "There is no road file.", again),)) from error
        except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            if isinstance(error, InvalidInputError):
                raise
            cause = f"The road file is damaged: {error}."
            raise InvalidInputError((Issue("damaged_roads", str(path), cause, again),)) from error
        return graph

    def _check(self) -> None:
        """Lengths and indices fit together; a file that passes can be computed with."""
        edges, streets = len(self.edge_street), len(self.street_class)
        sizes = {
            "turn_first": edges + 1,
            "turn_ms": len(self.turn_to),
            "street_first": streets + 1,
            "point_lon": len(self.point_lat),
        }
        sizes |= {name: edges for name in _ARRAYS if name.startswith("edge_")}
        sizes |= dict.fromkeys(("street_stop", "street_dm"), streets)
        for name, size in sizes.items():
            if getattr(self, name).shape != (size,):
                msg = f"{name} has {getattr(self, name).shape} entries instead of {size}"
                raise ValueError(msg)
        bounds = {"edge_street": streets, "edge_base": edges, "turn_to": edges, "street_class": len(self.classes)}
        for name, bound in bounds.items():
            values = getattr(self, name)
            if len(values) and not 0 <= int(values.min()) <= int(values.max()) < bound:
                msg = f"{name} points outside the graph"
                raise ValueError(msg)
        for name, total in (("turn_first", len(self.turn_to)), ("street_first", len(self.point_lat))):
            values = getattr(self, name)
            if values[0] != 0 or values[-1] != total or bool((np.diff(values) < 0).any()):
                msg = f"{name} does not ascend to {total}"
                raise ValueError(msg)


_ARRAYS = tuple(field.name for field in fields(RoadGraph))[5:]
