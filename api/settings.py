"""What can be configured, by environment variables ``DISPATCH_<NAME>``; read when a program starts, never at import."""

import json
import os
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

PREFIX = "DISPATCH_"
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


class SettingsError(ValueError):
    """A setting makes no sense; the message names its variable, the value and what is expected."""


def _decoded(value: Any) -> Any:  # noqa: ANN401 -- what the environment or a caller gives
    return json.loads(value) if isinstance(value, str) else value


def _known_zone(zone: str | None) -> str | None:
    if zone is not None and zone not in available_timezones():
        msg = f"{zone!r} is not an IANA time zone such as America/New_York"
        raise ValueError(msg)
    return zone


def _split(value: Any) -> Any:  # noqa: ANN401 -- what the environment or a caller gives
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


class GeocoderSettings(BaseModel):
    """One geocoding provider of the chain; they are asked in the order given.

    Parameters
    ----------
    provider : str
        ``address_table`` is the embedded one; the others ask a service on the network.
    key : str
        The service's API key; empty where it wants none.
    url : str
        Base address of the service; empty for the provider's public one.
    user_agent : str
        How we introduce ourselves; Nominatim and Photon want the operator's contact in it.
    seconds_between : float
        Least pause between two requests, seconds.
    timeout_s : float
        How long to wait for one answer, seconds.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    provider: Literal["address_table", "nominatim", "photon", "google", "baidu", "amap"]
    key: str = ""
    url: str = ""
    user_agent: str = "field-dispatch"
    seconds_between: float = Field(default=1.0, ge=0)
    timeout_s: float = Field(default=10.0, gt=0)


class Settings(BaseModel):
    """Everything that can be configured; each field is the variable ``DISPATCH_<FIELD>`` in upper case.

    Parameters
    ----------
    home : Path
        Folder of the database and the address table. Default ``dispatch-data`` in the working directory.
    database_url : str
        SQLAlchemy address of the database. Default: the SQLite file ``dispatch.db`` in ``home``.
    address_table : Path
        File of the address table. Default: ``addresses.db`` in ``home``.
    geocoders : tuple of GeocoderSettings
        JSON list of providers, asked in order. Default: the address table only.
    geocode_max_age_days : float
        How long a provider's answer is remembered, days. Default 180.
    travel_settings : Path or None
        TOML file of detour and speeds. Default ``None``: the numbers that ship with the package.
    zone : str or None
        IANA time zone of the area. Default ``None``: the one in the active policy.
    host, port
        Where the server listens. Default 127.0.0.1, 8000.
    allowed_hosts : tuple of str
        Names under which the server may be called, separated by commas. Default: those of the loopback when it listens
        there, any name otherwise. Naming another (a reverse proxy's) makes tokens required.
    require_tokens : bool
        Ask for a token even on the loopback. Default false.
    solver_workers : int
        Processes that work on solve runs, 0 to 64. Default 1; 0 leaves the runs to other servers.
    max_solve_seconds : float
        Longest search that a solve run may ask for, seconds. Default 3600.
    stateless_max_seconds : float
        Longest search that ``POST /v1/solve`` may ask for, seconds. Default 30.
    stateless_max_visits : int
        Most visits that ``POST /v1/solve`` and ``POST /v1/check`` take. Default 1000.
    max_body_mb : float
        Largest body of a call, megabytes. Default 32: a bulk of 10,000 requests fits.
    run_stale_s : float
        A run without a sign of life for so many seconds is taken up again. Default 30.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path = Path("dispatch-data")
    database_url: str = Field(default_factory=lambda known: f"sqlite:///{known['home'] / 'dispatch.db'}", min_length=1)
    address_table: Path = Field(default_factory=lambda known: known["home"] / "addresses.db")
    geocoders: Annotated[tuple[GeocoderSettings, ...], BeforeValidator(_decoded)] = (
        GeocoderSettings(provider="address_table"),
    )
    geocode_max_age_days: float = Field(default=180, gt=0)
    travel_settings: Path | None = None
    zone: Annotated[str | None, AfterValidator(_known_zone)] = None
    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=8000, ge=0, le=65535)
    allowed_hosts: Annotated[tuple[str, ...], BeforeValidator(_split)] = ()
    require_tokens: bool = False
    solver_workers: int = Field(default=1, ge=0, le=64)
    max_solve_seconds: float = Field(default=3600, gt=0)
    stateless_max_seconds: float = Field(default=30, gt=0)
    stateless_max_visits: int = Field(default=1000, gt=0)
    max_body_mb: float = Field(default=32, gt=0)
    run_stale_s: float = Field(default=30, gt=0)

    @property
    def on_loopback(self) -> bool:
        """Whether only programs on this machine can reach the server."""
        return is_loopback(self.host)

    @property
    def tokens_required(self) -> bool:
        """Whether every caller must show a token: someone from outside may be calling, or it was asked for."""
        return self.require_tokens or not self.on_loopback or not all(map(is_loopback, self.allowed_hosts))


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine only."""
    try:
        return host in LOOPBACK_NAMES or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def load_settings(environment: Mapping[str, str] | None = None, **changes: object) -> Settings:
    """Read the settings.

    Parameters
    ----------
    environment : mapping of str to str, optional
        Default: the process's own.
    **changes
        Fields that take precedence over the environment (command line options).

    Raises
    ------
    SettingsError
        Naming every variable that makes no sense.
    """
    environment = os.environ if environment is None else environment
    values: dict[str, object] = {
        name: environment[PREFIX + name.upper()] for name in Settings.model_fields if PREFIX + name.upper() in environment
    }
    try:
        return Settings.model_validate(values | changes)
    except ValidationError as error:
        raise SettingsError("\n".join(_sentence(fault["loc"], fault["msg"], fault["input"]) for fault in error.errors())) from error


def _sentence(loc: tuple[int | str, ...], message: str, value: object) -> str:
    variable = PREFIX + str(loc[0]).upper()
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc[1:])
    secret = where.endswith(".key") or isinstance(value, dict)
    shown = "" if secret else f" ({value!r})"
    return f"{variable}{where}{shown}: {message.removeprefix('Value error, ')}. See api/README.md for what it may be."
