from collections.abc import Mapping

import pytest

from data.files.policy_toml import default_policy
from data.store.store import Store
from dispatch.attention import choose_candidate, correct_address, place_by_hand
from dispatch.intake import IntakeReport, Row, RowResult, receive
from dispatch.place import GeocodeQuality, Place
from dispatch.request import Request, RequestStatus
from dispatch.request_changes import cancel_request, move_request
from dispatch.visit import Visit
from solver.issue import Issue
from tests.builders import HOME, a_geocode, a_station, at
from tests.dispatch.fake_geocoder import FakeGeocoder
from tests.fixed_clock import FixedClock

POLICY = default_policy()
ROW = {
    "external_id": "R-1",
    "customer_name": "Ada Lovelace",
    "phone": "+1 202 555 0100",
    "address": "1600 16th St NW",
    "work": "repair",
    "product": "fridge",
    "reported_at": "2025-03-03 08:00",
}


class Desk:
    """Takes rows in and looks at what is stored, one transaction each."""

    def __init__(self, store: Store, clock: FixedClock) -> None:
        self.store, self.clock = store, clock
        self.geocoder = FakeGeocoder()

    def receive(self, *rows: Mapping[str, object], source: str = "requests.csv") -> IntakeReport:
        numbered = [Row(number, fields) for number, fields in enumerate(rows, start=1)]
        with self.store.unit_of_work("importer", self.clock) as uow:
            report = receive(uow, numbered, source=source, geocoder=self.geocoder, policy=POLICY, clock=self.clock)
            uow.commit()
        return report

    def do(self, action, *arguments, **named) -> Request:
        with self.store.unit_of_work("agent", self.clock) as uow:
            request = action(uow, *arguments, **named)
            uow.commit()
        return request

    def move(self, *statuses: RequestStatus) -> None:
        for status in statuses:
            self.do(move_request, "R-1", status, policy=POLICY)

    def request(self, ref: str = "R-1") -> Request:
        with self.store.unit_of_work("reader", self.clock, read_only=True) as uow:
            return uow.requests.get(ref)

    def visits(self, ref: str = "R-1") -> tuple[Visit, ...]:
        with self.store.unit_of_work("reader", self.clock, read_only=True) as uow:
            return uow.visits.of_request(uow.requests.get(ref).id)

    def open_rejected(self) -> int:
        with self.store.unit_of_work("reader", self.clock, read_only=True) as uow:
            return len(uow.rejected_rows.page(limit=100).items)

    def history_length(self) -> int:
        with self.store.unit_of_work("reader", self.clock, read_only=True) as uow:
            return len(uow.history.page(limit=1000).items)


@pytest.fixture
def desk(store, clock) -> Desk:
    return Desk(store, clock)


def row(**cells: object) -> dict[str, object]:
    return ROW | cells


def codes(request: Request) -> list[str]:
    return [issue.code for issue in request.attention]


def test_a_new_row_becomes_a_classified_request_with_an_open_visit_on_the_policys_terms(desk):
    report = desk.receive(row())
    assert (report.added, report.updated, report.unchanged, report.rejected) == (1, 0, 0, ())
    assert desk.request().status is RequestStatus.CLASSIFIED
    (visit,) = desk.visits()
    assert (visit.place, visit.place_quality) == (HOME, GeocodeQuality.HOUSE)
    assert (visit.service_duration_s, visit.skills, visit.due_at) == (
        3600,
        {"refrigerant": 1},
        at(8, day=at(8).date().replace(day=4)),
    )


def test_the_same_rows_again_change_nothing(desk):
    rows = [
        row(),
        row(external_id="R-2", address="Springfield"),
        row(external_id="R-3", work="party"),
        row(external_id=""),
    ]
    desk.receive(*rows)
    before, asked = desk.history_length(), len(desk.geocoder.asked)
    desk.clock.advance(hours=3)
    report = desk.receive(*rows)
    assert (report.added, report.updated, report.unchanged, len(report.rejected)) == (0, 0, 3, 1)
    assert desk.history_length() == before
    assert len(desk.geocoder.asked) == asked


def test_outcomes_name_every_row_in_order(desk):
    report = desk.receive(row(work="party"), row(external_id="R-2"))
    assert [(o.row_number, o.result) for o in report.outcomes] == [(1, RowResult.REJECTED), (2, RowResult.ADDED)]
    assert report.outcomes[1].entity_id == desk.request("R-2").id


