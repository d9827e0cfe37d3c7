"""What roads of made-up towns allow: ten metres a second on a residential street, turning round takes 20 s."""

from dataclasses import replace
from pathlib import Path

import pytest

from data.maps.roads.hours import FLAT
from data.maps.roads.profile import Delays
from data.maps.roads.reading import read_roads
from data.maps.roads.road_times import RoadTimes
from dispatch.errors import InvalidInputError
from tests.data.maps.roads.town import PLAIN, Town, place

SQUARE = {"A": (0, 0), "B": (200, 0), "C": (200, 200), "D": (0, 200)}
"""Corners of a square, 200 m a side."""

CROSS = {"S": (0, -100), "W": (-100, 0), "O": (0, 0), "E": (100, 0), "N": (0, 100)}
"""Four arms of 100 m."""


def cross() -> tuple[Town, dict[str, int]]:
    town = Town(CROSS)
    return town, {arm: town.way(f"{arm}O") for arm in "SWEN"}


def around(arm: str) -> tuple[float, float]:
    """A point 50 m out on an arm."""
    x, y = CROSS[arm]
    return x / 2, y / 2


def test_a_street_is_driven_at_its_speed_in_both_directions(tmp_path: Path) -> None:
    town = Town(SQUARE)
    town.way("AB")

    assert town.seconds(tmp_path, (20, 0), (180, 0)) == 16
    assert town.seconds(tmp_path, (180, 0), (20, 0)) == 16


@pytest.mark.parametrize(
    ("tags", "there", "back"),
    [
        ({"oneway": "yes"}, 10, 70),
        ({"oneway": "-1"}, 70, 10),
        ({"junction": "roundabout"}, 10, 70),
        ({"oneway": "no", "junction": "roundabout"}, 10, 10),
        ({"oneway__motor_vehicle": "no", "oneway": "yes"}, 10, 10),
        ({"vehicle__backward": "no"}, 10, 70),
    ],
)
def test_one_way_streets_send_people_round(tmp_path: Path, tags: dict[str, str], there: int, back: int) -> None:
    town = Town(SQUARE)
    town.way("AB", **tags)
    town.way("BCDA")

    assert town.seconds(tmp_path, (50, 0), (150, 0)) == there
    assert town.seconds(tmp_path, (150, 0), (50, 0)) == back


def test_a_place_behind_on_a_one_way_ring_is_a_round_away(tmp_path: Path) -> None:
    town = Town(SQUARE)
    town.way("ABCDA", oneway="yes")

    assert town.seconds(tmp_path, (50, 0), (40, 0)) == 79
    assert town.seconds(tmp_path, (40, 0), (50, 0)) == 1


@pytest.mark.parametrize(
    ("tags", "seconds"),
    [
        ({"maxspeed": "72"}, 10),
        ({"maxspeed": "25 mph"}, 18),
        ({"maxspeed": "walk"}, 103),
        ({"maxspeed": "DE:urban"}, 14),
        ({"maxspeed": "DE:zone:30"}, 24),
        ({"maxspeed": "signals"}, 20),
        ({"maxspeed": "none"}, 5),
        ({"maxspeed": "50; 36"}, 20),
        ({"maxspeed__forward": "18"}, 40),
        ({"maxspeed__backward": "18"}, 20),
        ({"highway": "primary"}, 10),
        ({"highway": "service", "service": "driveway"}, 80),
        ({"surface": "gravel"}, 40),
        ({"access": "destination"}, 40),
    ],
)
def test_speed_comes_from_limit_kind_surface_and_access(tmp_path: Path, tags: dict[str, str], seconds: int) -> None:
    town = Town(SQUARE)
    town.way("AB", **tags)
    graph = town.read(tmp_path, replace(PLAIN, share_of_maxspeed=1.0))

    assert RoadTimes(graph).matrix([place(0, 0), place(200, 0)]).durations_s[0, 0, 1] == seconds


