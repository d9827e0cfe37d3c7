"""How commands speak: tables and sentences on standard output, progress and faults on standard error."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from dispatch.errors import InvalidInputError
from solver.issue import Issue

WIDTH_WITHOUT_TERMINAL = 120
SHOWN_ISSUES = 25


def stdout() -> Console:
    """Return a console on standard output; outside a terminal its width is fixed."""
    return _console(stderr=False)


def stderr() -> Console:
    """Return a console on standard error."""
    return _console(stderr=True)


def say(text: str) -> None:
    """Print a line; square brackets in it are markup."""
    stdout().print(text, soft_wrap=True)


def plain(text: object) -> str:
    """Protect a text that may hold square brackets."""
    return escape(str(text))


def print_json(value: object) -> None:
    """Print a value for programs."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def table(title: str, *columns: str) -> Table:
    """Start a table; a column whose name begins with ``>`` is set flush right."""
    made = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=0,
        show_edge=False,
    )
    for column in columns:
        number, heading = column.startswith(">"), column.removeprefix(">")
        made.add_column(
            heading, justify="right" if number else "left", overflow="fold", no_wrap=number, min_width=len(heading)
        )
    return made


def print_table(made: Table) -> None:
    """Print a table, set off by an empty line."""
    stdout().print()
    stdout().print(made)


def print_issues(issues: Sequence[Issue], title: str) -> None:
    """Print faults as a table on standard error: where, what, and how to mend it; nothing when there are none."""
    if not issues:
        return
    made = table(f"{title} ({len(issues)})", "Where", "What", "What to do")
    for issue in issues[:SHOWN_ISSUES]:
        made.add_row(plain(issue.path), plain(issue.cause), plain(issue.action))
    stderr().print(made)
    if len(issues) > SHOWN_ISSUES:
        stderr().print(f"… and {len(issues) - SHOWN_ISSUES} more.")


@contextmanager
def progress(*columns: str) -> Iterator[Progress]:
    """Show a bar on standard error while the block runs; nothing is drawn outside a terminal.

    Parameters
    ----------
    *columns : str
        Formats of further columns, e.g. ``{task.fields[cost]}``.
    """
    shown = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        *(TextColumn(column) for column in columns),
        TimeElapsedColumn(),
        console=stderr(),
        transient=True,
    )
    with shown:
        yield shown


def read_bytes(path: Path) -> bytes:
    """Read a file, ``-`` for standard input.

    Raises
    ------
    InvalidInputError
        When it can't be read, naming the reason.
    """
    if str(path) == "-":
        return sys.stdin.buffer.read()
    try:
        return path.read_bytes()
    except OSError as error:
        issue = Issue("unreadable_file", str(path), f"{error.strerror or error}.", "Check path and permissions.")
        raise InvalidInputError((issue,)) from error


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, and the folders above it; ``-`` is standard output.

    Raises
    ------
    InvalidInputError
        When it can't be written, naming the reason.
    """
    if str(path) == "-":
        sys.stdout.buffer.write(content)
        return
    half = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        half.write_bytes(content)
        half.replace(path)
    except OSError as error:
        with suppress(OSError):
            half.unlink()
        issue = Issue("unwritable_file", str(path), f"{error.strerror or error}.", "Choose another place with -o.")
        raise InvalidInputError((issue,)) from error


def json_bytes(value: Any) -> bytes:  # noqa: ANN401 -- any JSON value
    """Turn a value into indented JSON."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    fixed = not stream.isatty() and not os.environ.get("COLUMNS")
    return Console(stderr=stderr, width=WIDTH_WITHOUT_TERMINAL if fixed else None, highlight=False, force_jupyter=False)
