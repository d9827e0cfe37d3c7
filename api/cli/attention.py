"""``dispatch attention``: addresses that a person must look at."""

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated

import typer

from api.cli.output import plain, print_json, print_table, say, table
from api.cli.session import actor, session_of
from dispatch.attention import choose_candidate, correct_address, dismiss, place_by_hand, retry_geocoding
from dispatch.place import Geocode
from dispatch.ports import UnitOfWork
from dispatch.request import Request

PAGE = 500

group = typer.Typer(help="Addresses that a person must look at.", invoke_without_command=True)

Ref = Annotated[str, typer.Argument(help="Request: its id or external id.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="attention")


@group.callback()
def default(context: typer.Context) -> None:
    """Addresses that a person must look at; without a command, list them."""
    if context.invoked_subcommand is None:
        list_requests(context)


@group.command("list")
def list_requests(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """List what needs attention, each with the candidates to choose from.

    Example: `dispatch attention`
    """
    with session_of(context).wiring() as wiring, wiring.unit_of_work(actor(), read_only=True) as uow:
        requests = list(_waiting(uow))
    if as_json:
        print_json([_as_object(request) for request in requests])
        return
    if not requests:
        say("Nothing needs attention.")
        return
    made = table(f"Needs attention ({len(requests)})", "Request", "Address", "Why", "What to do", "Candidates")
    for request in requests:
        made.add_row(
            plain(request.external_id or request.id),
            plain(request.address),
            plain(" ".join(issue.cause for issue in request.attention)),
            plain(" ".join(issue.action for issue in request.attention)),
            plain("\n".join(_told_apart(request.candidates))),
        )
    print_table(made)
    say("Mend with `dispatch attention choose REQUEST N`, `place REQUEST LAT LON` or `correct REQUEST ADDRESS`.")


def _told_apart(candidates: Sequence[Geocode]) -> Iterator[str]:
    """Number candidates to choose from; with the place where the label is missing or not the only one of its kind."""
    labels = [candidate.label for candidate in candidates]
    for number, candidate in enumerate(candidates, start=1):
        place, unique = candidate.place, labels.count(candidate.label) == 1
        where = candidate.label if unique and candidate.label else f"{candidate.label} {place.lat:.5f}, {place.lon:.5f}"
        yield f"{number}. {where.strip()} ({candidate.quality})"


@group.command("choose")
def choose(
    context: typer.Context, request: Ref, number: Annotated[int, typer.Argument(help="Candidate, counted from 1.")]
) -> None:
    """Take a candidate as the place.

    Example: `dispatch attention choose R-00017 2`
    """
    _change(context, lambda uow: choose_candidate(uow, request, number))


@group.command("place", context_settings={"ignore_unknown_options": True})
def place(
    context: typer.Context,
    request: Ref,
    lat: Annotated[float, typer.Argument(help="Latitude, WGS-84 degrees.")],
    lon: Annotated[float, typer.Argument(help="Longitude, WGS-84 degrees.")],
) -> None:
    """Place a request by hand.

    Example: `dispatch attention place R-00017 38.9072 -77.0369`
    """
    _change(context, lambda uow: place_by_hand(uow, request, lat, lon))


@group.command("correct")
def correct(
    context: typer.Context,
    request: Ref,
    address: Annotated[str, typer.Argument(help="The whole address, without city and postcode.")],
    city: Annotated[str | None, typer.Option(help="City. Default: as it is.")] = None,
    postcode: Annotated[str | None, typer.Option(help="Postcode. Default: as it is.")] = None,
) -> None:
    """Put an address right and look it up again.

    Example: `dispatch attention correct R-00017 "1001 6th Street Northwest"`
    """
    with session_of(context).wiring() as wiring, wiring.unit_of_work(actor()) as uow:
        policy = wiring.policy(uow)
        changed = correct_address(
            uow, wiring.geocoder(uow), request, address, policy=policy, city=city, postcode=postcode
        )
        uow.commit()
    _tell(changed)


@group.command("retry")
def retry(
    context: typer.Context,
    request: Annotated[str | None, typer.Argument(help="Request. Default: all whose geocoder was away.")] = None,
) -> None:
    """Look up again what has no place.

    Example: `dispatch attention retry`
    """
    with session_of(context).wiring() as wiring, wiring.unit_of_work(actor()) as uow:
        changed = retry_geocoding(uow, wiring.geocoder(uow), request, policy=wiring.policy(uow))
        uow.commit()
    say(f"{len(changed)} requests changed.")


@group.command("dismiss")
def let_be(context: typer.Context, request: Ref) -> None:
    """Take a request off the list as it is; without a place it stays out of planning.

    Example: `dispatch attention dismiss R-00017`
    """
    _change(context, lambda uow: dismiss(uow, request))


def _change(context: typer.Context, change: Callable[[UnitOfWork], Request]) -> None:
    with session_of(context).wiring() as wiring, wiring.unit_of_work(actor()) as uow:
        changed = change(uow)
        uow.commit()
    _tell(changed)


def _tell(request: Request) -> None:
    name = plain(request.external_id or request.id)
    if request.geocode is None:
        say(f"{name} still has no place. {plain(' '.join(issue.action for issue in request.attention))}")
    else:
        found = request.geocode
        say(f"{name} is at {found.place.lat:.6f}, {found.place.lon:.6f} ({found.quality}: {plain(found.label)}).")


def _waiting(uow: UnitOfWork) -> Iterator[Request]:
    cursor: str | None = None
    while True:
        page = uow.requests.page(limit=PAGE, after=cursor, needs_attention=True)
        yield from page.items
        cursor = page.next_cursor
        if cursor is None:
            return


def _as_object(request: Request) -> dict[str, object]:
    return {
        "id": request.id,
        "external_id": request.external_id,
        "address": str(request.address),
        "attention": [{"code": i.code, "cause": i.cause, "action": i.action} for i in request.attention],
        "candidates": [_candidate(found) for found in request.candidates],
    }


def _candidate(found: Geocode) -> dict[str, object]:
    place = found.place
    return {"label": found.label, "quality": str(found.quality), "lat": place.lat, "lon": place.lon}