def test_without_a_share_of_it_a_limit_only_caps(tmp_path: Path) -> None:
    town = Town(SQUARE)
    town.way("AB", maxspeed="72")
    town.way("BC", maxspeed="18")

    assert town.seconds(tmp_path, (0, 0), (200, 200)) == 20 + 40


@pytest.mark.parametrize(
    ("tags", "opened"),
    [
        ({"access": "private"}, False),
        ({"access": "no", "motor_vehicle": "yes"}, True),
        ({"motor_vehicle": "no"}, False),
        ({"vehicle": "no", "motorcar": "designated"}, True),
        ({"access": "no;permissive"}, True),
        ({"highway": "footway"}, False),
        ({"area": "yes"}, False),
        ({"oneway": "reversible"}, False),
    ],
)
def test_the_most_special_access_tag_decides(tmp_path: Path, tags: dict[str, str], opened: bool) -> None:
    town = Town(SQUARE)
    town.way("ADCB")
    town.way("AB", **tags)

    assert town.seconds(tmp_path, (0, 0), (200, 0)) == (20 if opened else 60)


@pytest.mark.parametrize(
    ("tags", "passed"),
    [
        ({"barrier": "bollard"}, False),
        ({"barrier": "gate"}, True),
        ({"barrier": "gate", "access": "private"}, False),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, True),
        ({"highway": "crossing", "access": "no"}, True),
    ],
)
def test_barriers_cut_a_street_and_both_sides_stay_in_reach(tmp_path: Path, tags: dict[str, str], passed: bool) -> None:
    town = Town(SQUARE | {"X": (100, 0)}, node_tags={"X": tags})
    town.way("AXB")
    town.way("BCDA")

    assert town.seconds(tmp_path, (50, 0), (150, 0)) == (10 if passed else 70)


@pytest.mark.parametrize(
    ("kind", "to", "seconds"),
    [
        ("no_left_turn", "W", 10 + 20 + 20),
        ("no_left_turn", "E", 10),
        ("only_straight_on", "W", 10 + 20 + 20),
        ("only_straight_on", "E", 10 + 20 + 20),
        ("only_straight_on", "N", 10),
    ],
)
def test_turn_restrictions_at_a_junction(tmp_path: Path, kind: str, to: str, seconds: int) -> None:
    town, ways = cross()
    target = {"no_left_turn": "W", "only_straight_on": "N"}[kind]
    town.restrict(kind, [("from", ways["S"]), ("via", "O"), ("to", ways[target])])

    # From the south, whoever may not turn drives up an arm, turns round at its end and comes back.
    assert town.seconds(tmp_path, around("S"), around(to)) == seconds


@pytest.mark.parametrize(
    "tags",
    [{"except": "psv;motorcar"}, {"type": "no_restriction"}, {"restriction__hgv": "no_left_turn", "restriction": "?"}],
)
def test_restrictions_for_others_bind_nobody(tmp_path: Path, tags: dict[str, str]) -> None:
    town, ways = cross()
    town.restrict("no_left_turn", [("from", ways["S"]), ("via", "O"), ("to", ways["W"])], **tags)

    assert town.seconds(tmp_path, around("S"), around("W")) == 10


def test_a_restriction_for_the_profile_alone_binds(tmp_path: Path) -> None:
    town, ways = cross()
    town.restrict("", [("from", ways["S"]), ("via", "O"), ("to", ways["W"])], restriction__motorcar="no_left_turn")

    assert town.seconds(tmp_path, around("S"), around("W")) == 50


def test_turning_round_can_be_forbidden(tmp_path: Path) -> None:
    town, ways = cross()
    long_way = town.seconds(tmp_path, around("S"), (0, -50))
    town.restrict("no_u_turn", [("from", ways["S"]), ("via", "O"), ("to", ways["S"])])
    graph = town.read(tmp_path)

    assert long_way == 0
    assert graph.report.restrictions == 1


