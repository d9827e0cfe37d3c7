"""Travel times that outlive a service: the second method while the first one fails, and a note that says so."""

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

from dispatch.errors import TravelError
from dispatch.place import Place
from dispatch.ports import Leg, RouteLines, TravelMatrix, TravelTimes
from dispatch.ways import straight_legs

PAUSE_S = 30.0
"""How long the first method is left alone after it failed, so that nobody waits for it again and again."""

T = TypeVar("T")

logger = logging.getLogger(__name__)


class FallbackTimes:
    """The first method, or the second for a whole matrix: methods are never mixed in one.

    Parameters
    ----------
    first, second : TravelTimes
        A service, and what needs no network.
    now : callable, optional
        Seconds of a clock that never goes back; ``None`` means the machine's.
    """

    def __init__(self, first: TravelTimes, second: TravelTimes, now: Callable[[], float] | None = None) -> None:
        self.name = first.name
        self._first = first
        self._second = second
        self._now = now or time.monotonic
        self._failed: tuple[float, str] | None = None

    def matrix(self, places: Sequence[Place]) -> TravelMatrix:
        """Travel from each place to each, by whichever method answers.

        Raises
        ------
        TravelError
            When neither does.
        """
        try:
            return self._asked(self._first.matrix, places)
        except TravelError as error:
            note = f"Travel times are {self._second.name.replace('_', ' ')} ones, because {error}"
            matrix = self._second.matrix(places)
            return replace(matrix, notes=(*matrix.notes, note))

    def legs(self, places: Sequence[Place]) -> tuple[Leg, ...]:
        """Ways from each place to the next, by the first method that draws any; straight where none does."""
        if isinstance(self._first, RouteLines):
            with suppress(TravelError):
                return self._asked(self._first.legs, places)
        return self._second.legs(places) if isinstance(self._second, RouteLines) else straight_legs(places)

    def _asked(self, question: Callable[[Sequence[Place]], T], places: Sequence[Place]) -> T:
        """Ask the first method, unless it has just failed."""
        if self._failed is not None and self._now() < self._failed[0] + PAUSE_S:
            raise TravelError(self._failed[1])
        try:
            answer = question(places)
        except TravelError as error:
            self._failed = (self._now(), str(error))
            logger.warning("%s", error)
            raise
        self._failed = None
        return answer
