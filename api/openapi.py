"""The OpenAPI document: FastAPI's own, with one complete example for every body, put together from the schemas'."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.problems import MEDIA_TYPE, Problem

JSON = "application/json"
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
        schemas = made["components"]["schemas"]
        schemas["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= schemas["Problem"].pop("$defs")
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        for path in made["paths"].values():
            for operation in path.values():
                _complete(operation, schemas)
        app.openapi_schema = made
    return app.openapi_schema


def _complete(operation: Document, schemas: Document) -> None:
    """Give an operation its examples, and one description of every error."""
    operation["responses"].pop("422", None)
    for body in (operation.get("requestBody", {}), *operation["responses"].values()):
        media = body.get("content", {}).get(JSON)
        if media is not None and "example" not in media and "examples" not in media:
            media["example"] = example_of(media["schema"], schemas)
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": schemas["Problem"]["examples"][0]}
    operation["responses"]["default"] = {
        "description": "Every error has this form; the codes are listed in api/README.md.",
        "content": {MEDIA_TYPE: problem},
    }


def example_of(schema: Document, schemas: Document) -> Any:  # noqa: ANN401 -- any JSON value
    """Put an example together from those of a schema's parts; a part without one takes its default, or null."""
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if schema.get("examples"):
        return schema["examples"][0]
    if "properties" in schema:
        return {name: example_of(part, schemas) for name, part in schema["properties"].items()}
    if schema.get("type") == "array" and "items" in schema:
        return [example_of(schema["items"], schemas)]
    for choice in schema.get("anyOf", []):
        if "$ref" in choice:
            return example_of(choice, schemas)
    return schema.get("default")
