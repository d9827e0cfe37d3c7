"""A geocoder that knows what the test tells it and counts what it is asked."""

from dispatch.errors import ProviderUnavailableError
from dispatch.place import Address, Geocode, Place
from dispatch.ports import GeocodeAnswer
from tests.builders import HOME, a_geocode

SPRINGFIELD = (
    a_geocode(place=Place(38.95, -77.01), label="Springfield North", score=0.8),
    a_geocode(place=Place(38.85, -77.02), label="Springfield South", score=0.8),
)


class FakeGeocoder:
    """Finds every address at ``HOME`` but for those it was given an answer for; ``away`` makes it fail."""

    name = "fake"

    def __init__(self) -> None:
        self.answers: dict[str, GeocodeAnswer] = {
            "Springfield": GeocodeAnswer(SPRINGFIELD, ambiguous=True),
            "Nowhere": GeocodeAnswer(()),
        }
        self.asked: list[str] = []
        self.away = False

    def knows(self, text: str, *candidates: Geocode) -> None:
        self.answers[text] = GeocodeAnswer(candidates)

    def geocode(self, address: Address) -> GeocodeAnswer:
        self.asked.append(address.text)
        if self.away:
            msg = "connection refused"
            raise ProviderUnavailableError(msg)
        return self.answers.get(address.text, GeocodeAnswer((a_geocode(place=HOME, label=address.text),)))
