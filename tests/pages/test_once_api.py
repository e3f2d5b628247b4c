"""An operation with an `Idempotency-Key` is done once, whichever it is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from rest_framework.permissions import SAFE_METHODS
from rest_framework.test import APIClient

from accounts.models import User
from accounts.services import create_token
from campaigns.models import Campaign
from feedback.models import ContactAttempt
from pages.models import Receipt
from pages.once_api import AnsweredOnce
from tests.api import api_for
from tests.factories import (
    make_company,
    make_user,
)
from tests.pages.once_of_figures import V1
from tests.pages.once_operations import OPERATIONS, OWN_RECEIPTS, attempt, campaign_new
from tests.pages.test_once import whole_database
from tests.test_routes import ROUTES


def send(client: Any, method: str, address: str, body: Any, key: str = "k-1") -> Any:
    return getattr(client, method)(address, body, format="json", HTTP_IDEMPOTENCY_KEY=key)


def session_of(user: User) -> APIClient:
    """What no token may, the person may."""
    client = APIClient()
    client.force_login(user)
    return client


def unsafe_operations() -> set[str]:
    return {
        f"{method} {name.removeprefix('api:')}"
        for name, route in ROUTES.items()
        if route.is_api
        for method in route.methods()
        if method.upper() not in SAFE_METHODS
    }


def test_every_operation_that_changes_something_is_sent_here() -> None:
    assert unsafe_operations() - OWN_RECEIPTS == set(OPERATIONS)


def test_every_operation_that_changes_something_takes_a_key() -> None:
    changing = {ROUTES[f"api:{operation.split()[1]}"].view.cls for operation in unsafe_operations()}
    assert [view for view in changing if not issubclass(view, AnsweredOnce)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", OPERATIONS)
def test_operation_sent_twice_is_done_once_and_answered_alike(name: str) -> None:
    make_company()
    user, method, address, body, other = OPERATIONS[name]()
    client = session_of(user) if "signature" in address else api_for(user)
    first = send(client, method, address, body)
    assert first.status_code in {200, 201, 202}, first.data
    done = whole_database()
    again = send(client, method, address, body)
    assert again.json() == first.json()
    assert whole_database() == done
    refused = send(client, method, address, other)
    assert (refused.status_code, refused.json()["code"]) == (422, "KeyReused")
    assert whole_database() == done


@pytest.mark.django_db
def test_what_was_refused_leaves_the_key_free() -> None:
    make_company()
    user, method, address, body, _other = attempt()
    client = api_for(user)
    assert send(client, method, address, {"channel": "pigeon"}).status_code == 400
    assert send(client, method, address, body).status_code == 201


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "  ", "x" * 201])
def test_bad_key_is_named(key: str) -> None:
    make_company()
    user, method, address, body, _other = attempt()
    refused = send(api_for(user), method, address, body, key)
    assert (refused.status_code, [error["place"] for error in refused.json()["errors"]]) == (
        400,
        ["idempotency_key"],
    )
    assert not ContactAttempt.objects.exists()


@pytest.mark.django_db
def test_key_belongs_to_one_token_and_one_address() -> None:
    make_company()
    user = make_user()
    for client, name in ((api_for(user), "Herbst"), (api_for(user), "Winter")):
        assert send(client, "post", f"{V1}/campaigns/", {"name": name}).status_code == 201
        address = f"{V1}/campaigns/{Campaign.objects.latest('pk').pk}/status/"
        assert send(client, "post", address, {"status": "ended"}).status_code in {200, 409}
    assert Campaign.objects.count() == 2


@pytest.mark.django_db
def test_receipt_of_an_operation_holds_nothing_that_was_said() -> None:
    make_company()
    user, method, address, body, _other = campaign_new()
    send(api_for(user), method, address, body)
    row = Receipt.objects.get()
    assert b"Herbst" not in bytes(row.answer or b"")
    assert (len(row.key_hash), len(row.fingerprint)) == (64, 64)


@pytest.mark.django_db(transaction=True)
def test_same_key_at_once_logs_one_attempt() -> None:
    make_company()
    user, method, address, body, _other = attempt()
    _token, plain = create_token(actor=user, name="Test", scopes=["feedback.attempt"])
    barrier = Barrier(2)

    def log(_number: int) -> Any:
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {plain}")
        barrier.wait(timeout=10)
        try:
            return send(client, method, address, body).json()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(log, range(2))
    assert (first, ContactAttempt.objects.count()) == (second, 1)


@pytest.mark.django_db
def test_document_names_the_key_where_something_changes(client: Client, mara: User) -> None:
    client.force_login(mara)
    paths = client.get("/api/schema/?format=json").json()["paths"]
    named = {
        (method, path): any(one["name"] == "Idempotency-Key" for one in said.get("parameters", []))
        for path, methods in paths.items()
        for method, said in methods.items()
    }
    assert {method for (method, _path), takes in named.items() if takes} == {"post", "put", "patch"}
    assert {method for (method, _path), takes in named.items() if not takes} == {"get"}
