from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from data.files.policy_toml import default_policy, load_policy
from dispatch.policy import Policy, ServiceTerms
from dispatch.policy_due import Due
from dispatch.request import ArrivalWindow, Customer, Warranty, Work
from tests.builders import a_request, at

POLICY = default_policy()


def terms(**request: object) -> ServiceTerms:
    return POLICY.terms_for(a_request(**request))


def given_by(found: ServiceTerms, field: str) -> str:
    return next(entry.rule for entry in found.rules if entry.field == field)


def test_an_ordinary_repair_is_due_on_site_in_24_hours_and_takes_one():
    found = terms(reported_at=at(10))
    assert found.on_site_by == at(10) + timedelta(hours=24)
    assert (found.priority, found.service_duration_s, found.people) == (1, 3600, 1)


def test_contact_is_due_within_an_open_hour():
    assert terms(reported_at=at(10)).contact_by == at(11)
    assert terms(reported_at=at(7)).contact_by == at(10)


def test_urgent_work_is_due_on_the_same_day_with_the_highest_priority():
    found = terms(reported_at=at(10), urgent=True)
    assert (found.on_site_by, found.priority) == (at(21), 5)


def test_a_complaint_goes_before_ordinary_work():
    assert terms(complaint=True).priority > terms().priority
    assert terms(complaint=True).penalty_cents > terms().penalty_cents


def test_a_gas_leak_in_the_description_is_an_emergency():
    found = terms(product="gas_stove", description="客户说燃气泄漏")
    assert found.priority == 5
    assert given_by(found, "priority") == "gas escaping"


def test_a_later_rule_wins_and_is_named():
    found = terms(work=Work.INSTALLATION, product="air_conditioner")
    assert found.service_duration_s == 120 * 60
    assert given_by(found, "service_minutes") == "outdoor unit takes two"
    assert given_by(found, "on_site_within") == "installation takes longer"


def test_skills_of_several_rules_add_up_and_the_later_level_counts():
    found = terms(work=Work.INSTALLATION, product="gas_stove")
    assert found.skills == {"gas": 2}
    assert given_by(found, "skills.gas") == "gas fitter"


def test_what_a_helper_needs_adds_up_like_skills():
    rule = "[[rules]]\nname = '{}'\nthen = {{ people = 2, helper_skills = {} }}\n"
    own = rule.format("trained", "{ gas = 1 }") + rule.format("better", "{ gas = 2, lift = 1 }")
    found = load_policy(f'extends = "default"\n{own}').terms_for(a_request())
    assert found.helper_skills == {"gas": 2, "lift": 1}
    assert given_by(found, "helper_skills.gas") == "better"
    assert terms().helper_skills == {}


def test_every_field_of_the_terms_names_its_rule():
    named = {entry.field for entry in terms().rules}
    assert {"priority", "contact_within", "on_site_within", "service_minutes", "penalty", "setup_minutes"} <= named


@pytest.mark.parametrize("spelling", ["Fridge", "冰箱", "  kühlschrank ", "refrigerator"])
def test_products_are_known_by_other_spellings(spelling):
    assert terms(product=spelling).skills == {"refrigerant": 1}


def test_an_unknown_product_gets_the_defaults_and_a_warning():
    found = terms(product="espresso machine")
    assert found.service_duration_s == 3600
    assert found.skills == {}
    assert [warning.code for warning in found.warnings] == ["unknown_product"]
    assert terms().warnings == ()


def test_more_people_than_the_policy_says_come_from_the_request():
    found = terms(people=3)
    assert found.people == 3
    assert given_by(found, "people") == "the request itself"
    assert terms(people=1, work=Work.INSTALLATION, product="air_conditioner").people == 2


def test_an_awaited_part_moves_the_due_time():
    found = terms(reported_at=at(8), parts_ready_at=at(8) + timedelta(days=3))
    assert found.on_site_by == at(8) + timedelta(days=4)


def test_a_customers_own_later_wish_is_not_our_delay():
    wish = ArrivalWindow(at(9) + timedelta(days=5), at(11) + timedelta(days=5))
    found = terms(reported_at=at(8), windows=(wish,))
    assert found.on_site_by == wish.latest_at
    assert given_by(found, "on_site_by") == "the customer's own first window"


def test_customer_class_zone_and_warranty_choose_rules():
    assert terms(customer=Customer(customer_class="VIP")).priority == 3
    assert terms(zone="Remote").on_site_by == at(8) + timedelta(days=3)
    assert terms(warranty=Warranty.EXTENDED).priority == 2


def test_the_penalty_grows_with_each_day_of_waiting_but_never_to_a_broken_promise():
    due, base = at(8), POLICY.objective.penalty_by_priority[0]
    assert POLICY.aged_penalty(base, due, at(7)) == base
    assert POLICY.aged_penalty(base, None, at(9)) == base
    two_days_late = POLICY.aged_penalty(base, due, due + timedelta(days=2, hours=3))
    assert two_days_late == base + 2 * POLICY.objective.penalty_per_day_waiting
    assert POLICY.aged_penalty(base, due, due + timedelta(days=3650)) < POLICY.objective.promise_broken


def test_danger_stays_dearer_than_a_promise_however_long_it_waits():
    danger = POLICY.objective.penalty_by_priority[4]
    assert POLICY.aged_penalty(danger, at(8), at(8) + timedelta(days=9)) == danger > POLICY.objective.promise_broken


@pytest.mark.parametrize("request_", [{}, {"complaint": True}, {"urgent": True}, {"description": "gas leak"}])
def test_leaving_an_overdue_visit_out_is_always_dearer_than_coming_within_the_day(request_):
    found = terms(**request_)
    for days in range(30):
        lateness = found.response_late_cost_cents + found.response_late_cost_cents_per_hour * 24 * (days + 1)
        assert POLICY.aged_penalty(found.penalty_cents, at(8), at(8) + timedelta(days=days)) > lateness


def in_new_york(text: str = "") -> Policy:
    return load_policy(f'extends = "default"\n[area]\nzone = "America/New_York"\n{text}')


def test_24_hours_are_24_hours_on_the_day_clocks_go_forward():
    reported = datetime(2026, 3, 7, 17, tzinfo=UTC)
    assert in_new_york().terms_for(a_request(reported_at=reported)).on_site_by == reported + timedelta(hours=24)


def test_same_day_is_the_local_day():
    late_evening_utc = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)  # 20:30 on the 23rd in New York
    found = in_new_york().terms_for(a_request(reported_at=late_evening_utc, urgent=True))
    assert found.on_site_by == datetime(2026, 11, 24, 2, tzinfo=UTC)


def test_contact_skips_a_public_holiday():
    policy = in_new_york('[calendar]\ncountry = "US"\nsubdivision = "DC"\n')
    wednesday_closing = datetime(2026, 11, 25, 23, tzinfo=UTC)  # 18:00 before Thanksgiving
    found = policy.terms_for(a_request(reported_at=wednesday_closing))
    assert found.contact_by == datetime(2026, 11, 27, 15, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "soon", "24", "24 hours later", "same day 25:00", "-1 h", "3 days open"])
def test_what_is_no_due_time_is_refused(text):
    with pytest.raises(ValueError, match="not a due time"):
        Due.parse(text)


@pytest.mark.parametrize("text", ["90 min", "1.5 h", "2 d", "4 open h", "same day", "Same  day 21:00", "1 open day"])
def test_due_times_are_read_as_written(text):
    assert Due.parse(text).text == " ".join(text.lower().split())


def test_terms_do_not_depend_on_what_no_rule_asks():
    assert replace(terms(zone="north"), rules=()) == replace(terms(zone="south"), rules=())
