"""Who may do what: five roles, their permissions, and the caller behind a call."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a token is for."""

    DISPATCHER = "dispatcher"
    AGENT = "agent"
    ANALYST = "analyst"
    TECHNICIAN = "technician"
    ADMIN = "admin"


class Permission(StrEnum):
    """One thing that may be allowed."""

    READ_REQUESTS = "read_requests"
    WRITE_REQUESTS = "write_requests"
    READ_CUSTOMERS = "read_customers"
    READ_TEAM = "read_team"
    WRITE_TEAM = "write_team"
    READ_PLANS = "read_plans"
    MAKE_PLANS = "make_plans"
    PUBLISH_PLANS = "publish_plans"
    READ_POLICIES = "read_policies"
    ACTIVATE_POLICIES = "activate_policies"
    SOLVE = "solve"
    READ_OWN_ROUTE = "read_own_route"


_P = Permission
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.DISPATCHER: frozenset(
        {
            _P.READ_REQUESTS,
            _P.WRITE_REQUESTS,
            _P.READ_CUSTOMERS,
            _P.READ_TEAM,
            _P.WRITE_TEAM,
            _P.READ_PLANS,
            _P.MAKE_PLANS,
            _P.PUBLISH_PLANS,
            _P.READ_POLICIES,
            _P.SOLVE,
        }
    ),
    Role.AGENT: frozenset(
        {_P.READ_REQUESTS, _P.WRITE_REQUESTS, _P.READ_CUSTOMERS, _P.READ_TEAM, _P.READ_PLANS, _P.READ_POLICIES}
    ),
    Role.ANALYST: frozenset(
        {_P.READ_REQUESTS, _P.READ_TEAM, _P.READ_PLANS, _P.MAKE_PLANS, _P.READ_POLICIES, _P.ACTIVATE_POLICIES, _P.SOLVE}
    ),
    Role.TECHNICIAN: frozenset({_P.READ_OWN_ROUTE}),
    Role.ADMIN: frozenset(Permission) - {_P.READ_OWN_ROUTE},
}
"""Without ``read_customers``, names, phones, e-mails and addresses are left out and places are rounded."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls.

    Parameters
    ----------
    name : str
        Recorded as the actor of every change.
    technician_id : str or None
        Whose route a technician's token shows; ``None`` for the other roles.
    """

    name: str
    role: Role
    technician_id: str | None = None

    def may(self, permission: Permission) -> bool:
        """Whether the caller's role has the permission."""
        return permission in PERMISSIONS[self.role]


LOCAL = Caller("local", Role.ADMIN)
"""Whoever sits at the machine, where no tokens are required."""
