"""What is stored for the API and the geocoders, beyond the nouns of the business."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ApiToken:
    """Lets a program or a person in.

    Parameters
    ----------
    role : str
        ``dispatcher``, ``agent``, ``analyst``, ``technician`` or ``admin``.
    secret_hash : str
        Of the secret; the secret itself is never stored.
    technician_id : str or None
        Whose route a ``technician`` token shows.
    revoked_at : datetime or None
        ``None`` while it lets in.
    """

    id: str
    name: str
    role: str
    secret_hash: str
    created_at: datetime
    technician_id: str | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class IdempotentAnswer:
    """What was answered to a call that carried an idempotency key, to be given again when it is repeated.

    Parameters
    ----------
    actor : str
        Whose key it is; keys of different actors never meet.
    route : str
        Method and path.
    request_hash : str
        Of the request's body: the same key with another body is a mistake.
    """

    actor: str
    key: str
    route: str
    request_hash: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    created_at: datetime
