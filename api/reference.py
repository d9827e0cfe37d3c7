"""``/docs``: the OpenAPI document as one page without scripts.

FastAPI's own page runs scripts from another server in our origin, where on the loopback they would be administrator;
this one needs nobody else and opens without a network.
"""

import json
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from api.openapi import document_of

NO_SCRIPTS = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

_templates = Environment(
    loader=PackageLoader("api"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def install(app: FastAPI) -> None:
    """Let the application show its reference at ``/docs``."""

    def show() -> HTMLResponse:
        return HTMLResponse(reference_of(app), headers={"Content-Security-Policy": NO_SCRIPTS})

    app.add_api_route("/docs", show, include_in_schema=False)


def reference_of(app: FastAPI) -> str:
    """Write the page."""
    document = document_of(app)
    calls = [
        _call(method, path, operation) for path, item in document["paths"].items() for method, operation in item.items()
    ]
    groups = [(tag, [call for call in calls if tag["name"] in call["tags"]]) for tag in document["tags"]]
    return _templates.get_template("reference.html.jinja").render(info=document["info"], groups=groups)


def _call(method: str, path: str, operation: dict[str, Any]) -> dict[str, Any]:
    """Gather what the page shows of one call."""
    answers = [
        (status, answer["description"], _example(answer))
        for status, answer in operation["responses"].items()
        if status != "default"
    ]
    return {
        "method": method.upper(),
        "path": path,
        "tags": operation["tags"],
        "summary": operation["summary"],
        "description": operation["description"],
        "parameters": [(p["name"], p["in"], p.get("description", "")) for p in operation.get("parameters", ())],
        "body": _example(operation.get("requestBody", {})),
        "answers": answers,
    }


def _example(body: dict[str, Any]) -> str:
    """Write the example of a body; of several media types, that of the first."""
    media: dict[str, Any] = next(iter(body.get("content", {}).values()), {})
    example = media.get("example", "")
    return example if isinstance(example, str) else json.dumps(example, indent=2, ensure_ascii=False)
