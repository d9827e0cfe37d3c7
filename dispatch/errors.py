"""Errors of the business.

DispatchError
├── IllegalTransitionError (ValueError)   a state change that the life of a thing does not allow
├── NotFoundError (LookupError)           no such thing
├── ConflictError (RuntimeError)          someone else changed it meanwhile, or it is taken already
├── InvalidInputError (ValueError)        faults of the input; carries every one
├── GeocodingError (RuntimeError)         a provider failed; never raised for an unknown address
│   └── ProviderUnavailableError          time-out, quota, refused: trying again later may help
└── TravelError (RuntimeError)            travel between places could not be computed
    └── TravelUnavailableError            time-out or refused connection: trying again later may help
"""

from solver.issue import Issue, in_words


class DispatchError(Exception):
    """Base of everything this package raises on purpose."""


class IllegalTransitionError(DispatchError, ValueError):
    """A state change that the life of a thing does not allow; the message names both states and what is allowed."""


class NotFoundError(DispatchError, LookupError):
    """No such thing; the message names what was looked for and by what."""


class ConflictError(DispatchError, RuntimeError):
    """Someone else changed the thing meanwhile, or it is taken already; read again and decide anew."""


class InvalidInputError(DispatchError, ValueError):
    """Faults of the input.

    Parameters
    ----------
    issues : tuple of Issue
        Every fault found, not only the first.
    """

    def __init__(self, issues: tuple[Issue, ...]) -> None:
        super().__init__(in_words(issues))
        self.issues = issues


class GeocodingError(DispatchError, RuntimeError):
    """A geocoding provider failed for a reason that trying again will not mend (a wrong key, say)."""


class ProviderUnavailableError(GeocodingError):
    """A geocoding provider did not answer: time-out, quota or refused connection."""


class TravelError(DispatchError, RuntimeError):
    """Travel between places could not be computed, and trying again will not mend it; the message says what to do."""


class TravelUnavailableError(TravelError):
    """A travel-time service did not answer, or not sensibly: time-out, refused connection, broken answer."""
