from data.store.store import Store
from tests.builders import a_rejected_row
from tests.fixed_clock import FixedClock


def test_rows_are_listed_oldest_first_without_the_mended_ones(store: Store, clock: FixedClock) -> None:
    rows = [a_rejected_row(), a_rejected_row(mended=True), a_rejected_row(kind="shift"), a_rejected_row()]
    with store.unit_of_work("anna", clock) as uow:
        uow.rejected_rows.add(*rows)
        first = uow.rejected_rows.page(limit=2)
        rest = uow.rejected_rows.page(limit=2, after=first.next_cursor)
        assert (*first.items, *rest.items) == (rows[0], rows[2], rows[3])
        assert uow.rejected_rows.page(limit=9, kind="shift").items == (rows[2],)
        assert uow.rejected_rows.page(limit=9, mended=True).items == (rows[1],)
        assert uow.rejected_rows.page(limit=9, mended=None).items == tuple(rows)


def test_rows_to_mend_are_found_by_kind_and_external_id(store: Store, clock: FixedClock) -> None:
    rows = [
        a_rejected_row(external_id="R-1"),
        a_rejected_row(external_id="R-1", row_number=8),
        a_rejected_row(external_id="R-2", mended=True),
        a_rejected_row(external_id="R-1", kind="shift"),
        a_rejected_row(external_id=None),
    ]
    with store.unit_of_work("anna", clock) as uow:
        uow.rejected_rows.add(*rows)
        found = uow.rejected_rows.by_external_ids("request", ["R-1", "R-2", "R-3"])
    assert found == {"R-1": (rows[0], rows[1])}
