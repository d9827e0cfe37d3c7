"""Who calls, and what a call may do."""

from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.errors import ForbiddenError, UnauthenticatedError
from api.roles import LOCAL, PERMISSIONS, Caller, Permission
from api.tokens import authenticate
from api.wiring import Wiring

_bearer = HTTPBearer(auto_error=False, description="A token made with `dispatch token create`.")


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
