"""``dispatch serve``: the HTTP API."""

from typing import Annotated

import typer

from api.cli.session import session_of
from api.server import serve


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve")(serve_api)


def serve_api(
    context: typer.Context,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on. Default: DISPATCH_HOST, then 127.0.0.1.")
    ] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Default: DISPATCH_PORT, then 8000.")] = None,
) -> None:
    """Serve the HTTP API until interrupted; its documentation is under /docs.

    On anything but this machine's own address every caller needs a token: see `dispatch token`.

    Example: `dispatch serve --port 8080`
    """
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    serve(session_of(context).settings(**given))
