"""Rows as callers send them; name only what the test is about."""

from typing import Any

DAY = "2026-03-02"


def a_request_row(**changes: Any) -> dict[str, Any]:
    usual = {
        "external_id": "R-1",
        "reported_at": "2026-03-01 18:00",
        "customer_name": "Ada Lovelace",
        "phone": "+1 202 555 0100",
        "address": "1600 16th St NW",
        "lat": 38.9120,
        "lon": -77.0365,
        "work": "repair",
        "product": "refrigerator",
    }
    return usual | changes


def a_technician_row(**changes: Any) -> dict[str, Any]:
    usual = {
        "external_id": "T-1",
        "name": "Grace Hopper",
        "skills": "refrigerant:2; gas:2; electrical:2",
        "phone": "+1 202 555 0111",
        "lat": 38.9072,
        "lon": -77.0369,
    }
    return usual | changes


def a_shift_row(**changes: Any) -> dict[str, Any]:
    usual = {"external_id": "S-1", "technician": "T-1", "date": DAY, "start": "08:00", "end": "17:00"}
    return usual | changes
