"""The append-only record of every change: what, when, by whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One stored change.

    Parameters
    ----------
    kind : str
        ``request``, ``visit``, ``technician``, ``shift``, ``plan`` …
    action : str
        ``added``, ``changed`` or a word of the business such as ``placed_by_hand``.
    changes : mapping of str to (before, after)
        Only what changed, JSON values; ``added`` has ``None`` before.
    """

    sequence: int
    kind: str
    entity_id: str
    action: str
    actor: str
    at: datetime
    changes: Mapping[str, tuple[object, object]]
