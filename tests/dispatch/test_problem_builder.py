from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from data.store.store import Store
from dispatch.horizon import bounds, days_of, midnight
from dispatch.place import Place
from dispatch.plan import Horizon
from dispatch.planning import make_plan
from dispatch.problem_builder import BuiltProblem, build
from dispatch.request import ArrivalWindow
from dispatch.snapshot import Snapshot, snapshot
from dispatch.visit import Pin
from solver.problem import SkillLevel, TimeWindow
from tests.builders import a_promise, a_station, at
from tests.dispatch.day import HORIZON, store_day
from tests.dispatch.policies import POLICY
from tests.fixed_clock import FixedClock
from tests.flat_travel import FlatTravel


def day_of(store: Store, clock: FixedClock, **changes: object) -> Snapshot:
    with store.unit_of_work("tester", clock) as uow:
        store_day(uow)
        if changes:
            uow.visits.save(replace(uow.visits.get("vis_v1"), **changes))
        return snapshot(uow, HORIZON, policy=POLICY)


def built(day: Snapshot, travel: FlatTravel | None = None) -> BuiltProblem:
    return build(day, day.visits, travel or FlatTravel())


def test_travel_goes_from_row_to_column_between_the_right_places(store: Store, clock: FixedClock) -> None:
    result = built(day_of(store, clock))
    problem = result.problem
    ada, v2 = problem.vehicles[0].start_place, problem.visits[1].place
    assert result.shifts[0].id == "shi_ada"
    assert result.visits[1].id == "vis_v2"
    assert problem.travel[0].durations[0, ada, v2] == 4 * 60


def test_windows_may_come_in_any_order_and_overlap(store: Store, clock: FixedClock) -> None:
    windows = (ArrivalWindow(at(14), at(16)), ArrivalWindow(at(9), at(11)), ArrivalWindow(at(10), at(12)))
    visit = built(day_of(store, clock, windows=windows)).problem.visits[0]
    assert visit.windows == (TimeWindow(9 * 3600, 12 * 3600), TimeWindow(14 * 3600, 16 * 3600))


def test_skills_carry_their_levels_to_both_sides(store: Store, clock: FixedClock) -> None:
    problem = built(day_of(store, clock)).problem
    assert problem.visits[3].skills == (SkillLevel(0, 1),)
    assert [vehicle.skills for vehicle in problem.vehicles] == [(SkillLevel(0, 2),), ()]


def test_a_promise_binds_with_the_policys_prices(store: Store, clock: FixedClock) -> None:
    day = day_of(store, clock)
    day = replace(day, promises={"vis_v1": a_promise(window=ArrivalWindow(at(9), at(11)))})
    promise = built(day).problem.visits[0].promise
    assert promise is not None
    assert promise.window == TimeWindow(9 * 3600, 11 * 3600)
    assert promise.broken_cost == POLICY.objective.promise_broken


def test_a_visit_pinned_to_someone_without_a_shift_is_open_to_nobody(store: Store, clock: FixedClock) -> None:
    visit = built(day_of(store, clock, pin=Pin(technician_id="tec_away"))).problem.visits[0]
    assert visit.allowed_technicians == frozenset()


def test_required_preferred_and_excluded_technicians_are_found_by_external_id(store: Store, clock: FixedClock) -> None:
    day = day_of(
        store, clock, required_technicians=("ada", "bob"), preferred_technicians=("bob",), excluded_technicians=("ada",)
    )
    visit = built(day).problem.visits[0]
    assert visit.allowed_technicians == {0, 1}
    assert visit.preferred_technicians == {1}
    assert visit.excluded_technicians == {0}
    assert visit.preference_cost == POLICY.objective.preference


def test_a_station_serves_no_further_than_its_radius(store: Store, clock: FixedClock) -> None:
    day = day_of(store, clock)
    station = a_station(id="sta_1", place=Place(38.90, -77.00), service_radius_m=2000)
    ada = replace(day.technicians["tec_ada"], station_id="sta_1")
    day = replace(day, stations={"sta_1": station}, technicians={**day.technicians, "tec_ada": ada})
    excluded = [visit.excluded_technicians for visit in built(day).problem.visits]
    assert excluded == [frozenset(), {0}, {0}, {0}]


def test_proficiency_becomes_percents_by_product(store: Store, clock: FixedClock) -> None:
    day = day_of(store, clock)
    ada = replace(day.technicians["tec_ada"], proficiency={"refrigerator": 80})
    problem = built(replace(day, technicians={**day.technicians, "tec_ada": ada})).problem
    assert [vehicle.duration_percents for vehicle in problem.vehicles] == [(80,), (100,)]


