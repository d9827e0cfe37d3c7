"""What can be configured, by environment variables ``DISPATCH_<NAME>``; read when a program starts, never at import."""

import json
import os
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from api.travel_service import TravelServiceForm
from data.maps.service_settings import Provider, ServiceSettings

PREFIX = "DISPATCH_"
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


class SettingsError(ValueError):
    """A setting makes no sense; the message names its variable, the value and what is expected."""


def _decoded(value: Any) -> Any:  # noqa: ANN401 -- what the environment or a caller gives
    try:
        return json.loads(value) if isinstance(value, str) else value
    except json.JSONDecodeError as error:
        msg = f"not JSON: {error}"
        raise ValueError(msg) from error


def _known_zone(zone: str | None) -> str | None:
    if zone is not None and zone not in available_timezones():
        msg = f"{zone!r} is not an IANA time zone such as America/New_York"
        raise ValueError(msg)
    return zone


def _split(value: Any) -> Any:  # noqa: ANN401 -- what the environment or a caller gives
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


class GeocoderSettings(BaseModel):
    """One geocoding provider of the chain; they are asked in the order given until one answers well enough.

    Parameters
    ----------
    provider : str
        ``address_table`` is the embedded one and takes no other setting; the others ask a service on the network, and
        their settings are those of ``data.maps.service_settings.ServiceSettings``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    provider: Literal["address_table", "nominatim", "photon", "google", "baidu", "amap"]
    domain: str = ""
    scheme: str = "https"
    api_key: str = Field(default="", repr=False)
    user_agent: str = "field-dispatch"
    timeout_s: float = 5.0
    min_delay_s: float | None = None
    retries: int = 2
    backoff_s: float = 1.0
    language: str = ""
    country: str = ""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.provider != "address_table":
            self.service()
        return self

    def service(self) -> ServiceSettings:
        """Return the settings of the service; raises ValueError with every fault."""
        return ServiceSettings(Provider(self.provider), **self.model_dump(exclude={"provider"}))


class Settings(BaseModel):
    """Everything that can be configured; each field is the variable ``DISPATCH_<FIELD>`` in upper case.

    Parameters
    ----------
    home : Path
        Folder of the database, the address table and the cities. Default ``dispatch-data`` in the working directory.
    database_url : str
        SQLAlchemy address of the database. Default: the SQLite file ``dispatch.db`` in ``home``.
    address_table : Path
        File of the address table. Default: ``addresses.db`` in ``home``.
    city : str or None
        City whose addresses and roads are used, one that ``dispatch city add`` has built; ``none`` uses none. Default:
        the one that ``dispatch city use`` has chosen, else the only one, else none.
    geocoders : tuple of GeocoderSettings
        JSON list of providers, asked in order. Default: the address table only, and the city's.
    geocode_max_age_days : float
        How long a provider's answer is remembered, days. Default 180.
    travel_settings : Path or None
        TOML file of detour and speeds, for planning without a city. Default ``None``: the numbers that ship with the
        package.
    travel_service : TravelServiceForm or None
        JSON object that names an OSRM or Valhalla server. Default ``None``: travel times need no network.
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
    stateless_max_seconds : float
        Longest search that ``POST /v1/solve`` may ask for, seconds. Default 30.
    stateless_max_visits : int
        Most visits that ``POST /v1/solve`` and ``POST /v1/check`` take. Default 1000.
    max_body_mb : float
        Largest body of a call, megabytes. Default 32: a bulk of 10,000 requests fits.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path = Path("dispatch-data")
    database_url: str = Field(default_factory=lambda known: f"sqlite:///{known['home'] / 'dispatch.db'}", min_length=1)
    address_table: Path = Field(default_factory=lambda known: known["home"] / "addresses.db")
    city: str | None = Field(default=None, min_length=1)
    geocoders: Annotated[tuple[GeocoderSettings, ...], BeforeValidator(_decoded), Field(min_length=1)] = (
        GeocoderSettings(provider="address_table"),
    )
    geocode_max_age_days: float = Field(default=180, gt=0)
    travel_settings: Path | None = None
    travel_service: Annotated[TravelServiceForm | None, BeforeValidator(_decoded)] = None
    zone: Annotated[str | None, AfterValidator(_known_zone)] = None
    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=8000, ge=0, le=65535)
    allowed_hosts: Annotated[tuple[str, ...], BeforeValidator(_split)] = ()
    require_tokens: bool = False
    solver_workers: int = Field(default=1, ge=0, le=64)
    stateless_max_seconds: float = Field(default=30, gt=0)
    stateless_max_visits: int = Field(default=1000, gt=0)
    max_body_mb: float = Field(default=32, gt=0)

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
    variables = {name: PREFIX + name.upper() for name in Settings.model_fields}
    values: dict[str, object] = {
        name: environment[variable] for name, variable in variables.items() if variable in environment
    }
    try:
        return Settings.model_validate(values | changes)
    except ValidationError as error:
        faults = (_sentence(fault["loc"], fault["msg"], fault["input"]) for fault in error.errors())
        raise SettingsError("\n".join(faults)) from error


def _sentence(loc: tuple[int | str, ...], message: str, value: object) -> str:
    variable = PREFIX + str(loc[0]).upper()
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc[1:])
    secret = where.endswith(".api_key") or isinstance(value, (dict, BaseModel))
    shown = "" if secret else f" ({value!r})"
    return f"{variable}{where}{shown}: {message.removeprefix('Value error, ')}. See api/README.md for what it may be."
