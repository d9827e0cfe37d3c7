"""Opens an OpenStreetMap file, says what its header knows, and turns a reader's failures into faults that help."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import osmium

from dispatch.errors import InvalidInputError
from solver.issue import Issue

ENDINGS = (".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2", ".osm.xml", ".o5m")
"""Of files that the reader takes; it knows the format by them."""

_DOWNLOAD_AGAIN = "Fetch the OpenStreetMap extract (.osm.pbf) again, and compare its size with the source's."


class Header(NamedTuple):
    """What a file says of itself.

    Parameters
    ----------
    box : tuple of float or None
        South, west, north, east in degrees; ``None`` when the header has none.
    timestamp : str
        Age of the data as the file writes it, ISO 8601; empty when it doesn't say.
    """

    box: tuple[float, float, float, float] | None
    timestamp: str


def read_header(path: Path) -> Header:
    """Read the header of a file.

    Raises
    ------
    InvalidInputError
        When it is no readable OpenStreetMap file.
    """
    require_file(path)
    with explained(path):
        header = osmium.FileProcessor(path, osmium.osm.NOTHING).header
        box = header.box()
        corners = (
            (box.bottom_left.lat, box.bottom_left.lon, box.top_right.lat, box.top_right.lon) if box.valid() else None
        )
        return Header(corners, header.get("osmosis_replication_timestamp") or header.get("timestamp"))


def require_file(path: Path) -> None:
    """Make sure that there is a file with something in it, and an ending that tells its format.

    Raises
    ------
    InvalidInputError
        Otherwise.
    """
    if not path.exists():
        raise _fault("no_such_file", path, "There is no such file.", "Check the path.")
    if path.is_dir():
        raise _fault("not_a_file", path, "This is a folder.", "Name the .osm.pbf file in it.")
    if not os.access(path, os.R_OK):
        raise _fault("unreadable_file", path, "The file may not be read.", "Check its permissions.")
    if not path.stat().st_size:
        raise _fault("empty_file", path, "The file is empty.", _DOWNLOAD_AGAIN)
    if not path.name.lower().endswith(ENDINGS):
        cause = "The ending is none of an OpenStreetMap file's."
        raise _fault("not_osm", path, cause, f"Give a file that ends in {', '.join(ENDINGS[:4])}.")


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn a failure of the reader inside the block into a fault that names the file.

    Raises
    ------
    InvalidInputError
        When the reader fails.
    """
    try:
        yield
    except (RuntimeError, OSError, UnicodeDecodeError) as error:
        text = str(error).rstrip(".")
        cut = any(word in text for word in ("EOF", "truncated", "no element found", "unclosed token"))
        cause = f"The file breaks off before its end ({text})." if cut else f"This is no OpenStreetMap file ({text})."
        raise _fault("file_cut_short" if cut else "not_osm", path, cause, _DOWNLOAD_AGAIN) from error


def _fault(code: str, path: Path, cause: str, action: str) -> InvalidInputError:
    return InvalidInputError((Issue(code, str(path), cause, action),))