def test_only_periods_in_which_somebody_works_enter_the_problem(store: Store, clock: FixedClock) -> None:
    day = day_of(store, clock)
    assert built(day, FlatTravel(rush=(16 * 3600, 200))).problem.travel[0].period_starts == (0, 16 * 3600)
    assert built(day, FlatTravel(rush=(20 * 3600, 200))).problem.travel[0].period_starts == (0,)
    assert built(day, FlatTravel(rush=(6 * 3600, 200))).problem.travel[0].period_starts == (0,)


def test_a_day_with_a_clock_change_is_as_long_as_it_really_is() -> None:
    zone = "America/New_York"
    start, end = bounds(Horizon(date(2026, 11, 1), date(2026, 11, 1), zone))
    assert (end - start).total_seconds() == 25 * 3600
    assert midnight(date(2026, 3, 9), zone) == datetime(2026, 3, 9, 4, tzinfo=UTC)
    assert bounds(Horizon(date(2026, 3, 8), date(2026, 3, 8), zone))[0].astimezone(ZoneInfo(zone)).hour == 0


def test_hours_of_the_day_follow_the_clocks_when_they_change(store: Store, clock: FixedClock) -> None:
    """On 1 November 2026 New York lives the hour from one to two twice: nine o'clock is ten hours after midnight."""
    day = day_of(store, clock)
    horizon = Horizon(date(2026, 11, 1), date(2026, 11, 1), "America/New_York")
    midnight_at = bounds(horizon)[0]
    shift = replace(day.shifts[0], start_at=midnight_at + timedelta(hours=9), end_at=midnight_at + timedelta(hours=18))
    problem = built(replace(day, horizon=horizon, shifts=(shift,)), FlatTravel(rush=(9 * 3600, 200))).problem
    assert problem.travel[0].period_starts == (0, 10 * 3600)
    assert problem.vehicles[0].shift_start == 9 * 3600


def test_a_horizon_knows_its_days() -> None:
    days = days_of(Horizon(date(2026, 2, 27), date(2026, 3, 1), "UTC"))
    assert days == (date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1))


def test_leaving_an_overdue_visit_out_costs_its_lateness_as_well(store: Store, clock: FixedClock) -> None:
    changes = {"response_late_cost_cents": 700, "response_late_cost_cents_per_hour": 100, "penalty_cents": 5_000}
    due_at_22 = built(day_of(store, clock, due_at=at(22), **changes)).problem.visits[0]
    assert due_at_22.penalty == 5_000 + 700 + 2 * 100


def test_a_promised_visit_is_dearest_to_leave_out(store: Store, clock: FixedClock) -> None:
    day = replace(day_of(store, clock), promises={"vis_v1": a_promise()})
    promised, other = built(day).problem.visits[:2]
    assert promised.penalty - other.penalty > POLICY.objective.promise_broken


def with_objective(day: Snapshot, **changes: int) -> Snapshot:
    return replace(day, policy=replace(POLICY, objective=replace(POLICY.objective, **changes)))


def test_a_target_for_work_is_the_policys_or_an_even_part(store: Store, clock: FixedClock) -> None:
    day = day_of(store, clock)
    assert [v.workload_target for v in built(day).problem.vehicles] == [None, None]
    stated = built(with_objective(day, workload_per_hour=900, workload_target_minutes=300)).problem.vehicles
    assert [(v.workload_target, v.rates.workload_per_hour) for v in stated] == [(18_000, 900)] * 2
    even = built(with_objective(day, workload_per_hour=900)).problem.vehicles
    # four visits of an hour with their set-up, and the shortest ways to them, by halves
    work = 4 * (built(day).problem.visits[0].duration + built(day).problem.visits[0].setup) + 60 * (2 + 2 + 2 + 1)
    assert [v.workload_target for v in even] == [work // 2] * 2


def test_a_cap_on_changes_holds_when_a_plan_is_made_from_another(store: Store, clock: FixedClock) -> None:
    day = with_objective(day_of(store, clock), most_changes=2, change_beyond=7_000)
    assert built(day).problem.baseline is None
    again = replace(day, parent=make_plan(day, FlatTravel(), iterations=5))
    baseline = built(again).problem.baseline
    assert baseline is not None
    assert (baseline.most_changes, baseline.change_beyond) == (2, 7_000)
    # a visit of the plan before that is not even considered is a customer to be called already
    fewer = build(again, again.visits[1:], FlatTravel()).problem.baseline
    assert fewer is not None
    assert fewer.most_changes == 1
