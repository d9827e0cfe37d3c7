import multiprocessing
import os
import signal
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.maps.matrix_cache import CachedBlocks, rectangles
from data.maps.matrix_file import MatrixFile
from data.maps.system_clock import SystemClock
from data.maps.travel_block import TravelBlock
from dispatch.errors import TravelError
from dispatch.place import Place
from tests.fixed_clock import FixedClock

MANY = [Place(round(0.01 * (i % 13), 6), round(0.01 * (i // 13), 6)) for i in range(150)]


class Counted:
    """Two periods, another number for each pair; counts what it computes, fails after ``most`` calls."""

    name = "counted"
    period_starts_s = (0, 3600)

    def __init__(self, fingerprint: str = "a", factor: int = 1, most: int = 1000) -> None:
        self.fingerprint = fingerprint
        self.factor = factor
        self.most = most
        self.cells: list[int] = []

    def between(self, sources: Sequence[Place], destinations: Sequence[Place]) -> TravelBlock:
        if len(self.cells) >= self.most:
            raise TravelError("enough")
        self.cells.append(len(sources) * len(destinations))
        return self.truth(sources, destinations)

    def truth(self, sources: Sequence[Place], destinations: Sequence[Place]) -> TravelBlock:
        rows, columns = (np.array([round(1000 * p.lat + 7000 * p.lon) for p in ps]) for ps in (sources, destinations))
        seconds = (rows[:, None] * 10_000 + columns) * self.factor
        seconds = np.where((rows[:, None] - columns) % 17 == 5, -1, seconds).astype(np.int32)
        return TravelBlock(
            np.stack([seconds, np.where(seconds < 0, -1, seconds + 1)]),
            np.where(seconds < 0, -1, seconds // 2),
            np.where(rows == 40, np.nan, rows / 8).astype(np.float32),
            np.where(columns == 40, np.nan, columns / 8).astype(np.float32),
        )


@pytest.fixture
def file(tmp_path: Path, clock: FixedClock) -> MatrixFile:
    return MatrixFile(tmp_path / "travel.db", clock)


def ask(inner: Counted, file: MatrixFile, sources: Sequence[Place], destinations: Sequence[Place]) -> list[int]:
    """Ask through the cache, compare with the truth, and return how many cells each call computed."""
    inner.cells.clear()
    found, truth = CachedBlocks(inner, file).between(sources, destinations), inner.truth(sources, destinations)
    for name in ("durations_s", "distances_m", "source_snap_m", "destination_snap_m"):
        np.testing.assert_array_equal(getattr(found, name), getattr(truth, name), name)
    return list(inner.cells)


def test_known_pairs_are_not_computed_again(file: MatrixFile) -> None:
    assert ask(Counted(), file, MANY, MANY) == [150 * 150]
    assert ask(Counted(), file, MANY[::-1], MANY[20:90]) == []


def test_a_new_place_costs_its_row_and_its_column(file: MatrixFile) -> None:
    ask(Counted(), file, MANY[:149], MANY[:149])
    assert sorted(ask(Counted(), file, MANY, MANY)) == [149, 150]


def test_the_same_place_twice_is_one(file: MatrixFile) -> None:
    assert ask(Counted(), file, [MANY[3], MANY[4], MANY[3]], [MANY[4], MANY[4]])
    assert ask(Counted(), file, MANY[3:5], MANY[4:5]) == []


def test_another_fingerprint_never_answers(file: MatrixFile) -> None:
    ask(Counted("a"), file, MANY[:5], MANY[:5])
    assert ask(Counted("b", factor=2), file, MANY[:5], MANY[:5]) == [25]
    assert ask(Counted("a"), file, MANY[:5], MANY[:5]) == []


def test_after_a_week_everything_is_computed_again(file: MatrixFile, clock: FixedClock) -> None:
    ask(Counted(), file, MANY[:5], MANY[:5])
    clock.advance(days=6)
    ask(Counted(), file, MANY[:6], MANY[:6])
    clock.advance(days=1, seconds=1)
    assert ask(Counted(factor=3), file, MANY[:5], MANY[:5]) == [25]


def test_the_file_begins_anew_beyond_its_size(tmp_path: Path, clock: FixedClock) -> None:
    file = MatrixFile(tmp_path / "travel.db", clock, most_bytes=2_000_000)
    for start in range(0, 150, 10):
        ask(Counted(), file, MANY[start : start + 10], MANY)
    assert file.path.stat().st_size < 3_500_000


def test_what_was_computed_before_a_failure_stays_known(file: MatrixFile) -> None:
    inner = Counted(most=1)
    ask(Counted(), file, MANY[:5], MANY[:5])
    with pytest.raises(TravelError):
        CachedBlocks(inner, file).between(MANY[:7], MANY[:7])
    assert len(ask(Counted(), file, MANY[:7], MANY[:7])) == 1


@pytest.mark.parametrize("content", [b"", b"no database at all " * 400, b"SQLite format 3\x00" + bytes(5000)])
def test_a_file_that_is_no_database_is_made_anew(file: MatrixFile, content: bytes) -> None:
    file.path.write_bytes(content)
    ask(Counted(), file, MANY[:5], MANY[:5])
    ask(Counted(), file, MANY[:5], MANY[:5])
    assert ask(Counted(), file, MANY[:5], MANY[:5]) == []


def test_every_single_damaged_stretch_is_noticed(file: MatrixFile) -> None:
    ask(Counted(), file, MANY, MANY)
    whole = file.path.read_bytes()
    for at in range(0, len(whole), len(whole) // 40):
        file.path.write_bytes(whole[:at] + bytes(b ^ 0xFF for b in whole[at : at + 50]) + whole[at + 50 :])
        ask(Counted(), file, MANY, MANY)
        file.path.unlink(missing_ok=True)
    file.path.write_bytes(whole[: len(whole) // 2])
    ask(Counted(), file, MANY, MANY)


def test_a_folder_that_can_not_be_written_only_costs_time(tmp_path: Path, clock: FixedClock) -> None:
    file = MatrixFile(tmp_path / "missing" / "travel.db", clock)
    assert ask(Counted(), file, MANY[:3], MANY[:3]) == [9]
    assert ask(Counted(), file, MANY[:3], MANY[:3]) == [9]


def test_tables_of_another_version_are_replaced(file: MatrixFile) -> None:
    with sqlite3.connect(file.path) as connection:
        connection.executescript("CREATE TABLE tile (x); PRAGMA user_version = 99;")
    connection.close()
    ask(Counted(), file, MANY[:3], MANY[:3])
    assert ask(Counted(), file, MANY[:3], MANY[:3]) == []


def fill(path: Path, offset: int) -> None:
    file, inner = MatrixFile(path, SystemClock()), Counted()
    for round_ in range(1000):
        for start in range(0, 140, 10):
            first = (start + offset + round_) % 140
            CachedBlocks(inner, file).between(MANY[first : first + 10], MANY)
        if round_ and not offset:
            break


def test_processes_share_the_file_and_may_be_killed_at_any_moment(tmp_path: Path) -> None:
    path = tmp_path / "travel.db"
    spawn = multiprocessing.get_context("spawn")
    for life_s in (0.0, 0.02, 0.05):
        writers = [spawn.Process(target=fill, args=(path, offset)) for offset in (3, 5)]
        for writer in writers:
            writer.start()
        while not path.exists() and all(writer.is_alive() for writer in writers):
            time.sleep(0.01)
        time.sleep(life_s)
        for writer in writers:
            os.kill(writer.pid or 0, signal.SIGKILL)
            writer.join()
        ask(Counted(), MatrixFile(path, SystemClock()), MANY, MANY)
        assert ask(Counted(), MatrixFile(path, SystemClock()), MANY, MANY) == []
        path.unlink()


@given(st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=1, max_size=9))
def test_rectangles_cover_what_is_missing_and_nothing_else(cells: list[list[bool]]) -> None:
    missing = np.array(cells)
    covered = np.zeros(missing.shape, dtype=int)
    for rows, columns in rectangles(missing):
        covered[np.ix_(rows, columns)] += 1
    np.testing.assert_array_equal(covered, missing.astype(int))
