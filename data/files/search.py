"""How to search, as the caller of a stateless command wishes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Search:
    """How to search; ``None`` leaves it to the document, and then to its defaults."""

    seconds: float | None = None
    iterations: int | None = None
    seed: int | None = None
    threads: int | None = None


AS_THE_DOCUMENT_SAYS = Search()
