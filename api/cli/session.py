"""What every command starts from: the settings, the parts behind them, and who is acting."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import typer

from api.settings import Settings, load_settings
from api.wiring import Wiring, wire
from dispatch.ports import Clock


@dataclass(frozen=True, slots=True)
class Session:
    """The global options.

    Parameters
    ----------
    home : Path or None
        Folder of the data; ``None`` leaves it to ``DISPATCH_HOME`` and its default.
    debug : bool
        Show tracebacks.
    """

    home: Path | None = None
    debug: bool = False

    def settings(self, **changes: object) -> Settings:
        """Read the settings, options before environment."""
        given = changes if self.home is None else changes | {"home": self.home}
        return load_settings(None, **given)

    @contextmanager
    def wiring(self, clock: Clock | None = None, **changes: object) -> Iterator[Wiring]:
        """Put the parts together, with the database at the newest schema.

        Parameters
        ----------
        clock : Clock, optional
            Default: the machine's own.
        **changes
            Settings that take precedence over the environment.
        """
        wiring = wire(self.settings(**changes), clock)
        try:
            wiring.store.upgrade()
            yield wiring
        finally:
            wiring.close()


def session_of(context: typer.Context) -> Session:
    """Return the session of a command."""
    session = context.find_object(Session)
    return session if session is not None else Session()


def actor() -> str:
    """Name who is at the keyboard, for the history."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "command line"