def test_where_a_way_crosses_the_junction_the_angle_says_which_turn_is_meant(tmp_path: Path) -> None:
    town = Town(CROSS)
    south_north = town.way("SON")
    west_east = town.way("WOE")
    town.restrict("no_left_turn", [("from", south_north), ("via", "O"), ("to", west_east)])

    assert town.seconds(tmp_path, around("S"), around("W")) == 50
    assert town.seconds(tmp_path, around("S"), around("E")) == 10
    assert town.seconds(tmp_path, around("N"), around("E")) == 50
    assert town.seconds(tmp_path, around("N"), around("W")) == 10


LADDER = {"A": (0, 0), "B": (100, 0), "C": (200, 0), "a": (0, 50), "b": (100, 50), "c": (200, 50), "Z": (100, 160)}
"""Two carriageways of 200 m, joined in the middle, and a point aside."""


def ladder(kind: str, *, over: bool) -> Town:
    town = Town(LADDER)
    there = town.way("AB", oneway="yes")
    town.way("BC", oneway="yes")
    back = town.way("ba", oneway="yes")
    town.way("cb", oneway="yes")
    joint = town.way("Bb")
    town.way("Cc")
    town.way("aA")
    if over:
        town.restrict(kind, [("from", there), ("via", joint), ("to", back)])
    return town


def test_a_restriction_over_a_way_binds_those_who_come_from_its_beginning(tmp_path: Path) -> None:
    assert ladder("no_u_turn", over=False).seconds(tmp_path, (50, 0), (50, 50)) == 15
    assert ladder("no_u_turn", over=True).seconds(tmp_path, (50, 0), (50, 50)) == 35
    # Whoever begins between the carriageways, or comes from elsewhere, may turn there.
    assert ladder("no_u_turn", over=True).seconds(tmp_path, (100, 25), (50, 50)) == 8
    assert ladder("no_u_turn", over=True).seconds(tmp_path, (50, 0), (100, 25)) == 8


def test_an_only_restriction_over_a_way_leaves_no_other_turn(tmp_path: Path) -> None:
    free, bound = ladder("only_u_turn", over=False), ladder("only_u_turn", over=True)
    for town in (free, bound):
        town.way("aZc")

    assert free.seconds(tmp_path, (50, 0), (150, 0)) == 10
    assert bound.seconds(tmp_path, (50, 0), (50, 50)) == 15
    # Back to a, over Z to c, and into the joint from the other side, where the restriction does not bind.
    assert bound.seconds(tmp_path, (50, 0), (150, 0)) == 70
    assert bound.seconds(tmp_path, (100, 25), (150, 0)) == 8


def test_restrictions_that_lack_members_are_counted_and_left(tmp_path: Path) -> None:
    town, ways = cross()
    town.restrict("no_left_turn", [("from", ways["S"]), ("via", "O")])
    town.restrict("no_left_turn", [("from", ways["S"]), ("via", "O"), ("to", 99)])

    assert town.read(tmp_path).report.restrictions_skipped == 2


@pytest.mark.parametrize(
    ("tags", "there", "back"),
    [
        ({"highway": "traffic_signals"}, 28, 28),
        ({"highway": "traffic_signals", "traffic_signals:direction": "forward"}, 28, 20),
        ({"highway": "stop", "direction": "backward"}, 20, 25),
        ({"highway": "stop"}, 25, 20),
    ],
)
def test_lights_and_signs_cost_those_whom_they_face(
    tmp_path: Path, tags: dict[str, str], there: int, back: int
) -> None:
    town = Town(SQUARE | {"X": (180, 0)}, node_tags={"X": tags})
    town.way("AXB")
    town.way("BC")  # a sign without a direction stands for the nearer end, the junction with this street

    assert town.seconds(tmp_path, (0, 0), (200, 1)) == there
    assert town.seconds(tmp_path, (200, 1), (0, 0)) == back


