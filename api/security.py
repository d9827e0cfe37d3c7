"""API tokens: made, checked and revoked; and what a call may do.

A token is ``<id>.<secret>`` with a secret of 256 random bits. Only the secret's SHA-256 is stored: guessing a random
256-bit value is hopeless, so the slow hash that a password needs would only slow every call down.
"""

import hashlib
import hmac
import secrets
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.errors import ForbiddenError, UnauthenticatedError
from api.roles import LOCAL, PERMISSIONS, Caller, Permission, Role
from api.wiring import Wiring
from data.store.records import ApiToken
from data.store.unit_of_work import SqlUnitOfWork
from dispatch.errors import InvalidInputError
from dispatch.identity import new_id
from solver.issue import Issue

_bearer = HTTPBearer(auto_error=False, description="A token made with `dispatch token create`.")


def issue_token(uow: SqlUnitOfWork, *, role: Role, name: str, technician: str | None = None) -> tuple[str, ApiToken]:
    """Make a token and return its text, which is shown once and stored nowhere, with its record.

    Parameters
    ----------
    name : str
        Who uses it; recorded as the actor of every change.
    technician : str or None
        Id or external id of the technician whose route it shows; for that role only.

    Raises
    ------
    InvalidInputError
        When the name is empty, or a technician is missing or given for another role.
    NotFoundError
        When there is no such technician.
    """
    issues = _faults(role, name, technician)
    if issues:
        raise InvalidInputError(issues)
    secret = secrets.token_urlsafe(32)
    record = ApiToken(
        id=new_id("tok"),
        name=name.strip(),
        role=role.value,
        secret_hash=_hash(secret),
        created_at=uow.clock.now(),
        technician_id=uow.technicians.get(technician).id if technician else None,
    )
    uow.tokens.add(record)
    return f"{record.id}.{secret}", record


def revoke_token(uow: SqlUnitOfWork, token_id: str) -> None:
    """Make a token useless from the next call on.

    Raises
    ------
    NotFoundError
        When there is no such token.
    """
    uow.tokens.revoke(token_id)


def list_tokens(uow: SqlUnitOfWork) -> tuple[ApiToken, ...]:
    """Every token ever made, revoked ones included; secrets are not among what is stored."""
    return uow.tokens.all()


def authenticate(uow: SqlUnitOfWork, token: str) -> Caller:
    """Find out who shows a token.

    Raises
    ------
    UnauthenticatedError
        When it is unknown or revoked; which of the two is not told.
    """
    token_id, _, secret = token.partition(".")
    record = uow.tokens.by_id(token_id)
    known = hmac.compare_digest(record.secret_hash if record else "", _hash(secret))
    if record is None or not known or record.revoked_at is not None:
        raise UnauthenticatedError("This token is unknown or revoked. Ask an administrator for another.")
    return Caller(record.name, Role(record.role), record.technician_id)


def wiring_of(request: Request) -> Wiring:
    """Return the parts of the running program."""
    wiring: Wiring = request.app.state.wiring
    return wiring


def caller_of(
    wiring: Annotated[Wiring, Depends(wiring_of)],
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Caller:
    """Find out who calls; on the loopback whoever shows no token is the person at the machine.

    Raises
    ------
    UnauthenticatedError
        When a token is required and missing, or the one shown is no good.
    """
    if credentials is not None:
        with wiring.unit_of_work("authentication", read_only=True) as uow:
            return authenticate(uow, credentials.credentials)
    if wiring.settings.tokens_required:
        raise UnauthenticatedError("Send `Authorization: Bearer <token>`; `dispatch token create` makes a token.")
    return LOCAL


def needs(permission: Permission) -> Any:  # noqa: ANN401 -- what FastAPI's Depends returns
    """Return a dependency that lets only roles with the permission pass."""

    def check(caller: CurrentCaller) -> None:
        if not caller.may(permission):
            roles = ", ".join(sorted(role for role, allowed in PERMISSIONS.items() if permission in allowed))
            raise ForbiddenError(f"This needs the permission {permission}, which {caller.role} lacks ({roles} has it).")

    return Depends(check)


CurrentCaller = Annotated[Caller, Depends(caller_of)]
CurrentWiring = Annotated[Wiring, Depends(wiring_of)]


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _faults(role: Role, name: str, technician: str | None) -> tuple[Issue, ...]:
    issues: list[Issue] = []
    if not name.strip():
        issues.append(Issue("missing_name", "name", "The token has no name.", "Say who will use it."))
    if role is Role.TECHNICIAN and not technician:
        issues.append(
            Issue("missing_technician", "technician", "Whose route it shows is not said.", "Name the technician.")
        )
    if role is not Role.TECHNICIAN and technician:
        cause = f"A token for the role {role} belongs to no technician."
        issues.append(Issue("needless_technician", "technician", cause, "Leave the technician out."))
    return tuple(issues)
