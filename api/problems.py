"""From errors to problem details (RFC 9457), by one table from error class to status and code."""

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from api.errors import (
    BusyError,
    ForbiddenError,
    HostNotAllowedError,
    KeyReusedError,
    OriginNotAllowedError,
    UnauthenticatedError,
)
from data.store.errors import StorageBusyError, StorageError
from dispatch.errors import (
    ConflictError,
    GeocodingError,
    IllegalTransitionError,
    InvalidInputError,
    NotFoundError,
    ProviderUnavailableError,
    TravelError,
    TravelUnavailableError,
)
from solver.errors import InvalidProblemError
from solver.issue import Issue

MEDIA_TYPE = "application/problem+json"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a class of errors becomes: HTTP status, stable code, and a title that never changes with the occasion."""

    status: int
    code: str
    title: str


INTERNAL = Kind(500, "internal_error", "Something went wrong on our side")
INVALID_CALL = Kind(422, "invalid_call", "The call does not have the documented form")
HTTP_KINDS = {
    400: Kind(400, "malformed_body", "The body can't be read"),
    404: Kind(404, "unknown_path", "There is nothing at this address"),
    405: Kind(405, "method_not_allowed", "This address does not take that method"),
    413: Kind(413, "body_too_large", "The body is too large"),
    415: Kind(415, "unsupported_media_type", "The body must be JSON"),
}
KINDS: dict[type[Exception], Kind] = {
    InvalidInputError: Kind(422, "invalid_input", "The input has faults"),
    InvalidProblemError: Kind(422, "invalid_problem", "The planning problem contradicts itself"),
    NotFoundError: Kind(404, "not_found", "No such thing"),
    ConflictError: Kind(409, "conflict", "It was changed or taken meanwhile"),
    IllegalTransitionError: Kind(409, "illegal_transition", "That can't follow the present state"),
    ProviderUnavailableError: Kind(503, "geocoder_unavailable", "The geocoding service does not answer"),
    GeocodingError: Kind(502, "geocoding_failed", "The geocoding service refuses"),
    TravelUnavailableError: Kind(503, "travel_service_unavailable", "The travel-time service does not answer"),
    TravelError: Kind(502, "travel_failed", "The travel-time service refuses"),
    UnauthenticatedError: Kind(401, "unauthenticated", "A valid token is needed"),
    ForbiddenError: Kind(403, "forbidden", "The caller's role does not allow this"),
    HostNotAllowedError: Kind(400, "host_not_allowed", "The server does not answer to this name"),
    OriginNotAllowedError: Kind(403, "origin_not_allowed", "Other web sites may not change anything here"),
    KeyReusedError: Kind(422, "idempotency_key_reused", "The idempotency key belongs to another call"),
    BusyError: Kind(503, "busy", "Too many calls at once"),
    StorageBusyError: Kind(503, "database_busy", "The database is busy"),
    StorageError: Kind(503, "database_unavailable", "The database does not answer"),
}
"""Looked up by class, then by the classes it inherits from."""


class IssueView(BaseModel):
    """One fault: what, where, why, and what to do about it."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "code": "unknown_column",
                    "path": "descripton",
                    "cause": "Column 'descripton' is not known.",
                    "action": "Did you mean description? It is passed over; rename it to use it.",
                }
            ]
        },
    )

    code: str = Field(description="Stable and machine-readable.")
    path: str = Field(description="Column, field, or dotted path into the body.")
    cause: str = Field(description="One sentence with the offending value.")
    action: str = Field(description="How to mend it.")


class Problem(BaseModel):
    """What every error looks like (RFC 9457)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:field-dispatch:problem:not_found",
                    "title": "No such thing",
                    "status": 404,
                    "detail": "there is no request R-17",
                    "code": "not_found",
                    "instance": "/v1/requests/R-17",
                    "issues": [],
                }
            ]
        }
    )

    type: str = Field(description="The code as a URN.")
    title: str = Field(description="The same for every problem of this code.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What happened this time.")
    code: str = Field(description="Stable; see the table in api/README.md.")
    instance: str = Field(description="The path that was called.")
    issues: list[IssueView] = Field(description="Every fault of the input; empty for other problems.")


def all_kinds() -> tuple[Kind, ...]:
    """Every kind of problem a caller may meet."""
    return (*KINDS.values(), *HTTP_KINDS.values(), INVALID_CALL, INTERNAL)


def problem_response(error: Exception, path: str) -> JSONResponse:
    """Tell the caller about an error.

    Parameters
    ----------
    path : str
        What was called, without the query.
    """
    if isinstance(error, RequestValidationError):
        issues = tuple(_issue(fault) for fault in error.errors())
        return _response(INVALID_CALL, _summary(issues), path, issues)
    if isinstance(error, HTTPException):
        kind = HTTP_KINDS.get(error.status_code, Kind(error.status_code, "http_error", "The call was refused"))
        return _response(kind, str(error.detail), path, headers=dict(error.headers or {}))
    kind = next((KINDS[cls] for cls in type(error).__mro__ if cls in KINDS), INTERNAL)
    if kind is INTERNAL or isinstance(error, StorageError):
        return _hidden(kind, error, path)
    issues = error.issues if isinstance(error, (InvalidInputError, InvalidProblemError)) else ()
    headers = {"WWW-Authenticate": "Bearer"} if kind.status == 401 else {}
    return _response(kind, _summary(issues) if issues else str(error), path, issues, headers)


def install(app: FastAPI) -> None:
    """Let the application answer every error with problem details."""

    def handle(request: Request, error: Exception) -> JSONResponse:
        return problem_response(error, request.url.path)

    for cls in (*KINDS, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(cls, handle)


def _hidden(kind: Kind, error: Exception, path: str) -> JSONResponse:
    """Log the error, and give the caller only a reference to it."""
    reference = secrets.token_hex(4)
    logger.error("problem %s at %s", reference, path, exc_info=error)
    return _response(kind, f"The log has the particulars under {reference}. Trying again may help.", path)


def _response(
    kind: Kind, detail: str, path: str, issues: Sequence[Issue] = (), headers: dict[str, str] | None = None
) -> JSONResponse:
    problem = Problem(
        type=f"urn:field-dispatch:problem:{kind.code}",
        title=kind.title,
        status=kind.status,
        detail=detail,
        code=kind.code,
        instance=path,
        issues=[IssueView.model_validate(issue) for issue in issues],
    )
    return JSONResponse(problem.model_dump(), kind.status, headers, media_type=MEDIA_TYPE)


def _summary(issues: Sequence[Issue]) -> str:
    first = f"{issues[0].path}: {issues[0].cause} {issues[0].action}"
    return first if len(issues) == 1 else f"{len(issues)} faults. The first: {first}"


def _issue(fault: dict[str, object]) -> Issue:
    """Say what pydantic found in our own form."""
    loc = fault["loc"]
    assert isinstance(loc, tuple)  # noqa: S101 -- pydantic's contract
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc).removeprefix(".")
    if fault["type"] == "json_invalid":
        context = cast("dict[str, object]", fault["ctx"])
        return Issue("not_json", path, f"The body is not JSON: {context['error']}.", "Send one JSON object.")
    shown = "" if fault["type"] == "missing" else f" It is {_shortened(fault.get('input'))}."
    return Issue(str(fault["type"]), path, f"{fault['msg']}.{shown}", "See the call's description under /docs.")


def _shortened(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
