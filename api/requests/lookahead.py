"""Asks geocoding services for what a call brings, before its transaction begins."""

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from api.intake import rows_of
from api.lookahead import look_up_ahead
from api.security import CurrentWiring


async def looked_up_ahead(request: Request, wiring: CurrentWiring) -> None:
    """Look up what a call brings; a body that can't be read is for the call itself to refuse."""
    if not wiring.providers.asks_services:
        return
    try:
        body = await request.json()
    except ValueError:
        return
    rows = body.get("rows", [body]) if isinstance(body, dict) else []
    readable = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    await run_in_threadpool(look_up_ahead, wiring, rows_of(readable))
