"""Every route × every role × own and foreign objects: what the permission table says is what happens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import CallAllowance, Company, Role, User
from accounts.permissions import TABLE, Action
from tests.factories import client_for, make_user
from tests.routes_objects import OBJECTS, Objects

pytestmark = pytest.mark.usefixtures("unprinted")

# These bring rules of their own and no `@requires`; everything else has to state its action.
FOREIGN_VIEWS = {
    "account_": "allauth: sign-in and password, open to whoever is signed out or about oneself",
    "mfa_": "allauth: one's own second step",
    "api:schema": "drf-spectacular: what the API offers, to everybody who is signed in",
    "api:docs": "drf-spectacular: the same for reading",
}


@dataclass(frozen=True, kw_only=True)
class Route:
    """One address as the resolver knows it."""

    name: str
    pattern: str
    view: Any
    kwargs: tuple[str, ...]

    @property
    def is_api(self) -> bool:
        return hasattr(self.view, "cls")

    @property
    def states_permission(self) -> bool:
        return hasattr(self.view, "required_action") or bool(
            getattr(self.view, "cls", None) and self.methods()
        )

    def methods(self) -> dict[str, Action]:
        """The action that each method of this route asks for; empty for a public one."""
        if hasattr(self.view, "required_action"):
            read, write = self.view.required_action, getattr(self.view, "required_write_action", None)
            return {"get": read, "post": write or read} if read else {}
        stated = {
            **getattr(getattr(self.view, "cls", None), "required_actions", {}),
            **getattr(self.view, "initkwargs", {}).get("required_actions", {}),
        }
        offered = getattr(self.view, "actions", None) or {method: method for method in stated}
        return {method: stated[action] for method, action in offered.items() if action in stated}


def walk(resolver: URLResolver, *, before: str = "", namespace: str = "") -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from walk(entry, before=pattern, namespace=inner)
        elif isinstance(entry, URLPattern):
            name = namespace + (entry.name or pattern)
            kwargs = tuple(sorted(entry.pattern.regex.groupindex))
            outer = tuple(sorted(part.split(":")[-1] for part in _placeholders(before)))
            yield Route(
                name=name, pattern=pattern, view=entry.callback, kwargs=tuple(sorted({*kwargs, *outer}))
            )


def _placeholders(pattern: str) -> list[str]:
    return [part.split(">")[0] for part in pattern.split("<")[1:]]


# Each shows a form that cannot be sent empty.
FORM_PAGES = {
    "accounts:company",
    "accounts:invitation",
    "accounts:invite",
    "accounts:notices",
    "accounts:own_email",
    "accounts:person",
    "accounts:profile",
    "accounts:team_chat",
    "accounts:team_chat_new",
    "accounts:tokens",
    "calendar",
    "campaigns:campaign_costs",
    "campaigns:campaign_edit",
    "campaigns:campaign_new",
    "campaigns:cta_edit",
    "campaigns:cta_new",
    "campaigns:definition_new",
    "campaigns:definition_object",
    "campaigns:entry_edit",
    "campaigns:milestones",
    "findings:finding",
    "campaigns:kept_list",
    "desk:attempt",
    "desk:question",
    "desk:pass_on",
    "feedback:customer",
    "feedback:attempt_prices",
    "feedback:follow_up",
    "feedback:judgement",
    "feedback:outcome",
    "feedback:question_rating",
    "feedback:rate",
    "feedback:rate_from_mail",
    "feedback:settle_rating",
    "files:import_new",
    "hand_over",
    "insights:introduction",
    "insights:view",
    "insights:view_link",
    "insights:views",
    "leads:lead_contact",
    "leads:lead_new",
    "second_opinions:opinion",
    "second_opinions:settings",
    "surveys:answer",
    "surveys:settings",
    "talk:campaign",
    "talk:cta",
    "talk:edit",
    "talk:lead",
}

ROUTES = {route.name: route for route in walk(get_resolver())}
OURS = {name: route for name, route in ROUTES.items() if not name.startswith(tuple(FOREIGN_VIEWS))}
GUARDED = {name: route for name, route in OURS.items() if route.methods()}
WITH_OBJECT = {name: route for name, route in GUARDED.items() if route.kwargs}


def keys_of(route: Route) -> tuple[str, ...]:
    """Where the registry may name it: by its own name, that of its view set, its first word, its kwargs."""
    return route.name, route.name.rpartition("-")[0], route.name.split("-")[0], " ".join(route.kwargs)


def objects_of(route: Route) -> Objects:
    """The entry of the registry for this route; a route without one fails here."""
    for key in keys_of(route):
        if key in OBJECTS:
            return OBJECTS[key]
    pytest.fail(
        f"Nothing says what stands at /{route.pattern} ({route.name}) for {route.kwargs}. "
        "Add an entry to OBJECTS in tests/routes_objects.py."
    )


def test_walk_notices_a_view_that_says_nothing() -> None:
    silent = Route(name="x", pattern="x/", view=lambda _: None, kwargs=())

    assert not silent.states_permission


def test_walk_asks_for_an_entry_for_unknown_kwargs() -> None:
    unknown = Route(name="x", pattern="x/<int:comet_id>/", view=None, kwargs=("comet_id",))

    with pytest.raises(pytest.fail.Exception, match=r"Add an entry to OBJECTS"):
        objects_of(unknown)


def own_address(route: Route, user: User) -> str:
    return reverse(route.name, kwargs=objects_of(route).own(user) if route.kwargs else {})


def send(client: Client, method: str, address: str, *, is_api: bool) -> Any:
    if is_api:
        return client.generic(method.upper(), address, b"{}", content_type="application/json")
    return getattr(client, method)(address)


def is_kept(model: type[Model]) -> bool:
    """Whether a refused request must leave its rows alone; that somebody has called is counted of each."""
    return model._meta.app_label in OUR_APPS and model is not CallAllowance


def count_rows() -> dict[str, int]:
    """Rows of every table of the product, in one statement."""
    tables = [model._meta.db_table for model in apps.get_models() if is_kept(model)]
    parts = [f"SELECT '{table}', count(*) FROM {table}" for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())


OUR_APPS = {
    config.label for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR
}


@pytest.mark.parametrize("name", OURS)
def test_route_states_who_may_use_it(name: str) -> None:
    assert OURS[name].states_permission, (
        f"/{OURS[name].pattern} ({name}) says nothing about who may use it. Decorate the view with "
        "@requires(Action.…) or @public, or give the API view `required_actions`."
    )


@pytest.mark.parametrize("name", [name for name, route in OURS.items() if route.is_api])
def test_api_route_names_an_action_for_each_method(name: str) -> None:
    offered = set(getattr(OURS[name].view, "actions", None) or ())

    assert offered - set(OURS[name].methods()) == set()


def test_registry_has_no_entry_that_no_route_uses() -> None:
    used = {key for route in OURS.values() for key in keys_of(route)}
    assert set(OBJECTS) - used == set()


@pytest.mark.uncounted
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", GUARDED)
def test_route_lets_in_whom_the_table_allows(company: Company, name: str, role: Role) -> None:
    route, user = GUARDED[name], make_user(role)
    address, client = own_address(route, user), client_for(user)
    refused = set()
    for method, action in route.methods().items():
        before = count_rows()
        status = send(client, method, address, is_api=route.is_api).status_code
        if role in TABLE[action]:
            assert status < 500 and status not in {401, 403}, f"{method} {address}: {status}"
        else:
            refused.add(status)
            assert status in {403, 405} and count_rows() == before, f"{method} {address}: {status}"
    assert refused != {405}, f"No method of {address} refuses a {role}."


@pytest.mark.uncounted
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", WITH_OBJECT)
def test_route_answers_404_for_foreign_objects(company: Company, name: str, role: Role) -> None:
    route, user = WITH_OBJECT[name], make_user(role)
    client, objects = client_for(user), objects_of(route)
    allowed = [method for method, action in route.methods().items() if role in TABLE[action]]
    for kwargs in (objects.missing, objects.hidden(user)):
        if kwargs is None:
            continue
        address, before = reverse(route.name, kwargs=kwargs), count_rows()
        found = {send(client, method, address, is_api=route.is_api).status_code for method in allowed}
        assert found <= {404, 405} and (not allowed or 404 in found), f"{address}: {found}"
        assert count_rows() == before


@pytest.mark.uncounted
@pytest.mark.parametrize("name", GUARDED)
def test_route_sends_strangers_to_the_sign_in(company: Company, otto: User, name: str) -> None:
    route = GUARDED[name]
    address = own_address(route, make_user(Role.SALES_REP))
    before = count_rows()
    for client in (Client(), client_for(otto)):
        answers = [send(client, method, address, is_api=route.is_api) for method in route.methods()]
        found = {answer.get("Location", "").split("?")[0] or answer.status_code for answer in answers}
        turned_away = 401 if route.is_api else reverse("account_login")
        assert turned_away in found and found <= {turned_away, 405}, f"{address}: {found}"
    assert count_rows() == before


@pytest.mark.parametrize("name", [name for name, route in OURS.items() if not route.methods()])
def test_public_route_asks_nobody_to_sign_in(company: Company, name: str) -> None:
    route = OURS[name]
    response = Client().get(own_address(route, make_user()))

    assert not response.get("Location", "").startswith(reverse("account_login"))


def post_nothing(route: Route) -> Any:
    """The answer to an empty form, sent by somebody the table lets in; by nobody where it is public."""
    action = route.methods().get("post")
    user = make_user(next(role for role in Role if role in TABLE[action])) if action else make_user()
    client = client_for(user) if action else Client()
    return client.post(own_address(route, user))


def test_page_that_does_not_take_what_was_sent_never_answers_200(company: Company) -> None:
    answers = {name: post_nothing(route) for name, route in OURS.items() if not route.is_api}
    pages = {name for name, answer in answers.items() if b"<html" in answer.content}

    assert {name for name in pages if answers[name].status_code == 200} == set()
    assert {name for name in pages if answers[name].status_code == 422} >= FORM_PAGES
