"""``dispatch city hours`` and ``dispatch city learn``: how much slower a city's roads are by the time of the day."""

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from api.cli.city import CityName, chosen_city, group
from api.cli.failures import FAILED
from api.cli.output import plain, print_issues, print_json, print_table, read_bytes, say, table
from api.cli.session import actor, session_of
from data.files.legs_csv import read_legs
from data.maps.city.city_hours import has_own_hours, hours_of, reset_hours, take_hours, write_hours
from data.maps.city.learn_hours import learned_hours
from data.maps.roads.hours import HourBand


def register(_: typer.Typer) -> None:
    """Add the commands to those of cities."""
    group.command("hours")(hours)
    group.command("learn")(learn)


def hours(
    context: typer.Context,
    name: CityName = None,
    file: Annotated[
        Path | None, typer.Option(help="Take the hours of this TOML file; a copy is kept.", show_default=False)
    ] = None,
    reset: Annotated[bool, typer.Option("--reset", help="Return to the shipped hours.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show how much slower a city's roads are by the time of the day, or set it. A rebuilt city keeps its own hours.

    Example: `dispatch city hours baltimore --file hours.toml`
    """
    if reset and file is not None:
        raise typer.BadParameter("--file sets hours, --reset undoes that: give one of them.")
    city = chosen_city(context, name)
    if reset:
        reset_hours(city)
    if file is not None:
        take_hours(city, file)
    bands, own = hours_of(city), has_own_hours(city) and city.slows_in_traffic
    if as_json:
        print_json({"city": city.name, "own": own, "hours": [_as_json(band) for band in bands]})
        return
    made = table(f"Hours of {plain(city.name)}", "From", ">Share of the usual speed", "Other roads")
    for band in bands:
        made.add_row(_clock(band), f"{band.share:.2f}", plain(_others(band)))
    print_table(made)
    if city.slows_in_traffic:
        say("These are the city's own hours." if own else "These are the hours that come with the program.")
    else:
        say(f"Traffic does not slow down the profile {plain(city.profile)}.")


def learn(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Of the city.")],
    legs: Annotated[
        Path,
        typer.Argument(
            help="CSV: departed_at, arrived_at, from_lat, from_lon, to_lat, to_lon; - reads standard input."
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Learn a city's hours from past legs: from the door of one place to the door of the next.

    Times are ISO 8601, with an offset or else local. Faulty rows are reported and left out, with exit code 1.
    `dispatch city hours NAME --reset` undoes it.

    Example: `dispatch city learn baltimore legs.csv`
    """
    city = chosen_city(context, name)
    with session_of(context).wiring(city=city.name) as wiring, wiring.unit_of_work(actor(), read_only=True) as uow:
        zone = ZoneInfo(wiring.policy(uow).zone)
        today = wiring.clock.now().astimezone(zone).date()
    past = read_legs(read_bytes(legs), zone)
    print_issues(past.issues, "Rows left out")
    before, learned = learned_hours(city, past.legs)
    write_hours(city, learned.bands, f"Learned from {sum(learned.legs)} legs on {today}.")
    rows = list(zip(before, learned.bands, learned.legs, strict=True))
    if as_json:
        found = [{**_as_json(after), "share_before": old.share, "legs": count} for old, after, count in rows]
        print_json(
            {
                "city": city.name,
                "rows_left_out": len({issue.path.split(":")[0] for issue in past.issues}),
                "hours": found,
            }
        )
    else:
        made = table(f"Hours of {plain(city.name)}", "From", ">Legs", ">Before", ">After")
        for old, after, count in rows:
            made.add_row(_clock(old), f"{count}", f"{old.share:.2f}", f"{after.share:.2f}")
        print_table(made)
        say(f"{sum(learned.legs)} of {len(past.legs)} legs could be used. The hours are in use from now on.")
    if past.issues:
        raise typer.Exit(FAILED)


def _clock(band: HourBand) -> str:
    return f"{band.start_s // 3600:02}:{band.start_s // 60 % 60:02}"


def _others(band: HourBand) -> str:
    return ", ".join(f"{road} {share:.2f}" for road, share in band.roads.items())


def _as_json(band: HourBand) -> dict[str, object]:
    return {"from": _clock(band), "share": band.share, "roads": dict(band.roads)}
