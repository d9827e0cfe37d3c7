"""Examples for the OpenAPI document; a test holds them against their schemas."""

from pydantic.config import JsonDict

SUMMARY: JsonDict = {
    "id": "plan_9f86d081884c7d65",
    "status": "draft",
    "revision": 2,
    "first_day": "2026-03-02",
    "last_day": "2026-03-02",
    "created_at": "2026-03-01T18:00:31Z",
    "created_by": "Anna",
    "parent_id": None,
    "solve_run_id": "run_9f86d081884c7d65",
    "visits_planned": 1,
    "visits_unassigned": 1,
    "cost_cents": 54_210,
}
_VISIT: JsonDict = {
    "visit_id": "vis_9f86d081884c7d65",
    "request_id": "R-1001",
    "title": "repair refrigerator",
    "work": "repair",
    "product": "refrigerator",
    "customer": "Ada Lovelace",
    "phone": "+1 202 555 0100",
    "address": "1600 16th St NW, 20009 Washington",
    "place": {"lat": 38.9072, "lon": -77.0369},
    "place_quality": "house",
    "service_duration_s": 3600,
    "priority": 1,
    "penalty_cents": 52_726,
    "due_at": "2026-03-03T14:00:00Z",
    "windows": [{"earliest_at": "2026-03-02T14:00:00Z", "latest_at": "2026-03-02T16:00:00Z"}],
    "skills": {"refrigerant": 1},
    "parts": [],
    "people": 1,
}
STOP: JsonDict = _VISIT | {
    "arrival_at": "2026-03-02T14:02:00Z",
    "arrival_earliest_at": "2026-03-02T14:02:00Z",
    "arrival_latest_at": "2026-03-02T14:02:00Z",
    "arrival_note": "",
    "start_at": "2026-03-02T14:02:00Z",
    "end_at": "2026-03-02T15:02:00Z",
    "travel_s": 742,
    "distance_m": 5210,
    "waiting_s": 0,
    "slack_s": 2400,
    "promise": {"earliest_at": "2026-03-02T14:00:00Z", "latest_at": "2026-03-02T16:00:00Z"},
    "promise_late_s": 0,
    "response_late_s": 0,
    "pinned": False,
    "person": 1,
    "colleagues": [],
}
UNASSIGNED: JsonDict = _VISIT | {
    "visit_id": "vis_0000000000000002",
    "request_id": "R-1002",
    "title": "installation gas stove",
    "skills": {"gas": 1},
    "reason_code": "skill",
    "reason": "Nobody on shift has the gas certificate.",
    "remedy": "",
}
ROUTE: JsonDict = {
    "technician_id": "T-3",
    "technician": "Grace Hopper",
    "shift_id": "shi_9f86d081884c7d65",
    "start_at": "2026-03-02T13:49:00Z",
    "end_at": "2026-03-02T15:20:00Z",
    "start_place": {"lat": 38.8951, "lon": -77.0364},
    "end_place": {"lat": 38.8951, "lon": -77.0364},
    "travel_s": 1484,
    "distance_m": 10420,
    "waiting_s": 0,
    "service_s": 3600,
    "overtime_s": 0,
    "stops": [STOP],
    "breaks": [{"start_at": "2026-03-02T17:00:00Z", "end_at": "2026-03-02T17:30:00Z", "after": 0}],
}
PLAN: JsonDict = {
    "id": "plan_9f86d081884c7d65",
    "status": "draft",
    "revision": 2,
    "first_day": "2026-03-02",
    "last_day": "2026-03-02",
    "zone": "America/New_York",
    "created_at": "2026-03-01T18:00:31Z",
    "created_by": "Anna",
    "parent_id": None,
    "solve_run_id": "run_9f86d081884c7d65",
    "currency": "USD",
    "cost_cents": 54_210,
    "terms_cents": {"travel_time": 1484, "unserved": 52_726},
    "kpis": {
        "visits_planned": 1,
        "visits_unassigned": 1,
        "on_time_share": 1.0,
        "late_arrivals": 0,
        "technicians_used": 1,
        "travel_s": 1484,
        "distance_m": 10420,
        "service_s": 3600,
        "waiting_s": 0,
        "overtime_s": 0,
    },
    "routes": [ROUTE],
    "unassigned": [UNASSIGNED],
    "notes": [],
}
DIFF: JsonDict = {
    "before_id": "plan_9f86d081884c7d65",
    "after_id": "plan_0000000000000002",
    "changes": [
        {
            "visit_id": "vis_9f86d081884c7d65",
            "kind": "technician",
            "before": {
                "technician_id": "tec_9f86d081884c7d65",
                "start_at": "2026-03-02T14:02:00Z",
                "colleague_ids": [],
            },
            "after": {
                "technician_id": "tec_0000000000000002",
                "start_at": "2026-03-02T14:30:00Z",
                "colleague_ids": [],
            },
        }
    ],
    "unchanged": 11,
    "terms": {"travel_time": [1484, 1620]},
}
EDIT: JsonDict = {"routes": {"shi_9f86d081884c7d65": ["vis_9f86d081884c7d65"]}}
EDITED: JsonDict = {
    "plan": PLAN | {"status": "draft", "revision": 0},
    "violations": [
        {
            "code": "window",
            "shift_id": "shi_9f86d081884c7d65",
            "visit_id": "vis_9f86d081884c7d65",
            "text": "«repair refrigerator» on Grace Hopper's route breaks window by 600.",
        }
    ],
}
