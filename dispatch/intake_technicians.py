"""Takes technicians in, with their homes and stations."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dispatch.identity import new_id
from dispatch.intake_batch import Batch, Drafted
from dispatch.intake_cells import Cells, boolean, identifier, levels, line, whole_number
from dispatch.intake_columns import TECHNICIAN_COLUMNS
from dispatch.intake_places import Finder, finder_for
from dispatch.intake_row import IntakeReport, Row, RowResult, derived_id
from dispatch.place import Address, Place
from dispatch.policy import Policy
from dispatch.ports import Clock, Geocoder, UnitOfWork
from dispatch.technician import Station, Technician
from solver.issue import Issue

WIDEST_RADIUS_KM = 20_000
"""Half the way around the earth."""


@dataclass(frozen=True, slots=True)
class TechnicianDraft:
    """What a row says of a technician; fields without a column are missing, so that they stay as they are."""

    fields: Mapping[str, Any]
    home: Place | None
    home_address: Address | None
    station: str
    station_place: Place | None
    station_radius_m: int | None


def receive_technicians(
    uow: UnitOfWork,
    rows: Iterable[Row],
    *,
    source: str,
    geocoder: Geocoder,
    policy: Policy,
    clock: Clock,
    on_progress: Callable[[int, int], None] | None = None,
) -> IntakeReport:
    """Take rows of technicians in; the caller commits.

    A home that can't be found is a warning: the technician is kept without one. A station is made when a row gives
    its coordinates; a row with an unknown station and no coordinates is rejected.
    """
    batch: Batch[TechnicianDraft] = Batch("technician", source)
    batch.read(rows, TECHNICIAN_COLUMNS, lambda cells: parse_technician(cells, policy))
    known = uow.technicians.by_external_ids(drafted.external_id for drafted in batch.drafted)
    finder = finder_for(uow, geocoder, clock, policy)
    stations = _stored_stations(uow, batch)
    for done, drafted in enumerate(batch.drafted, start=1):
        before = known.get(drafted.external_id)
        _take_in(uow, batch, drafted, before=before, stations=stations, finder=finder)
        if on_progress is not None:
            on_progress(done, len(batch.drafted))
    return batch.finish(uow, clock.now())


def parse_technician(
    cells: Mapping[str, object], policy: Policy
) -> tuple[TechnicianDraft, str, tuple[Issue, ...], tuple[Issue, ...]]:
    """Read one row, cells by column name; returns draft, external id, faults and warnings."""
    reader = Cells(cells)
    reader.require("external_id", "T-3")
    reader.require("name", "Grace Hopper")
    external_id = reader.read("external_id", identifier, "") or derived_id(cells)
    readers: dict[str, tuple[Callable[[object], Any], Any]] = {
        "name": (line, ""),
        "skills": (levels, {}),
        "proficiency": (lambda value: {policy.product_name(p): n for p, n in levels(value).items()}, {}),
        "phone": (line, ""),
        "active": (boolean, True),
    }
    fields = {name: reader.read(name, parse, default) for name, (parse, default) in readers.items() if name in reader}
    home_address = None
    if "home_address" in reader:
        city, postcode = reader.read("city", line, ""), reader.read("postcode", line, "")
        home_address = Address(reader.read("home_address", line, ""), city, postcode)
    radius_km = reader.read("station_radius_km", whole_number(1, WIDEST_RADIUS_KM), 0)
    draft = TechnicianDraft(
        fields=fields,
        home=reader.place(),
        home_address=home_address,
        station=reader.read("station", identifier, ""),
        station_place=reader.place("station_lat", "station_lon"),
        station_radius_m=radius_km * 1000 or None,
    )
    return draft, external_id, tuple(reader.issues), tuple(reader.warnings)


def _stored_stations(uow: UnitOfWork, batch: Batch[TechnicianDraft]) -> dict[str, Station]:
    """Return stations by name and id, after adding those with coordinates and changing those that rows change."""
    stations = {station.name: station for station in uow.stations.all()}
    for draft in (drafted.draft for drafted in batch.drafted):
        before = stations.get(draft.station)
        if before is None and draft.station and draft.station_place is not None:
            stations[draft.station] = Station(new_id("sta"), draft.station, draft.station_place, draft.station_radius_m)
            uow.stations.add(stations[draft.station])
        elif before is not None:
            place, radius_m = draft.station_place or before.place, draft.station_radius_m or before.service_radius_m
            uow.stations.save(replace(before, place=place, service_radius_m=radius_m), action="imported")
            stations[draft.station] = uow.stations.get(before.id)
    return stations | {station.id: station for station in stations.values()}


def _take_in(
    uow: UnitOfWork,
    batch: Batch[TechnicianDraft],
    drafted: Drafted[TechnicianDraft],
    *,
    before: Technician | None,
    stations: Mapping[str, Station],
    finder: Finder,
) -> None:
    draft = drafted.draft
    if draft.station and draft.station not in stations:
        batch.reject(drafted, _unknown_station(draft.station, stations))
        return
    blank = before or Technician(new_id("tec"), drafted.external_id, "")
    fields = dict(draft.fields)
    if draft.station:
        fields["station_id"] = stations[draft.station].id
    after = replace(blank, **fields, **_home(batch, drafted, blank, finder))
    if before is None:
        uow.technicians.add(after)
        batch.accept(drafted, RowResult.ADDED, after.id)
    elif after == before:
        batch.accept(drafted, RowResult.UNCHANGED, after.id)
    else:
        uow.technicians.save(after, action="imported")
        batch.accept(drafted, RowResult.UPDATED, after.id)


def _home(
    batch: Batch[TechnicianDraft], drafted: Drafted[TechnicianDraft], blank: Technician, finder: Finder
) -> dict[str, Any]:
    """Find the home where the row gives one that is not known yet."""
    draft = drafted.draft
    text = str(draft.home_address) if draft.home_address else blank.home_address
    if draft.home is not None:
        return {"home": draft.home, "home_address": text}
    if draft.home_address is None or (text == blank.home_address and blank.home is not None):
        return {}
    if not text:
        return {"home": None, "home_address": ""}
    found = finder.find(draft.home_address)
    batch.warn(
        drafted, (replace(i, path="home_address", action="Give lat and lon of the home.") for i in found.attention)
    )
    return {"home": found.geocode.place if found.geocode else None, "home_address": text}


def _unknown_station(name: str, stations: Mapping[str, Station]) -> Issue:
    known = ", ".join(sorted({station.name for station in stations.values()})) or "none"
    cause = f"There is no station {name!r} (known: {known})."
    return Issue("unknown_station", "station", cause, "Correct it, or add station_lat and station_lon to make it.")
