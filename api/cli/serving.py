"""``dispatch serve``: the HTTP API."""

from importlib import import_module
from typing import Annotated

import typer

from api.cli.session import session_of


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
    settings = session_of(context).settings(**given)
    import_module("api.server").serve(settings)  # only now, so that other commands start without the web server
