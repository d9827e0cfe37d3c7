"""API tokens: made, checked and revoked.

A token is ``<id>.<secret>`` with a secret of 256 random bits. Only the secret's SHA-256 is stored: guessing a random
256-bit value is hopeless, so the slow hash that a password needs would only slow every call down.
"""

import hashlib
import hmac
import secrets

from api.errors import UnauthenticatedError
from api.roles import Caller, Role
from data.store.records import ApiToken
from data.store.unit_of_work import SqlUnitOfWork
from dispatch.errors import InvalidInputError
from dispatch.identity import new_id
from solver.issue import Issue


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
