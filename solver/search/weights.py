"""Lets visits that have been left out for a while weigh more, so that a search does not settle whom it leaves out.

Which of several visits is left out may hardly matter to the cost, yet some find room more easily than others. One that
has been absent comes back in the place of such a one, which soon finds room elsewhere. After the absence counters by
which Christiaens and Vanden Berghe (2020, doi 10.1287/trsc.2019.0914) do without vehicles.
"""

import numpy as np

from solver.search.arrays import Int64s
from solver.search.jit import Bools

HEAVIER = 0.3
"""By which part of itself the penalty of a visit rises that has always been absent, at the start of a run."""

MEMORY = 0.05
"""Weight of the latest look at who is absent against all earlier ones."""

WEIGHED = 0.8
"""The part of a run over which the weights shrink to nothing."""

LOOKS = 500
"""How often in a run the weights follow the plan."""


class Weights:
    """The penalties of one thread.

    Parameters
    ----------
    penalties : int64 array
        Cents for leaving each visit out.
    """

    def __init__(self, penalties: Int64s) -> None:
        self._penalties = penalties
        self._absence = np.zeros(len(penalties))

    def after(self, absent: Bools, progress: float) -> Int64s:
        """Look at who is absent now.

        Parameters
        ----------
        absent : bool array
            Which visits are.
        progress : float
            The part of the run that is over.

        Returns
        -------
        int64 array
            Cents to search on with.
        """
        self._absence += MEMORY * (absent - self._absence)
        share = HEAVIER * max(0.0, 1 - progress / WEIGHED)
        return self._penalties + (share * self._absence * self._penalties).astype(np.int64)
