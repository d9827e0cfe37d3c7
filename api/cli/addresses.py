"""``dispatch addresses load`` and ``dispatch geocode``: the embedded address table, and asking it."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.output import plain, print_issues, print_json, print_table, progress, say, table
from api.cli.session import actor, session_of
from data.maps.address_table import AddressTable
from dispatch.errors import InvalidInputError
from dispatch.place import Address, Place
from solver.issue import Issue

group = typer.Typer(help="The embedded address table.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="addresses")
    app.command("geocode")(geocode)


@group.command("load")
def load(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="CSV with lat, lon, house_number, street, city, postcode …")],
) -> None:
    """Build the address table from a CSV file; the present one stays until the new one is complete.

    Example: `dispatch addresses load addresses.csv`
    """
    settings = session_of(context).settings()
    settings.address_table.parent.mkdir(parents=True, exist_ok=True)
    with progress("{task.completed} rows") as bar:
        task = bar.add_task("Loading addresses", total=None)
        report = AddressTable.load_csv(file, settings.address_table, lambda done: bar.update(task, completed=done))
    print_issues(report.issues, "Rows left out")
    say(f"{report.addresses} addresses are in {plain(settings.address_table)}.")


@group.command("reverse", context_settings={"ignore_unknown_options": True})
def reverse(
    context: typer.Context,
    lat: Annotated[float, typer.Argument(help="Latitude, degrees.")],
    lon: Annotated[float, typer.Argument(help="Longitude, degrees.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Tell the nearest address of a point, from the address table or the city. Exit code 1 when there is none near.

    Example: `dispatch addresses reverse 38.9026 -77.0199`
    """
    try:
        place = Place(lat, lon)
    except ValueError as error:
        issue = Issue("bad_coordinates", "lat, lon", f"{error}.", "Give decimal degrees, latitude first.")
        raise InvalidInputError((issue,)) from error
    with session_of(context).wiring() as wiring:
        near = wiring.providers.tables.reverse(place)
    if as_json:
        found = near and {
            "label": near.label,
            "lat": near.place.lat,
            "lon": near.place.lon,
            "quality": str(near.quality),
            "distance_m": round(near.distance_m, 1),
        }
        print_json(found)
    elif near:
        say(f"{plain(near.label)} ({near.quality}, {near.distance_m:.0f} m away)")
    else:
        say("There is no address within 200 m of that point and no street within 1 km.")
    if near is None:
        raise typer.Exit(1)


def geocode(
    context: typer.Context,
    address: Annotated[str, typer.Argument(help="Street and house number, or a compound.")],
    city: Annotated[str, typer.Option(help="City.")] = "",
    postcode: Annotated[str, typer.Option(help="Postcode.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Look one address up with the configured geocoders, best candidate first.

    Example: `dispatch geocode "1001 6th St NW" --city Washington`
    """
    with session_of(context).wiring() as wiring, wiring.unit_of_work(actor()) as uow:
        answer = wiring.geocoder(uow).geocode(Address(address, city, postcode))
        uow.commit()
    if as_json:
        print_json(
            {
                "ambiguous": answer.ambiguous,
                "candidates": [
                    {
                        "lat": found.place.lat,
                        "lon": found.place.lon,
                        "quality": str(found.quality),
                        "score": found.score,
                        "label": found.label,
                        "provider": found.provider,
                    }
                    for found in answer.candidates
                ],
            }
        )
        return
    if not answer.candidates:
        say("Nothing was found. Check the spelling, or add the city.")
        return
    made = table(
        "Ambiguous: a person would have to choose" if answer.ambiguous else "Found",
        "Address",
        "Quality",
        ">Score",
        ">Lat",
        ">Lon",
        "Provider",
    )
    for found in answer.candidates:
        place = (f"{found.place.lat:.6f}", f"{found.place.lon:.6f}")
        made.add_row(plain(found.label), str(found.quality), f"{found.score:.2f}", *place, found.provider)
    print_table(made)
