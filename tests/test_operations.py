"""Every operation of the API × scope × role × own, foreign and missing rows, with real rows and whole bodies.

What is expected follows from the permission table and the list in tests/operations.py alone. A token needs
the role *and* the scope; a row somebody may not see is none.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator

from accounts.api import TablePermission
from accounts.models import ApiToken, Company, Role, User
from accounts.own_company import today
from accounts.permissions import TABLE, Action
from accounts.scopes import SCOPES
from accounts.services import create_token
from handoff.api.views import HandoffViewSet
from handoff.services import questions
from leads.steps import Step
from tests.factories import make_user
from tests.operation import Operation
from tests.operation_rows import Rows
from tests.operations import OPERATIONS
from tests.test_routes import OURS, count_rows

ALL = frozenset(str(scope.action) for scope in SCOPES)
SCOPE_SETS = [*(frozenset({name}) for name in sorted(ALL)), ALL, frozenset[str]()]
# What is counted and marked of every call, refused or not.
ALWAYS_WRITTEN = re.compile(r"accounts_callallowance|SAVEPOINT")
WRITES = re.compile(r"\s*(WITH|INSERT|UPDATE|DELETE|TRUNCATE|COPY|MERGE)\b")

# A person does these in the browser; no token can, and no document tells of them.
NOT_FOR_TOKENS = {"post api:ctas-sign-definition": Action.SIGN_DEFINITIONS}


@cache
def document() -> dict[tuple[str, str], Any]:
    """What the OpenAPI document says of each operation."""
    schema: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return {
        (method, path): said for path, offered in schema["paths"].items() for method, said in offered.items()
    }


@pytest.fixture(autouse=True, scope="module")
def documented() -> None:
    """It is kept before a twin changes what an endpoint asks for, whichever test comes first."""
    document()


def make_token(user: User, scopes: frozenset[str], **fields: Any) -> Client:
    """A program with a token of this person, whatever their role allows by now."""
    token, plain = create_token(actor=user, name="Test", scopes=[Action.VIEW_CAMPAIGNS])
    fields = {"scopes": sorted(scopes), "last_used_on": today(), **fields}
    ApiToken.objects.filter(pk=token.pk).update(**fields)
    return Client(headers={"authorization": f"Bearer {plain}"})


@contextmanager
def watched() -> Iterator[list[str]]:
    """The statements within that write something."""
    written: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if WRITES.match(sql) and not ALWAYS_WRITTEN.search(sql):
            written.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield written


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def call(client: Client, operation: Operation, address: str, rows: Rows) -> tuple[int, bytes, list[str]]:
    """Status, body and what was written; all of it is taken back."""
    body = json.dumps(operation.body(rows)) if operation.body else ""
    with taken_back(), watched() as written:
        answer = client.generic(operation.method.upper(), address, body, content_type="application/json")
        said = b"".join(answer)
    return answer.status_code, said, written


def expected(operation: Operation, role: Role, scopes: frozenset[str], whose: str) -> int:
    if role not in TABLE[operation.action] or operation.action not in scopes:
        return 403
    is_hidden = whose == "foreign" and role not in TABLE[Action.VIEW_EVERY_LEAD]
    return 404 if is_hidden or whose == "missing" else operation.status


def is_far(operation: Operation, scopes: frozenset[str]) -> bool:
    """For rows that do not exist for them: the scope itself and one that finds leads too are near enough."""
    return not scopes <= {operation.action, Action.RATE_LEADS, Action.VIEW_LEADS}


def find_deviations(role: Role, operations: list[Operation], scope_sets: list[frozenset[str]]) -> list[str]:
    """Each call that is not answered as the table says, writes where it was refused, or is not documented."""
    user = make_user(role)
    rows, found = Rows.make(user), []
    clients = {scopes: make_token(user, scopes) for scopes in scope_sets}
    for operation in operations:
        documented = document()[operation.method, operation.path]["responses"]
        for whose, address in operation.addresses(rows).items():
            for scopes, client in clients.items():
                if whose != "own" and len(scopes) == 1 and is_far(operation, scopes):
                    continue
                status, _body, written = call(client, operation, address, rows)
                should = expected(operation, role, scopes, whose)
                if status != should or (should >= 400 and written) or str(status) not in documented:
                    name = "all" if scopes == ALL else ", ".join(scopes) or "none"
                    found.append(f"{operation} ({whose}) as {role} with {name}: {status}, not {should}")
    return found


@pytest.mark.uncounted
@pytest.mark.parametrize("role", Role)
def test_token_can_do_what_role_and_scope_allow_and_nothing_else(company: Company, role: Role) -> None:
    before = count_rows()
    logging.disable()
    try:
        with taken_back():
            found = find_deviations(role, OPERATIONS, SCOPE_SETS)
    finally:
        logging.disable(logging.NOTSET)
    assert found == []
    assert count_rows() == before


def pick(rest: str) -> list[Operation]:
    return [one for one in OPERATIONS if str(one).endswith(rest)]


def test_endpoint_that_asks_for_another_action_is_found(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it was: whoever may read was let in to answer, and the service knew nothing of tokens."""
    asked = {**HandoffViewSet.required_actions, "answer": Action.VIEW_LEADS}
    monkeypatch.setattr(HandoffViewSet, "required_actions", asked)
    scopes = [frozenset({"handoffs.answer"})]
    found = find_deviations(Role.SALES_REP, pick("handoffs/answer/"), scopes)
    assert found[0].endswith("as sales_rep with handoffs.answer: 403, not 201")


