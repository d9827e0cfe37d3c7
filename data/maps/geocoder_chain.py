"""Asks several geocoders in turn until one answers well enough."""

from collections.abc import Sequence

from dispatch.errors import GeocodingError, ProviderUnavailableError
from dispatch.place import Address, GeocodeQuality
from dispatch.ports import GeocodeAnswer, Geocoder

_BEST_FIRST = tuple(GeocodeQuality)


class GeocoderChain:
    """A geocoder made of several.

    Parameters
    ----------
    geocoders : sequence of Geocoder
        Asked in this order; at least one.
    good_enough : GeocodeQuality
        The next one is asked while the best candidate is coarser than this. Default ``NEAREST``.

    Raises
    ------
    ValueError
        When there is no geocoder.
    """

    def __init__(self, geocoders: Sequence[Geocoder], good_enough: GeocodeQuality = GeocodeQuality.NEAREST) -> None:
        if not geocoders:
            msg = "a chain needs at least one geocoder"
            raise ValueError(msg)
        self.name = "+".join(geocoder.name for geocoder in geocoders)
        self._geocoders = tuple(geocoders)
        self._good_enough = good_enough

    def geocode(self, address: Address) -> GeocodeAnswer:
        """Look one address up; of coarse answers the finest counts, of equally fine ones the first.

        Raises
        ------
        ProviderUnavailableError
            When nobody found the address and somebody failed: an outage must not look like an unknown address.
        """
        best = GeocodeAnswer(())
        failures: list[GeocodingError] = []
        for geocoder in self._geocoders:
            try:
                answer = geocoder.geocode(address)
            except GeocodingError as error:
                failures.append(error)
                continue
            if _coarseness(answer) < _coarseness(best):
                best = answer
            if _coarseness(best) <= _BEST_FIRST.index(self._good_enough):
                return best
        if failures and not best.candidates:
            raise ProviderUnavailableError("; ".join(str(error) for error in failures)) from failures[0]
        return best


def _coarseness(answer: GeocodeAnswer) -> int:
    return _BEST_FIRST.index(answer.candidates[0].quality) if answer.candidates else len(_BEST_FIRST)
