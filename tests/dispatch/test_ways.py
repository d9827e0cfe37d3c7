from collections.abc import Sequence
from itertools import pairwise

from dispatch.errors import TravelUnavailableError
from dispatch.place import Place
from dispatch.ports import Leg
from dispatch.ways import straight_legs, with_ways
from tests.data.files.plan_views import a_plan_view
from tests.flat_travel import FlatTravel


class Corners(FlatTravel):
    """Ways go east first, then north."""

    def legs(self, places: Sequence[Place]) -> tuple[Leg, ...]:
        return tuple(Leg(60, 1000, (a, Place(a.lat, b.lon), b)) for a, b in pairwise(places))


class Down(FlatTravel):
    def legs(self, places: Sequence[Place]) -> tuple[Leg, ...]:  # noqa: ARG002 -- as the protocol has it
        raise TravelUnavailableError("osrm is down.")


def test_a_route_gets_its_way_from_where_it_starts_to_where_it_ends() -> None:
    view = with_ways(a_plan_view(), Corners())
    ada = view.routes[0]
    a, b = ada.places[0], ada.places[1]
    assert ada.line[:3] == (a, Place(a.lat, b.lon), b)
    assert ada.line[-1] == ada.places[-1]
    assert len(ada.line) == 3 * (len(ada.places) - 1)


class Straight(FlatTravel):
    def legs(self, places: Sequence[Place]) -> tuple[Leg, ...]:
        return straight_legs(places)


def test_lines_are_straight_where_nobody_knows_the_ways_or_nobody_answers() -> None:
    for travel_times in (FlatTravel(), Down(), Straight()):
        plain = a_plan_view()
        view = with_ways(plain, travel_times)
        assert view == plain
        assert view.routes[0].line == view.routes[0].places


def test_straight_legs_are_known_by_their_numbers() -> None:
    assert straight_legs([Place(0, 0), Place(0, 1)]) == (Leg(-1, -1, (Place(0, 0), Place(0, 1))),)
    assert straight_legs([Place(0, 0)]) == ()
