"""Every export of a plan: complete, safe, stable, and in the area's own time."""

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from icalendar import Calendar

from data.files.export_csv import COLUMNS, safe_text
from data.files.export_plan import FORMATS, as_one_file, export_plan, only_technician, ready_for, stem_of
from data.files.overview_map import day_map
from data.files.palette import route_colour
from dispatch.errors import NotFoundError
from dispatch.place import Place
from dispatch.plan import PlanStatus
from dispatch.ways import MAP_CREDIT
from tests.builders import at
from tests.data.files.plan_views import a_plan_view, a_team_view
from tests.dispatch.test_ways import Corners


def text_of(name: str, **changes: Any) -> str:
    return export_plan(a_plan_view(**changes), name)[0].content.decode()


def rows() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text_of("csv").removeprefix("\ufeff"))))


def calendar(number: int = 0) -> Calendar:
    parsed = Calendar.from_ical(export_plan(a_plan_view(), "ics")[number].content)
    assert isinstance(parsed, Calendar)
    return parsed


def an_empty_view() -> Any:
    view = a_plan_view()
    return replace(view, plan=replace(view.plan, routes=(), unassigned=(), terms={}), routes=(), unassigned=())


def test_csv_has_one_row_a_visit_planned_and_unassigned() -> None:
    assert [(row["status"], row["visit_id"]) for row in rows()] == [
        ("planned", "vis_fridge"),
        ("planned", "vis_oven"),
        ("unassigned", "vis_washer"),
    ]


def test_csv_columns_are_the_documented_ones_and_all_are_used() -> None:
    assert list(rows()[0]) == list(COLUMNS)
    seldom = {"due_at", "colleagues"}
    assert {name for name in COLUMNS if not any(row[name] for row in rows())} == seldom


def test_csv_times_are_local_with_their_offset() -> None:
    row = rows()[0]
    assert row["start_at"] == "2025-03-03T09:00:00-05:00"
    assert datetime.fromisoformat(row["promise_latest_at"]) == at(16)


def test_an_arrival_at_an_address_known_by_area_only_is_a_range_everywhere() -> None:
    fridge, oven, _ = rows()
    assert fridge["arrival_earliest_at"] == fridge["arrival_latest_at"] == fridge["arrival_at"]
    assert fridge["arrival_note"] == ""
    # 1500 m at 10 km/h are nine minutes
    assert (oven["arrival_earliest_at"], oven["arrival_latest_at"]) == (
        "2025-03-03T12:51:00-05:00",
        "2025-03-03T13:09:00-05:00",
    )
    assert oven["arrival_note"] == "address known by area only"
    stop = json.loads(text_of("json"))["routes"][0]["stops"][1]
    assert (stop["arrival_earliest_at"], stop["arrival_latest_at"]) == (
        "2025-03-03T17:51:00+00:00",
        "2025-03-03T18:09:00+00:00",
    )
    assert "arrive 12:51–13:09" in text_of("sheets")
    assert "Address known by area only, up to 1.5 km from the mark: ask the way" in text_of("sheets")
    assert "arrival 12:51–13:09: address known by area only" in text_of("overview")


def test_no_cell_runs_as_a_formula() -> None:
    assert rows()[1]["customer"] == "'=cmd|' /C calc'!A0"
    assert [safe_text(text) for text in ("=1", "+x", "-x", "@x", "\tx", "\rx")] == [
        "'=1",
        "'+x",
        "'-x",
        "'@x",
        "'\tx",
        "'\rx",
    ]
    assert safe_text("plain = text") == "plain = text"
    assert safe_text("+1 202 555-0100") == "+1 202 555-0100"


def test_json_says_what_the_plan_says() -> None:
    plan = json.loads(text_of("json"))
    assert plan["cost_cents"] == sum(plan["terms_cents"].values()) == 21_200
    assert [stop["visit_id"] for stop in plan["routes"][0]["stops"]] == ["vis_fridge", "vis_oven"]
    assert plan["unassigned"][0]["reason_code"] == "skill"
    assert plan["routes"][0]["stops"][0]["start_at"] == "2025-03-03T14:00:00+00:00"


def test_geojson_draws_routes_and_points_longitude_first() -> None:
    features = json.loads(text_of("geojson"))["features"]
    kinds = [feature["properties"]["kind"] for feature in features]
    assert kinds == ["route", "stop", "stop", "route", "unassigned"]
    line = features[0]["geometry"]["coordinates"]
    assert line[0] == [-77.0369, 38.9072]
    assert features[1]["geometry"]["coordinates"] == line[1] == [-77.03, 38.9]


