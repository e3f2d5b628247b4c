"""Every odd value into every field of every operation of the API: an answer that names it, never an error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.http import JsonResponse
from rest_framework.test import APIClient

from accounts.models import Company, User
from tests.api import api_for
from tests.corpus.odd_values import BODIES, CONTENT_TYPES, HEADER_NAMES, HEADERS, JSON, TEXTS, body_of
from tests.odd.asking import Dice, Findings, undone
from tests.odd.conformance import find_mismatch
from tests.odd.document import Operation, find_operations, objects_in, put
from tests.odd.operations import REQUESTS
from tests.odd.saying import Request
from tests.odd.world import World, make_world

Send = Callable[[], Any]
AS_JSON = "application/json"
PARTS = 2  # the long walk, so that both run side by side


class Caller:
    """Sends requests to one operation, each as one that is taken but for one odd thing."""

    def __init__(self, operation: Operation, world: World, dice: Dice) -> None:
        self.operation, self.dice = operation, dice
        self.request = request_of(operation)
        self.body = self.request.body(world) if self.request.body else None
        self.address = operation.path.format(**self.request.path(world))
        self.client = self._client_for(world.users[self.request.role])

    def _client_for(self, user: User) -> APIClient:
        if not self.request.by_session:
            return api_for(user, raise_request_exception=False)
        client = APIClient(raise_request_exception=False)
        client.force_login(user)
        return client

    def send(self, body: bytes | None = None, **options: Any) -> Any:
        said = {"content_type": AS_JSON, "query_params": self.request.query, **options}
        address = said.pop("address", self.address)
        if body is None and self.body is not None:
            body = body_of(self.body)
        return self.client.generic(self.operation.method.upper(), address, body or b"", **said)  # type: ignore[arg-type]  # bytes are right

    def odd_requests(self) -> Iterator[tuple[str, Send]]:
        yield from self._odd_queries()
        yield from self._odd_paths()
        yield from self._odd_headers()
        if self.body is not None:
            yield from self._odd_fields()
            yield from self._odd_keys()
            yield from self._odd_bodies()

    def _odd_queries(self) -> Iterator[tuple[str, Send]]:
        for name in (*self.operation.query, *self.dice.pick(("page_size", "format", "ordering", "\x00"))):
            for called, text in self.dice.pick(TEXTS.items()):
                query = {**self.request.query, name: _queryable(text)}
                yield f"?{name}={called}", partial(self.send, query_params=query)
            twice = {**self.request.query, name: ["1", "x\x00"]}
            yield f"?{name} twice", partial(self.send, query_params=twice)

    def _odd_paths(self) -> Iterator[tuple[str, Send]]:
        if "{" not in self.operation.path:
            return
        for called, text in self.dice.pick(PATHS.items()):
            parts = {part.split("}")[0]: text for part in self.operation.path.split("{")[1:]}
            address = self.operation.path.format(**parts)
            yield f"path of {called}", partial(self.send, address=address)

    def _odd_headers(self) -> Iterator[tuple[str, Send]]:
        for name in (*self.dice.pick(HEADER_NAMES), *self.operation.headers):
            for called, text in self.dice.pick(HEADERS.items()):
                header: dict[str, Any] = {f"HTTP_{name.upper().replace('-', '_')}": text}
                yield f"{name}: {called}", partial(self.send, **header)
        for called, content_type in self.dice.pick(CONTENT_TYPES.items()):
            yield f"type {called}", partial(self.send, content_type=content_type)

    def _odd_fields(self) -> Iterator[tuple[str, Send]]:
        odd = [*((f"text {name}", text) for name, text in TEXTS.items()), *JSON.items()]
        for place in self.operation.fields:
            for called, value in self.dice.pick(odd):
                body = body_of(put(self.body, place, value))
                yield f"{place} = {called}", partial(self.send, body)

    def _odd_keys(self) -> Iterator[tuple[str, Send]]:
        for place in objects_in(self.body):
            for called, key in self.dice.pick(TEXTS.items()):
                body = body_of(put(self.body, f"{place}.*".strip("."), "x")).replace(b'"any"', body_of(key))
                yield f"key {called} in {place or 'the body'}", partial(self.send, body)

    def _odd_bodies(self) -> Iterator[tuple[str, Send]]:
        for called, body in self.dice.pick(BODIES.items()):
            yield f"body {called}", partial(self.send, body)


def _queryable(text: str) -> str:
    """What an address can carry: lone surrogates arrive as the bytes of nothing."""
    return text.encode("utf-8", "replace").decode()[:4_000]


PATHS = {
    "zero": "0",
    "beyond int": str(2**31),
    "beyond bigint": str(2**63),
    "digits": "9" * 3_000,
    "other digits": "١٢٣",
    "superscript": "²",
    "text": "x",
    "NUL": "%00",
    "not UTF-8": "%ff",
    "negative": "-1",
    "path": "..%2f..%2fetc",
    "exponent": "1e5",
    "script": "<script>",
}


def test_answers_are_as_the_document_says(world: World) -> None:
    wrong = {}
    for operation in find_operations():
        with undone():
            answer = Caller(operation, world, Dice(share=1)).send()
        if mismatch := find_mismatch(operation.answers, answer):
            wrong[operation.name] = mismatch

    assert wrong == {}


def test_answer_that_differs_from_the_document_is_found(world: World) -> None:
    [operation] = [one for one in find_operations() if one.name == "GET /api/v1/ctas/{id}/"]
    answer = Caller(operation, world, Dice(share=1)).send()
    other = JsonResponse({**answer.json(), "name": None})

    assert find_mismatch(operation.answers, other) == "$.name: None is not of type 'string'"
    assert find_mismatch({"204": {}}, answer) == "200 is not among 204"


def request_of(operation: Operation) -> Request:
    """The entry of the table for this operation; one without fails here."""
    if operation.name not in REQUESTS:
        pytest.fail(f"Nothing says how {operation.name} is taken. Add a line to REQUESTS in operations.py.")
    return REQUESTS[operation.name]


def walk(world: World, dice: Dice, *, only: str = "", part: slice = slice(None)) -> Findings:
    findings = Findings(dice)
    for operation in [one for one in find_operations() if only in one.name][part]:
        caller = Caller(operation, world, dice)
        for what, send in caller.odd_requests():
            findings.ask(f"{operation.name} {what}", send)
        if (sane := findings.ask(operation.name, caller.send)).status_code >= 300:
            findings.wrong.append(f"{operation.name} refused what is right: {sane.content[:300]!r}")
    return findings


@pytest.fixture
def world(company: Company) -> World:
    return make_world()


@pytest.mark.uncounted
@pytest.mark.timeout(600)
def test_api_answers_every_field_that_is_odd(world: World) -> None:
    walk(world, Dice(share=1)).judge()


@pytest.mark.soak
@pytest.mark.odd
@pytest.mark.parametrize("first", range(PARTS))
def test_api_answers_every_odd_value_in_every_field(world: World, first: int) -> None:
    walk(world, Dice(share=None), part=slice(first, None, PARTS)).judge()


def test_walk_notices_characters_that_nobody_refuses(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: without the guard of the parser a lone surrogate is a 500."""
    monkeypatch.setattr("smarketing.api.refuse_unstorable", lambda _: None)
    monkeypatch.setattr(sys.modules[__name__], "TEXTS", {"lone": "a\ud800b"})
    monkeypatch.setattr(sys.modules[__name__], "JSON", {})

    found = walk(world, Dice(share=1), only="POST /api/v1/campaigns/{id}/status/").wrong

    assert any("status = text lone: 500" in one for one in found), found


def test_walk_asks_for_a_request_of_a_new_operation() -> None:
    unknown = Operation(method="get", path="/api/v1/comets/", query=(), headers=(), fields=())

    with pytest.raises(pytest.fail.Exception, match=r"Add a line to REQUESTS"):
        request_of(unknown)
