"""The OpenAPI document: FastAPI's own, with one complete example for every body, put together from the schemas'."""

import json
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.problems import MEDIA_TYPE, Problem

JSON = "application/json"
REFERENCE = "#/components/schemas/"
Document = dict[str, Any]


def document_of(app: FastAPI) -> Document:
    """Return the document, made at the first call."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            description=app.description,
            routes=app.routes,
            tags=app.openapi_tags,
        )
        problem = Problem.model_json_schema(ref_template=f"{REFERENCE}{{model}}")
        schemas = made["components"]["schemas"]
        schemas |= problem.pop("$defs") | {"Problem": problem}
        for path in made["paths"].values():
            for operation in path.values():
                _complete(operation, schemas)
        _drop_unused(made)
        app.openapi_schema = made
    return app.openapi_schema


def example_of(schema: Document, schemas: Document) -> Any:  # noqa: ANN401 -- any JSON value
    """Put an example together from those of a schema's parts; a part without one takes its default, or null."""
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].removeprefix(REFERENCE)], schemas)
    if schema.get("examples"):
        return _with_nulls(schema["examples"][0], schema, schemas)
    if "properties" in schema:
        return {name: example_of(part, schemas) for name, part in schema["properties"].items()}
    if schema.get("type") == "array" and "items" in schema:
        return [example_of(schema["items"], schemas)]
    return schema.get("default")


def _complete(operation: Document, schemas: Document) -> None:
    """Give an operation its examples, and one description of every error."""
    operation["responses"].pop("422", None)
    for body in (operation.get("requestBody", {}), *operation["responses"].values()):
        media = body.get("content", {}).get(JSON)
        if media is not None and "example" not in media:
            media["example"] = example_of(media["schema"], schemas)
    operation["responses"]["default"] = {
        "description": "Every error has this form; the codes are listed in api/README.md.",
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": f"{REFERENCE}Problem"},
                "example": example_of(schemas["Problem"], schemas),
            }
        },
    }


def _with_nulls(example: Any, schema: Document, schemas: Document) -> Any:  # noqa: ANN401 -- any JSON value
    """Put back the nulls that FastAPI takes out of the document, examples included."""
    while "$ref" in schema:
        schema = schemas[schema["$ref"].removeprefix(REFERENCE)]
    for choice in schema.get("anyOf", []):
        if "$ref" in choice and isinstance(example, dict):
            return _with_nulls(example, choice, schemas)
    if isinstance(example, list) and "items" in schema:
        return [_with_nulls(item, schema["items"], schemas) for item in example]
    if not isinstance(example, dict) or "properties" not in schema:
        return example
    nulls = {name: None for name in schema.get("required", ()) if name not in example}
    parts = schema["properties"]
    return nulls | {name: _with_nulls(value, parts.get(name, {}), schemas) for name, value in example.items()}


def _drop_unused(document: Document) -> None:
    """Leave out schemas that nothing refers to, such as FastAPI's own form of errors."""
    schemas = document["components"]["schemas"]
    while unused := [name for name in schemas if f'"{REFERENCE}{name}"' not in json.dumps(document)]:
        for name in unused:
            del schemas[name]
