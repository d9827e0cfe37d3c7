"""Files that are no map, or not whole, are answered with file, cause and action."""

import gzip
from pathlib import Path

import pytest

from data.maps.city.read import read_features
from data.maps.city.source import read_header
from dispatch.errors import InvalidInputError
from tests.data.maps.city.osm import Osm, addr

BALTIMORE = Path(__file__).parents[5] / "shared" / "maps" / "baltimore-county-reisterstown.osm.pbf"
WHOLE = b'<osm version="0.6"><node id="1" lat="1" lon="2"><tag k="name" v="x"/></node></osm>'


@pytest.mark.parametrize(
    ("name", "content", "cause"),
    [
        ("none.osm.pbf", None, "no such file"),
        ("empty.osm.pbf", b"", "empty"),
        ("table.csv", b"a,b\n1,2\n", "ending"),
        ("table.osm.pbf", b"a,b\n1,2\n" * 100, "no OpenStreetMap file"),
        ("table.osm", b"a,b\n1,2\n", "no OpenStreetMap file"),
        ("page.osm", b"<html><body>404</body></html>", "no OpenStreetMap file"),
        ("half.osm", WHOLE[:-6], "breaks off"),
        ("half.osm.gz", gzip.compress(WHOLE * 99, mtime=0)[:60], "OpenStreetMap file"),
    ],
)
def test_what_is_no_map_is_answered(tmp_path: Path, name: str, content: bytes | None, cause: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(InvalidInputError) as refused:
        read_features(path)

    (issue,) = refused.value.issues
    assert issue.path == str(path)
    assert cause in issue.cause
    assert issue.action


def test_a_folder_is_answered(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="folder"):
        read_features(tmp_path)


@pytest.mark.skipif(not BALTIMORE.exists(), reason=f"the real extract is not at {BALTIMORE}")
def test_a_real_extract_that_was_cut_short_is_answered(tmp_path: Path) -> None:
    path = tmp_path / "cut.osm.pbf"
    path.write_bytes(BALTIMORE.read_bytes()[:1_000_000])

    with pytest.raises(InvalidInputError, match="breaks off"):
        read_features(path)


def test_a_file_without_header_data_is_read_and_its_age_told_by_its_elements(tmp_path: Path) -> None:
    osm = Osm()
    osm.node(0, 0, **addr("1", "Elm Street"))
    path = osm.write(tmp_path / "plain.osm")

    header, features = read_header(path), read_features(path)

    assert header == (None, "")
    assert f"{features.newest:%Y-%m-%d}" == "2026-01-02"


def test_a_map_of_nothing_is_read(tmp_path: Path) -> None:
    features = read_features(Osm().write(tmp_path / "nothing.osm"))

    assert (features.houses, features.newest) == ([], None)
