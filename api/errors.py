"""Errors of the edge; what each becomes on the wire stands in ``api/problems.py``.

ApiError
├── UnauthenticatedError (PermissionError)   no token, or one that is unknown or revoked
├── ForbiddenError (PermissionError)         the caller's role does not allow it
├── HostNotAllowedError (PermissionError)    called by a name that is not this server's
├── OriginNotAllowedError (PermissionError)  a web page from elsewhere tries to change something
├── KeyReusedError (ValueError)              an idempotency key came again with another call
└── BusyError (RuntimeError)                 as many calls are being worked on as the server takes at once
"""


class ApiError(Exception):
    """Base of everything this package raises on purpose."""


class UnauthenticatedError(ApiError, PermissionError):
    """No token, or one that is unknown or revoked; the message says how to get one, never which it was."""


class ForbiddenError(ApiError, PermissionError):
    """The caller's role does not allow it; the message names the permission and the roles that have it."""


class HostNotAllowedError(ApiError, PermissionError):
    """Called by a name that is not this server's: a web page may be trying to reach it through its visitor."""


class OriginNotAllowedError(ApiError, PermissionError):
    """A web page from elsewhere tries to change something."""


class KeyReusedError(ApiError, ValueError):
    """An idempotency key came again with a different call."""


class BusyError(ApiError, RuntimeError):
    """As many calls are being worked on as the server takes at once."""
