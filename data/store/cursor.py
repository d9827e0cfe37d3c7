"""Opaque cursors: where the next page of a listing begins, as the sort key of the last row seen."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select, tuple_

from dispatch.errors import InvalidInputError
from dispatch.ports import Page
from solver.issue import Issue

T = TypeVar("T")
_LARGEST = 2**63 - 1


def page(
    connection: Connection,
    query: Select[Any],
    make: Callable[[Row[Any]], T],
    *,
    key: Sequence[ColumnElement[Any]],
    limit: int,
    after: str | None,
    newest_first: bool = False,
) -> Page[T]:
    """Read one page.

    Parameters
    ----------
    key : sequence of columns
        Sort order, unique, ``sequence`` last and perhaps one instant before it; the query must select them.
    limit : int
        At least 1.

    Raises
    ------
    InvalidInputError
        When the limit is below 1 or the cursor is not one of this listing.
    """
    if limit < 1:
        cause, action = f"A page of {limit} rows holds nothing.", "Ask for at least 1."
        raise InvalidInputError((Issue("invalid_limit", "limit", cause, action),))
    if after is not None:
        seen = _decoded(after, len(key))
        query = query.where(tuple_(*key) < seen if newest_first else tuple_(*key) > seen)
    ordered = query.order_by(*(column.desc() if newest_first else column for column in key))
    rows = connection.execute(ordered.limit(limit + 1)).all()
    shown = rows[:limit]
    following = _encoded([shown[-1]._mapping[column] for column in key]) if len(rows) > limit else None
    return Page(tuple(make(row) for row in shown), following)


def _encoded(key: Sequence[Any]) -> str:
    parts = [part.isoformat() if isinstance(part, datetime) else part for part in key]
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def _decoded(cursor: str, length: int) -> tuple[Any, ...]:
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        *instants, sequence = parts
        key = (*(datetime.fromisoformat(part).astimezone(UTC) for part in instants), sequence)
    except (binascii.Error, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise _invalid(cursor) from error
    if len(key) != length or type(sequence) is not int or not 0 <= sequence <= _LARGEST:
        raise _invalid(cursor)
    return key


def _invalid(cursor: str) -> InvalidInputError:
    cause, action = f"{cursor!r} is not a cursor of this listing.", "Pass the next_cursor of the page before."
    return InvalidInputError((Issue("invalid_cursor", "after", cause, action),))
