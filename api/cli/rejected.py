"""``dispatch rejected``: rows that could not be taken in, kept until they are mended."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from api.cli.loading import Kind
from api.cli.output import plain, print_json, print_table, say, table, write_file
from api.cli.session import actor, session_of
from data.files.rejected_csv import rejected_rows_csv
from dispatch.ports import UnitOfWork
from dispatch.rejected_row import RejectedRow

PAGE = 500

group = typer.Typer(help="Rows that could not be taken in, kept until they are mended.", no_args_is_help=True)

OfKind = Annotated[Kind, typer.Option("--kind", help="Rows of which kind of file.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="rejected")


@group.command("list")
def list_rows(
    context: typer.Context,
    kind: Annotated[Kind | None, typer.Option(help="Rows of which kind of file. Default: all.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List rejected rows with their faults.

    Example: `dispatch rejected list`
    """
    with session_of(context).wiring() as wiring, wiring.unit_of_work(actor(), read_only=True) as uow:
        rows = list(_rows(uow, kind))
    if as_json:
        print_json([_as_object(row) for row in rows])
        return
    if not rows:
        say("No row waits to be mended.")
        return
    made = table(f"Rejected rows ({len(rows)})", "Kind", "File", ">Row", "Column", "Fault", "What to do")
    for row in rows:
        for issue in row.issues:
            where = (row.kind, plain(row.source), str(row.row_number))
            made.add_row(*where, plain(issue.path), plain(issue.cause), plain(issue.action))
    print_table(made)


@group.command("export")
def export_rows(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="CSV file to write; - writes standard output.")],
    kind: OfKind = Kind.REQUESTS,
) -> None:
    """Write rejected rows with their faults as CSV, to mend in a spreadsheet and import again.

    Example: `dispatch rejected export mend.csv`, edit it, `dispatch import mend.csv`
    """
    with session_of(context).wiring() as wiring, wiring.unit_of_work(actor(), read_only=True) as uow:
        rows = list(_rows(uow, kind))
    if not rows:
        say(f"No row of {kind} waits to be mended; nothing is written.")
        return
    write_file(file, rejected_rows_csv(rows))
    if str(file) != "-":
        say(f"{len(rows)} rows are in {plain(file)}. Mend them and run `dispatch import {plain(file)}`.")


def _rows(uow: UnitOfWork, kind: Kind | None) -> Iterator[RejectedRow]:
    cursor: str | None = None
    while True:
        page = uow.rejected_rows.page(limit=PAGE, after=cursor, kind=kind.value.removesuffix("s") if kind else None)
        yield from page.items
        cursor = page.next_cursor
        if cursor is None:
            return


def _as_object(row: RejectedRow) -> dict[str, object]:
    issues = [{"code": i.code, "path": i.path, "cause": i.cause, "action": i.action} for i in row.issues]
    return {
        "id": row.id,
        "kind": row.kind,
        "source": row.source,
        "row": row.row_number,
        "fields": dict(row.fields),
        "issues": issues,
    }
