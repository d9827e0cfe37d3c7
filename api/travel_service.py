"""The setting ``DISPATCH_TRAVEL_SERVICE``, and the travel times that it asks for."""

from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from data.maps.fallback_times import FallbackTimes
from data.maps.matrix_cache import CachedBlocks
from data.maps.matrix_file import MatrixFile
from data.maps.service_times import ServiceBlocks, ServiceTimes, client_of
from data.maps.travel_service_settings import FREE_FLOW, HourFactor, TravelServiceKind, TravelServiceSettings
from dispatch.ports import Clock, TravelTimes

CACHE_NAME = "travel-cache.db"


class HourForm(BaseModel):
    """From a time of the day on, ways take ``factor`` times as long as by free flow."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True)

    start: str = Field(alias="from", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    factor: float

    def read(self) -> HourFactor:
        """Give it in seconds."""
        hours, minutes = self.start.split(":")
        return HourFactor(3600 * int(hours) + 60 * int(minutes), self.factor)


class TravelServiceForm(BaseModel):
    """A travel-time service on the network.

    Parameters
    ----------
    fallback : bool
        While it fails, plan with the method that would be used without it, and say so in the plan's notes.

    The other fields are those of ``data.maps.travel_service_settings.TravelServiceSettings``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["osrm", "valhalla"]
    url: str
    profile: str = ""
    timeout_s: float = 10.0
    retries: int = 2
    backoff_s: float = 0.5
    table_limit: int | None = None
    hours: tuple[HourForm, ...] = ()
    fallback: bool = True

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        self.service()
        return self

    def service(self) -> TravelServiceSettings:
        """Return the settings of the service; raises ValueError with every fault."""
        plain = self.model_dump(exclude={"kind", "hours", "fallback"})
        hours = tuple(hour.read() for hour in self.hours) or FREE_FLOW
        return TravelServiceSettings(TravelServiceKind(self.kind), hours=hours, **plain)


def with_service(form: TravelServiceForm | None, home: Path, clock: Clock, otherwise: TravelTimes) -> TravelTimes:
    """Put a service before the method that needs none; what it answers is kept in the home."""
    if form is None:
        return otherwise
    settings = form.service()
    client = client_of(settings)
    blocks = CachedBlocks(ServiceBlocks(client, settings.side), MatrixFile(home / CACHE_NAME, clock))
    times = ServiceTimes(client, blocks, settings.hours)
    return FallbackTimes(times, otherwise) if form.fallback else times
