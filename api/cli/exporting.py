"""``dispatch export``: a plan as files."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from api.cli.output import plain, say, write_file
from api.cli.plan_refs import HELP, find_plan
from api.cli.planning import view_of
from api.cli.session import actor, session_of
from data.files.export_plan import FORMATS, export_plan, only_technician, ready_for
from dispatch.plan_view import PlanView

Format = StrEnum("Format", {name.upper(): name for name in FORMATS})  # type: ignore[misc]  # made from one table


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("export")(export)


def export(
    context: typer.Context,
    plan: Annotated[str, typer.Argument(metavar="PLAN", help=HELP)] = "latest",
    formats: Annotated[
        list[Format], typer.Option("--format", "-f", help="One or several times. Default: overview.")
    ] = [],  # noqa: B006 -- typer copies it
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder, file, or - for standard output.")] = Path(),
    technician: Annotated[str | None, typer.Option(help="Only this technician's routes (id or external id).")] = None,
) -> None:
    """Write a plan as csv, json, geojson, ics (one calendar a technician), sheets or overview (HTML pages).

    With -o naming a file (it has a suffix), that format's only file gets that name; otherwise -o is a folder.

    Example: `dispatch export 2026-11-23 --format overview --format sheets -o monday`
    """
    with session_of(context).wiring() as wiring:
        with wiring.unit_of_work(actor(), read_only=True) as uow:
            found = find_plan(uow, plan)
            technician_id = uow.technicians.get(technician).id if technician else None
        view = view_of(wiring, found)
        chosen = only_technician(view, technician_id) if technician_id else view
        wanted = formats or [Format("overview")]
        chosen = ready_for(chosen, map(str, wanted), wiring.travel_times)
    for path in write_exports(chosen, wanted, out):
        say(f"Written: {plain(path)}")


def write_exports(view: PlanView, formats: list[Format], out: Path) -> list[Path]:
    """Write each format and return the files written; none for standard output."""
    files = [file for name in formats for file in export_plan(view, str(name))]
    if str(out) == "-" or (out.suffix and not out.is_dir()):
        if len(files) != 1:
            msg = f"These are {len(files)} files; name a folder with -o."
            raise typer.BadParameter(msg, param_hint="-o")
        write_file(out, files[0].content)
        return [] if str(out) == "-" else [out]
    for file in files:
        write_file(out / file.name, file.content)
    return [out / file.name for file in files]
