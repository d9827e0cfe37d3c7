"""The days that come with the program, and how the generated one was made."""

from pathlib import Path

from data.maps.address_rows import read_address_csv
from data.samples.generate import GeneratedDay, generate_day

SAMPLES = Path(__file__).parent
WASHINGTON = SAMPLES / "washington"
"""172 requests at real addresses in Washington DC, 20 technicians, Monday 2026-11-23."""

TINY_DAY = SAMPLES / "tiny_day"
"""4 requests, 2 technicians, the same Monday."""

CHINA_INTAKE = SAMPLES / "china_intake"
"""Requests in Chinese, once in UTF-8 and once in GB18030."""

WASHINGTON_SEED = 2026
WASHINGTON_REQUESTS = 172
WASHINGTON_TECHNICIANS = 20


def washington_day() -> GeneratedDay:
    """Make the shipped day from the shipped addresses."""
    addresses = read_address_csv(WASHINGTON / "addresses.csv").rows
    return generate_day(WASHINGTON_SEED, WASHINGTON_REQUESTS, WASHINGTON_TECHNICIANS, addresses=addresses)