def test_a_changed_row_updates_request_and_visit(desk):
    desk.receive(row())
    report = desk.receive(row(work="maintenance", windows="2025-03-04 10:00-12:00"))
    assert report.updated == 1
    (visit,) = desk.visits()
    assert (visit.service_duration_s, len(visit.windows), visit.work) == (45 * 60, 1, "maintenance")


def test_a_column_that_is_missing_later_leaves_its_field_alone(desk):
    desk.receive(row())
    report = desk.receive({name: cell for name, cell in row().items() if name != "phone"})
    assert report.unchanged == 1
    assert desk.request().customer.phone == "+1 202 555 0100"


def test_only_new_and_changed_addresses_are_looked_up(desk):
    desk.receive(row(), row(external_id="R-2"))
    assert desk.geocoder.asked == ["1600 16th St NW"]
    desk.receive(row(description="worse"), row(external_id="R-2", address="3 Elm St"))
    assert desk.geocoder.asked == ["1600 16th St NW", "3 Elm St"]


def test_an_ambiguous_address_waits_for_a_person_and_its_visit_has_no_place(desk):
    report = desk.receive(row(address="Springfield"))
    assert report.needs_attention == (desk.request().id,)
    assert codes(desk.request()) == ["address_ambiguous"]
    assert len(desk.request().candidates) == 2
    assert desk.visits()[0].place is None


def test_an_address_that_is_not_found_is_kept_for_a_person(desk):
    desk.receive(row(address="Nowhere"))
    assert codes(desk.request()) == ["address_not_found"]


def test_an_area_is_a_place_to_be_improved(desk):
    desk.geocoder.knows("Downtown", a_geocode(quality=GeocodeQuality.AREA))
    desk.receive(row(address="Downtown"))
    assert codes(desk.request()) == ["address_coarse"]
    assert desk.visits()[0].place_quality is GeocodeQuality.AREA


def test_an_outage_loses_nothing_and_is_not_asked_ten_thousand_times(desk):
    desk.geocoder.away = True
    report = desk.receive(*(row(external_id=f"R-{n}", address=f"{n} Elm St") for n in range(20)))
    assert (report.added, len(report.needs_attention), len(desk.geocoder.asked)) == (20, 20, 3)
    assert codes(desk.request()) == ["geocoder_unavailable"]


def test_after_an_outage_the_same_rows_are_looked_up(desk):
    desk.geocoder.away = True
    desk.receive(row())
    desk.geocoder.away = False
    assert desk.receive(row()).updated == 1
    assert desk.request().attention == ()
    assert desk.visits()[0].place == HOME


def test_given_coordinates_save_the_search(desk):
    desk.receive(row(lat="38.9", lon="-77.0"))
    assert desk.geocoder.asked == []
    assert desk.visits()[0].place == Place(38.9, -77.0)
    assert desk.receive(row(lat="38.9", lon="-77.0")).unchanged == 1
    assert desk.receive(row(lat="38.8", lon="-77.0")).updated == 1


def test_coordinates_far_from_every_station_need_attention(desk):
    with desk.store.unit_of_work("setup", desk.clock) as uow:
        uow.stations.add(a_station())
        uow.commit()
    desk.receive(row(lat="48.1", lon="11.6"), row(external_id="R-2", lat="-77.03", lon="38.90"))
    assert codes(desk.request()) == ["far_from_area"]
    assert desk.visits()[0].place is None
    assert desk.request("R-2").candidates[0].place == Place(38.90, -77.03)
    desk.do(choose_candidate, "R-2", 1)
    assert desk.receive(row(external_id="R-2", lat="-77.03", lon="38.90")).unchanged == 1


def test_a_rejected_row_is_kept_with_its_faults_and_untouched_cells(desk):
    report = desk.receive(row(work="party", phone=202))
    (rejected,) = report.rejected
    assert [issue.path for issue in rejected.issues] == ["work"]
    assert (rejected.fields["work"], rejected.fields["phone"], rejected.source) == ("party", "202", "requests.csv")
    assert desk.open_rejected() == 1


def test_a_row_with_text_that_can_not_be_stored_is_kept_escaped(desk):
    (rejected,) = desk.receive(row(address="a\x00\ud800b")).rejected
    assert rejected.fields["address"] == "a\\x00\\ud800b"
    assert desk.open_rejected() == 1


