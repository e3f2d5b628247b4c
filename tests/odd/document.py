"""Every operation of the OpenAPI document, and every place in its body."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from drf_spectacular.generators import SchemaGenerator

from tests.odd.conformance import allow_null, answers_of

Json = Any


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One method of one path; `query` and `headers` are its parameters, `fields` the places of its body,
    `answers` the schemas of what it answers, by status.
    """

    method: str
    path: str
    query: tuple[str, ...]
    headers: tuple[str, ...]
    fields: tuple[str, ...]
    answers: dict[str, Json] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.method.upper()} {self.path}"


def find_operations() -> list[Operation]:
    """What the document offers; the document is made anew."""
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]  # untyped in the package
    document = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    as_json_schema = allow_null(document)
    return [
        _operation(document, method, path, said, answers_of(as_json_schema, said))
        for path, methods in as_json_schema["paths"].items()
        for method, said in methods.items()
    ]


def _operation(document: Json, method: str, path: str, said: Json, answers: dict[str, Json]) -> Operation:
    parameters = said.get("parameters", [])
    content = said.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    return Operation(
        method=method,
        path=path,
        query=tuple(one["name"] for one in parameters if one["in"] == "query"),
        headers=tuple(one["name"] for one in parameters if one["in"] == "header"),
        fields=tuple(dict.fromkeys(_places(document, schema))),
        answers=answers,
    )


def _places(document: Json, schema: Json, above: str = "") -> Iterator[str]:
    """Every place a body has, such as `consents.0.channel`; `*` is any key."""
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for part in (*schema.get("oneOf", ()), *schema.get("anyOf", ()), *schema.get("allOf", ())):
        yield from _places(document, part, above)
    for name, inner in schema.get("properties", {}).items():
        yield above + name
        yield from _places(document, inner, f"{above}{name}.")
    if schema.get("type") == "array":
        yield f"{above}0"
        yield from _places(document, schema["items"], f"{above}0.")
    if isinstance(schema.get("additionalProperties"), dict):
        yield f"{above}*"


def put(body: Json, place: str, value: Json) -> Json:
    """The body with this value at this place, and what leads there made where it is missing."""
    changed = deepcopy(body)
    if not place:
        return value
    here, steps = changed, place.split(".")
    for step, following in pairwise(steps):
        empty: Json = [] if following == "0" else {}
        here = _go(here, step, empty)
    _set(here, steps[-1], value)
    return changed


def _go(here: Json, step: str, empty: Json) -> Json:
    if isinstance(here, list):
        if not here:
            here.append(empty)
        return here[0]
    if not isinstance(here.get(step), list | dict):
        here[step] = empty
    return here[step]


def _set(here: Json, last: str, value: Json) -> None:
    if isinstance(here, list):
        here[:1] = [value]
    else:
        here["any" if last == "*" else last] = value


def objects_in(body: Json, above: str = "") -> Iterator[str]:
    """The places of a body where an object stands: each may get a key nobody foresaw."""
    if isinstance(body, dict):
        yield above
        for key, inner in body.items():
            yield from objects_in(inner, f"{above}.{key}".strip("."))
    elif isinstance(body, list) and body:
        yield from objects_in(body[0], f"{above}.0".strip("."))
