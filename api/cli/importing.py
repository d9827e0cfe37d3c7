"""``dispatch import``: requests, technicians and shifts from CSV files."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.failures import FAILED
from api.cli.loading import COLUMNS, Kind, read_table, take_in
from api.cli.output import plain, print_issues, print_json, print_table, progress, say, stderr, table
from api.cli.session import actor, session_of
from api.lookahead import look_up_ahead
from dispatch.intake import IntakeReport

SHOWN_ROWS = 20


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import")(import_file)


def import_file(  # noqa: PLR0917 -- each is an option
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="CSV file; - reads standard input.", show_default=False)] = None,
    kind: Annotated[Kind | None, typer.Option(help="What it holds. Default: its headings tell.")] = None,
    columns: Annotated[bool, typer.Option("--columns", help="List the columns of each kind and stop.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; store nothing.")] = False,
    month_first: Annotated[bool, typer.Option("--month-first", help="03/04/2026 is the fourth of March.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Take requests, technicians or shifts in from a CSV file.

    Importing the same file twice changes nothing. Rows with faults are kept: see `dispatch rejected`.
    Exit code 1 when a row was rejected.

    Example: `dispatch import requests.csv`
    """
    if columns:
        _print_columns(kind)
        return
    if file is None:
        raise typer.BadParameter("Name a CSV file, or use --columns.", param_hint="FILE")
    source, found = read_table(file, kind)
    with session_of(context).wiring() as wiring, progress("{task.completed}/{task.total}") as bar:
        if found is Kind.REQUESTS and wiring.providers.asks_services:
            asking = bar.add_task("Looking addresses up", total=len(source.rows))
            look_up_ahead(
                wiring,
                source.rows,
                day_first=not month_first,
                on_progress=lambda done, total: bar.update(asking, completed=done, total=total),
            )
        task = bar.add_task(f"Importing {found}", total=len(source.rows))
        with wiring.unit_of_work(actor()) as uow:
            report = take_in(
                wiring,
                uow,
                source,
                found,
                file.name,
                day_first=not month_first,
                on_progress=lambda done, total: bar.update(task, completed=done, total=total),
            )
            zone = wiring.policy(uow).zone
            if not dry_run:
                uow.commit()
    if as_json:
        print_json(report_object(report))
    else:
        print_issues(source.warnings + report.warnings, "Warnings")
        print_report(report, found, dry_run=dry_run)
        if found is not Kind.TECHNICIANS:
            say(f"Times without an offset were read in {zone}, the policy's zone.")
    if report.rejected:
        raise typer.Exit(FAILED)


def report_object(report: IntakeReport) -> dict[str, object]:
    """Give a report as JSON values."""
    return {
        "rows": len(report.outcomes),
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "rejected": [
            {
                "id": row.id,
                "row": row.row_number,
                "issues": [{"code": i.code, "path": i.path, "cause": i.cause, "action": i.action} for i in row.issues],
            }
            for row in report.rejected
        ],
        "needs_attention": list(report.needs_attention),
        "warnings": [{"code": i.code, "path": i.path, "cause": i.cause, "action": i.action} for i in report.warnings],
    }


def print_report(report: IntakeReport, kind: Kind, *, dry_run: bool = False) -> None:
    """Say what became of the rows, rejected ones with their faults."""
    tense = " (dry run: nothing is stored)" if dry_run else ""
    counts = f"{report.added} added, {report.updated} updated, {report.unchanged} unchanged"
    say(f"[bold]{len(report.outcomes)} {kind}[/]: {counts}, {len(report.rejected)} rejected{tense}.")
    if report.needs_attention:
        count = len(report.needs_attention)
        say(f"{count} {'address needs' if count == 1 else 'addresses need'} attention: see `dispatch attention`.")
    if not report.rejected:
        return
    made = table("Rejected rows", ">Row", "Column", "Fault", "What to do")
    for row in report.rejected[:SHOWN_ROWS]:
        for issue in row.issues:
            made.add_row(str(row.row_number), plain(issue.path), plain(issue.cause), plain(issue.action))
    print_table(made)
    if len(report.rejected) > SHOWN_ROWS:
        say(f"… and {len(report.rejected) - SHOWN_ROWS} more rows.")
    if not dry_run:
        say("They are kept: `dispatch rejected export FILE` writes them with their faults, to mend and import again.")


def _print_columns(kind: Kind | None) -> None:
    for each, columns in COLUMNS.items():
        if kind in {None, each}:
            made = table(f"Columns of {each}", "Column", "Needed", "Meaning", "Example")
            for column in columns:
                needed = "yes" if column.required else ""
                made.add_row(column.name, needed, plain(column.meaning), plain(column.example))
            print_table(made)
    stderr().print("Headings in other languages and spellings are understood; columns may stand in any order.")
