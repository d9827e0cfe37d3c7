"""``dispatch city``: a city's addresses and roads from one OpenStreetMap file."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from api.cli.output import plain, print_json, print_table, progress, say, table
from api.cli.session import session_of
from data.maps.city.build import build_city
from data.maps.city.check import check_city
from data.maps.city.cities import Cities
from data.maps.city.city import NO_CITY, City
from data.maps.city.city_hours import has_own_hours
from data.maps.city.source import ENDINGS
from dispatch.errors import InvalidInputError, NotFoundError
from solver.issue import Issue

group = typer.Typer(help="Cities: addresses and roads from an OpenStreetMap file.", no_args_is_help=True)

CityName = Annotated[str | None, typer.Argument(metavar="NAME", help="Default: the city in use.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="city")


@group.command("add")
def add(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="OpenStreetMap extract: .osm.pbf, .osm …")],
    name: Annotated[str, typer.Option(help="What the city is called. Default: the file's name.")] = "",
    profile: Annotated[
        str | None,
        typer.Option(
            help="Who drives: car, bicycle, foot, or a .toml file. Default: as before, else car.", show_default=False
        ),
    ] = None,
) -> None:
    """Build a city's address table and road graph; one of that name works until the new one is complete.

    Example: `dispatch city add baltimore.osm.pbf --name baltimore`
    """
    cities = cities_of(context)
    city = build_with_progress(file, name or name_of(file), cities, profile)
    _print_city(city)
    say(f"{plain(city.name)} is ready.")
    names = cities.names()
    if len(names) > 1 and cities.in_use() is None:
        say(f"There are {len(names)} cities now: choose one with `dispatch city use NAME`.")


@group.command("list")
def list_(context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List the cities; a star marks the one in use. Exit code 1 when one can't be used, which is named.

    Example: `dispatch city list`
    """
    cities = cities_of(context)
    found, faults = _readable(cities)
    if as_json:
        print_json([city.manifest() for city in found])
    elif found:
        _print_list(context, cities, found)
    elif not faults:
        say("There is no city. Add one with `dispatch city add FILE`.")
    if faults:
        raise InvalidInputError(faults)


@group.command("show")
def show(
    context: typer.Context,
    name: CityName = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show what a city holds and what it was built from.

    Example: `dispatch city show baltimore`
    """
    city = chosen_city(context, name)
    if as_json:
        print_json(city.manifest())
    else:
        _print_city(city)


@group.command("use")
def use(
    context: typer.Context, name: Annotated[str, typer.Argument(help=f"Of a city; {NO_CITY} plans without any.")]
) -> None:
    """Choose the city to plan in. DISPATCH_CITY goes before it.

    Example: `dispatch city use baltimore`
    """
    cities_of(context).use(name)
    say("Plans are made without a city now." if name == NO_CITY else f"Plans are made in {plain(name)} now.")


@group.command("remove")
def remove(context: typer.Context, name: Annotated[str, typer.Argument(help="Of the city.")]) -> None:
    """Delete a city. Requests, plans and the source file stay.

    Example: `dispatch city remove baltimore`
    """
    cities_of(context).remove(name)
    say(f"{plain(name)} is removed.")


@group.command("check")
def check(
    context: typer.Context,
    name: CityName = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Test a city: its files open, its addresses lie near its roads, and drivers get from one to another.

    Exit code 1 when something is wrong.

    Example: `dispatch city check baltimore`
    """
    city = chosen_city(context, name)
    findings = check_city(city)
    if as_json:
        print_json({"city": city.name, "findings": [asdict(finding) for finding in findings]})
    else:
        made = table(f"Check of {plain(city.name)}", "", "What", "Found")
        for finding in findings:
            made.add_row("[green]ok[/]" if finding.ok else "[red]fault[/]", finding.what, plain(finding.found))
        print_table(made)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


def cities_of(context: typer.Context) -> Cities:
    """Return the cities in the home folder."""
    return Cities(session_of(context).settings().home)


def name_of(file: Path) -> str:
    """A city's name after its file's: baltimore.osm.pbf → baltimore."""
    ending = next((ending for ending in sorted(ENDINGS, key=len, reverse=True) if file.name.endswith(ending)), "")
    return "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in file.name.removesuffix(ending)).strip(
        "-"
    )


def build_with_progress(file: Path, name: str, cities: Cities, profile: str | None = None) -> City:
    """Build a city and say what is being done."""
    with progress("{task.fields[doing]}") as bar:
        task = bar.add_task(f"Building {plain(name)}", total=None, doing="")
        return build_city(file, name, cities, lambda doing: bar.update(task, doing=plain(doing)), profile=profile)


def _readable(cities: Cities) -> tuple[list[City], tuple[Issue, ...]]:
    """Read all cities, and say what is wrong with those that can't be read."""
    found: list[City] = []
    faults: list[Issue] = []
    for name in cities.names():
        try:
            found.append(cities.get(name))
        except InvalidInputError as error:
            faults += error.issues
    return found, tuple(faults)


def _print_list(context: typer.Context, cities: Cities, found: Sequence[City]) -> None:
    only = found[0].name if len(cities.names()) == 1 else None
    used = session_of(context).settings().city or cities.in_use() or only
    made = table("Cities", "", "Name", ">Addresses", ">Streets", ">Road km", "Profile", "Source", "Built (UTC)")
    for city in found:
        counts = (f"{city.addresses.addresses}", f"{city.addresses.streets}", f"{city.roads.km:.0f}")
        star = "*" if city.name == used else ""
        texts = (plain(city.profile), plain(city.source.file), f"{city.made_at:%Y-%m-%d %H:%M}")
        made.add_row(star, plain(city.name), *counts, *texts)
    print_table(made)


def chosen_city(context: typer.Context, name: str | None) -> City:
    """Return the city named, else the one in use.

    Raises
    ------
    NotFoundError
        When there is none.
    """
    city = cities_of(context).chosen(name or session_of(context).settings().city)
    if city is None:
        msg = "there is no city in use: name one, or add one with `dispatch city add FILE`"
        raise NotFoundError(msg)
    return city


def _print_city(city: City) -> None:
    source, found, roads = city.source, city.addresses, city.roads
    south, west, north, east = source.box
    made = table(f"City {plain(city.name)}", "What", "Is")
    for what, is_ in (
        ("source", f"{source.file}, {source.size_bytes / 1e6:.1f} MB"),
        ("data of", source.data_of or "the file doesn't say"),
        ("built", f"{city.made_at:%Y-%m-%d %H:%M} UTC"),
        ("box", f"{south:.4f}, {west:.4f} to {north:.4f}, {east:.4f} (lat, lon)"),
        ("addresses", f"{found.addresses}, of which {found.interpolated} between numbered ends"),
        ("streets", f"{found.streets}"),
        ("named", f"{found.named} buildings and compounds"),
        ("places", f"{found.places}, and {found.postcodes} postcodes"),
        ("left out", f"{found.merged} mapped twice, {found.incomplete} without a street, {found.clipped} clipped away"),
        ("profile", city.profile),
        ("hours", _whose_hours(city)),
        ("roads", f"{roads.km:.0f} km, {roads.junctions} junctions, {roads.restrictions} turn restrictions"),
        ("islands", f"{roads.islands} parts cut off from the rest, {roads.islands_km:.0f} km, are not used"),
        ("licence", city.licence),
    ):
        made.add_row(what, plain(is_))
    print_table(made)


def _whose_hours(city: City) -> str:
    if not city.slows_in_traffic:
        return "make no difference to the profile"
    return "the city's own" if has_own_hours(city) else "the shipped ones"
