"""``dispatch show``, ``diff`` and ``publish``: what has been planned."""

from typing import Annotated

import typer

from api.cli.output import plain, print_json, print_table, say, table
from api.cli.plan_refs import HELP, find_plan
from api.cli.plan_tables import print_plan
from api.cli.planning import view_of
from api.cli.session import actor, session_of
from data.files.export_json import plan_object
from data.files.wording import clock_time, money_text, term_words
from dispatch.plan_diff import Placement, PlanDiff, diff
from dispatch.ports import UnitOfWork
from dispatch.publishing import publish

Ref = Annotated[str, typer.Argument(metavar="PLAN", help=HELP)]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("show")(show)
    app.command("diff")(compare)
    app.command("publish")(publish_plan)


def show(
    context: typer.Context,
    plan: Ref = "latest",
    stops: Annotated[bool, typer.Option("--stops", help="Every stop of every route.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show a plan: routes, what is left out and why, and what it costs.

    Example: `dispatch show 2026-11-23 --stops`
    """
    with session_of(context).wiring() as wiring:
        with wiring.unit_of_work(actor(), read_only=True) as uow:
            found = find_plan(uow, plan)
        view = view_of(wiring, found)
    if as_json:
        print_json(plan_object(view))
    else:
        print_plan(view, stops=stops)


def compare(
    context: typer.Context,
    before: Ref,
    after: Ref,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say what changed between two plans, visit by visit and term by term.

    Example: `dispatch diff 2026-11-23#1 2026-11-23#2`
    """
    with session_of(context).wiring() as wiring, wiring.unit_of_work(actor(), read_only=True) as uow:
        first, second = find_plan(uow, before), find_plan(uow, after)
        found = diff(first, second)
        if as_json:
            print_json(_as_object(found))
            return
        _print_diff(uow, found, second.horizon.zone, wiring.policy(uow).currency)


def publish_plan(context: typer.Context, plan: Ref) -> None:
    """Publish a draft: it supersedes what was published for its days, and its requests count as assigned.

    Example: `dispatch publish 2026-11-23`
    """
    with session_of(context).wiring() as wiring, wiring.unit_of_work(actor()) as uow:
        published = publish(uow, find_plan(uow, plan).id)
        uow.commit()
    say(f"Plan for {published.horizon.first_day}, revision {published.revision}, is published ({published.id}).")


def _print_diff(uow: UnitOfWork, found: PlanDiff, zone: str, currency: str) -> None:
    visits = uow.visits.get_many(change.visit_id for change in found.changes)
    requests = uow.requests.get_many({visit.request_id for visit in visits.values()})
    placements = [p for change in found.changes for p in (change.before, change.after) if p]
    technicians = uow.technicians.get_many({who for placement in placements for who in placement.team})

    def words(placement: Placement | None) -> str:
        if placement is None:
            return "unassigned"
        going = (placement.technician_id, *placement.colleague_ids)
        names = ", ".join(technicians[who].name for who in going)
        return plain(f"{clock_time(placement.start_at, zone)} {names}")

    made = table(
        f"{len(found.changes)} visits differ, {found.unchanged} stay", "Request", "Visit", "Change", "Before", "After"
    )
    for change in found.changes:
        visit = visits[change.visit_id]
        request = requests[visit.request_id]
        name = plain(request.external_id or request.id)
        made.add_row(name, plain(visit.title), change.kind, words(change.before), words(change.after))
    print_table(made)
    terms = table("Cost", "Term", ">Before", ">After", ">Change")
    for name, (old, new) in found.terms.items():
        amounts = (money_text(old, currency), money_text(new, currency), money_text(new - old, currency))
        terms.add_row(term_words(name), *amounts)
    print_table(terms)


def _as_object(found: PlanDiff) -> dict[str, object]:
    def placement(given: Placement | None) -> dict[str, object] | None:
        if given is None:
            return None
        return {
            "technician_id": given.technician_id,
            "start_at": given.start_at.isoformat(),
            "colleague_ids": list(given.colleague_ids),
        }

    return {
        "before_id": found.before_id,
        "after_id": found.after_id,
        "unchanged": found.unchanged,
        "changes": [
            {"visit_id": c.visit_id, "kind": c.kind, "before": placement(c.before), "after": placement(c.after)}
            for c in found.changes
        ],
        "terms_cents": {name: {"before": old, "after": new} for name, (old, new) in found.terms.items()},
    }
