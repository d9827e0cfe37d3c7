"""What the demo tells at its end: what came in, what needs attention, the plan, the files, and what to do next."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from api.cli.loading import Kind
from api.cli.output import plain, print_table, say, table
from api.cli.plan_tables import print_head, print_unassigned, routes_table, terms_table
from api.cli.session import actor
from api.wiring import Wiring
from data.files.export_plan import FORMATS
from data.files.wording import long_day
from dispatch.intake import IntakeReport
from dispatch.plan_view import PlanView

SHOWN_UNASSIGNED = 8


def print_came_in(reports: Mapping[Kind, IntakeReport], home: Path) -> None:
    """Say what became of every row."""
    made = table(f"Came in ({plain(home)})", "What", ">Rows", ">New", ">Changed", ">Known", ">Rejected", ">Attention")
    for kind, report in reports.items():
        counts = (len(report.outcomes), report.added, report.updated, report.unchanged, len(report.rejected))
        made.add_row(str(kind), *(str(count) for count in counts), str(len(report.needs_attention)))
    print_table(made)


def print_result(wiring: Wiring, view: PlanView, files: Sequence[Path], out: Path) -> None:
    """Say what needs a person, show the plan, name the files and what to do next."""
    _print_attention(wiring)
    say(f"[bold]{long_day(view.plan.horizon.first_day)}[/]")
    print_head(view)
    if view.routes:
        print_table(routes_table(view))
    print_unassigned(view, SHOWN_UNASSIGNED)
    _print_other_days(wiring, view)
    print_table(terms_table(view))
    for note in view.plan.notes:
        say(f"Note: {plain(note)}")
    _print_files(files, out)
    _print_next(wiring, files)


def _print_attention(wiring: Wiring) -> None:
    with wiring.unit_of_work(actor(), read_only=True) as uow:
        waiting = uow.requests.page(limit=50, needs_attention=True).items
    if not waiting:
        say("No address needs attention.")
        return
    made = table(f"Addresses that need a person ({len(waiting)})", "Request", "Address", "Why")
    for request in waiting:
        why = " ".join(issue.cause for issue in request.attention)
        made.add_row(plain(request.external_id or request.id), plain(request.address), plain(why))
    print_table(made)


def _print_other_days(wiring: Wiring, view: PlanView) -> None:
    plan = view.plan
    considered = {stop.visit_id for stop in plan.stops} | {left_out.visit_id for left_out in plan.unassigned}
    with wiring.unit_of_work(actor(), read_only=True) as uow:
        others = sum(visit.id not in considered for visit in uow.visits.open())
    if others:
        say(f"{others} open visits belong to other days: their part has not arrived, or nobody is at home.")


def _print_files(files: Sequence[Path], out: Path) -> None:
    calendars = [path for path in files if path.suffix == ".ics"]
    made = table(f"Files in {plain(out)}", "File", "What it is")
    titles = {
        ".csv": "csv",
        ".json": "json",
        ".geojson": "geojson",
        "-sheets.html": "sheets",
        "-overview.html": "overview",
    }
    for path in files:
        for suffix, name in titles.items():
            if path.name.endswith(suffix) and path not in calendars:
                made.add_row(plain(path.name), FORMATS[name].title)
    if calendars:
        made.add_row(f"{len(calendars)} × .ics", FORMATS["ics"].title)
    print_table(made)


def _print_next(wiring: Wiring, files: Sequence[Path]) -> None:
    overview = next((path for path in files if path.name.endswith("overview.html")), None)
    home = "" if wiring.settings.home == Path("dispatch-data") else f"--home {wiring.settings.home} "
    say("[bold]Next[/]")
    if overview:
        say(f"  open {plain(overview)} in a browser: the day on one page")
    for command, what in (
        ("attention", "mend the addresses above"),
        ("plan --date 2026-11-23 --from latest", "plan again, staying close to this plan"),
        ("publish latest", "make it the plan that counts"),
        ("serve", "the same over HTTP"),
    ):
        say(f"  dispatch {plain(home)}{command}: {what}")
