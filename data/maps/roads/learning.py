"""Learns from past legs how slow the hours really are."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from data.maps.roads.hours import HIGHEST_SHARE, LOWEST_SHARE, HourBand

PRIOR_LEGS = 20.0
"""The bands known before weigh as much as so many legs."""

SHORTEST_S = 60
"""Shorter legs say more about parking than about traffic."""

DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class LearnedHours:
    """Bands as past legs have them.

    Parameters
    ----------
    bands : tuple of HourBand
        The old ones with new shares.
    legs : tuple of int
        How many legs each band has learned from.
    slower : tuple of float
        How many times longer than expected these took, their median; 1 without any.
    """

    bands: tuple[HourBand, ...]
    legs: tuple[int, ...]
    slower: tuple[float, ...]


def learn_bands(
    bands: Sequence[HourBand],
    departures_s: ArrayLike,
    expected_s: ArrayLike,
    observed_s: ArrayLike,
    *,
    prior_legs: float = PRIOR_LEGS,
) -> LearnedHours:
    """Mend the speed of each band by how long its legs took.

    The median of observed ÷ expected is drawn towards 1 as if ``prior_legs`` legs had taken just as long as expected
    (weighed as logarithms, so that twice and half as long are equally far from it). Each share of the band, of all
    roads alike, is divided by it. Legs shorter than a minute, or without a positive duration, are left out.

    Parameters
    ----------
    bands : sequence of HourBand
        Those that the expectation was made with.
    departures_s, expected_s, observed_s : array_like, one entry a leg
        Second of the local day at which the leg began, and its travel time expected and as it was.
    prior_legs : float
        At least 0; 0 believes the legs alone.

    Raises
    ------
    ValueError
        When the arrays differ in length, a departure is outside the day or ``prior_legs`` negative.
    """
    departures, expected, observed = (
        np.asarray(values, dtype=np.float64).reshape(-1) for values in (departures_s, expected_s, observed_s)
    )
    if not len(departures) == len(expected) == len(observed):
        msg = (
            f"{len(departures)} departures, {len(expected)} expected and {len(observed)} observed durations: "
            "give each leg one of each"
        )
        raise ValueError(msg)
    if len(departures) and not (departures.min() >= 0 and departures.max() < DAY_S):
        msg = f"departures_s run from {departures.min():g} to {departures.max():g}: give seconds of the local day"
        raise ValueError(msg)
    if prior_legs < 0:
        msg = f"prior_legs is {prior_legs}: give 0 or more"
        raise ValueError(msg)
    usable = (expected >= SHORTEST_S) & (observed > 0) & np.isfinite(expected) & np.isfinite(observed)
    band_of = np.searchsorted([band.start_s for band in bands], departures, side="right") - 1
    learned, counts, medians = [], [], []
    for number, band in enumerate(bands):
        ratios = observed[usable & (band_of == number)] / expected[usable & (band_of == number)]
        median = float(np.median(ratios)) if len(ratios) else 1.0
        trust = len(ratios) / (len(ratios) + prior_legs) if len(ratios) else 0.0
        learned.append(_slowed(band, median**trust))
        counts.append(len(ratios))
        medians.append(median)
    return LearnedHours(tuple(learned), tuple(counts), tuple(medians))


def _slowed(band: HourBand, slower: float) -> HourBand:
    def share(old: float) -> float:
        return min(max(old / slower, LOWEST_SHARE), HIGHEST_SHARE)

    return HourBand(band.start_s, share(band.share), {name: share(old) for name, old in band.roads.items()})
