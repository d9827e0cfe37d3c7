"""Takes shifts in, with their breaks."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from dispatch.identity import new_id
from dispatch.intake_batch import Batch, Drafted
from dispatch.intake_cells import CellError, Cells, boolean, identifier, line, one_of, shown, whole_number
from dispatch.intake_columns import SHIFT_COLUMNS
from dispatch.intake_row import IntakeReport, Row, RowResult, derived_id
from dispatch.intake_times import ClockTime, Times
from dispatch.intake_words import ROUTE_END_WORDS
from dispatch.policy import Policy
from dispatch.ports import Clock, UnitOfWork
from dispatch.technician import RouteEnd, Shift, ShiftBreak, Technician
from solver.issue import Issue

LONGEST_SHIFT = timedelta(hours=24)
DAY_MINUTES = 24 * 60

_BREAK = re.compile(
    r"(?P<span>.*?\d\s*(?:[-–—~〜]|to|bis|至|到)\s*\d{1,2}[:时点]?\d{0,2})(?:\s+(?P<minutes>\d{1,3})\s*(?:min\w*|分钟?)?)?"
)
_UNTIL = re.compile(r"\s*(?:[-–—~〜]|to|bis|至|到)\s*")
_WRITE_BREAK = "Write '12:00-12:30', or '11:30-13:30 30 min' for 30 minutes somewhere within."


@dataclass(frozen=True, slots=True)
class ShiftDraft:
    """What a row says of a shift; ``start_at`` and ``end_at`` are ``None`` when they are faulty.

    ``fields`` holds what may be left out, under Shift's names; fields without a column are missing.
    """

    technician: str
    start_at: datetime | None
    end_at: datetime | None
    fields: Mapping[str, Any]


def receive_shifts(
    uow: UnitOfWork,
    rows: Iterable[Row],
    *,
    source: str,
    policy: Policy,
    clock: Clock,
    day_first: bool = True,
) -> IntakeReport:
    """Take rows of shifts in; the caller commits.

    A row is rejected when its technician is unknown or has another shift at that time, stored or in an earlier row.
    """
    batch: Batch[ShiftDraft] = Batch("shift", source)
    times = Times(policy.zone, day_first)
    batch.read(rows, SHIFT_COLUMNS, lambda cells: parse_shift(cells, times))
    technicians = uow.technicians.by_external_ids({drafted.draft.technician for drafted in batch.drafted})
    known = uow.shifts.by_external_ids(drafted.external_id for drafted in batch.drafted)
    rosters = _Rosters(uow, {drafted.external_id for drafted in batch.drafted})
    new: list[Shift] = []
    for drafted in batch.drafted:
        technician = technicians.get(drafted.draft.technician)
        if technician is None:
            batch.reject(drafted, _unknown_technician(drafted.draft.technician))
            continue
        before = known.get(drafted.external_id)
        after = _shift(drafted, technician, before, policy)
        clash = rosters.clash(after)
        if clash is not None:
            batch.reject(drafted, _overlap(after, clash, policy))
            continue
        rosters.note(after)
        _take_in(uow, batch, drafted, (before, after), new)
    uow.shifts.add(*new)
    return batch.finish(uow, clock.now())


def parse_shift(
    cells: Mapping[str, object], times: Times
) -> tuple[ShiftDraft, str, tuple[Issue, ...], tuple[Issue, ...]]:
    """Read one row, cells by column name; returns draft, external id, faults and warnings."""
    reader = Cells(cells)
    for column, example in (("technician", "T-3"), ("date", "2026-11-24"), ("start", "08:00"), ("end", "17:00")):
        reader.require(column, example)
    technician = reader.read("technician", identifier, "")
    start_at, end_at = _span(reader, times)
    draft = ShiftDraft(technician, start_at, end_at, _fields(reader, times, start_at))
    if start_at is not None and end_at is not None:
        _check(reader, start_at, end_at, draft.fields.get("breaks", ()))
    own_id = f"{technician}@{start_at.isoformat()}" if start_at is not None else derived_id(cells)
    external_id = reader.read("external_id", identifier, "") or own_id
    return draft, external_id, tuple(reader.issues), tuple(reader.warnings)


def _span(reader: Cells, times: Times) -> tuple[datetime | None, datetime | None]:
    day = reader.read("date", times.day, None)
    start = reader.read("start", times.clock_time, None)
    end = reader.read("end", times.clock_time, None)
    overnight = reader.read("overnight", boolean, default=False)
    if day is None or start is None or end is None:
        return None, None
    if not overnight and end.seconds <= start.seconds:
        cause = f"The shift ends at {reader.shown('end')} but starts at {reader.shown('start')}."
        reader.fault("end", "ends_before_start", cause, "Correct it, or write overnight = yes if it ends the next day.")
        return None, None
    last_day = day + timedelta(days=1) if overnight else day
    return _instant(reader, "start", times, day, start), _instant(reader, "end", times, last_day, end)


def _instant(reader: Cells, column: str, times: Times, day: date, clock: ClockTime) -> datetime | None:
    try:
        return times.at(day, clock, later=column == "end")
    except CellError as fault:
        reader.fault(column, fault.code, fault.cause, fault.action)
        return None


def _fields(reader: Cells, times: Times, start_at: datetime | None) -> dict[str, Any]:
    readers: dict[str, tuple[str, Callable[[object], Any]]] = {
        "overtime_minutes": ("overtime_limit_s", whole_number(0, DAY_MINUTES)),
        "work_limit_minutes": ("work_limit_s", whole_number(1, DAY_MINUTES)),
    }
    no_breaks: tuple[ShiftBreak, ...] = ()
    fields: dict[str, Any] = {
        field: reader.read(column, parse, 0) * 60 for column, (field, parse) in readers.items() if reader.filled(column)
    }
    for end in ("starts_from", "returns_to"):
        if reader.filled(end):
            fields[end] = reader.read(end, one_of(ROUTE_END_WORDS), RouteEnd.OPEN)
    if "breaks" in reader and start_at is not None:
        fields["breaks"] = reader.read("breaks", partial(_breaks, times=times, start_at=start_at), no_breaks)
    return fields


def _breaks(value: object, times: Times, start_at: datetime) -> tuple[ShiftBreak, ...]:
    parts = value if isinstance(value, list) else re.split(r"[;|,、\n]", str(value))
    found = [_break(line(part), times, start_at) for part in parts if line(part)]
    return tuple(sorted(found, key=lambda pause: pause.earliest_at))


def _break(text: str, times: Times, start_at: datetime) -> ShiftBreak:
    """Read one break; a time before the shift's start is on its second day."""
    match = _BREAK.fullmatch(text)
    if match is None:
        raise CellError("bad_break", f"{shown(text)} is not a break.", _WRITE_BREAK)
    first, last = (times.clock_time(part) for part in _UNTIL.split(match["span"], maxsplit=1))
    local_start = start_at.astimezone(times.zone_info)
    into_day = local_start.hour * 3600 + local_start.minute * 60
    day = local_start.date() + timedelta(days=1 if first.seconds < into_day else 0)
    begin = times.at(day, first)
    end = times.at(day + timedelta(days=1 if last.seconds <= first.seconds else 0), last, later=True)
    span_s = round((end - begin).total_seconds())
    duration_s = int(match["minutes"]) * 60 if match["minutes"] else span_s
    if not 0 < duration_s <= span_s:
        raise CellError("bad_break", f"{shown(text)} does not fit into its own span.", _WRITE_BREAK)
    return ShiftBreak(begin, end - timedelta(seconds=duration_s), duration_s)


