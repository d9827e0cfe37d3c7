"""``dispatch demo``: a real day from addresses to route sheets, through the code that everything else uses."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.demo_city import asked_for, built, prepare_in_city
from api.cli.demo_day import DAY, DemoClock, DemoDay, prepare, require_demo_home
from api.cli.demo_summary import print_came_in, print_result
from api.cli.exporting import Format, write_exports
from api.cli.output import plain, say
from api.cli.planning import start_and_work, view_of
from api.cli.sample import load_sample
from api.cli.session import actor, session_of
from data.files.export_plan import FORMATS, ready_for
from data.maps.city.cities import Cities
from data.maps.city.city import NO_CITY
from data.samples.shipped import WASHINGTON, WASHINGTON_REQUESTS, WASHINGTON_SEED, WASHINGTON_TECHNICIANS
from dispatch.plan import Horizon

DEFAULT_SECONDS = 15.0


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(demo)


def demo(  # noqa: PLR0917 -- each is an option
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="Folder for the exported plan.")] = Path("dispatch-demo"),
    seconds: Annotated[float, typer.Option(min=0.1, help="How long to search.")] = DEFAULT_SECONDS,
    requests: Annotated[int, typer.Option(min=1, help="How many requests.")] = WASHINGTON_REQUESTS,
    technicians: Annotated[int, typer.Option(min=1, help="How many technicians.")] = WASHINGTON_TECHNICIANS,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the generated day and of the search.")] = WASHINGTON_SEED,
    city: Annotated[str, typer.Option(help="OpenStreetMap extract, or a city that is there: plan on its roads.")] = "",
) -> None:
    """Load a day in Washington DC, plan it and export it: real addresses, invented customers.

    With `--city` the day is at addresses of that city and on its roads; a map that has roads only takes those of the
    shipped addresses that lie near them. Works in an empty home folder or in that of an earlier demo; data of your own
    are never touched. Other numbers of requests and technicians generate another day, which wants another home.

    Example: `dispatch demo`, then `dispatch serve`

    Example: `dispatch --home big demo --requests 600 --technicians 70 --seconds 60`

    Example: `dispatch --home baltimore demo --city baltimore.osm.pbf`
    """
    session = session_of(context)
    cities = Cities(session.settings().home)
    asked = asked_for(city, cities) if city else None
    day = DemoDay(requests, technicians, seed, asked.sha256 if asked else "")
    with session.wiring(DemoClock(), city=NO_CITY) as wiring:
        require_demo_home(wiring, day)
    place = built(asked, cities) if asked else None
    with session.wiring(DemoClock(), city=place.name if place else NO_CITY) as wiring:
        folder = prepare_in_city(wiring, day, place) if place else prepare(wiring, day)
        reports = load_sample(wiring, folder, WASHINGTON / "policy.toml")
        print_came_in(reports, wiring.settings.home)
        with wiring.unit_of_work(actor(), read_only=True) as uow:
            horizon = Horizon(DAY, DAY, wiring.policy(uow).zone)
        plan = start_and_work(wiring, horizon, seconds=seconds, seed=seed)
        view = view_of(wiring, plan)
        files = write_exports(ready_for(view, FORMATS, wiring.travel_times), [Format(name) for name in FORMATS], out)
        print_result(wiring, view, files, out)
        if place:
            say(f"Map data: {plain(place.licence)}.")
