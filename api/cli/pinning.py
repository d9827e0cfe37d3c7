"""``dispatch pin`` and ``unpin``: what the dispatcher decides before the planner does."""

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from api.cli.output import say
from api.cli.session import actor, session_of
from data.files.wording import clock_time
from dispatch.pinning import pin, unfinished_visit_of, unpin

Ref = Annotated[str, typer.Argument(help="Request: its id or external id.")]
START_FORMATS = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("pin")(pin_visit)
    app.command("unpin")(unpin_visit)


def pin_visit(
    context: typer.Context,
    request: Ref,
    technician: Annotated[str | None, typer.Option(help="Who goes: id or external id.")] = None,
    start: Annotated[
        datetime | None, typer.Option("--at", formats=START_FORMATS, help="When service begins, local time.")
    ] = None,
) -> None:
    """Decide who makes a request's visit, when service begins, or both; later plans keep to it.

    Example: `dispatch pin R-00017 --technician T-003 --at "2026-11-23 10:30"`
    """
    with session_of(context).wiring() as wiring, wiring.unit_of_work(actor()) as uow:
        zone = wiring.policy(uow).zone
        visit = unfinished_visit_of(uow, request)
        start_at = start.replace(tzinfo=ZoneInfo(zone)) if start else None
        decided = pin(uow, visit.id, technician=technician, start_at=start_at).pin
        who = uow.technicians.get(decided.technician_id).name if decided and decided.technician_id else "anyone"
        uow.commit()
    when = f"{start_at:%Y-%m-%d} {clock_time(start_at, zone)}" if start_at else "any time"
    say(f"{visit.title} of {request} is pinned to {who}, {when}. Plan again to see it: `dispatch plan --from latest`.")


def unpin_visit(context: typer.Context, request: Ref) -> None:
    """Leave technician and start of a request's visit to the planner again.

    Example: `dispatch unpin R-00017`
    """
    with session_of(context).wiring() as wiring, wiring.unit_of_work(actor()) as uow:
        visit = unpin(uow, unfinished_visit_of(uow, request).id)
        uow.commit()
    say(f"{visit.title} of {request} is free again.")