def test_lines_follow_the_streets_where_they_are_known() -> None:
    view = a_plan_view()
    way = tuple(Place(38.9 + 0.0001 * i, -77.03 + 0.0001 * (i % 2)) for i in range(200))
    known = replace(view, routes=(replace(view.routes[0], way=way), *view.routes[1:]))

    lines = [f for f in json.loads(export_plan(known, "geojson")[0].content)["features"] if "stops" in f["properties"]]
    assert lines[0]["geometry"]["coordinates"][:2] == [[-77.03, 38.9], [-77.0299, 38.9001]]
    assert [line["properties"]["follows_ways"] for line in lines] == [True, False]

    for name, straight in (("overview", 3), ("sheets", 3)):
        points = [
            found.split()
            for found in re.findall(r'<polyline points="([^"]*)"', export_plan(known, name)[0].content.decode())
        ]
        assert len(points[0]) > 50
        assert len(points[1]) <= straight


def test_who_made_the_map_is_named_where_ways_are_drawn() -> None:
    straight = a_plan_view()
    way = (Place(38.9, -77.03), Place(38.91, -77.04))
    drawn = replace(straight, routes=(replace(straight.routes[0], way=way), *straight.routes[1:]))

    for name, times in (("geojson", 1), ("overview", 1), ("sheets", 1)):
        assert export_plan(drawn, name)[0].content.decode().count(MAP_CREDIT) == times
        assert MAP_CREDIT not in export_plan(straight, name)[0].content.decode()
    assert json.loads(export_plan(drawn, "geojson")[0].content)["attribution"] == MAP_CREDIT


def test_a_line_keeps_its_ends_and_loses_bends_that_nobody_sees() -> None:
    view = a_plan_view()
    dense = tuple(Place(38.9 + 1e-6 * i, -77.03) for i in range(50_001))
    (part,) = day_map([replace(view.routes[0], way=dense)], (), {"tec_ada": "#000"}, "UTC").routes
    points = part.line.split()
    assert 100 < len(points) < 1000
    ends = day_map([replace(view.routes[0], way=(dense[0], dense[-1]))], (), {"tec_ada": "#000"}, "UTC").routes[0]
    assert [points[0], points[-1]] == ends.line.split()


@pytest.mark.parametrize(
    ("names", "asked"), [(["csv", "json"], False), (["csv", "sheets"], True), (["nonsense"], False)]
)
def test_ways_are_looked_up_for_formats_that_draw_them(names: list[str], asked: bool) -> None:
    view = ready_for(a_plan_view(), names, Corners())
    assert bool(view.routes[0].way) is asked


def test_each_technician_has_a_calendar_with_visits_and_breaks() -> None:
    names = [file.name for file in export_plan(a_plan_view(), "ics")]
    assert names == ["plan-2025-03-03-r2-T-1.ics", "plan-2025-03-03-r2-T-2.ics"]
    summaries = [str(event["summary"]) for event in calendar().walk("VEVENT")]
    assert summaries == ["1. repair refrigerator", "2. repair gas_stove", "Break"]


def test_a_calendar_event_keeps_its_uid_and_counts_revisions() -> None:
    event = calendar().walk("VEVENT")[0]
    assert (str(event["uid"]), int(event["sequence"])) == ("vis_fridge@field-dispatch", 2)
    assert event["dtstart"].dt == at(14)
    assert event["dtstart"].params["TZID"] == "America/New_York"
    assert [str(zone["tzid"]) for zone in calendar().walk("VTIMEZONE")] == ["America/New_York"]


def test_a_route_sheet_has_a_page_for_each_technician_with_what_they_must_know() -> None:
    page = text_of("sheets")
    assert page.count("<section>") == 2
    for text in (
        "Ada Byron",
        "1 A St</strong>, #4",
        "+1 202 555 0100",
        "promised 09:00–11:00",
        "Bring: seal-7",
        "Break",
    ):
        assert text in page
    assert "1 h 00 min late: call ahead" in page


def test_a_sheet_of_a_draft_says_so_and_a_published_one_does_not() -> None:
    assert "Draft: not to be handed out" in text_of("sheets")
    view = a_plan_view()
    published = replace(view, plan=view.plan.moved_to(PlanStatus.PUBLISHED))
    assert "not to be handed out" not in export_plan(published, "sheets")[0].content.decode()


@pytest.mark.parametrize("name", ["sheets", "overview"])
def test_a_page_needs_no_network_and_escapes_what_people_wrote(name: str) -> None:
    page = text_of(name)
    assert "Ben &lt;Hahn&gt;" in page
    assert "<Hahn>" not in page
    assert not re.search(r"""(?:src|href|url\()\s*=?\s*["']?\s*(?:https?:)?//""", page)
    assert "@import" not in page


