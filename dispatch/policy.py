"""The response policy: what a request's kind, product, warranty, customer, zone and urgency mean for its visit.

Rules are read in their order. Each may set some fields; a later rule wins over an earlier one, skills and parts add up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from dispatch.calendar import BusinessCalendar
from dispatch.policy_objective import Objective
from dispatch.policy_rule import Rule, Then, When
from dispatch.policy_terms import Given, Heard, ServiceTerms
from dispatch.request import Request
from solver.issue import Issue

__all__ = ["Given", "Objective", "Policy", "Rule", "ServiceTerms", "Then", "When"]

DEFAULTS_RULE = "defaults"
"""Name under which the policy's ``[defaults]`` appear."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A response policy.

    Parameters
    ----------
    name : str
        For people.
    zone : str
        IANA name of the area's time zone, for input and display.
    currency : str
        ISO 4217 code, for display.
    area_radius_m : int
        A place further than this from every station and home needs a person's attention.
    products : mapping of str to str
        Every spelling of a product (case folded) to the name used in rules.
    defaults : Then
        Complete but for penalty and lateness, which come from the objective.
    """

    name: str
    zone: str
    currency: str
    area_radius_m: int
    calendar: BusinessCalendar
    objective: Objective
    products: Mapping[str, str]
    defaults: Then
    rules: tuple[Rule, ...]

    def product_name(self, text: str) -> str:
        """Return the name used in rules, or a plain form of the text itself when the product is not known."""
        plain = " ".join(text.casefold().replace("_", " ").replace("-", " ").split())
        return self.products.get(plain, plain.replace(" ", "_"))

    def knows_product(self, text: str) -> bool:
        """Tell whether any spelling of a product is this one."""
        return self.product_name(text) in self.products.values()

    def terms_for(self, request: Request) -> ServiceTerms:
        """Apply the rules to a request."""
        product = self.product_name(request.product)
        heard = Heard()
        for rule in (Rule(DEFAULTS_RULE, When(), self.defaults), *self.rules):
            if rule.when.applies_to(request, product):
                heard.hear(rule)
        if request.people > heard.numbers["people"]:
            heard.say("people", request.people, "the request itself")
        self._add_prices(heard)
        return self._terms(request, heard)

    def aged_penalty(self, penalty_cents: int, waiting_since: datetime | None, at: datetime) -> int:
        """Return what leaving a visit out costs once it has waited, cents.

        Grows by the objective's ``penalty_per_day_waiting`` for each whole day, never up to a broken promise (a penalty
        that is dearer from the start stays as it is).

        Parameters
        ----------
        waiting_since : datetime or None
            Usually the response due time; ``None`` means that it does not age.
        """
        if waiting_since is None or at <= waiting_since:
            return penalty_cents
        aged = penalty_cents + (at - waiting_since).days * self.objective.penalty_per_day_waiting
        return max(penalty_cents, min(aged, self.objective.promise_broken - 1))

    def _add_prices(self, heard: Heard) -> None:
        """Take from the objective what no rule has set."""
        priority = heard.numbers["priority"]
        penalty = self.objective.penalty_by_priority[priority - 1]
        heard.say_unless_said("penalty", penalty, f"objective, priority {priority}")
        for name in ("setup_minutes", "response_late", "response_late_per_hour"):
            heard.say_unless_said(name, getattr(self.objective, name), "objective")

    def _terms(self, request: Request, heard: Heard) -> ServiceTerms:
        numbers = heard.numbers
        known = self.knows_product(request.product)
        return ServiceTerms(
            priority=numbers["priority"],
            contact_by=heard.dues["contact_within"].after(request.reported_at, self.calendar),
            on_site_by=self._on_site_by(request, heard),
            service_duration_s=numbers["service_minutes"] * 60,
            setup_s=numbers["setup_minutes"] * 60,
            skills=heard.skills,
            helper_skills=heard.helper_skills,
            parts=tuple(heard.parts),
            people=numbers["people"],
            penalty_cents=numbers["penalty"],
            response_late_cost_cents=numbers["response_late"],
            response_late_cost_cents_per_hour=numbers["response_late_per_hour"],
            rules=heard.given,
            warnings=() if known else (_unknown_product(request, self.products.values()),),
        )

    def _on_site_by(self, request: Request, heard: Heard) -> datetime:
        """Count from the report, or from the awaited part's arrival; a customer's later wish is not our delay."""
        start = max(request.reported_at, request.parts_ready_at or request.reported_at)
        due = heard.dues["on_site_within"].after(start, self.calendar)
        if start != request.reported_at:
            heard.note("on_site_counts_from", start.isoformat(), "arrival of the awaited part")
        first_wish = min(request.windows, key=lambda w: w.earliest_at, default=None)
        if first_wish is not None and first_wish.earliest_at > due:
            heard.note("on_site_by", first_wish.latest_at.isoformat(), "the customer's own first window")
            return first_wish.latest_at
        return due


def _unknown_product(request: Request, known: Iterable[str]) -> Issue:
    return Issue(
        "unknown_product",
        "product",
        f"{request.product!r} is not a product of the policy; the rules that name no product apply.",
        f"Correct it, or add it to the policy's [products] (known: {', '.join(sorted(set(known)))}).",
    )
