"""What a plan for a field day is worth, by rules restated here: no solver scores itself."""

from collections.abc import Sequence
from typing import NamedTuple

from tests.benchmarks.field_days import SHIFT_END, FieldDay

Routes = Sequence[Sequence[int]]
"""For each technician the visits in their order."""


class BrokenRuleError(ValueError):
    """A plan that nobody could drive."""


class Score(NamedTuple):
    """Penalties plus seconds of travel, and how many visits are left out."""

    value: int
    unserved: int


def score(day: FieldDay, routes: Routes) -> Score:
    """Drive every route as early as possible.

    Parameters
    ----------
    day : FieldDay
        The day.
    routes : sequence of sequence of int
        One entry a technician.

    Raises
    ------
    BrokenRuleError
        A visit made twice, without the skill, outside its window, or a route that ends after the shift.
    """
    made: set[int] = set()
    value = 0
    for technician, visits in enumerate(routes):
        home = here = day.visits + technician
        now = 0
        for visit in visits:
            where = f"technician {technician}, visit {visit}"
            if visit in made:
                raise BrokenRuleError(f"twice: {where}")
            if day.skills[visit] not in day.held[technician]:
                raise BrokenRuleError(f"skill: {where}")
            made.add(visit)
            earliest, latest = day.windows[visit].tolist()
            leg = int(day.travel[here, visit])
            now = max(now + leg, earliest)
            if now > latest:
                raise BrokenRuleError(f"time window: {where}, {now - latest} s late")
            now += int(day.durations[visit])
            value += leg
            here = visit
        back = int(day.travel[here, home])
        value += back
        if now + back > SHIFT_END:
            raise BrokenRuleError(f"shift: technician {technician}, {now + back - SHIFT_END} s late")
    left_out = [visit for visit in range(day.visits) if visit not in made]
    return Score(value + int(day.penalties[left_out].sum()), len(left_out))
