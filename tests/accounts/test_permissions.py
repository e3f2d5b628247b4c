"""The one permission table, and what stands on it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from accounts.models import Grant, Role, User
from accounts.permissions import TABLE, Action, authorise, may, may_find, public, requires


def asked(view: Any) -> tuple[Action | None, Action | None]:
    """What a view says it asks for, for reading and for writing."""
    return view.required_action, getattr(view, "required_write_action", None)


def test_table_has_a_row_for_every_action() -> None:
    assert set(TABLE) == set(Action)


def test_may_is_no_for_people_who_left(otto: User) -> None:
    assert [action for action in Action if may(otto, action)] == []


def test_authorise_names_the_role(sven: User) -> None:
    with pytest.raises(PermissionDenied, match=str(Role.SALES_REP.label)):
        authorise(sven, Action.MANAGE_PEOPLE)


def test_authorise_names_a_role_it_does_not_know_by_its_key(english: None) -> None:
    with pytest.raises(PermissionDenied) as denied:
        authorise(User(role="auditor"), Action.VIEW_LEADS)
    assert str(denied.value) == "Your role “auditor” does not allow this step."


def test_requires_asks_for_the_write_action_of_a_post(gero: User, rf: RequestFactory) -> None:
    view = requires(Action.VIEW_CAMPAIGNS, write=Action.EDIT_CAMPAIGNS)(lambda _: HttpResponse("seen"))
    reading, writing = rf.get("/"), rf.post("/")
    reading.user = writing.user = gero

    assert view(reading).status_code == 200
    with pytest.raises(PermissionDenied):
        view(writing)


def test_requires_says_on_the_view_what_it_asks_for() -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("seen")

    both = requires(Action.VIEW_CAMPAIGNS, write=Action.EDIT_CAMPAIGNS)(view)
    one = requires(Action.VIEW_CAMPAIGNS)(view)

    assert [asked(guarded) for guarded in (both, one, public(view))] == [
        (Action.VIEW_CAMPAIGNS, Action.EDIT_CAMPAIGNS),
        (Action.VIEW_CAMPAIGNS, Action.VIEW_CAMPAIGNS),
        (None, None),
    ]


def test_requires_sends_whoever_is_not_signed_in_to_sign_in_and_back(rf: RequestFactory) -> None:
    request = rf.get("/leads/?stage=won")
    request.user = AnonymousUser()

    answer = requires(Action.VIEW_LEADS)(lambda _: HttpResponse("seen"))(request)

    assert (answer.status_code, answer["Location"]) == (302, "/account/login/?next=/leads/%3Fstage%3Dwon")


def test_whoever_sees_leads_or_figures_sees_the_campaigns_they_name() -> None:
    """Filters, lists and the joint page, which is drawn once for all its readers, name every campaign."""
    assert TABLE[Action.VIEW_LEADS] | TABLE[Action.VIEW_CONVERSION] <= TABLE[Action.VIEW_CAMPAIGNS]


def through_a_token(*actions: Action, found: tuple[Action, ...] = ()) -> User:
    """An administrator who comes with a token."""
    user = User(role=Role.ADMIN, is_active=True)
    user.grant = Grant(actions=frozenset(actions), found=frozenset(found))
    return user


def test_token_narrows_what_the_role_may() -> None:
    program = through_a_token(Action.VIEW_LEADS, Action.RATE_LEADS)
    assert [action for action in Action if may(program, action)] == [Action.VIEW_LEADS]


def test_token_that_carries_nothing_may_nothing() -> None:
    program = through_a_token()
    assert [action for action in Action if may(program, action) or may_find(program, action)] == []


def test_what_is_only_found_may_not_be_done() -> None:
    program = through_a_token(found=(Action.VIEW_LEADS, Action.RATE_LEADS))
    assert [action for action in Action if may_find(program, action)] == [Action.VIEW_LEADS]
    assert not may(program, Action.VIEW_LEADS)


def test_whoever_may_see_rows_finds_them(gero: User, otto: User) -> None:
    in_the_browser = {action for action in Action if may_find(gero, action)}
    assert in_the_browser == {action for action in Action if may(gero, action)}
    assert may_find(through_a_token(Action.VIEW_LEADS), Action.VIEW_LEADS)
    assert [action for action in Action if may_find(otto, action)] == []


def test_authorise_names_the_scope_a_token_lacks(english: None) -> None:
    with pytest.raises(PermissionDenied) as denied:
        authorise(through_a_token(), Action.VIEW_LEADS)
    assert str(denied.value) == "This token lacks the scope “leads.view”."


@pytest.mark.parametrize(
    ("more", "less"),
    [
        (Action.VIEW_EVERY_LEAD, Action.VIEW_LEADS),
        (Action.VIEW_GRADES, Action.VIEW_LEADS),
        (Action.VIEW_CONTACTS, Action.VIEW_ACCEPTED_CONTACTS),
        (Action.VIEW_ACCEPTED_CONTACTS, Action.VIEW_LEADS),
        (Action.SPEAK_FOR_REPS, Action.ANSWER_HANDOFFS),
        (Action.VIEW_EVERY_IMPORT, Action.IMPORT_HISTORY),
    ],
)
def test_whoever_may_more_may_less(more: Action, less: Action) -> None:
    assert TABLE[more] <= TABLE[less]
