"""Puts the commands together and turns errors into sentences and exit codes."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from api.cli import (
    addresses,
    attention,
    city,
    city_hours,
    demo,
    exporting,
    importing,
    pinning,
    planning,
    plans,
    policy,
    rejected,
    runs,
    serving,
    stateless,
    tokens,
)
from api.cli.failures import INTERRUPTED, report
from api.cli.session import Session
from api.version import program_version

app = typer.Typer(
    name="dispatch",
    help="From repair requests to a day plan that keeps its promises.",
    epilog="Exit codes: 0 done, 1 not done or faults found, 2 wrong usage. Start with `dispatch demo`.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)

_DEBUGGING = "--debug"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and leave with its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        Default: the process's own.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        app(given, prog_name="dispatch")
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        if _DEBUGGING in given:
            raise
        sys.exit(report(error))


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"dispatch {program_version()}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    home: Annotated[
        Path | None, typer.Option(help="Folder of the data. Default: DISPATCH_HOME, then ./dispatch-data.")
    ] = None,
    debug: Annotated[bool, typer.Option(_DEBUGGING, help="Show tracebacks.")] = False,
    _: Annotated[bool, typer.Option("--version", help="Show the version.", callback=_version, is_eager=True)] = False,
) -> None:
    """From repair requests to a day plan that keeps its promises."""
    context.obj = Session(home, debug)


for module in (
    demo,
    importing,
    rejected,
    addresses,
    city,
    city_hours,
    attention,
    policy,
    planning,
    plans,
    pinning,
    runs,
    exporting,
    serving,
    tokens,
    stateless,
):
    module.register(app)
