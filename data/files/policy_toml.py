"""Reads a response policy from TOML, reporting all of its faults at once."""

import tomllib
from dataclasses import MISSING, fields
from functools import cache
from importlib import resources
from typing import cast

from data.files.policy_calendar import read_calendar, read_zone
from data.files.policy_rules import read_products, read_rules, read_then
from data.files.toml_section import Section
from dispatch.errors import InvalidInputError
from dispatch.policy import Policy
from dispatch.policy_objective import Objective
from dispatch.policy_terms import SINGLE_VALUED
from solver.issue import Issue

Table = dict[str, object]

_PRICED_BY_OBJECTIVE = frozenset({"setup_minutes", "penalty", "response_late", "response_late_per_hour"})
_DANGER = 5


def default_policy_text() -> str:
    """Return the shipped policy as TOML."""
    return resources.files("data.policies").joinpath("default.toml").read_text(encoding="utf-8")


@cache
def default_policy() -> Policy:
    """Return the shipped policy."""
    return load_policy(default_policy_text())


def load_policy(text: str) -> Policy:
    """Read a policy.

    Parameters
    ----------
    text : str
        TOML; with ``extends = "default"`` it need say only what differs from the shipped policy.

    Raises
    ------
    InvalidInputError
        With every fault: path, cause and action.
    """
    issues: list[Issue] = []
    policy = _read(Section("", _extended(_parsed(text), issues), issues))
    if issues or policy is None:
        raise InvalidInputError(tuple(issues))
    return policy


def _parsed(text: str) -> Table:
    """Besides wrong TOML, catch what the parser lets through: huge numbers, deep nesting, unpaired surrogates."""
    try:
        text.encode()
        return tomllib.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        fault = Issue("not_toml", "policy", f"The policy is not TOML: {error}.", "Correct that line.")
        raise InvalidInputError((fault,)) from error


def _extended(own: Table, issues: list[Issue]) -> Table:
    """Lay a policy that says ``extends`` over the shipped one."""
    base = own.pop("extends", None)
    if base is None:
        return own
    if base != "default":
        issues.append(Issue("bad_value", "extends", f"extends is {base!r}.", 'Write extends = "default" or remove it.'))
    table = cast("Table", tomllib.loads(default_policy_text()))
    for key, value in own.items():
        inherited = table.get(key)
        if isinstance(inherited, dict) and isinstance(value, dict):
            table[key] = {**inherited, **value}
        elif key == "rules" and isinstance(value, list) and isinstance(inherited, list):
            table[key] = _with_rules(inherited, value)
        else:
            table[key] = value
    return table


def _with_rules(inherited: list[object], own: list[object]) -> list[object]:
    """Add rules; one of the same name takes the other's place."""
    rules = list(inherited)
    places = {rule["name"]: n for n, rule in enumerate(rules) if isinstance(rule, dict)}
    for rule in own:
        name = rule.get("name") if isinstance(rule, dict) else None
        if isinstance(name, str) and name in places:
            rules[places.pop(name)] = rule
        else:
            rules.append(rule)
    return rules


def _read(top: Section) -> Policy | None:
    for key in ("area", "calendar", "objective", "defaults", "products"):
        top.require(key)
    area = top.table("area")
    zone = read_zone(area, "zone")
    products = read_products(top.table("products"))
    defaults = top.table("defaults")
    for key in SINGLE_VALUED:
        if key not in _PRICED_BY_OBJECTIVE:
            defaults.require(key)
    objective = _objective(top.table("objective"))
    calendar = read_calendar(top.table("calendar"), zone)
    radius_km = area.number("radius_km", at_least=1, at_most=20_000)
    currency = area.parsed("currency", _currency, "Write a code of three letters such as 'EUR'.")
    then = read_then(defaults)
    rules = read_rules(top.tables("rules"), frozenset(products.values()))
    name = top.text("name") or "policy"
    for key in ("zone", "currency", "radius_km"):
        area.require(key)
    area.finish()
    top.finish()
    if objective is None or radius_km is None or currency is None:
        return None
    return Policy(name, zone, currency, radius_km * 1000, calendar, objective, products, then, rules)


def _objective(section: Section) -> Objective | None:
    names = [f.name for f in fields(Objective)]
    required = {f.name for f in fields(Objective) if f.default is MISSING}
    for name in sorted(required, key=names.index):
        section.require(name)
    penalties = section.numbers("penalty_by_priority", 5)
    numbers = {name: section.number(name) for name in names if name != "penalty_by_priority"}
    section.finish()
    known = {name: number for name, number in numbers.items() if number is not None}
    if penalties is None or not required - {"penalty_by_priority"} <= known.keys():
        return None
    if known["promise_broken"] <= max(penalties[: _DANGER - 1]):
        section.fault(
            "promise_broken",
            "promise_too_cheap",
            f"A broken promise costs {known['promise_broken']}, leaving out a visit up to {max(penalties[:4])}.",
            "Make promise_broken the dearest but for priority 5: a promise is kept before anything but safety.",
        )
    return Objective(penalty_by_priority=cast("tuple[int, int, int, int, int]", penalties), **known)


def _currency(text: str) -> str:
    if len(text) != 3 or not text.isascii() or not text.isalpha():
        raise ValueError(text)
    return text.upper()
