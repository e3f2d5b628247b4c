"""The one permission table, and what stands on it."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from accounts.models import Role, User
from accounts.permissions import TABLE, TOKEN_SCOPES, Action, authorise, may, requires, scopes_for
from tests.factories import make_user


def test_table_has_a_row_for_every_action() -> None:
    assert set(TABLE) == set(Action)


def test_may_is_no_for_people_who_left(otto: User) -> None:
    assert [action for action in Action if may(otto, action)] == []


def test_authorise_names_the_role(sven: User) -> None:
    with pytest.raises(PermissionDenied, match=str(Role.SALES_REP.label)):
        authorise(sven, Action.MANAGE_PEOPLE)


@pytest.mark.parametrize("role", Role)
def test_scopes_are_what_the_role_may(db: None, role: Role) -> None:
    assert set(scopes_for(make_user(role))) == {action for action in TOKEN_SCOPES if role in TABLE[action]}


def test_requires_asks_for_the_write_action_of_a_post(gero: User, rf: RequestFactory) -> None:
    view = requires(Action.VIEW_CAMPAIGNS, write=Action.EDIT_CAMPAIGNS)(lambda _: HttpResponse("seen"))
    reading, writing = rf.get("/"), rf.post("/")
    reading.user = writing.user = gero

    assert view(reading).status_code == 200
    with pytest.raises(PermissionDenied):
        view(writing)


def test_whoever_sees_leads_or_figures_sees_the_campaigns_they_name() -> None:
    """Filters, lists and the joint page, which is drawn once for all its readers, name every campaign."""
    assert TABLE[Action.VIEW_LEADS] | TABLE[Action.VIEW_CONVERSION] <= TABLE[Action.VIEW_CAMPAIGNS]


@pytest.mark.parametrize(
    ("more", "less"),
    [
        (Action.VIEW_EVERY_LEAD, Action.VIEW_LEADS),
        (Action.VIEW_GRADES, Action.VIEW_LEADS),
        (Action.VIEW_CONTACTS, Action.VIEW_LEADS),
        (Action.SPEAK_FOR_REPS, Action.ANSWER_HANDOFFS),
        (Action.REASSIGN_LEADS, Action.ANSWER_HANDOFFS),
        (Action.VIEW_EVERY_IMPORT, Action.IMPORT_HISTORY),
    ],
)
def test_whoever_may_more_may_less(more: Action, less: Action) -> None:
    assert TABLE[more] <= TABLE[less]