def test_a_mended_row_closes_the_rejected_one(desk):
    desk.receive(row(work="party"))
    desk.receive(row(work="still wrong"))
    assert desk.open_rejected() == 1
    assert desk.receive(row()).added == 1
    assert desk.open_rejected() == 0


def test_a_mended_row_without_external_id_is_known_by_the_exports_column(desk):
    (rejected,) = desk.receive(row(external_id="", work="party")).rejected
    desk.receive(row(external_id="", rejected_row=rejected.id, rejected_because="…"))
    assert desk.open_rejected() == 0


def test_an_external_id_twice_in_one_file_is_a_fault_that_names_both_rows(desk):
    report = desk.receive(row(), row(product="tv"))
    assert report.added == 1
    (issue,) = report.rejected[0].issues
    assert (issue.code, "Rows 1 and 2" in issue.cause) == ("external_id_twice", True)
    again = desk.receive(row(), row(product="tv"))
    assert (again.unchanged, len(again.rejected), desk.open_rejected()) == (1, 1, 1)


def test_faults_of_the_reader_reject_the_row(desk):
    issue = Issue("too_many_cells", "row", "It has 9 cells.", "Quote them.")
    with desk.store.unit_of_work("importer", desk.clock) as uow:
        report = receive(
            uow, [Row(1, row(), (issue,))], source="x", geocoder=desk.geocoder, policy=POLICY, clock=desk.clock
        )
    assert report.rejected[0].issues == (issue,)


def test_unknown_columns_and_products_are_warnings(desk):
    report = desk.receive(row(colour="red", product="espresso machine"), row(external_id="R-2", colour="blue"))
    assert report.added == 2
    assert [(warning.code, warning.path) for warning in report.warnings] == [
        ("unknown_column", "colour"),
        ("unknown_product", "row 1, product"),
    ]


def test_someone_on_the_way_only_lets_contact_and_description_change(desk):
    desk.receive(row())
    desk.move(RequestStatus.ASSIGNED, RequestStatus.ON_THE_WAY)
    assert desk.receive(row(phone="+1 202 555 0199", description="worse")).updated == 1
    report = desk.receive(row(phone="+1 202 555 0199", description="worse", product="tv"))
    assert report.rejected[0].issues[0].code == "too_late_to_change"
    assert (desk.request().product, desk.request().status) == ("refrigerator", RequestStatus.ON_THE_WAY)


def test_a_cancelled_request_stays_cancelled(desk):
    desk.receive(row())
    desk.do(cancel_request, "R-1", policy=POLICY)
    assert desk.receive(row()).unchanged == 1
    assert len(desk.receive(row(phone="+1 202 555 0199")).rejected) == 1
    assert desk.request().status is RequestStatus.CANCELLED


def test_an_address_corrected_by_a_person_survives_the_old_file(desk):
    desk.receive(row(address="Nowhere"))
    desk.do(correct_address, desk.geocoder, "R-1", "3 Elm St", policy=POLICY)
    assert desk.receive(row(address="Nowhere")).unchanged == 1
    assert desk.request().address.text == "3 Elm St"
    assert desk.receive(row(address="4 Elm St")).updated == 1


def test_a_place_set_by_hand_survives_the_same_coordinates(desk):
    desk.receive(row(lat="38.9", lon="-77.0"))
    desk.do(place_by_hand, "R-1", 38.95, -77.02)
    assert desk.receive(row(lat="38.9", lon="-77.0")).unchanged == 1
    assert desk.visits()[0].place == Place(38.95, -77.02)


def test_progress_counts_addresses_looked_up(desk):
    seen: list[tuple[int, int]] = []
    with desk.store.unit_of_work("importer", desk.clock) as uow:
        receive(
            uow,
            [Row(1, row()), Row(2, row(external_id="R-2"))],
            source="x",
            geocoder=desk.geocoder,
            policy=POLICY,
            clock=desk.clock,
            on_progress=lambda done, total: seen.append((done, total)),
        )
    assert seen == [(1, 2), (2, 2)]


def test_nothing_is_written_without_commit(desk):
    with desk.store.unit_of_work("importer", desk.clock) as uow:
        receive(uow, [Row(1, row())], source="x", geocoder=desk.geocoder, policy=POLICY, clock=desk.clock)
    assert desk.history_length() == 0


def test_no_rows_are_an_empty_report(desk):
    report = desk.receive()
    assert (report.added, report.outcomes, report.warnings) == (0, (), ())
