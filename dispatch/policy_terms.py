"""What a policy's rules say together for one request, and which rule said what."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import NamedTuple

from dispatch.policy_due import Due
from dispatch.policy_rule import Rule, Then
from solver.issue import Issue

SINGLE_VALUED = tuple(f.name for f in fields(Then) if f.name not in {"skills", "helper_skills", "parts"})


class Given(NamedTuple):
    """A field of the terms, its value as text, and the name of the rule that gave it."""

    field: str
    value: str
    rule: str


@dataclass(frozen=True, slots=True)
class ServiceTerms:
    """What the policy says for one request.

    Parameters
    ----------
    priority : int
        1 (ordinary) to 5 (danger).
    contact_by, on_site_by : datetime
        Aware UTC.
    service_duration_s, setup_s : int
        Seconds.
    people : int
        How many technicians it takes; ``skills`` are those of the one who leads, ``helper_skills`` of each other one.
    penalty_cents, response_late_cost_cents, response_late_cost_cents_per_hour : int
        Cents.
    rules : tuple of Given
        Which rule gave what.
    warnings : tuple of Issue
        What the policy does not know, e.g. the product; the terms are then those of the rules that name no product.
    """

    priority: int
    contact_by: datetime
    on_site_by: datetime
    service_duration_s: int
    setup_s: int
    skills: Mapping[str, int]
    helper_skills: Mapping[str, int]
    parts: tuple[str, ...]
    people: int
    penalty_cents: int
    response_late_cost_cents: int
    response_late_cost_cents_per_hour: int
    rules: tuple[Given, ...]
    warnings: tuple[Issue, ...] = ()


class Heard:
    """Collects what rules say, in their order: a later value replaces an earlier one, skills and parts add up."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.dues: dict[str, Due] = {}
        self.skills: dict[str, int] = {}
        self.helper_skills: dict[str, int] = {}
        self.parts: list[str] = []
        self._given: dict[str, Given] = {}

    @property
    def given(self) -> tuple[Given, ...]:
        """Which rule gave what."""
        return tuple(self._given.values())

    def hear(self, rule: Rule) -> None:
        """Take over what a rule says."""
        for name in SINGLE_VALUED:
            value = getattr(rule.then, name)
            if isinstance(value, Due):
                self.dues[name] = value
                self.note(name, value.text, rule.name)
            elif value is not None:
                self.say(name, value, rule.name)
        for name, known in (("skills", self.skills), ("helper_skills", self.helper_skills)):
            for skill, level in getattr(rule.then, name).items():
                known[skill] = level
                self.note(f"{name}.{skill}", str(level), rule.name)
        for part in rule.then.parts:
            if part not in self.parts:
                self.parts.append(part)
                self.note(f"parts.{part}", "needed", rule.name)

    def say(self, name: str, value: int, source: str) -> None:
        """Set a number, whatever was said before."""
        self.numbers[name] = value
        self.note(name, str(value), source)

    def say_unless_said(self, name: str, value: int, source: str) -> None:
        """Set a number that no rule has set."""
        if name not in self.numbers:
            self.say(name, value, source)

    def note(self, name: str, value: str, source: str) -> None:
        """Remember who gave a field its value."""
        self._given[name] = Given(name, value, source)
