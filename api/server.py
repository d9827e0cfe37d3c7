"""Starts the HTTP server."""

import logging

import uvicorn

from api.app import create_app
from api.settings import Settings

logger = logging.getLogger(__name__)


def serve(settings: Settings) -> None:
    """Serve until interrupted; the address and that of the documentation are announced first."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it speaks up at every look at the schema
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    logger.info("http://%s:%s (documentation: http://%s:%s/docs)", host, settings.port, host, settings.port)
    if settings.tokens_required:
        logger.info("every caller needs a token; `dispatch token create` makes one")
    uvicorn.run(create_app(settings), host=settings.host, port=settings.port, log_level="info", access_log=False)
