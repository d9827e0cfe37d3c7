"""Reads the rules of a policy file: ``[defaults]``, ``[products]`` and ``[[rules]]``."""

from enum import StrEnum
from typing import TypeVar

from data.files.toml_section import LARGEST_NUMBER, Section
from dispatch.policy_due import GRAMMAR, Due
from dispatch.policy_rule import Rule, Then, When
from dispatch.request import Warranty, Work

E = TypeVar("E", bound=StrEnum)

LONGEST_SERVICE_MINUTES = 7 * 24 * 60


def read_products(section: Section) -> dict[str, str]:
    """Read every spelling of every product, case folded, to the name that rules use."""
    names: dict[str, str] = {}
    for product in section:
        for spelling in (product, *section.texts(product)):
            plain = " ".join(spelling.casefold().replace("_", " ").replace("-", " ").split())
            if names.setdefault(plain, product) != product:
                cause = f"{spelling!r} stands for both {names[plain]} and {product}."
                section.fault(product, "ambiguous", cause, "Remove it from one of them.")
    return names


def read_rules(sections: tuple[Section, ...], products: frozenset[str]) -> tuple[Rule, ...]:
    """Read the rules in their order; names must differ."""
    rules: list[Rule] = []
    for section in sections:
        section.require("name")
        section.require("then")
        name = section.text("name") or ""
        if name in {rule.name for rule in rules}:
            section.fault("name", "duplicate", f"There is more than one rule {name!r}.", "Give each its own name.")
        rules.append(Rule(name, _when(section.table("when"), products), read_then(section.table("then"))))
        section.finish()
    return tuple(rules)


def read_then(section: Section) -> Then:
    """Read what a rule says."""
    due_action = f"Write {GRAMMAR}."
    then = Then(
        contact_within=section.parsed("contact_within", Due.parse, due_action),
        on_site_within=section.parsed("on_site_within", Due.parse, due_action),
        priority=section.number("priority", at_least=1, at_most=5),
        service_minutes=section.number("service_minutes", at_least=1, at_most=LONGEST_SERVICE_MINUTES),
        setup_minutes=section.number("setup_minutes", at_most=24 * 60),
        people=section.number("people", at_least=1, at_most=20),
        penalty=section.number("penalty", at_most=LARGEST_NUMBER),
        response_late=section.number("response_late"),
        response_late_per_hour=section.number("response_late_per_hour"),
        skills=_levels(section.table("skills")),
        helper_skills=_levels(section.table("helper_skills")),
        parts=section.texts("parts"),
    )
    section.finish()
    return then


def _levels(skills: Section) -> dict[str, int]:
    return {skill: level for skill in skills if (level := skills.number(skill, at_least=1, at_most=100)) is not None}


def _when(section: Section, products: frozenset[str]) -> When:
    for product in section.texts("product"):
        if product not in products:
            cause = f"{section.where('product')} names {product!r}, which is not in [products]."
            section.fault("product", "unknown_product", cause, f"Write one of: {', '.join(sorted(products))}.")
    when = When(
        work=_members(section, "work", Work),
        warranty=_members(section, "warranty", Warranty),
        product=frozenset(section.texts("product")),
        customer_class=_folded(section, "customer_class"),
        zone=_folded(section, "zone"),
        words=_folded(section, "words"),
        complaint=section.boolean("complaint"),
        urgent=section.boolean("urgent"),
    )
    section.finish()
    return when


def _folded(section: Section, key: str) -> frozenset[str]:
    return frozenset(text.casefold() for text in section.texts(key))


def _members(section: Section, key: str, kind: type[E]) -> frozenset[E]:
    members = {member.value: member for member in kind}
    texts = section.texts(key)
    for text in texts:
        if text not in members:
            cause = f"{section.where(key)} names {text!r}."
            section.fault(key, "bad_value", cause, f"Write any of: {', '.join(members)}.")
    return frozenset(members[text] for text in texts if text in members)
