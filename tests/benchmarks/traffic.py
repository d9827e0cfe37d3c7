"""What ignoring traffic costs: days planned by free-flow times and driven in traffic, against days planned for it.

Each day is planned twice with the same seconds: once with every way at its quickest hour, once with the hours as they
are. The first plan is then timed as it would be driven, by the hours as they are. In the plan that knows the hours,
what is planned is what is driven.
"""

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
from rich.table import Table

from api.cli.demo_day import DAY, DemoClock, DemoDay, prepare
from api.cli.output import print_table, table
from api.cli.sample import load_sample
from api.cli.session import Session
from data.maps.address_table import AddressTable
from data.maps.roads.profile import shipped_profile
from data.maps.roads.reading import read_roads
from data.maps.roads.road_times import RoadTimes
from data.samples.generate import generate_day
from data.samples.shipped import WASHINGTON
from dispatch.horizon import wall_clock
from dispatch.identity import new_id
from dispatch.place import Place
from dispatch.plan import Horizon, Plan
from dispatch.plan_edit import EditedPlan, evaluate_edit
from dispatch.planning import make_plan
from dispatch.ports import TravelMatrix, TravelTimes
from dispatch.promise import Promise, PromiseStatus
from dispatch.request import ArrivalWindow
from dispatch.snapshot import Snapshot, snapshot
from tests.benchmarks.alone import alone
from tests.benchmarks.geocoding import ADDRESSES, baltimore_rows

EXTRACT = ADDRESSES.with_name("baltimore-county-reisterstown.osm.pbf")
POLICY = WASHINGTON / "policy.toml"
PROMISED_SHARE = 0.6
"""Of the visits; the window is one of ``WINDOW_HOURS`` by lot, and replaces the customer's wishes."""

WINDOW_HOURS = ((8, 10), (9, 11), (10, 12), (13, 15), (14, 16), (15, 17))


class FreeFlow:
    """Every way at its quickest hour."""

    name = "free_flow"

    def __init__(self, travel_times: TravelTimes) -> None:
        self._travel_times = travel_times

    def matrix(self, places: Sequence[Place]) -> TravelMatrix:
        by_hour = self._travel_times.matrix(places)
        return replace(by_hour, durations_s=by_hour.durations_s.min(axis=0)[np.newaxis], period_starts_s=(0,))


@dataclass(frozen=True, slots=True)
class Outcome:
    """One plan: visits on it, promised windows missed and by how many minutes in all, rules broken when driven."""

    planned: int
    promises: int
    late: int
    late_min: float
    windows_missed: int
    shifts_overrun: int
    driving_h: float


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.add_argument("--seeds", type=_numbers, default="1,2,3,4,5", help="of the days (default: %(default)s)")
    parser.add_argument("--requests", type=int, default=150, help="default: %(default)s")
    parser.add_argument("--technicians", type=int, default=18, help="default: %(default)s")
    parser.add_argument("--roads", action="store_true", help=f"on the streets of {EXTRACT}, not in straight lines")
    parser.add_argument("--seconds", type=float, default=10.0, help="of each search (default: %(default)s)")


def main(options: argparse.Namespace) -> None:
    """Plan and drive every day; a row as each is done, the means at the end."""
    if options.roads and not EXTRACT.exists():
        raise SystemExit(f"--roads needs {EXTRACT}.")
    days: list[dict[str, Outcome]] = []
    for seed in options.seeds:
        work = (options.requests, options.technicians, seed, options.seconds, options.roads)
        days.append(alone(drive_day, *work).answer)
        print_table(_table(f"Day {seed}", days[-1]))
    if len(days) > 1:
        print_table(_table(f"Mean of {len(days)} days", {name: _mean([day[name] for day in days]) for name in days[0]}))


def drive_day(requests: int, technicians: int, seed: int, seconds: float, roads: bool) -> dict[str, Outcome]:
    """Plan a day both ways and drive both plans by the hours as they are."""
    with tempfile.TemporaryDirectory() as home, Session(Path(home)).wiring(DemoClock()) as wiring:
        folder = Path(home) / "baltimore"
        if roads:
            houses = [row for row in baltimore_rows() if row.house_number and row.street]
            AddressTable.build(wiring.settings.address_table, houses)
            generate_day(seed, requests, technicians, addresses=houses).write(folder)
        load_sample(wiring, folder if roads else prepare(wiring, DemoDay(requests, technicians, seed)), POLICY)
        with wiring.unit_of_work("benchmark", read_only=True) as uow:
            policy = wiring.policy(uow)
            day = snapshot(uow, Horizon(DAY, DAY, policy.zone), policy=policy)
        travel_times = RoadTimes(read_roads(EXTRACT, shipped_profile("car"))) if roads else wiring.travel_times
    promises = dict(_promises(day, seed))
    visits = (replace(visit, windows=()) if visit.id in promises else visit for visit in day.visits)
    day = replace(day, visits=tuple(visits), promises=promises)
    ignoring = make_plan(day, FreeFlow(travel_times), seconds=seconds, seed=seed)
    knowing = make_plan(day, travel_times, seconds=seconds, seed=seed)
    return {
        "ignoring traffic, as planned": _outcome(day, ignoring, None),
        "ignoring traffic, as driven": _outcome(day, ignoring, travel_times),
        "planned for traffic": _outcome(day, knowing, travel_times),
    }


def _promises(day: Snapshot, seed: int) -> Iterator[tuple[str, Promise]]:
    lot = np.random.default_rng(seed)
    zone = day.horizon.zone
    for visit in day.visits:
        first, last = WINDOW_HOURS[lot.integers(len(WINDOW_HOURS))]
        if lot.random() >= PROMISED_SHARE or visit.ready_at:
            continue
        window = ArrivalWindow(wall_clock(DAY, first * 3600, zone), wall_clock(DAY, last * 3600, zone))
        yield visit.id, Promise(new_id("pro"), visit.id, window, PromiseStatus.GIVEN, "benchmark", day.taken_at)


def _outcome(day: Snapshot, plan: Plan, driven_by: TravelTimes | None) -> Outcome:
    driven = EditedPlan(plan, ())
    if driven_by is not None:
        routes = {route.shift_id: [stop.visit_id for stop in route.stops] for route in plan.routes}
        driven = evaluate_edit(day, routes, driven_by)
    stops = [stop for stop in driven.plan.stops if stop.visit_id in day.promises]
    broken = [violation.code for violation in driven.violations]
    return Outcome(
        planned=len(driven.plan.stops),
        promises=len(stops),
        late=sum(stop.promise_late_s > 0 for stop in stops),
        late_min=sum(stop.promise_late_s for stop in stops) / 60,
        windows_missed=broken.count("time_window"),
        shifts_overrun=broken.count("shift"),
        driving_h=sum(route.travel_s for route in driven.plan.routes) / 3600,
    )


def _mean(outcomes: list[Outcome]) -> Outcome:
    return Outcome(*(float(np.mean([getattr(one, f.name) for one in outcomes])) for f in fields(Outcome)))  # type: ignore[arg-type]


def _table(title: str, outcomes: dict[str, Outcome]) -> Table:
    made = table(title, "Plan", *(f">{f.name.replace('_', ' ')}" for f in fields(Outcome)))
    for name, outcome in outcomes.items():
        values = (getattr(outcome, f.name) for f in fields(Outcome))
        made.add_row(name, *(str(value) if isinstance(value, int) else f"{value:.1f}" for value in values))
    return made


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]
