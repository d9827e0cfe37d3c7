"""``dispatch runs``: what has been solved, and what an interruption has left unfinished."""

import os
import time
from datetime import timedelta
from typing import Annotated

import typer

from api.cli.output import plain, print_json, print_table, say, stderr, table
from api.cli.planning import work_on
from api.cli.session import actor, session_of
from api.wiring import Wiring
from data.files.wording import money_text
from dispatch.solve_run import SolveRun, SolveRunStatus
from dispatch.solve_runs import STALE_AFTER, claim_run

RUNS_SHOWN = 20
ASK_AGAIN_S = 1.0


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("runs")(list_runs)


def list_runs(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, help="How many, newest first.")] = RUNS_SHOWN,
    resume: Annotated[bool, typer.Option("--resume", help="First finish runs that were interrupted.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List solve runs, newest first.

    A run whose process was killed is not lost: a server's worker finishes it, or `--resume` does.

    Example: `dispatch runs --resume`
    """
    if resume:
        with session_of(context).wiring() as wiring:
            _finish_interrupted(wiring)
    with session_of(context).wiring() as wiring, wiring.unit_of_work(actor(), read_only=True) as uow:
        runs = uow.solve_runs.page(limit=limit).items
        currency = wiring.policy(uow).currency
    if as_json:
        names = ("id", "status", "seconds", "elapsed_s", "seed", "cost_cents", "unassigned", "plan_id", "error")
        print_json([{name: getattr(run, name) for name in names} | {"day": run.horizon.first_day} for run in runs])
        return
    made = table("Solve runs", "Run", "Day", "State", "By", ">Seconds", ">Cost", ">Unassigned", "Plan", "Error")
    for run in runs:
        made.add_row(
            run.id,
            str(run.horizon.first_day),
            str(run.status),
            plain(run.created_by),
            f"{run.elapsed_s:.0f}/{run.seconds:.0f}",
            "" if run.cost_cents is None else money_text(run.cost_cents, currency),
            "" if run.unassigned is None else str(run.unassigned),
            run.plan_id or "",
            plain(run.error),
        )
    print_table(made)


def _finish_interrupted(wiring: Wiring) -> None:
    """Take up runs as long as there are any; one that still gives signs of life is left to whoever works on it."""
    worker = f"cli:{os.getpid()}"
    patience = STALE_AFTER + timedelta(seconds=2)
    asked_at = wiring.clock.now()
    while True:
        run = claim_run(lambda: wiring.unit_of_work(actor()), worker, stale_after=STALE_AFTER)
        if run is not None:
            plan = work_on(wiring, run)
            say(f"Run {run.id} is finished: plan {plan.horizon.first_day}#{plan.revision}.")
            continue
        if not _running(wiring) or wiring.clock.now() - asked_at > patience:
            return
        stderr().print(f"Waiting for a sign of life of {len(_running(wiring))} run(s) …")
        time.sleep(ASK_AGAIN_S)


def _running(wiring: Wiring) -> tuple[SolveRun, ...]:
    with wiring.unit_of_work(actor(), read_only=True) as uow:
        return uow.solve_runs.page(limit=RUNS_SHOWN, status=SolveRunStatus.RUNNING).items
