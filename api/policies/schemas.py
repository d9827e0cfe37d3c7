"""Response policies as callers send and read them."""

from datetime import datetime

from pydantic import ConfigDict, Field

from api.problems import IssueView
from api.schemas import Form, View
from dispatch.policy import Policy
from dispatch.policy_terms import ServiceTerms

_TEXT = 'extends = "default"\n\n[area]\nzone = "America/New_York"\ncurrency = "USD"\nradius_km = 80\n'


class PolicyForm(Form):
    """A policy as text."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": _TEXT}]})

    text: str = Field(min_length=1, max_length=1_000_000, description="TOML; see the README.md of data.")


class PolicyView(View):
    """A policy in outline, with its full text."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "Default response policy",
                    "zone": "America/New_York",
                    "currency": "USD",
                    "rules": ["urgent", "complaint"],
                    "shipped": False,
                    "text": _TEXT,
                }
            ]
        }
    )

    name: str
    zone: str = Field(description="IANA time zone of the area.")
    currency: str = Field(description="ISO 4217.")
    rules: list[str] = Field(description="Names, in the order in which they are read.")
    shipped: bool = Field(description="Nobody has activated one yet: this is the one that ships with the program.")
    text: str

    @classmethod
    def shown(cls, policy: Policy, text: str, *, shipped: bool) -> "PolicyView":
        """Show a policy with its text."""
        rules = [rule.name for rule in policy.rules]
        return cls(
            name=policy.name, zone=policy.zone, currency=policy.currency, rules=rules, shipped=shipped, text=text
        )


class ValidationView(View):
    """Whether a policy could be activated."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "valid": False,
                    "issues": [
                        {
                            "code": "unknown_zone",
                            "path": "area.zone",
                            "cause": "There is no time zone 'Mars'.",
                            "action": "Write an IANA name such as 'Europe/Berlin'.",
                        }
                    ],
                }
            ]
        }
    )

    valid: bool
    issues: list[IssueView] = Field(description="Every fault.")


class GivenView(View):
    """Which rule gave what."""

    field: str
    value: str
    rule: str


class TermsView(View):
    """What the policy says for one request, and which rule said it."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "priority": 3,
                    "contact_by": "2026-03-02T15:00:00Z",
                    "on_site_by": "2026-03-03T14:00:00Z",
                    "service_duration_s": 3600,
                    "setup_s": 300,
                    "skills": {"refrigerant": 1},
                    "helper_skills": {},
                    "parts": [],
                    "people": 1,
                    "penalty_cents": 50000,
                    "response_late_cost_cents": 5000,
                    "response_late_cost_cents_per_hour": 1000,
                    "rules": [{"field": "service_minutes", "value": "60", "rule": "defaults"}],
                    "warnings": [],
                }
            ]
        },
    )

    priority: int = Field(description="1 (ordinary) to 5 (danger).")
    contact_by: datetime
    on_site_by: datetime
    service_duration_s: int
    setup_s: int
    skills: dict[str, int] = Field(description="Skill to the level needed, by the one who leads where several go.")
    helper_skills: dict[str, int] = Field(description="Skill to the level that each further person needs.")
    parts: list[str]
    people: int
    penalty_cents: int = Field(description="Price of leaving the visit out.")
    response_late_cost_cents: int
    response_late_cost_cents_per_hour: int
    rules: list[GivenView]
    warnings: list[IssueView]

    @classmethod
    def shown(cls, terms: ServiceTerms) -> "TermsView":
        """Show the terms."""
        return cls.of(terms)