def test_the_overview_shows_map_timeline_reasons_and_costs() -> None:
    page = text_of("overview")
    for text in ("Nobody on shift knows washing_machine.", "It fits with training.", "$212.00", "visits left out"):
        assert text in page
    map_svg, timeline_svg = (ET.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", page, re.DOTALL))
    assert len(map_svg.findall(".//polyline")) == 2
    assert len(map_svg.findall(".//circle[@class='left-out']")) == 1 + 1  # the visit and the legend
    states = [group.get("class") for group in timeline_svg.iter("g") if (group.get("class") or "").startswith("visit")]
    assert states == ["visit kept", "visit late pinned"]


def test_everything_on_the_map_lies_within_it() -> None:
    svg = ET.fromstring(re.findall(r"<svg.*?</svg>", text_of("overview"), re.DOTALL)[0])
    _, _, width, height = (float(n) for n in svg.attrib["viewBox"].split())
    points = [(float(c.attrib["cx"]), float(c.attrib["cy"])) for c in svg.findall(".//g[@class='route']//circle")]
    assert points
    assert all(0 <= x <= width and 0 <= y <= height for x, y in points)


def test_every_mark_on_the_overview_explains_itself() -> None:
    for svg in re.findall(r"<svg.*?</svg>", text_of("overview"), re.DOTALL):
        root = ET.fromstring(svg)
        assert root.get("role") == "img"
        named = root.find("title")
        assert named is not None
        assert named.get("id") == root.get("aria-labelledby")


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_plan_can_be_exported(name: str) -> None:
    for file in export_plan(an_empty_view(), name):
        assert file.content


@pytest.mark.parametrize("name", ["sheets", "overview"])
def test_tags_are_closed(name: str) -> None:
    open_tags: list[str] = []

    class Balance(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            del attrs
            if tag not in {"meta", "br"}:
                open_tags.append(tag)

        def handle_startendtag(self, tag: str, attrs: object) -> None:
            """``<path/>`` opens and closes itself."""
            del tag, attrs

        def handle_endtag(self, tag: str) -> None:
            assert open_tags.pop() == tag

    Balance().feed(text_of(name))
    assert open_tags == []


def test_one_technician_sees_nothing_of_anybody_else() -> None:
    view = only_technician(a_plan_view(), "tec_ben")
    for name in FORMATS:
        for file in export_plan(view, name):
            text = file.content.decode()
            assert "Ada" not in text
            assert "vis_" not in text


def test_both_technicians_papers_show_the_visit_with_the_colleague() -> None:
    view = a_team_view()
    lines = csv.DictReader(io.StringIO(export_plan(view, "csv")[0].content.decode().removeprefix("\ufeff")))
    told = [(row["technician"], row["colleagues"], row["people"]) for row in lines if row["visit_id"] == "vis_oven"]
    assert told == [("Ada Byron", "Ben <Hahn>", "2"), ("Ben <Hahn>", "Ada Byron", "2")]
    routes = json.loads(export_plan(view, "json")[0].content)["routes"]
    stops = [stop for route in routes for stop in route["stops"] if stop["visit_id"] == "vis_oven"]
    assert [(stop["person"], stop["people"], stop["colleagues"]) for stop in stops] == [
        (1, 2, [{"technician_id": "T-2", "technician": "Ben <Hahn>"}]),
        (2, 2, [{"technician_id": "T-1", "technician": "Ada Byron"}]),
    ]
    sheets = export_plan(view, "sheets")[0].content.decode().split("<section>")
    assert "Together with Ben &lt;Hahn&gt;" in sheets[1]
    assert "Together with Ada Byron · +1 202 555 0111" in sheets[2]
    calendars = [Calendar.from_ical(file.content) for file in export_plan(view, "ics")]
    events = [event for found in calendars for event in found.walk("VEVENT") if "gas_stove" in str(event["summary"])]
    assert [str(event["uid"]) for event in events] == ["vis_oven@field-dispatch", "vis_oven-2@field-dispatch"]
    assert "Together with: Ada Byron +1 202 555 0111" in str(events[1]["description"])
    assert "Together with Ada Byron" in export_plan(view, "overview")[0].content.decode()
    points = [f["properties"] for f in json.loads(export_plan(view, "geojson")[0].content)["features"]]
    assert [p["colleagues"] for p in points if p.get("visit_id") == "vis_oven"] == ["Ben <Hahn>", "Ada Byron"]
    assert (view.kpis.visits_planned, view.kpis.late_arrivals) == (2, 1)


def test_one_technicians_own_papers_name_the_colleague_of_a_shared_visit_only() -> None:
    text = "".join(
        file.content.decode()
        for name in FORMATS
        for file in export_plan(only_technician(a_team_view(), "tec_ben"), name)
    )
    assert "Ada Byron" in text
    assert "vis_oven" in text
    assert "vis_fridge" not in text


def test_several_files_become_one_archive_and_one_stays_as_it_is() -> None:
    view = a_plan_view()
    archive = as_one_file(export_plan(view, "ics"), stem_of(view))
    assert archive.name == "plan-2025-03-03-r2.zip"
    assert len(zipfile.ZipFile(io.BytesIO(archive.content)).namelist()) == 2
    assert as_one_file(export_plan(view, "csv"), "x").name == "plan-2025-03-03-r2.csv"


def test_an_unknown_format_is_refused_by_name() -> None:
    with pytest.raises(NotFoundError, match=r"pdf.*csv"):
        export_plan(a_plan_view(), "pdf")


def test_a_hundred_technicians_have_a_hundred_colours() -> None:
    colours = [route_colour(n) for n in range(100)]
    assert len(set(colours)) == 100
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in colours)