def _check(reader: Cells, start_at: datetime, end_at: datetime, breaks: tuple[ShiftBreak, ...]) -> None:
    length = end_at - start_at
    if length > LONGEST_SHIFT:
        reader.fault("end", "shift_too_long", f"The shift lasts {length}.", "Split it; a shift lasts at most 24 hours.")
    pause = timedelta(seconds=sum(b.duration_s for b in breaks))
    if breaks and pause >= length:
        cause = f"The shift lasts {length}, its breaks {pause}."
        reader.fault("breaks", "shift_shorter_than_break", cause, "Shorten the breaks or lengthen the shift.")
        return
    for b in breaks:
        if b.earliest_at < start_at or b.latest_at + timedelta(seconds=b.duration_s) > end_at:
            cause = f"{reader.shown('breaks')} does not lie within the shift."
            reader.fault("breaks", "break_outside_shift", cause, "Move the break, or write longer hours.")
            return


def _shift(drafted: Drafted[ShiftDraft], technician: Technician, before: Shift | None, policy: Policy) -> Shift:
    draft = drafted.draft
    if draft.start_at is None or draft.end_at is None:
        msg = f"row {drafted.row.number} passed without start or end"
        raise AssertionError(msg)
    end = _usual_end(technician)
    blank = before or Shift(
        id=new_id("shi"),
        technician_id=technician.id,
        start_at=draft.start_at,
        end_at=draft.end_at,
        external_id=drafted.external_id,
        overtime_limit_s=policy.objective.overtime_limit_minutes * 60,
        starts_from=end,
        returns_to=end,
    )
    return replace(blank, technician_id=technician.id, start_at=draft.start_at, end_at=draft.end_at, **draft.fields)


