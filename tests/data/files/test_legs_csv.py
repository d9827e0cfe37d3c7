"""Past legs from CSV."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from data.files.legs_csv import COLUMNS, PastLeg, read_legs
from dispatch.errors import InvalidInputError
from dispatch.place import Place

ZONE = ZoneInfo("America/New_York")
HEADING = ",".join(COLUMNS)


def test_times_have_an_offset_or_are_local_and_other_columns_are_left_alone() -> None:
    rows = ("T,2026-03-02T08:15,2026-03-02 08:30:30,1,2,3,4", "T,2026-03-02T13:15Z,2026-03-02T08:45-05:00,1,2,3,4")
    text = "\n".join((f"technician,{HEADING}", *rows))
    past = read_legs(text.encode(), ZONE)

    at, start, end = datetime(2026, 3, 2, 13, 15, tzinfo=UTC), Place(1, 2), Place(3, 4)
    assert past.legs == (PastLeg(at, 930, start, end), PastLeg(at, 1800, start, end))
    assert [leg.departed_at.hour for leg in past.legs] == [8, 8]
    assert past.issues == ()


def test_a_leg_over_the_change_of_clocks_takes_the_time_it_took() -> None:
    past = read_legs(f"{HEADING}\n2026-03-08T01:50,2026-03-08T03:10,1,2,3,4\n".encode(), ZONE)

    assert [leg.duration_s for leg in past.legs] == [20 * 60]


def test_every_fault_of_every_row_is_reported_and_good_rows_are_kept() -> None:
    rows = (
        "0001-01-01T00:00Z,,91,2,3,nan",
        "2026-03-02T08:15,2026-03-02T08:00,1,2,3,4",
        "2026-03-02T08:15,2026-03-02T08:30,1,2,3,4",
        "2026-03-02T08:15,2026-03-02T21:00,1,2,3,4",
        "2026-03-02T08:15,2026-03-02T08:30,1,2,3,4,5",
    )
    past = read_legs("\n".join((HEADING, *rows)).encode(), ZONE)

    assert len(past.legs) == 1
    assert [(issue.code, issue.path) for issue in past.issues] == [
        ("bad_time", "line 2: departed_at"),
        ("bad_time", "line 2: arrived_at"),
        ("bad_coordinates", "line 2: from_lat, from_lon"),
        ("bad_coordinates", "line 2: to_lat, to_lon"),
        ("bad_duration", "line 3: arrived_at"),
        ("bad_duration", "line 5: arrived_at"),
        ("too_many_cells", "line 6: row"),
    ]


def test_missing_columns_are_named_together() -> None:
    with pytest.raises(InvalidInputError) as refused:
        read_legs(b"departed_at,from_lat,from_lon,to_lat\n1,2,3,4\n", ZONE)

    assert [issue.path for issue in refused.value.issues] == ["arrived_at", "to_lon"]
