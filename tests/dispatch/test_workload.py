"""Targets: each shift's part of all the work."""

from dispatch.workload import even_targets
from solver.problem import Break, TravelTimes, Vehicle, Visit

TRAVEL = TravelTimes([[[0, 60, 300], [120, 0, 300], [240, 90, 0]]], [[0] * 3] * 3)
VISITS = (Visit(place=0, duration=1000, setup=100, penalty=1), Visit(place=1, duration=2000, penalty=1))
# the quickest way to place 0 takes 120 s, to place 1 it takes 60: 3,280 s of work in all


def test_each_shift_gets_its_part_by_its_length_without_breaks():
    long = Vehicle(technician=0, shift_start=0, shift_end=9_000, breaks=(Break(0, 500, 1_000),))
    short = Vehicle(technician=1, shift_start=100, shift_end=2_100)
    assert even_targets(VISITS, (long, short), TRAVEL) == (2_624, 656)


def test_with_more_work_than_room_the_shift_itself_is_the_target():
    short = Vehicle(technician=1, shift_start=100, shift_end=2_100)
    assert even_targets(VISITS, (short,), TRAVEL) == (2_000,)


def test_no_work_and_nobody_to_do_it_are_no_trouble():
    assert even_targets(VISITS, (), TRAVEL) == ()
    assert even_targets((), (Vehicle(technician=1, shift_start=0, shift_end=60),), TRAVEL) == (60,)
