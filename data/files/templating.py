"""The Jinja environment of every exported page: autoescape on, unknown names are errors."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from data.files.wording import (
    arrival_text,
    clock_time,
    distance_text,
    duration_text,
    long_day,
    money_text,
    term_words,
    window_text,
)

TEMPLATES = Path(__file__).parent / "templates"


def render(template: str, **values: object) -> str:
    """Fill a template of ``templates/``.

    Parameters
    ----------
    template : str
        File name.
    """
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "arrival": arrival_text,
        "clock": clock_time,
        "distance": distance_text,
        "duration": duration_text,
        "long_day": long_day,
        "money": money_text,
        "term": term_words,
        "window": window_text,
    }
    return environment
