"""``dispatch solve`` and ``dispatch check``: documents or benchmark files in, documents out, nothing stored."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli.document_travel import DocumentTravel
from api.cli.failures import FAILED
from api.cli.output import (
    json_bytes,
    plain,
    print_json,
    print_table,
    progress,
    read_bytes,
    say,
    stderr,
    table,
    write_file,
)
from api.cli.planning import stopped_by_interrupt
from api.cli.session import session_of
from data.files.json_faults import parse_json
from data.files.public.solving import READERS, solve_file
from data.files.search import Search
from data.files.stateless import FORMATS, check_document, solve_document
from solver.solve import Progress

SolveFormat = StrEnum("SolveFormat", {name.upper(): name for name in (*FORMATS, *READERS)})  # type: ignore[misc]  # made from tables
CheckFormat = StrEnum("CheckFormat", {name.upper(): name for name in FORMATS})  # type: ignore[misc]  # made from one table

OURS_TO_SOLVE, OURS_TO_CHECK = SolveFormat("json"), CheckFormat("json")
OURS_AND_VROOMS = "json: our contract; vroom: VROOM's own documents"

ProblemFile = Annotated[Path, typer.Argument(help="Problem document or benchmark file; - reads standard input.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("solve")(solve)
    app.command("check")(check)


def solve(  # noqa: PLR0917 -- each is an option
    context: typer.Context,
    problem: ProblemFile,
    out: Annotated[Path, typer.Option("-o", "--out", help="Solution document; - writes standard output.")] = Path("-"),
    format_: Annotated[
        SolveFormat, typer.Option("--format", help=f"{OURS_AND_VROOMS}; the others: public benchmark files.")
    ] = OURS_TO_SOLVE,
    seconds: Annotated[
        float | None, typer.Option(min=0.1, help="How long to search. Default: 5, or the document's.")
    ] = None,
    iterations: Annotated[int | None, typer.Option(min=1, help="Stop after so many steps instead.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Seed of the search.")] = None,
    threads: Annotated[
        int | None, typer.Option(min=1, help="How many search side by side. Default: one a processor.")
    ] = None,
) -> None:
    """Solve a problem document or a benchmark file. Ctrl-C keeps the best solution so far.

    Example: `dispatch solve problem.json -o solution.json`
    """
    content = read_bytes(problem)
    search = Search(seconds, iterations, seed, threads)
    travel_times = DocumentTravel(session_of(context).settings())
    with progress("{task.fields[state]}") as bar, stopped_by_interrupt() as stop:
        task = bar.add_task("Solving", total=None, state="")

        def show(report: Progress) -> None:
            state = f"cost {report.cost}, {report.unassigned} unassigned"
            bar.update(task, completed=report.elapsed_s, total=report.limit_s, state=state)

        if str(format_) in READERS:
            solution = solve_file(content, str(format_), search=search, on_progress=show, should_stop=stop)
        else:
            solution = solve_document(
                parse_json(content),
                format=str(format_),
                search=search,
                travel_times=travel_times,
                on_progress=show,
                should_stop=stop,
            )
    write_file(out, json_bytes(solution))
    travel_times.tell()
    if str(out) != "-":
        stderr().print(f"{_summary(solution)}: {plain(out)}", soft_wrap=True)


def check(
    context: typer.Context,
    problem: ProblemFile,
    solution: Annotated[Path, typer.Argument(help="Solution document: ours, or VROOM's output.")],
    format_: Annotated[CheckFormat, typer.Option("--format", help=f"{OURS_AND_VROOMS}.")] = OURS_TO_CHECK,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Let the independent checker judge anybody's plan. Exit code 1 when it finds a violation.

    Example: `dispatch check problem.json solution.json`
    """
    travel_times = DocumentTravel(session_of(context).settings())
    verdict = check_document(
        parse_json(read_bytes(problem)),
        parse_json(read_bytes(solution)),
        format=str(format_),
        travel_times=travel_times,
    )
    travel_times.tell()
    if as_json:
        print_json(verdict)
    elif verdict["accepted"]:
        say(f"Accepted: every rule is kept and every figure is right. Cost {verdict['cost_cents']}.")
    else:
        made = table(f"{len(verdict['violations'])} violations", "Rule", "Shift", "Visit", ">By")
        for found in verdict["violations"]:
            cells = ("" if found[name] is None else plain(found[name]) for name in ("code", "shift", "visit", "amount"))
            made.add_row(*cells)
        print_table(made)
    if not verdict["accepted"]:
        raise typer.Exit(FAILED)


def _summary(solution: Mapping[str, Any]) -> str:
    """Routes, what is left out, and the objective where a benchmark file has its own."""
    if "convention" in solution:
        left_out = len(solution["unserved"])
        objective = f", objective {solution['objective']} ({solution['convention']})"
        return f"{len(solution['routes'])} routes, {left_out} unserved{objective}"
    return f"{len(solution['routes'])} routes, {len(solution['unassigned'])} unassigned"
