"""Compiled code is made once, whoever asks at the same time, and earlier versions are cleared away."""

import logging
import os
import threading
import time
from pathlib import Path

import pytest

from solver.compiled_code import DAY_S, UNUSED_S, loaded, remove_unused

NAME, OTHER = "search-0123456789abcdef", "search-fedcba9876543210"


class Compilation:
    """Stands for an import that compiles: says how often it happened, and takes until it is let go."""

    def __init__(self) -> None:
        self.times = 0
        self.begun, self.let_go = threading.Event(), threading.Event()

    def __call__(self) -> str:
        self.times += 1
        self.begun.set()
        assert self.let_go.wait(30)
        return "search"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / NAME
    made.mkdir()
    return made


def unused_for(folder: Path, seconds: float) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "code.nbc").touch()
    then = time.time() - seconds
    os.utime(folder, (then, then))
    return folder


def test_the_first_one_says_that_it_compiles_and_later_ones_say_nothing(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    assert loaded(folder, lambda: "search") == "search"
    assert [record.getMessage() for record in caplog.records] == [
        "The search is being compiled for this machine: once, for about 25 seconds.",
        "The search is compiled: 0 s.",
    ]
    caplog.clear()
    assert loaded(folder, lambda: "search") == "search"
    assert not caplog.records


def test_what_is_compiled_at_its_first_call_is_called_once_and_named(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    called: list[str] = []
    for _ in range(2):
        assert loaded(folder, lambda: "roads", "The road computation", "ten seconds", called.append) == "roads"
    assert called == ["roads"]
    assert caplog.messages == ["The road computation is being compiled for this machine: once, for about ten seconds."]


def test_code_that_was_left_half_compiled_is_announced_again(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        loaded(folder, interrupted)
    caplog.clear()
    loaded(folder, lambda: "search")
    assert "being compiled" in caplog.text


def test_who_comes_while_another_compiles_waits_for_it(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    first, second = Compilation(), Compilation()
    threads = [threading.Thread(target=loaded, args=(folder, work)) for work in (first, second)]
    threads[0].start()
    assert first.begun.wait(30)
    threads[1].start()
    while "waiting for it" not in caplog.text:
        assert threads[1].is_alive()
        time.sleep(0.01)
    assert second.times == 0
    second.let_go.set()
    first.let_go.set()
    for thread in threads:
        thread.join(30)
    assert (first.times, second.times) == (1, 1)
    assert caplog.text.count("being compiled for this machine") == 1


def test_a_new_version_removes_those_that_nobody_used_for_thirty_days(folder: Path) -> None:
    old = unused_for(folder.with_name(OTHER), UNUSED_S + 60)
    loaded(folder, lambda: "search")
    assert folder.exists()
    assert not old.exists()


def test_what_somebody_may_still_use_and_what_is_not_ours_stays(folder: Path) -> None:
    recent = unused_for(folder.with_name(OTHER), UNUSED_S - 60)
    foreign = [unused_for(folder.with_name(name), 2 * UNUSED_S) for name in ("search", "search-notes", "numba")]
    unused_for(folder, 2 * UNUSED_S)
    remove_unused(folder)
    assert all(kept.exists() for kept in (recent, folder, *foreign))


def test_beside_a_temporary_folder_nothing_is_removed(tmp_path: Path) -> None:
    old = unused_for(tmp_path / OTHER, 2 * UNUSED_S)
    temporary = tmp_path / "field-dispatch-x1"
    temporary.mkdir()
    loaded(temporary, lambda: "search")
    assert old.exists()


def test_use_is_noted_so_that_no_other_version_removes_it(folder: Path) -> None:
    loaded(folder, lambda: "search")
    unused_for(folder, 2 * DAY_S)
    loaded(folder, lambda: "search")
    assert time.time() - folder.stat().st_mtime < DAY_S