def _usual_end(technician: Technician) -> RouteEnd:
    if technician.home is not None:
        return RouteEnd.HOME
    return RouteEnd.OPEN if technician.station_id is None else RouteEnd.STATION


def _take_in(
    uow: UnitOfWork,
    batch: Batch[ShiftDraft],
    drafted: Drafted[ShiftDraft],
    change: tuple[Shift | None, Shift],
    new: list[Shift],
) -> None:
    before, after = change
    if before is None:
        new.append(after)
        batch.accept(drafted, RowResult.ADDED, after.id)
    elif after == before:
        batch.accept(drafted, RowResult.UNCHANGED, after.id)
    else:
        uow.shifts.save(after, action="imported")
        batch.accept(drafted, RowResult.UPDATED, after.id)


class _Rosters:
    """The shifts of each technician, stored ones and those of earlier rows, to find overlaps.

    Parameters
    ----------
    external_ids : set of str
        Of the rows: their stored forms give way.
    """

    def __init__(self, uow: UnitOfWork, external_ids: set[str]) -> None:
        self.uow = uow
        self.external_ids = external_ids
        self.shifts: dict[str, list[Shift]] = {}
        self.taken: defaultdict[str, list[Shift]] = defaultdict(list)

    def clash(self, shift: Shift) -> Shift | None:
        """Return a shift that overlaps in time."""
        if shift.technician_id not in self.shifts:
            stored = self.uow.shifts.of_technician(shift.technician_id)
            self.shifts[shift.technician_id] = [s for s in stored if s.external_id not in self.external_ids]
        others = self.shifts[shift.technician_id] + self.taken[shift.technician_id]
        return next((o for o in others if o.start_at < shift.end_at and shift.start_at < o.end_at), None)

    def note(self, shift: Shift) -> None:
        """Remember a shift that was taken in."""
        self.taken[shift.technician_id].append(shift)


def _unknown_technician(external_id: str) -> Issue:
    cause = f"There is no technician {external_id!r}."
    return Issue("unknown_technician", "technician", cause, "Correct it, or import the technician first.")


def _overlap(shift: Shift, other: Shift, policy: Policy) -> Issue:
    start, end = (policy.calendar.local(at).strftime("%Y-%m-%d %H:%M") for at in (other.start_at, other.end_at))
    cause = f"The technician has shift {other.external_id or other.id!r} from {start} to {end} already."
    return Issue(
        "overlapping_shift", "start", cause, f"Change the times, or remove one; this one is {shift.external_id!r}."
    )
