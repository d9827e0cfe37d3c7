"""``/v1/requests/rejected``: rows that could not be taken in, to be mended and sent again."""

from collections.abc import Iterator
from typing import Literal

from fastapi import APIRouter, Response

from api.requests.schemas import RejectedRowView
from api.roles import Permission
from api.schemas import LARGEST_PAGE, After, Limit, PageView, page_of
from api.security import needs
from api.transaction import Reading
from data.files.rejected_csv import rejected_rows_csv
from dispatch.ports import UnitOfWork
from dispatch.rejected_row import RejectedRow

router = APIRouter(prefix="/requests", tags=["requests"])
READING = [needs(Permission.READ_REQUESTS), needs(Permission.READ_CUSTOMERS)]
Kind = Literal["request", "technician", "shift"]


@router.get("/rejected", dependencies=READING, summary="List rejected rows")
def list_rejected(
    uow: Reading, limit: Limit = 100, after: After = None, kind: Kind = "request", mended: bool = False
) -> PageView[RejectedRowView]:
    """Oldest first, each with its faults; of requests, or of technicians or shifts by `kind`."""
    page = uow.rejected_rows.page(limit=limit, after=after, kind=kind, mended=mended)
    return page_of(page, RejectedRowView.shown)


@router.get(
    "/rejected.csv",
    dependencies=READING,
    response_class=Response,
    responses={200: {"description": "A table to mend.", "content": {"text/csv": {"example": "external_id,address,…"}}}},
    summary="Export rejected rows",
)
def export_rejected(uow: Reading, kind: Kind = "request") -> Response:
    """Rows not yet mended, with what is wrong and how to mend it; importing a mended row marks it."""
    headers = {"Content-Disposition": f'attachment; filename="rejected-{kind}s.csv"'}
    return Response(rejected_rows_csv(_open_rows(uow, kind)), headers=headers, media_type="text/csv; charset=utf-8")


def _open_rows(uow: UnitOfWork, kind: str) -> Iterator[RejectedRow]:
    cursor: str | None = None
    while True:
        page = uow.rejected_rows.page(limit=LARGEST_PAGE, after=cursor, kind=kind, mended=False)
        yield from page.items
        cursor = page.next_cursor
        if cursor is None:
            return
