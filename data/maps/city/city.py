"""A city that was built from an OpenStreetMap file: where its parts are, and what is known about them."""

import json
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from data.maps.city.rows import AddressCounts
from data.maps.roads.graph import RoadReport
from dispatch.errors import InvalidInputError
from solver.issue import Issue

LICENCE = "© OpenStreetMap contributors, Open Database License 1.0 (ODbL)"
"""Has to be shown wherever the data are."""

MANIFEST = "city.json"
ADDRESSES = "addresses.db"
ROADS = "roads.npz"
VERSION = 2
"""Of the manifest; cities of another version must be built anew."""

NO_CITY = "none"
"""Stands for no city where a name is asked for."""

_NAME = re.compile(r"\w[\w-]{0,63}")


@dataclass(frozen=True, slots=True)
class Source:
    """The file that a city was built from.

    Parameters
    ----------
    file : str
        Its name, without folder.
    size_bytes, sha256
        What it was like.
    box : tuple of float
        South, west, north, east, degrees.
    data_of : str
        Age of the data, ISO 8601; empty when the file doesn't say.
    """

    file: str
    size_bytes: int
    sha256: str
    box: tuple[float, float, float, float]
    data_of: str


@dataclass(frozen=True, slots=True)
class City:
    """A city and its manifest.

    Parameters
    ----------
    folder : Path
        Of this build; a rebuilt city has another one.
    made_at : datetime
        Aware UTC.
    profile : str
        Name of the road profile: who drives.
    slows_in_traffic : bool
        Whether hours of the day matter to it.
    """

    name: str
    folder: Path
    source: Source
    made_at: datetime
    addresses: AddressCounts
    roads: RoadReport
    profile: str
    slows_in_traffic: bool
    licence: str = LICENCE

    @property
    def address_table(self) -> Path:
        """File of the address table."""
        return self.folder / ADDRESSES

    @property
    def road_graph(self) -> Path:
        """File of the road graph."""
        return self.folder / ROADS

    def manifest(self) -> dict[str, Any]:
        """What is written down, as JSON values."""
        return {
            "version": VERSION,
            "name": self.name,
            "build": self.folder.name,
            "source": asdict(self.source),
            "made_at": self.made_at.isoformat(),
            "addresses": asdict(self.addresses),
            "roads": asdict(self.roads),
            "profile": self.profile,
            "slows_in_traffic": self.slows_in_traffic,
            "licence": self.licence,
        }

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the manifest in a city's folder.

        Raises
        ------
        InvalidInputError
            When it can't be read or is of another version, naming the command that mends it.
        """
        try:
            found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            if found["version"] != VERSION:
                msg = f"it is of version {found['version']}, not {VERSION}"
                raise ValueError(msg)  # noqa: TRY301 -- told like any other manifest that is of no use
            source = Source(**found["source"] | {"box": tuple(found["source"]["box"])})
            return cls(
                found["name"],
                folder / found["build"],
                source,
                datetime.fromisoformat(found["made_at"]),
                AddressCounts(**found["addresses"]),
                RoadReport(**found["roads"]),
                found["profile"],
                found["slows_in_traffic"],
                found["licence"],
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            action = (
                f"Build the city again with `dispatch city add FILE --name {folder.name}`, "
                f"or remove it with `dispatch city remove {folder.name}`."
            )
            issue = Issue("damaged_city", str(folder / MANIFEST), f"The city can't be used: {error}.", action)
            raise InvalidInputError((issue,)) from error


def require_name(text: str) -> str:
    """Return a name that can be a city's.

    Raises
    ------
    InvalidInputError
        When it has other signs than letters, digits, ``-`` and ``_``, is too long, or means no city.
    """
    if _NAME.fullmatch(text) and text.casefold() != NO_CITY:
        return text
    cause = f"{text!r} can't be a city's name."
    action = (
        f"Give one with `dispatch city add FILE --name NAME`: up to 64 letters, digits, - and _, but not {NO_CITY!r}."
    )
    raise InvalidInputError((Issue("bad_name", "name", cause, action),))
