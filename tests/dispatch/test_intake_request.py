import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.files.policy_toml import default_policy
from dispatch.intake_columns import REQUEST_COLUMNS, SHIFT_COLUMNS, TECHNICIAN_COLUMNS, plain, read_heading
from dispatch.intake_request import RequestDraft, parse_request
from dispatch.place import Place
from dispatch.request import Warranty, Work
from solver.issue import Issue
from tests.builders import at

POLICY = default_policy()
CELLS = {"external_id": "R-1", "work": "repair", "product": "fridge", "address": "1600 16th St NW"}


def parsed(**cells: object) -> RequestDraft:
    draft, faults = parse_request(CELLS | cells, POLICY)
    assert faults == ()
    return draft


def faults(**cells: object) -> dict[str, str]:
    """Code by column."""
    return {issue.path: issue.code for issue in parse_request(CELLS | cells, POLICY)[1]}


def test_a_full_row_becomes_a_request():
    request = parsed(
        customer_name="Ada Lovelace",
        phone="+1 202 555 0100",
        city="Washington",
        warranty="保修期内",
        complaint="是",
        urgent="no",
        people="2",
        windows="2025-03-04 10:00-12:00",
        preferred_technicians="T-3; T-4",
        parts_ready_at="2025-03-04",
        reported_at="2025-03-03 08:00",
    ).new_request(at(9))
    assert (request.work, request.product, request.warranty) == (Work.REPAIR, "refrigerator", Warranty.IN_WARRANTY)
    assert (request.complaint, request.urgent, request.people) == (True, False, 2)
    assert request.preferred_technicians == ("T-3", "T-4")
    assert request.reported_at == at(8)
    assert request.customer.phone == "+1 202 555 0100"
    assert request.address.city == "Washington"


def test_without_a_time_of_report_it_is_now():
    assert parsed().new_request(at(9)).reported_at == at(9)
    assert parsed(reported_at=" ").new_request(at(9)).reported_at == at(9)


def test_full_width_characters_become_plain_ones():
    draft = parsed(external_id="Ｒ－１", phone="１３８００１３８０００", address="朝阳区建国路８８号")
    assert draft.external_id == "R-1"
    assert draft.customer["phone"] == "13800138000"
    assert draft.address["text"] == "朝阳区建国路88号"


def test_every_fault_of_a_row_is_reported_at_once():
    found = faults(
        work="party", product="", address=" ", lat="91", reported_at="soon", urgent="maybe", people="0", windows="10-9"
    )
    assert found == {
        "work": "unknown_word",
        "product": "missing",
        "lon": "missing",
        "reported_at": "bad_date",
        "urgent": "bad_boolean",
        "people": "bad_number",
        "windows": "window_without_day",
    }


def test_faults_show_the_offending_value_and_an_action():
    (issue,) = parse_request(CELLS | {"urgent": "maybe"}, POLICY)[1]
    assert "'maybe'" in issue.cause
    assert issue.action


@pytest.mark.parametrize(
    ("lat", "lon", "code"),
    [
        ("0", "0", "null_coordinates"),
        ("-77.0369", "138.9", None),
        ("116.4", "39.9", "swapped_coordinates"),
        ("95", "200", "bad_coordinates"),
        ("nan", "1", "bad_coordinates"),
        (math.inf, 1.0, "bad_coordinates"),
        ("north", "1", "bad_number"),
    ],
)
def test_wrong_coordinates_are_faults(lat, lon, code):
    assert faults(lat=lat, lon=lon).get("lat") == code


def test_coordinates_stand_for_an_address_and_may_have_decimal_commas():
    draft, issues = parse_request(CELLS | {"address": "", "lat": "38,9072", "lon": "-77,0369"}, POLICY)
    assert (draft.place, issues) == (Place(38.9072, -77.0369), ())


@pytest.mark.parametrize(
    ("word", "work"), [("安装", Work.INSTALLATION), ("Wartung", Work.MAINTENANCE), ("Pick-up", Work.COLLECTION)]
)
def test_kinds_of_work_are_known_in_several_languages(word, work):
    assert parsed(work=word).fields["work"] is work


def test_windows_that_end_before_the_report_are_a_fault():
    assert faults(reported_at="2025-03-05", windows="2025-03-04 10:00-12:00") == {"windows": "window_before_report"}


def test_a_technician_both_required_and_excluded_is_a_fault():
    assert faults(required_technicians="T-1", excluded_technicians="T-1") == {"excluded_technicians": "contradiction"}


def test_a_phone_shortened_by_a_spreadsheet_is_a_warning():
    assert [warning.code for warning in parsed(phone="1.38001E+10").warnings] == ["shortened_number"]


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "x" * 1001])
def test_text_that_can_not_be_stored_is_a_fault(text):
    assert set(faults(address=text)) == {"address"}


def test_a_row_without_external_id_gets_a_stable_one_from_its_content():
    without = {column: cell for column, cell in CELLS.items() if column != "external_id"}
    first, again = (parse_request(cells, POLICY)[0].external_id for cells in (without, dict(reversed(without.items()))))
    other = parse_request(without | {"product": "tv"}, POLICY)[0].external_id
    assert first == again != other


def test_columns_that_are_absent_stay_out_of_the_draft():
    assert "urgent" not in parsed().fields
    assert parsed(urgent="").fields["urgent"] is False


def test_headings_are_known_by_aliases_in_any_form():
    heading = read_heading(["工单号", " Kind-of Work*", "Ｐｒｏｄｕｃｔ", "详细地址", "colour"], REQUEST_COLUMNS)
    assert list(heading.names.values()) == ["external_id", "work", "product", "address"]
    assert [warning.code for warning in heading.warnings] == ["unknown_column"]
    assert heading.missing(REQUEST_COLUMNS) == ()


def test_two_headings_for_one_column_are_a_fault():
    assert [fault.code for fault in read_heading(["phone", "电话"], REQUEST_COLUMNS).faults] == ["column_twice"]


@pytest.mark.parametrize("columns", [REQUEST_COLUMNS, TECHNICIAN_COLUMNS, SHIFT_COLUMNS])
def test_no_heading_means_two_columns(columns):
    headings = [plain(heading) for column in columns for heading in (column.name, *column.aliases)]
    assert len(headings) == len(set(headings))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([column.name for column in REQUEST_COLUMNS]), JSON, max_size=8))
def test_any_cells_parse_or_yield_faults(cells):
    draft, issues = parse_request(cells, POLICY)
    assert all(isinstance(issue, Issue) and issue.action for issue in issues)
    assert issues or draft.new_request(at(9)).external_id


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "windows": st.text("0123456789-:/. T;年月日", max_size=40),
            "reported_at": st.text("0123456789-:/. TZ+年月日", max_size=30),
            "preferred_technicians": st.text(max_size=20),
            "lat": st.text("0123456789.,-enai", max_size=8),
            "lon": st.text("0123456789.,-enai", max_size=8),
        },
    )
)
def test_almost_right_cells_parse_or_yield_faults(cells):
    draft, issues = parse_request(CELLS | cells, POLICY)
    assert issues or POLICY.terms_for(draft.new_request(at(9))).on_site_by
