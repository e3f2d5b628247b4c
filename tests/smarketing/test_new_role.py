"""A role that no table names: it sees nothing, may nothing and breaks nothing until it is let in.

Once with a role the enum has just got, once with one this code has never heard of, as a machine that is
brought up to date last would meet it.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import RequestFactory

from accounts.models import Company, Role, User
from accounts.permissions import TABLE, Action
from accounts.scopes import scopes_for
from files.models import ImportRun
from leads.models import Lead, LeadStage
from smarketing.navigation import context
from tests.factories import (
    client_for,
    make_comment,
    make_dispute,
    make_finding,
    make_lead,
    make_milestone,
    make_user,
    make_view,
)
from tests.test_architecture import APPS, ROOT, sources
from tests.test_routes import GUARDED, OURS, count_rows, own_address, send


def add_to_enum(monkeypatch: pytest.MonkeyPatch) -> None:
    role: Any = str.__new__(Role, "auditor")
    role._name_, role._value_, role._label_ = "AUDITOR", "auditor", "Auditor"
    monkeypatch.setitem(Role._member_map_, "AUDITOR", role)
    monkeypatch.setitem(Role._value2member_map_, "auditor", role)
    monkeypatch.setattr(Role, "_member_names_", [*Role._member_names_, "AUDITOR"])


@pytest.fixture(params=["in the enum", "unknown"])
def aurel(db: None, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> User:
    """Aurel is an auditor, which nobody has heard of."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_user DROP CONSTRAINT user_role_known")
    if request.param == "in the enum":
        add_to_enum(monkeypatch)
    return make_user("auditor", full_name="Aurel Auditor")  # type: ignore[arg-type]


def let_in(monkeypatch: pytest.MonkeyPatch, *actions: Action) -> None:
    for action in actions:
        monkeypatch.setitem(TABLE, action, TABLE[action] | {"auditor"})


def test_enum_has_the_role_when_it_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    add_to_enum(monkeypatch)
    assert [*Role][-1] is Role("auditor")


@pytest.mark.uncounted
def test_every_guarded_route_is_closed_to_a_new_role(company: Company, aurel: User) -> None:
    client, rep, open_or_broken = client_for(aurel), make_user(Role.SALES_REP), []
    for name, route in GUARDED.items():
        address, before = own_address(route, rep), count_rows()
        answers = {
            send(client, method, address, is_api=route.is_api).status_code for method in route.methods()
        }
        if not (403 in answers and answers <= {403, 405}) or count_rows() != before:
            open_or_broken.append((name, answers))
    assert open_or_broken == []


def test_no_other_page_breaks_for_a_new_role(company: Company, aurel: User) -> None:
    rep = make_user(Role.SALES_REP)
    free = [route for name, route in OURS.items() if name not in GUARDED]
    client = client_for(aurel)
    broken = [route.name for route in free if client.get(own_address(route, rep)).status_code >= 500]
    assert broken == []


def test_no_queryset_shows_a_new_role_anything(company: Company, aurel: User, ada: User) -> None:
    make_lead(stage=LeadStage.HANDED_OVER)
    ImportRun.objects.create(target="leads", user=ada, file_name="leads.csv")
    make_comment(make_dispute(make_lead(stage=LeadStage.RATED), make_user()).lead, ada)
    make_view(ada, is_for_company=True)
    make_milestone(ada)
    make_finding()
    managers = {
        model.__name__: model._default_manager
        for model in apps.get_models()
        if hasattr(model._default_manager, "visible_to")
    }
    assert [name for name, manager in managers.items() if manager.visible_to(aurel).exists()] == []
    assert [name for name, manager in managers.items() if not manager.visible_to(ada).exists()] == []


def test_own_things_are_closed_to_a_role_that_was_taken_out(company: Company, aurel: User) -> None:
    make_lead(stage=LeadStage.ACCEPTED, assigned_to=aurel)
    ImportRun.objects.create(target="leads", user=aurel, file_name="leads.csv")
    assert not Lead.objects.visible_to(aurel).exists()
    assert not ImportRun.objects.visible_to(aurel).exists()


def test_menu_and_token_scopes_of_a_new_role_are_empty(aurel: User, rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = aurel
    shown = context(request)
    assert (shown["nav_items"], shown["account_items"], shown["asks_for_two_steps"]()) == ((), (), False)
    assert scopes_for(aurel) == []


def test_new_role_belongs_to_no_team_and_takes_no_leads(aurel: User) -> None:
    assert aurel.team is None
    assert aurel not in User.objects.who_take_leads()


def test_refusal_names_the_new_role(company: Company, aurel: User) -> None:
    assert "uditor" in client_for(aurel).get("/leads/").content.decode()


def test_role_without_a_start_page_is_told_so(
    company: Company, aurel: User, monkeypatch: pytest.MonkeyPatch, english: None
) -> None:
    let_in(monkeypatch, Action.VIEW_OWN_ACCOUNT)
    response = client_for(aurel).get("/")
    assert (response.status_code, response.templates[0].name) == (200, "home.html")


def test_role_let_in_to_leads_sees_its_own_and_the_pool_without_grade_and_contact(
    company: Company, aurel: User, sven: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in(monkeypatch, Action.VIEW_LEADS)
    pool = make_lead(stage=LeadStage.HANDED_OVER)
    make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    make_lead(stage=LeadStage.REGISTERED)
    assert list(Lead.objects.visible_to(aurel)) == [pool]
    assert (pool.shows_grade_to(aurel), pool.shows_contact_to(aurel)) == (False, False)


def test_no_rule_names_all_roles_at_once() -> None:
    """`frozenset(Role)` would let in whoever is added later; only what people choose from lists them all."""
    everyone = re.compile(r"(set|tuple|list|sorted)\(Role\)|\bin Role\b|\*Role\b(?!\.)|Role\.__members__")
    found = [str(path.relative_to(ROOT)) for path in sources(*APPS) if everyone.search(path.read_text())]
    assert found == []
