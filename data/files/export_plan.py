"""Every way a plan leaves the house: one name per format, each giving one or several files."""

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import cast

from data.files.export_csv import plan_csv
from data.files.export_geojson import plan_geojson
from data.files.export_json import plan_json
from data.files.export_overview import plan_overview
from data.files.export_sheets import route_sheets
from dispatch.errors import NotFoundError
from dispatch.plan_view import PlanView, kpis_of
from dispatch.ports import TravelTimes
from dispatch.ways import with_ways


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One file, ready to write or to send; ``name`` has no folder."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """One format; ``files_of`` gives file name and text of each file, ``draws`` tells whether it has maps."""

    title: str
    media_type: str
    files_of: Callable[[PlanView, str], Mapping[str, str]]
    draws: bool = False


def _single(render: Callable[[PlanView], str], suffix: str) -> Callable[[PlanView, str], Mapping[str, str]]:
    return lambda view, stem: {f"{stem}{suffix}": render(view)}


def _calendars(view: PlanView, stem: str) -> Mapping[str, str]:
    """Load the calendar library when it is needed: it takes longer than all other formats together."""
    render = import_module("data.files.export_ics").technician_calendars
    return cast("Mapping[str, str]", render(view, stem))


FORMATS: Mapping[str, ExportFormat] = {
    "csv": ExportFormat("one row a stop, for spreadsheets", "text/csv", _single(plan_csv, ".csv")),
    "json": ExportFormat("everything, for programs", "application/json", _single(plan_json, ".json")),
    "geojson": ExportFormat(
        "routes and stops, for maps", "application/geo+json", _single(plan_geojson, ".geojson"), draws=True
    ),
    "ics": ExportFormat("one calendar a technician", "text/calendar", _calendars),
    "sheets": ExportFormat("route sheets to print", "text/html", _single(route_sheets, "-sheets.html"), draws=True),
    "overview": ExportFormat("the day on one page", "text/html", _single(plan_overview, "-overview.html"), draws=True),
}


def export_plan(view: PlanView, name: str) -> tuple[ExportedFile, ...]:
    """Export a plan.

    Parameters
    ----------
    name : str
        One of ``FORMATS``.

    Raises
    ------
    NotFoundError
        When there is no such format.
    """
    if name not in FORMATS:
        msg = f"there is no export format {name!r}; choose one of these: {', '.join(FORMATS)}"
        raise NotFoundError(msg)
    chosen = FORMATS[name]
    files = chosen.files_of(view, stem_of(view))
    charset = "" if "json" in chosen.media_type else "; charset=utf-8"
    return tuple(ExportedFile(n, chosen.media_type + charset, text.encode()) for n, text in files.items())


def ready_for(view: PlanView, names: Iterable[str], travel_times: TravelTimes) -> PlanView:
    """Add the ways that routes take where one of the formats draws them and the method of travel knows them."""
    draws = any(FORMATS[name].draws for name in names if name in FORMATS)
    return with_ways(view, travel_times) if draws else view


def as_one_file(files: Sequence[ExportedFile], stem: str) -> ExportedFile:
    """Give the only file as it is, several (or none) as one ZIP archive.

    Parameters
    ----------
    stem : str
        The archive's name without its suffix.
    """
    if len(files) == 1:
        return files[0]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.writestr(zipfile.ZipInfo(file.name, (1980, 1, 1, 0, 0, 0)), file.content)
    return ExportedFile(f"{stem}.zip", "application/zip", buffer.getvalue())


def only_technician(view: PlanView, technician_id: str) -> PlanView:
    """Leave one technician's own routes, and nothing about anybody else."""
    routes = tuple(route for route in view.routes if route.technician.id == technician_id)
    plan = replace(view.plan, routes=tuple(route.route for route in routes), unassigned=(), terms={}, notes=())
    return replace(view, plan=plan, routes=routes, unassigned=(), kpis=kpis_of(plan))


def stem_of(view: PlanView) -> str:
    """Name a plan's files, e.g. ``plan-2026-11-23-r2``."""
    return f"plan-{view.plan.horizon.first_day}-r{view.plan.revision}"
