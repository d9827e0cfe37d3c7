"""Makes days of any size from a seed: requests, technicians and shifts as the three CSV files that intake reads.

Times in the files are local. The mix of work, windows and mishaps is our assumption of an ordinary Monday.
"""

import csv
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from data.maps.address_rows import AddressRow
from data.samples.catalogue import (
    COMPLAINT,
    CUSTOMER_CLASSES,
    FIRST_NAMES,
    GAS_LEAK,
    LAST_NAMES,
    PROFICIENCIES,
    REPORTS,
    SKILL_PROFILES,
    WAITS_FOR_PART,
    WARRANTIES,
    Report,
)
from data.samples.misspelling import without_quadrant, written_carelessly
from data.samples.synthetic_city import synthetic_city

ZONE = "America/New_York"
"""Of the shipped days; generated times carry no zone."""

DEFAULT_DATE = date(2026, 11, 23)
"""A Monday."""

UNKNOWN_STREET = "7 Lighthouse Keepers Row"
"""No table of ours knows it."""

_FEWEST_FOR_MISHAPS = 20
_SPECIAL_EVERY = 40


@dataclass(frozen=True, slots=True)
class GeneratedDay:
    """Rows by file, each a mapping of column to text."""

    requests: tuple[Mapping[str, str], ...]
    technicians: tuple[Mapping[str, str], ...]
    shifts: tuple[Mapping[str, str], ...]

    def write(self, folder: Path) -> None:
        """Write ``requests.csv``, ``technicians.csv`` and ``shifts.csv``, UTF-8 with line feeds."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, rows in (("requests", self.requests), ("technicians", self.technicians), ("shifts", self.shifts)):
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, fieldnames=list(rows[0]) if rows else [], lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)


def generate_day(
    seed: int,
    n_requests: int,
    n_technicians: int,
    day: date = DEFAULT_DATE,
    addresses: Sequence[AddressRow] | None = None,
) -> GeneratedDay:
    """Make a day; the same arguments always give the same day.

    Parameters
    ----------
    n_requests, n_technicians : int
        0 or more. About 8 requests per technician fill a day.
    addresses : sequence of AddressRow, optional
        Where customers and technicians live. Where there are too few, several customers share a house and are told
        apart by their unit. ``None`` invents a city of twice as many addresses as people.
    """
    rng = random.Random(seed)  # noqa: S311 - repeatable on purpose, guards no secret
    houses = list(addresses if addresses is not None else synthetic_city(seed, 2 * max(1, n_requests + n_technicians)))
    rng.shuffle(houses)
    homes = [houses[i % len(houses)] for i in range(n_technicians)]
    customers = houses[n_technicians % len(houses) :] or houses
    technicians = tuple(_technician(rng, number, home) for number, home in enumerate(homes, start=1))
    ids = [row["external_id"] for row in technicians]
    scene = _Scene(day, n_requests, customers, ids)
    requests = tuple(_request(rng, number, scene) for number in range(1, n_requests + 1))
    return GeneratedDay(requests, technicians, tuple(_shift(row["external_id"], day) for row in technicians))


class _Scene(NamedTuple):
    day: date
    n_requests: int
    houses: Sequence[AddressRow]
    technicians: Sequence[str]


def _request(rng: random.Random, number: int, scene: _Scene) -> dict[str, str]:
    day, technicians = scene.day, scene.technicians
    floor, at = divmod(number - 1, len(scene.houses))
    report = _report(rng, number)
    urgent, waits = report is GAS_LEAK, report is WAITS_FOR_PART
    first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
    address, city, postcode = _address(rng, number, scene.houses[at], scene)
    return {
        "external_id": f"R-{number:05}",
        "reported_at": f"{_reported_at(rng, day, report):%Y-%m-%d %H:%M}",
        "customer_name": f"{first} {last}",
        "phone": f"+1 202 555 01{rng.randrange(100):02}",
        "email": f"{first}.{last}{number}@example.org".lower(),
        "customer_class": _weighted(rng, CUSTOMER_CLASSES),
        "address": address,
        "unit": f"Apt {floor}{rng.choice('ABCD')}" if floor else rng.choice(["", "", "", "", "#2", "Unit 3", "Apt 4B"]),
        "city": city,
        "postcode": postcode,
        "work": report.work,
        "product": report.product,
        "description": rng.choice(report.descriptions),
        "warranty": _weighted(rng, WARRANTIES),
        "complaint": "yes" if report is COMPLAINT else "no",
        "urgent": "yes" if urgent else "no",
        "windows": "" if urgent else _windows(rng, day),
        "preferred_technicians": _one_in(rng, 16, technicians),
        "excluded_technicians": _one_in(rng, 80, technicians),
        "parts_ready_at": f"{day + timedelta(days=1)} 12:00" if waits else "",
    }


def _report(rng: random.Random, number: int) -> Report:
    special = {11: GAS_LEAK, 17: COMPLAINT, 23: WAITS_FOR_PART}.get(number % _SPECIAL_EVERY)
    return special or rng.choices(REPORTS, weights=[report.weight for report in REPORTS])[0]


def _address(rng: random.Random, number: int, house: AddressRow, scene: _Scene) -> tuple[str, str, str]:
    """Address line, city and postcode, as carelessly as people write them; one is ambiguous, one unknown."""
    line = f"{house.house_number} {house.street}"
    if scene.n_requests >= _FEWEST_FOR_MISHAPS and number == 5:
        return UNKNOWN_STREET, house.city, ""
    if scene.n_requests >= _FEWEST_FOR_MISHAPS and number == 9:
        return without_quadrant(scene.houses) or line, house.city, ""
    style = rng.random()
    if style < 0.12:
        return written_carelessly(rng, line), house.city, house.postcode
    if style < 0.16:
        return line, "", house.postcode
    if style < 0.20:
        return line, house.city, ""
    return line, house.city, house.postcode


def _reported_at(rng: random.Random, day: date, report: Report) -> datetime:
    """Always before half past six on the day, when plans are made."""
    if report is GAS_LEAK:
        return datetime.combine(day, time(6, rng.randrange(25)))
    days_before = rng.choices([0, 1, 2, 3], weights=[10, 65, 17, 8])[0]
    hour = 5 if days_before == 0 else rng.randrange(8, 20)
    return datetime.combine(day - timedelta(days=days_before), time(hour, rng.randrange(60)))


def _windows(rng: random.Random, day: date) -> str:
    kind = rng.random()
    if kind < 0.28:
        start = rng.randrange(8, 16)
        return f"{day} {start:02}:00-{start + 2:02}:00"
    if kind < 0.58:
        return f"{day} {rng.choice(['08:00-12:00', '12:00-17:00'])}"
    if kind < 0.64:
        return f"{day} 08:00-10:00; {day} 15:00-17:00"
    return f"{day} 08:00-17:00" if kind < 0.85 else ""


def _technician(rng: random.Random, number: int, home: AddressRow) -> dict[str, str]:
    return {
        "external_id": f"T-{number:03}",
        "name": f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}",
        "phone": f"+1 202 555 01{rng.randrange(100):02}",
        "skills": SKILL_PROFILES[(number - 1) % len(SKILL_PROFILES)],
        "proficiency": rng.choice(PROFICIENCIES),
        "home_address": f"{home.house_number} {home.street}",
        "city": home.city,
        "postcode": home.postcode,
        "lat": f"{home.place.lat:.6f}",
        "lon": f"{home.place.lon:.6f}",
    }


def _shift(technician: str, day: date) -> dict[str, str]:
    return {
        "external_id": f"S-{day:%Y%m%d}-{technician}",
        "technician": technician,
        "date": f"{day}",
        "start": "08:00",
        "end": "17:00",
        "breaks": "11:30-13:30 30 min",
        "overtime_minutes": "60",
        "starts_from": "home",
        "returns_to": "home",
    }


def _weighted(rng: random.Random, weights: Mapping[str, int]) -> str:
    return rng.choices(list(weights), weights=list(weights.values()))[0]


def _one_in(rng: random.Random, n: int, technicians: Sequence[str]) -> str:
    return rng.choice(technicians) if technicians and rng.randrange(n) == 0 else ""
