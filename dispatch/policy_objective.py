"""The weights of the planner's objective, in cents: what analysts turn."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Objective:
    """What things cost, in cents of the policy's currency.

    The order of size matters: a broken promise is dearer than leaving out anything but danger (priority 5), and leaving
    a visit out is dearer than coming late within a day.

    Parameters
    ----------
    travel_per_hour, travel_per_km, waiting_per_hour, overtime_per_hour : int
        A technician's time and way.
    fixed_per_shift : int
        Once a shift has at least one visit.
    promise_broken, promise_late_per_hour : int
        Once as soon as service begins after the promised window, and per hour on top. A day on which more could be
        had for a broken promise sets a higher price (``promise_price.py``).
    response_late, response_late_per_hour : int
        Once as soon as service begins after the response due time, and per hour on top.
    preference : int
        When none of the preferred technicians goes.
    technician_changed, start_moved : int
        When a plan departs from the one before: another technician, or a start moved by more than
        ``move_tolerance_minutes``.
    penalty_by_priority : tuple of five int
        Leaving out a visit of priority 1, 2, 3, 4, 5.
    penalty_per_day_waiting : int
        Added to the penalty for each whole day past the response due time.
    setup_minutes : int
        To park and unpack, unless a rule says otherwise.
    overtime_limit_minutes : int
        Overtime allowed in shifts that don't say.
    workload_per_hour : int
        For each hour of driving and service beyond a shift's target; 0 lets work be spread as it comes.
    workload_target_minutes : int or None
        That target; ``None`` gives each shift an even part of all the work, by its length.
    most_changes : int or None
        When a plan is made from another one: most visits that change technician, move by more than
        ``move_tolerance_minutes`` or are left out, so that their customers have to be called again.
        ``None`` means any number.
    change_beyond : int
        For each one beyond ``most_changes``.
    """

    travel_per_hour: int
    travel_per_km: int
    waiting_per_hour: int
    overtime_per_hour: int
    fixed_per_shift: int
    promise_broken: int
    promise_late_per_hour: int
    response_late: int
    response_late_per_hour: int
    preference: int
    technician_changed: int
    start_moved: int
    move_tolerance_minutes: int
    penalty_by_priority: tuple[int, int, int, int, int]
    penalty_per_day_waiting: int
    setup_minutes: int
    overtime_limit_minutes: int
    workload_per_hour: int = 0
    workload_target_minutes: int | None = None
    most_changes: int | None = None
    change_beyond: int = 500_000
