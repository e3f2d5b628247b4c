"""Is an answer the one the OpenAPI document promises?"""

from __future__ import annotations

import json
from typing import Any

from jsonschema import Draft7Validator

Json = Any


def find_mismatch(schemas: dict[str, Json], answer: Any) -> str:
    """What the document says otherwise of this answer; "" where it is as said."""
    status = str(answer.status_code)
    if status not in schemas:
        return f"{status} is not among {', '.join(schemas)}"
    if "json" not in answer["Content-Type"]:
        return ""
    errors = Draft7Validator(schemas[status]).iter_errors(json.loads(answer.content))
    return "; ".join(f"{error.json_path}: {error.message[:200]}" for error in errors)


def answers_of(document: Json, said: Json) -> dict[str, Json]:
    """{status: schema} of one operation; references are found in the schema itself."""
    content = {status: answer.get("content", {}) for status, answer in said["responses"].items()}
    return {
        status: {**types.get("application/json", {}).get("schema", {}), "components": document["components"]}
        for status, types in content.items()
    }


def allow_null(schema: Json) -> Json:
    """OpenAPI 3.0 says `nullable` where JSON Schema has a type for nothing."""
    if isinstance(schema, list):
        return [allow_null(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: allow_null(value) for key, value in schema.items() if key != "nullable"}
    return {"anyOf": [inner, {"type": "null"}]} if schema.get("nullable") is True else inner
