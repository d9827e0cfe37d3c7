"""``dispatch plan``: plan a day or several, with a bar that shows cost and unassigned visits falling."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from types import FrameType
from typing import Annotated

import typer

from api.cli.output import print_json, progress, say
from api.cli.plan_refs import find_plan, read_day
from api.cli.plan_tables import print_plan
from api.cli.session import actor, session_of
from api.wiring import Wiring
from data.files.export_json import plan_object
from data.files.wording import money_text
from dispatch.errors import ConflictError
from dispatch.identity import new_id
from dispatch.plan import Horizon, Plan
from dispatch.plan_view import PlanView, plan_view
from dispatch.solve_run import SolveRun, SolveRunStatus
from dispatch.solve_runs import execute_run, start_run
from solver.solve import Progress

DEFAULT_SECONDS = 15.0


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("plan")(plan_days)


def plan_days(  # noqa: PLR0917 -- each is an option
    context: typer.Context,
    date: Annotated[str, typer.Option("--date", help="First day, e.g. 2026-11-23.")],
    days: Annotated[int, typer.Option(min=1, max=31, help="How many days to plan together.")] = 1,
    seconds: Annotated[float, typer.Option(min=0.1, help="How long to search.")] = DEFAULT_SECONDS,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the search.")] = 0,
    from_plan: Annotated[
        str | None, typer.Option("--from", help="Start from this plan and stay close to it.", metavar="PLAN")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the plan as JSON.")] = False,
) -> None:
    """Plan a day or several and store the plan as a draft. Ctrl-C keeps the best plan so far.

    Example: `dispatch plan --date 2026-11-23 --seconds 30`
    """
    first = read_day(date)
    with session_of(context).wiring() as wiring:
        with wiring.unit_of_work(actor(), read_only=True) as uow:
            parent = find_plan(uow, from_plan).id if from_plan else None
            horizon = Horizon(first, first + timedelta(days=days - 1), wiring.policy(uow).zone)
        view = view_of(wiring, start_and_work(wiring, horizon, seconds=seconds, seed=seed, from_plan_id=parent))
    if as_json:
        print_json(plan_object(view))
        return
    print_plan(view)
    say("Next: `dispatch export latest --format overview`, or `dispatch publish latest`.")


def start_and_work(
    wiring: Wiring, horizon: Horizon, *, seconds: float, seed: int, from_plan_id: str | None = None
) -> Plan:
    """Plan with a bar until the time is up or somebody interrupts, and return the stored plan.

    The run is taken up in the transaction that queues it, so that no server's worker does.

    Raises
    ------
    ConflictError
        When the run failed, with its reason.
    """
    with wiring.unit_of_work(actor()) as uow:
        queued = start_run(uow, horizon, seconds=seconds, seed=seed, from_plan_id=from_plan_id)
        uow.solve_runs.save(_taken_up(wiring, queued), action="taken_up")
        run = uow.solve_runs.get(queued.id)
        uow.commit()
    return work_on(wiring, run)


def work_on(wiring: Wiring, run: SolveRun) -> Plan:
    """Work on a run that has been taken up, with a bar, and return the stored plan.

    Raises
    ------
    ConflictError
        When the run failed, with its reason.
    """
    with wiring.unit_of_work(actor(), read_only=True) as uow:
        currency = wiring.policy(uow).currency
    with progress("{task.fields[state]}") as bar, stopped_by_interrupt() as stop:
        task = bar.add_task("Planning", total=run.seconds, state="reading")

        def show(report: Progress) -> None:
            state = f"{money_text(report.cost, currency)}, {report.unassigned} unassigned"
            bar.update(task, completed=min(report.elapsed_s, run.seconds), state=state)

        done = execute_run(
            run,
            unit_of_work=lambda: wiring.unit_of_work(actor()),
            policy=wiring.policy,
            travel_times=wiring.travel_times,
            on_progress=show,
            should_stop=stop,
        )
    if done.plan_id is None:
        msg = f"no plan was made: {done.error or 'the run was cancelled'}"
        raise ConflictError(msg)
    with wiring.unit_of_work(actor(), read_only=True) as uow:
        return uow.plans.get(done.plan_id)


def view_of(wiring: Wiring, plan: Plan) -> PlanView:
    """Join a plan with names."""
    with wiring.unit_of_work(actor(), read_only=True) as uow:
        return plan_view(uow, plan, currency=wiring.policy(uow).currency)


@contextmanager
def stopped_by_interrupt() -> Iterator[Callable[[], bool]]:
    """Turn the first Ctrl-C into a wish to stop; a second one interrupts as usual."""
    wished = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield wished.is_set
        return
    before = signal.getsignal(signal.SIGINT)

    def remember(_number: int, _frame: FrameType | None) -> None:
        wished.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, remember)
    try:
        yield wished.is_set
    finally:
        signal.signal(signal.SIGINT, before)


def _taken_up(wiring: Wiring, run: SolveRun) -> SolveRun:
    return replace(
        run.moved_to(SolveRunStatus.RUNNING), worker=new_id("cli"), attempts=1, heartbeat_at=wiring.clock.now()
    )
