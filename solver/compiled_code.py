"""The folder of compiled code: one process compiles while others wait, and earlier versions are cleared away."""

import logging
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from shutil import rmtree
from typing import TypeVar

if sys.platform != "win32":
    import fcntl

T = TypeVar("T")

DAY_S = 86_400
UNUSED_S = 30 * DAY_S
"""A version that nobody has loaded for so long is taken for abandoned."""

VERSION_FOLDER = re.compile(r"search-[0-9a-f]{16}")
"""What a folder of one version is called; nothing else is ever removed."""

log = logging.getLogger(__name__)


def loaded(
    folder: Path,
    load: Callable[[], T],
    what: str = "The search",
    takes: str = "25 seconds",
    compile_: Callable[[T], None] | None = None,
) -> T:
    """Load what keeps its compiled code in a folder; whoever comes first compiles it, the others wait.

    Parameters
    ----------
    folder : Path
        Exists and may be written to.
    load : callable
        Imports the code; finds it compiled, or compiles it.
    what, takes : str
        Told when it is compiled.
    compile_ : callable, optional
        Compiles what has been loaded. ``None``: loading did.
    """
    mark = folder / f"complete-{sys.implementation.cache_tag}-numba-{version('numba')}"
    if mark.exists():
        _touch(folder)
        return load()
    with _alone(folder, what):
        if mark.exists():
            return load()
        log.warning("%s is being compiled for this machine: once, for about %s.", what, takes)
        begin = time.monotonic()
        result = load()
        if compile_ is not None:
            compile_(result)
        log.info("%s is compiled: %.0f s.", what, time.monotonic() - begin)
        with suppress(OSError):
            mark.touch()
    remove_unused(folder)
    return result


def remove_unused(folder: Path) -> None:
    """Remove the folders beside this one that hold other versions and that no process has used for thirty days.

    Parameters
    ----------
    folder : Path
        The version in use; where it is not named like one (a temporary folder), nothing is removed.
    """
    if not VERSION_FOLDER.fullmatch(folder.name):
        return
    for other in folder.parent.iterdir():
        if other != folder and VERSION_FOLDER.fullmatch(other.name) and _age(other) > UNUSED_S:
            log.info("Removing compiled code of an earlier version: %s", other)
            rmtree(other, ignore_errors=True)


def _touch(folder: Path) -> None:
    """Note the use of a folder, once a day."""
    if _age(folder) > DAY_S:
        with suppress(OSError):
            os.utime(folder)


def _age(folder: Path) -> float:
    """Seconds since the last use; 0 where that can't be told."""
    try:
        return time.time() - folder.stat().st_mtime
    except OSError:
        return 0.0


@contextmanager
def _alone(folder: Path, what: str) -> Iterator[None]:
    """Keep other processes and threads out; where the file system has no locks, two may compile the same at once."""
    with (folder / "lock").open("w") as file:
        if sys.platform != "win32":
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                log.warning("%s is being compiled by another process: waiting for it.", what)
                fcntl.flock(file, fcntl.LOCK_EX)
            except OSError:
                log.debug("no locks in %s", folder)
        yield