def test_service_that_asks_for_another_action_is_found(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "ASK", Step(Action.RATE_LEADS, ()))
    found = find_deviations(Role.SALES_REP, pick("handoffs/answer/"), [frozenset({"handoffs.answer"})])
    assert [line.split(" (")[1] for line in found] == ["own) as sales_rep with handoffs.answer: 403, not 201"]


@pytest.mark.parametrize("role", [Role.MARKETER, Role.SALES_LEAD])
def test_services_refuse_what_a_token_does_not_carry_even_behind_an_open_door(
    company: Company, monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    monkeypatch.setattr(TablePermission, "has_permission", lambda *_: True)
    user = make_user(role)
    rows, found = Rows.make(user), []
    for operation in OPERATIONS:
        client = make_token(user, ALL - {operation.action})
        for address in operation.addresses(rows).values():
            status, _body, written = call(client, operation, address, rows)
            if operation.is_write and (status not in {403, 404} or written):
                found.append(f"{operation}: {status}")
    assert found == []


@pytest.mark.parametrize("role", [Role.SALES_REP])
def test_foreign_row_is_answered_word_for_word_as_a_missing_one(company: Company, role: Role) -> None:
    user = make_user(role)
    rows, client = Rows.make(user), make_token(user, ALL)
    told_apart = []
    for operation in (one for one in OPERATIONS if one.is_of_a_lead):
        addresses = operation.addresses(rows)
        if call(client, operation, addresses["foreign"], rows) != call(
            client, operation, addresses["missing"], rows
        ):
            told_apart.append(str(operation))
    assert told_apart == []


def test_token_that_is_none_or_ended_opens_nothing(company: Company) -> None:
    user = make_user(Role.ADMIN)
    rows, now = Rows.make(user), timezone.now()
    gone = make_user(Role.ADMIN, is_active=True)
    clients = {
        "none": Client(),
        "unknown": Client(headers={"authorization": "Bearer smk_unknown"}),
        "revoked": make_token(user, ALL, revoked_at=now),
        "expired": make_token(user, ALL, expires_at=now - timedelta(seconds=1)),
        "of somebody who left": make_token(gone, ALL),
    }
    User.objects.filter(pk=gone.pk).update(is_active=False)
    found = [
        f"{operation} with {name}"
        for operation in OPERATIONS
        for name, client in clients.items()
        for answered in [call(client, operation, operation.addresses(rows)["own"], rows)]
        if (answered[0], answered[2]) != (401, [])
    ]
    assert found == []


def test_document_holds_what_a_token_can_do_each_with_its_scope() -> None:
    said = {operation: Action(says["x-scope"]) for operation, says in document().items()}
    assert said == {(one.method, one.path): one.action for one in OPERATIONS}


def test_document_says_in_words_which_scope_is_needed() -> None:
    silent = [name for name, says in document().items() if f"`{says['x-scope']}`" not in says["description"]]
    assert silent == []


def test_every_operation_is_documented_or_named_as_none_for_tokens() -> None:
    """HEAD is answered as GET."""
    offered = [
        (f"{method} {name}", action)
        for name, route in OURS.items()
        if route.is_api
        for method, action in route.methods().items()
        if method != "head"
    ]
    assert {name: action for name, action in offered if action not in ALL} == NOT_FOR_TOKENS
    assert len(offered) == len(document()) + len(NOT_FOR_TOKENS)


def test_head_is_asked_as_reading_and_options_says_nothing(company: Company) -> None:
    user = make_user(Role.MARKETER)
    reads, writes = (make_token(user, frozenset({name})) for name in ("conversion.view", "leads.capture"))
    path = "/api/v1/conversion/"
    assert [client.head(path).status_code for client in (reads, writes)] == [200, 403]
    assert [client.options(path).status_code for client in (reads, writes)] == [405, 405]
    assert Client().options(path).status_code == 401
