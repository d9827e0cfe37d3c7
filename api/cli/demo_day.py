"""The demo's day, its clock, and the mark it leaves in its home folder so that real data are never touched."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from api.cli.output import write_file
from api.settings import Settings
from api.wiring import Wiring
from data.maps.address_rows import read_address_csv
from data.maps.address_table import AddressTable
from data.maps.city.cities import Cities
from data.samples.generate import DEFAULT_DATE, ZONE, generate_day
from data.samples.shipped import WASHINGTON, WASHINGTON_REQUESTS, WASHINGTON_SEED, WASHINGTON_TECHNICIANS
from data.samples.synthetic_city import synthetic_city
from dispatch.errors import ConflictError

DAY = DEFAULT_DATE
MARK = "demo.json"
"""File in the home folder that says: this is a demo, and which."""

FULL_HOUSES = 400
"""More people than this don't fit the shipped addresses; a city is invented for them."""


@dataclass(frozen=True, slots=True)
class DemoDay:
    """Which day.

    Parameters
    ----------
    city : str
        Checksum of the file of the city it is in; empty for the shipped or invented addresses.
    """

    requests: int
    technicians: int
    seed: int
    city: str = ""

    @property
    def is_shipped(self) -> bool:
        """Whether it is the day that comes with the program."""
        return self == DemoDay(WASHINGTON_REQUESTS, WASHINGTON_TECHNICIANS, WASHINGTON_SEED)


class DemoClock:
    """Always half past six in the morning of the day, so that the demo shows the same whenever it runs."""

    def now(self) -> datetime:
        """Aware UTC."""
        return datetime.combine(DAY, time(6, 30), ZoneInfo(ZONE)).astimezone(ZoneInfo("UTC"))


def require_demo_home(wiring: Wiring, day: DemoDay) -> None:
    """Make sure that the home folder is empty or holds this very demo, and mark it.

    Raises
    ------
    ConflictError
        When it holds anything else.
    """
    mark = wiring.settings.home / MARK
    wanted = {key: value for key, value in asdict(day).items() if value != ""}
    wanted["database"] = _database(wiring.settings)
    found = _read(mark)
    if found == wanted:
        return
    with wiring.unit_of_work("demo", read_only=True) as uow:
        start = datetime.combine(DAY, time(), ZoneInfo(ZONE))
        used = (
            uow.requests.page(limit=1).items or uow.technicians.all() or uow.shifts.between(start, start + timedelta(1))
        )
    if found is None and not day.city and Cities(wiring.settings.home).names():
        msg = (
            f"{wiring.settings.home} holds a city, and this demo is not in it. "
            "Plan in it: `dispatch demo --city NAME`, or name another folder: `dispatch --home demo-data demo`."
        )
        raise ConflictError(msg)
    if used or (wiring.settings.address_table.exists() and found is None):
        what = "the day of another demo" if found else "data of your own"
        msg = f"{wiring.settings.home} holds {what}. Name another folder: `dispatch --home demo-data demo`."
        raise ConflictError(msg)
    write_file(mark, json.dumps(wanted, indent=2).encode())


def prepare(wiring: Wiring, day: DemoDay) -> Path:
    """Build the address table and return the folder with the day's CSV files."""
    table = wiring.settings.address_table
    if day.is_shipped:
        AddressTable.load_csv(WASHINGTON / "addresses.csv", table)
        return WASHINGTON
    folder = wiring.settings.home / "generated-day"
    people = day.requests + day.technicians
    shipped = people <= FULL_HOUSES
    rows = read_address_csv(WASHINGTON / "addresses.csv").rows if shipped else synthetic_city(day.seed, 2 * people)
    AddressTable.build(table, rows)
    generate_day(day.seed, day.requests, day.technicians, addresses=rows).write(folder)
    return folder


def _database(settings: Settings) -> str:
    """Tell databases apart without writing a password down; the home's own may move with its folder."""
    own = settings.database_url == f"sqlite:///{settings.home / 'dispatch.db'}"
    return "in this folder" if own else hashlib.sha256(settings.database_url.encode()).hexdigest()


def _read(mark: Path) -> object:
    try:
        return json.loads(mark.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
