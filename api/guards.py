"""What is refused before a call reaches its endpoint: foreign hosts and origins, other media types, huge bodies."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import ApiError, HostNotAllowedError, OriginNotAllowedError
from api.problems import problem_response
from api.settings import LOOPBACK_NAMES, Settings

READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Guards:
    """ASGI middleware that refuses calls no endpoint should ever see.

    Parameters
    ----------
    allowed_hosts : frozenset of str or None
        Names the server answers to, lower case; ``None`` for any. Without this check a web page could make its
        visitor's browser talk to a server on the loopback (DNS rebinding).
    max_body_bytes : int
        Largest body taken in.
    """

    app: ASGIApp
    allowed_hosts: frozenset[str] | None
    max_body_bytes: int

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse or pass on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = _CountedBody(receive, self.max_body_bytes)
        try:
            self._refuse(scope["method"], Headers(scope=scope))
        except (ApiError, HTTPException) as error:
            await problem_response(error, scope["path"])(scope, receive, send)
            return
        await self.app(scope, body.receive, send)

    def _refuse(self, method: str, headers: Headers) -> None:
        host = headers.get("host", "")
        if self.allowed_hosts is not None and _name(host) not in self.allowed_hosts:
            msg = f"This server does not answer to {host!r}. Name it in DISPATCH_ALLOWED_HOSTS if it should."
            raise HostNotAllowedError(msg)
        if method in READING_METHODS:
            return
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            msg = f"The page at {origin} may not change anything here."
            raise OriginNotAllowedError(msg)
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > self.max_body_bytes:
            raise _too_large(self.max_body_bytes)
        if (length not in {"", "0"} or "transfer-encoding" in headers) and not _is_json(
            headers.get("content-type", "")
        ):
            given = headers.get("content-type", "something unnamed")
            raise HTTPException(415, f"Send the body as application/json, not as {given!r}.")


class _CountedBody:
    """Passes a body on until there is too much of it."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._limit = limit
        self._count = 0

    async def receive(self) -> Message:
        """Hand on the next piece; of all errors here, FastAPI lets only HTTPException through."""
        message = await self._receive()
        self._count += len(message.get("body", b""))
        if self._count > self._limit:
            raise _too_large(self._limit)
        return message


def allowed_hosts(settings: Settings) -> frozenset[str] | None:
    """Tell which names the server answers to; on the loopback only its own, elsewhere any unless some are named."""
    if settings.on_loopback:
        return LOOPBACK_NAMES | {_name(host) for host in (settings.host, *settings.allowed_hosts)}
    return frozenset(map(_name, settings.allowed_hosts)) or None


def _name(host: str) -> str:
    """The host name without its port, lower case."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_json(content_type: str) -> bool:
    media_type = content_type.partition(";")[0].strip().lower()
    return media_type == "application/json" or (media_type.startswith("application/") and media_type.endswith("+json"))


def _too_large(limit: int) -> HTTPException:
    return HTTPException(413, f"The body is larger than {limit / 1e6:g} MB. Send it in several calls.")
