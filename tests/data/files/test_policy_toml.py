from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.files.policy_toml import default_policy, default_policy_text, load_policy
from dispatch.errors import InvalidInputError
from dispatch.policy import Policy


def faults(text: str) -> dict[str, str]:
    """Code by path."""
    with pytest.raises(InvalidInputError) as caught:
        load_policy(text)
    assert all(issue.cause and issue.action for issue in caught.value.issues)
    return {issue.path: issue.code for issue in caught.value.issues}


def extended(text: str) -> str:
    return f'extends = "default"\n{text}'


def accepted(text: str) -> bool:
    try:
        load_policy(text)
    except InvalidInputError:
        return False
    return True


def test_the_shipped_policy_is_valid():
    assert isinstance(default_policy(), Policy)


def test_the_shipped_promise_is_dearer_than_anything_but_danger():
    objective = default_policy().objective
    assert max(objective.penalty_by_priority[:4]) < objective.promise_broken < objective.penalty_by_priority[4]


def test_targets_and_caps_are_off_unless_the_policy_says_so():
    off = default_policy().objective
    assert (off.workload_per_hour, off.workload_target_minutes, off.most_changes) == (0, None, None)
    assert off.change_beyond < off.promise_broken
    own = "[objective]\nworkload_per_hour = 900\nworkload_target_minutes = 300\nmost_changes = 0\nchange_beyond = 7"
    on = load_policy(extended(own)).objective
    assert (on.workload_per_hour, on.workload_target_minutes, on.most_changes, on.change_beyond) == (900, 300, 0, 7)
    assert faults(extended("[objective]\nmost_changes = -1")) == {"objective.most_changes": "out_of_range"}


def test_every_fault_is_reported_at_once():
    found = faults(
        extended("""
        [area]
        zone = "Mars/Olympus"
        currenci = "EUR"
        [calendar]
        monday = ["9-18", "10:00-09:00"]
        country = "XX"
        closed_on = ["soon"]
        [objective]
        travel_per_hour = -1
        travel_per_km = "cheap"
        penalty_by_priority = [1, 2]
        [defaults]
        priority = 9
        [[rules]]
        name = "odd"
        when = { work = "party", urgent = "yes", product = "spaceship", moon = 1 }
        then = { on_site_within = "soon", people = 0, skills = { gas = "much" }, helper_skills = { gas = 0 } }
        """)
    )
    assert found == {
        "area.zone": "bad_value",
        "area.currenci": "unknown_key",
        "calendar.monday": "bad_value",
        "calendar.country": "bad_value",
        "calendar.closed_on": "wrong_type",
        "objective.travel_per_hour": "out_of_range",
        "objective.travel_per_km": "wrong_type",
        "objective.penalty_by_priority": "wrong_type",
        "defaults.priority": "out_of_range",
        "rules[odd].when.work": "bad_value",
        "rules[odd].when.urgent": "wrong_type",
        "rules[odd].when.product": "unknown_product",
        "rules[odd].when.moon": "unknown_key",
        "rules[odd].then.on_site_within": "bad_value",
        "rules[odd].then.people": "out_of_range",
        "rules[odd].then.skills.gas": "wrong_type",
        "rules[odd].then.helper_skills.gas": "out_of_range",
    }


def test_a_misspelt_key_is_answered_with_the_right_one():
    with pytest.raises(InvalidInputError, match="Did you mean travel_per_hour"):
        load_policy(extended("[objective]\ntravel_per_hours = 1"))


def test_a_cheap_promise_is_refused():
    assert faults(extended("[objective]\npromise_broken = 100")) == {"objective.promise_broken": "promise_too_cheap"}


def test_an_empty_policy_lists_what_is_missing():
    found = faults("")
    assert {"area", "calendar", "objective", "defaults", "products"} <= set(found)


def test_a_calendar_without_hours_is_refused():
    days = "\n".join(
        f"{day} = []" for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    )
    assert faults(extended(f"[calendar]\n{days}")) == {"calendar": "never_open"}


def test_overlapping_hours_are_refused():
    assert faults(extended('[calendar]\nmonday = ["09:00-13:00", "12:00-18:00"]')) == {"calendar.monday": "overlap"}


def test_a_spelling_of_two_products_is_refused():
    assert faults(extended('[products]\ntelevision = ["fridge"]')) == {"products.television": "ambiguous"}


def test_two_rules_of_one_name_are_refused():
    rule = '[[rules]]\nname = "a"\nthen = { priority = 2 }\n'
    assert faults(extended(rule + rule)) == {"rules[a].name": "duplicate"}


def test_an_extending_policy_changes_only_what_it_says():
    policy = load_policy(extended("[objective]\ntravel_per_hour = 1234"))
    assert policy.objective.travel_per_hour == 1234
    assert policy.objective.promise_broken == default_policy().objective.promise_broken
    assert policy.rules == default_policy().rules


def test_an_extending_rule_of_the_same_name_takes_the_others_place():
    policy = load_policy(
        extended('[[rules]]\nname = "complaint first"\nwhen = { complaint = true }\nthen = { priority = 3 }')
    )
    names = [rule.name for rule in policy.rules]
    assert names == [rule.name for rule in default_policy().rules]
    assert policy.rules[names.index("complaint first")].then.priority == 3


def test_holidays_come_from_the_library_with_exceptions():
    policy = load_policy(
        extended('[calendar]\ncountry = "us"\nsubdivision = "DC"\nclosed_on = [2026-11-27]\nopen_on = ["2026-11-26"]')
    )
    closed = [day for day in range(20, 31) if not policy.calendar.hours_on(date(2026, 11, day))]
    assert closed == [27]


def test_an_unknown_subdivision_is_refused():
    assert faults(extended('[calendar]\ncountry = "US"\nsubdivision = "ZZ"')) == {"calendar.subdivision": "bad_value"}
    assert faults(extended('[calendar]\nsubdivision = "DC"')) == {"calendar.subdivision": "bad_value"}


@pytest.mark.parametrize("text", ["a = ", "a = " + "[" * 5000, "a = " + "1" * 5000, 'a = "\ud800"', "\x00"])
def test_what_is_not_toml_is_refused(text):
    assert faults(text) == {"policy": "not_toml"}


@given(st.text())
def test_any_text_is_refused_without_a_traceback(text):
    assert not accepted(text)  # nobody writes a whole policy by chance


SECTIONS = ("area", "calendar", "objective", "defaults", "products")
RIGHT = {("name", '"x"'), ("rules", "[]")} | {(section, "{}") for section in SECTIONS}
SHAPES = ("3", "[]", "[1]", '"x"', "{}", "{ a = 1 }", "[{}]", "2026-01-01", "1.5", "[[]]", "[{ name = 3 }]")


@pytest.mark.parametrize("value", SHAPES)
@pytest.mark.parametrize("key", [*SECTIONS, "rules", "name"])
def test_a_section_of_a_wrong_shape_is_refused(key, value):
    assert accepted(extended(f"{key} = {value}")) is ((key, value) in RIGHT)


def test_the_default_text_may_be_saved_by_windows():
    assert load_policy("\ufeff" + default_policy_text().replace("\n", "\r\n")).rules == default_policy().rules