def test_turns_cost_by_angle_and_side(tmp_path: Path) -> None:
    town, _ = cross()
    sharp = replace(PLAIN, delays=Delays(turn_s=8, turn_bias=1.2, u_turn_s=20))
    left_hand = replace(PLAIN, delays=Delays(turn_s=8, turn_bias=1.2, u_turn_s=20, driving_side="left"))

    def ms(profile, to):
        graph = town.read(tmp_path, profile)
        weights = RoadTimes(graph).matrix([place(*around("S")), place(*around(to))])
        return weights.durations_s[0, 0, 1]

    assert ms(sharp, "N") == 10
    assert 10 < ms(sharp, "E") < ms(sharp, "W") <= 18
    assert 10 < ms(left_hand, "W") < ms(left_hand, "E") <= 18


def test_people_turn_round_at_dead_ends_but_not_in_the_middle_of_a_street(tmp_path: Path) -> None:
    town = Town({"A": (0, 0), "X": (100, 0), "B": (300, 0)})
    town.way("AX", oneway="no")
    town.way("XB", oneway="no", vehicle__backward="yes")
    graph = town.read(tmp_path)

    assert sorted(graph.turn_ms.tolist()) == [0, 0, 20_000, 20_000]


def test_islands_are_left_out_and_counted(tmp_path: Path) -> None:
    town = Town(SQUARE | {"I": (1000, 0), "J": (1100, 0), "K": (1000, 100), "L": (-300, 0)})
    town.way("ABCDA")
    town.way("IJ")
    town.way("IK")
    town.way("LA", oneway="yes")  # nobody comes back to its beginning
    report = town.read(tmp_path).report

    assert (report.islands, report.islands_km) == (2, 0.5)
    assert (report.streets, report.km) == (1, 0.8)


def test_ways_clipped_at_the_edge_of_the_extract_keep_what_is_there(tmp_path: Path) -> None:
    town = Town(SQUARE)
    town.way("ABZCD")  # Z is not in the file
    town.way("BC")

    assert town.seconds(tmp_path, (0, 0), (0, 200)) == 60


def test_a_node_without_shape_or_change_of_way_is_no_junction(tmp_path: Path) -> None:
    town = Town(SQUARE)
    town.way("ABC")
    graph = town.read(tmp_path)

    assert graph.report.junctions == 2
    assert len(graph.point_lat) == 3


def test_progress_is_told_in_words(tmp_path: Path) -> None:
    town, _ = cross()
    told: list[str] = []
    read_roads(town.write(tmp_path / "town.osm"), PLAIN, told.append)

    assert told[0] == "4 streets cut"
    assert "edges put in order" in told[-1]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("missing.osm", None, "unreadable_map"),
        ("broken.osm", "<osm version='0.6'><node id=", "unreadable_map"),
        ("broken.osm.pbf", "no pbf at all", "unreadable_map"),
        ("roads.txt", "1,2,3", "unreadable_map"),
        ("empty.osm", "<osm version='0.6'></osm>", "no_roads"),
        (
            "ways_only.osm",
            "<osm version='0.6'><way id='1'><nd ref='1'/><nd ref='2'/><tag k='highway' v='primary'/></way></osm>",
            "no_roads",
        ),
    ],
)
def test_files_that_hold_no_roads_are_refused(tmp_path: Path, name: str, content: str | None, code: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_text(content)

    with pytest.raises(InvalidInputError) as caught:
        read_roads(path, PLAIN)

    assert [issue.code for issue in caught.value.issues] == [code]
    assert str(path) == caught.value.issues[0].path


@pytest.mark.parametrize("ways", [["ABCDA"], ["ABC", "CDA"], ["AB", "BC", "CD", "DA"]])
def test_a_ring_without_any_other_street_is_driven_in_both_directions(ways: list[str], tmp_path: Path) -> None:
    town = Town({"A": (0, 0), "B": (200, 0), "C": (200, 200), "D": (0, 200)})
    for nodes in ways:
        town.way(nodes)
    graph = town.read(tmp_path)
    matrix = RoadTimes(graph, FLAT).matrix([place(100, 0), place(200, 100), place(0, 100)])

    assert graph.report.edges == 2 * len(ways)
    assert matrix.durations_s[0].tolist() == [[0, 20, 20], [20, 0, 40], [20, 40, 0]]
