from dispatch.plan import Plan
from dispatch.plan_diff import diff
from tests.builders import a_plan, a_route, a_stop, at


def plan_of(routes: dict[str, dict[str, int]], **changes: object) -> Plan:
    """Visits with their starting hour, by technician."""
    built = tuple(
        a_route(technician_id=who, stops=tuple(a_stop(visit_id=v, start_at=at(hour)) for v, hour in stops.items()))
        for who, stops in routes.items()
    )
    return a_plan(**{"routes": built, "unassigned": (), **changes})


def test_a_plan_does_not_differ_from_itself() -> None:
    plan = plan_of({"ada": {"v1": 9}})
    result = diff(plan, plan)
    assert (result.changes, result.unchanged, result.terms) == ((), 1, {})


def test_every_kind_of_change_is_named() -> None:
    before = plan_of({"ada": {"stays": 9, "later": 10, "other": 11, "gone": 12}})
    after = plan_of({"ada": {"stays": 9, "later": 13, "new": 14}, "bob": {"other": 11}})
    result = diff(before, after)
    assert {change.visit_id: change.kind for change in result.changes} == {
        "other": "technician",
        "later": "time",
        "new": "assigned",
        "gone": "unassigned",
    }
    assert result.unchanged == 1


def test_only_terms_that_differ_are_told() -> None:
    before = plan_of({}, terms={"travel_time": 100, "unserved": 5})
    after = plan_of({}, terms={"travel_time": 90, "unserved": 5})
    assert diff(before, after).terms == {"travel_time": (100, 90)}
