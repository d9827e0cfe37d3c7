from collections.abc import Sequence
from itertools import pairwise

import pytest

from data.maps.fallback_times import PAUSE_S, FallbackTimes
from data.maps.straight_line import StraightLine
from dispatch.errors import TravelError, TravelUnavailableError
from dispatch.place import Place
from dispatch.ports import Leg, RouteLines, TravelMatrix
from tests.flat_travel import FlatTravel

PLACES = [Place(38.9, -77.0), Place(38.9, -77.1)]


class Moody(FlatTravel):
    """Fails when told to."""

    def __init__(self, error: TravelError | None) -> None:
        super().__init__()
        self.error = error
        self.asked = 0

    def matrix(self, places: Sequence[Place]) -> TravelMatrix:
        self._fail()
        return super().matrix(places)

    def legs(self, places: Sequence[Place]) -> tuple[Leg, ...]:
        self._fail()
        return tuple(Leg(60, 1000, (a, Place(0, 0), b)) for a, b in pairwise(places))

    def _fail(self) -> None:
        self.asked += 1
        if self.error:
            raise self.error


def test_while_the_first_method_answers_it_is_the_only_one() -> None:
    matrix = FallbackTimes(Moody(None), StraightLine()).matrix(PLACES)

    assert matrix.durations_s[0, 0, 1] == 600
    assert matrix.notes == ()


@pytest.mark.parametrize("error", [TravelUnavailableError("osrm is down."), TravelError("osrm refuses.")])
def test_when_it_fails_the_second_answers_and_a_note_says_so(error: TravelError) -> None:
    matrix = FallbackTimes(Moody(error), StraightLine()).matrix(PLACES)

    assert matrix.durations_s.tolist() == StraightLine().matrix(PLACES).durations_s.tolist()
    assert matrix.notes == (f"Travel times are straight line ones, because {error}",)


def test_after_a_failure_the_first_is_left_alone_for_a_while_and_then_asked_again() -> None:
    clock = [0.0]
    first = Moody(TravelUnavailableError("osrm is down."))
    times = FallbackTimes(first, StraightLine(), lambda: clock[0])
    times.matrix(PLACES)
    clock[0] = PAUSE_S - 1
    assert "osrm is down." in times.matrix(PLACES).notes[0]
    assert first.asked == 1

    clock[0] = PAUSE_S
    first.error = None
    assert times.matrix(PLACES).notes == ()
    assert times.matrix(PLACES).notes == ()
    assert first.asked == 3


def test_ways_pass_through_and_are_straight_when_nobody_knows_them() -> None:
    first = Moody(None)
    times = FallbackTimes(first, StraightLine())
    assert isinstance(times, RouteLines)
    assert times.legs(PLACES)[0].line == (PLACES[0], Place(0, 0), PLACES[1])

    first.error = TravelUnavailableError("osrm is down.")
    assert times.legs(PLACES)[0].line == tuple(PLACES)
    assert FallbackTimes(StraightLine(), Moody(None)).legs(PLACES)[0].duration_s == 60


def test_when_both_fail_the_error_of_the_second_stands() -> None:
    with pytest.raises(TravelError, match="second"):
        FallbackTimes(Moody(TravelError("first")), Moody(TravelError("second"))).matrix(PLACES)
