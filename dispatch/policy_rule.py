"""One rule of a response policy: when it applies, and what it then says."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dispatch.policy_due import Due
from dispatch.request import Request, Warranty, Work


@dataclass(frozen=True, slots=True)
class When:
    """Conditions, all of which must hold; an empty one always does.

    Parameters
    ----------
    work, warranty, product, customer_class, zone : frozenset
        Any of these; compared without regard to case.
    words : frozenset of str
        Any of these occurs in the description.
    """

    work: frozenset[Work] = frozenset()
    warranty: frozenset[Warranty] = frozenset()
    product: frozenset[str] = frozenset()
    customer_class: frozenset[str] = frozenset()
    zone: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    complaint: bool | None = None
    urgent: bool | None = None

    def applies_to(self, request: Request, product: str) -> bool:
        """Tell whether every condition holds for a request whose product is known by this name."""
        return (
            (not self.work or request.work in self.work)
            and (not self.warranty or request.warranty in self.warranty)
            and (not self.product or product in self.product)
            and (not self.customer_class or request.customer.customer_class.casefold() in self.customer_class)
            and (not self.zone or request.zone.casefold() in self.zone)
            and (not self.words or self._mentioned(request.description.casefold()))
            and self.complaint in {None, request.complaint}
            and self.urgent in {None, request.urgent}
        )

    def _mentioned(self, description: str) -> bool:
        return any(word in description for word in self.words)


@dataclass(frozen=True, slots=True)
class Then:
    """What a rule says; ``None`` leaves what earlier rules said.

    Parameters
    ----------
    contact_within, on_site_within : Due or None
        Counted from the report.
    priority : int or None
        1 (ordinary) to 5 (danger).
    service_minutes, setup_minutes : int or None
        Minutes of service, and minutes to park and unpack.
    people : int or None
        How many technicians it takes.
    penalty, response_late, response_late_per_hour : int or None
        Cents; in place of the objective's.
    skills : mapping of str to int
        Added to those of earlier rules; a later level replaces an earlier one.
    helper_skills : mapping of str to int
        What each further person needs where a visit takes several; added likewise. Whoever leads needs ``skills``.
    parts : tuple of str
        Added to those of earlier rules.
    """

    contact_within: Due | None = None
    on_site_within: Due | None = None
    priority: int | None = None
    service_minutes: int | None = None
    setup_minutes: int | None = None
    people: int | None = None
    penalty: int | None = None
    response_late: int | None = None
    response_late_per_hour: int | None = None
    skills: Mapping[str, int] = field(default_factory=dict)
    helper_skills: Mapping[str, int] = field(default_factory=dict)
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A named rule."""

    name: str
    when: When
    then: Then
