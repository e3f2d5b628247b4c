"""What a token can be made for, and what it shows."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.html import escape

from accounts.models import Role, User
from accounts.permissions import TABLE, Action, may
from accounts.scopes import SCOPES, grant_of, scopes_for
from accounts.services import authenticate_token, create_token
from handoff.models import Answer, HandoffAnswer
from leads.models import Lead, LeadStage
from tests.api import api_for
from tests.factories import client_for, make_lead, make_person, make_user

READS, SEES_CONTACTS = Action.VIEW_LEADS, Action.VIEW_ACCEPTED_CONTACTS


@pytest.mark.parametrize("role", Role)
def test_scopes_are_what_the_role_may(db: None, role: Role) -> None:
    offered = {scope.action for scope in scopes_for(make_user(role))}
    assert offered == {scope.action for scope in SCOPES if role in TABLE[scope.action]}


def test_no_scope_looks_after_people_company_account_imports_signatures_or_views() -> None:
    reached = {action for scope in SCOPES for action in (*scope.actions, *scope.finds)}
    assert set(Action) - reached == {
        Action.VIEW_OWN_ACCOUNT,
        Action.EDIT_OWN_ACCOUNT,
        Action.MANAGE_PEOPLE,
        Action.EDIT_COMPANY,
        Action.SIGN_DEFINITIONS,
        Action.IMPORT_HISTORY,
        Action.VIEW_EVERY_IMPORT,
        Action.MANAGE_GIVEN_UP,
        Action.EDIT_LISTS,
        Action.MANAGE_TEAM_CHATS,
        Action.VIEW_EXPORTS,
    }


def test_scope_that_does_not_exist_lets_nothing_through() -> None:
    assert grant_of(["people.manage", "leads.everything", ""]) == grant_of([])


def test_scope_alone_shows_nothing_of_what_it_finds() -> None:
    shown = {scope.action: scope.actions & set(scope.finds) for scope in SCOPES}
    assert [action for action, both in shown.items() if both] == []


def test_person_of_a_token_is_narrowed_wherever_they_act(mara: User) -> None:
    _, plain = create_token(actor=mara, name="Formular", scopes=["leads.capture"])
    make_lead()
    token = authenticate_token(plain)
    assert token is not None
    assert [action for action in Action if may(token.user, action)] == [Action.CAPTURE_LEADS]
    assert not Lead.objects.visible_to(token.user).exists()
    assert Lead.objects.visible_to(mara).exists()


@pytest.mark.parametrize(
    ("stage", "scopes", "email"),
    [
        (LeadStage.ACCEPTED, [READS], ""),
        (LeadStage.ACCEPTED, [READS, SEES_CONTACTS], "erika@example.org"),
        (LeadStage.HANDED_OVER, [READS, SEES_CONTACTS], ""),
    ],
)
def test_token_of_a_rep_reads_a_contact_by_its_own_scope_and_once_accepted(
    sven: User, stage: LeadStage, scopes: list[Action], email: str
) -> None:
    lead = make_lead(stage=stage, assigned_to=sven, person=make_person(email="erika@example.org"))
    answer = api_for(sven, scopes=scopes).get(f"/api/v1/leads/{lead.pk}/")
    assert answer.json()["person"]["email"] == email


@pytest.mark.parametrize(("scopes", "phone"), [([READS], ""), ([READS, SEES_CONTACTS], "+4930123456")])
def test_token_of_a_marketer_reads_contacts_by_their_own_scope(
    mara: User, scopes: list[Action], phone: str
) -> None:
    lead = make_lead(person=make_person(phone="+4930123456"))
    listed = api_for(mara, scopes=scopes).get("/api/v1/leads/").json()["results"]
    assert [(row["id"], row["person"]["phone"]) for row in listed] == [(lead.pk, phone)]


def answered(sven: User, scopes: list[Action]) -> Any:
    """What a program gets back that asks about a lead with a note and somebody's earlier words."""
    lead = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven)
    handoff = lead.handoffs.get()
    lead.handoffs.update(note="Ruft nur abends an.")
    HandoffAnswer.objects.create(
        handoff=handoff, user=handoff.from_user, kind=Answer.REPLY, text="Wohnt in Potsdam."
    )
    said = {"kind": "question", "text": "Wann?"}
    return api_for(sven, scopes=scopes).post(f"/api/v1/leads/{lead.pk}/handoffs/answer/", said).json()


def test_token_that_may_only_answer_gets_its_own_words_back(sven: User) -> None:
    answer = answered(sven, [Action.ANSWER_HANDOFFS])
    assert (answer["note"], [one["text"] for one in answer["answers"]]) == ("", ["Wann?"])


def test_token_that_reads_too_gets_all_words_back(sven: User) -> None:
    answer = answered(sven, [Action.ANSWER_HANDOFFS, READS])
    texts = [one["text"] for one in answer["answers"]]
    assert (answer["note"], texts) == ("Ruft nur abends an.", ["Wohnt in Potsdam.", "Wann?"])


def test_token_that_only_reads_answers_no_handoff_and_opens_no_contact(sven: User) -> None:
    """As it was found: a token that may only read accepted, and with that had the phone number."""
    person = make_person(email="erika@example.org", phone="+4930123456")
    lead = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven, person=person)
    client = api_for(sven, scopes=[READS])
    for said in ({"kind": "accept"}, {"kind": "question", "text": "Wann?"}):
        assert client.post(f"/api/v1/leads/{lead.pk}/handoffs/answer/", said).status_code == 403
    lead.refresh_from_db()
    assert (lead.stage, lead.accepted_at) == (LeadStage.HANDED_OVER, None)


def test_token_page_says_what_each_scope_lets_a_program_do(sven: User) -> None:
    page = client_for(sven).get("/profile/tokens/").content.decode()
    with translation.override(sven.language):
        unsaid = [scope.action for scope in scopes_for(sven) if str(escape(scope.lets)) not in page]
    assert (len(scopes_for(sven)), unsaid) == (20, [])


def test_documentation_names_every_scope_once() -> None:
    text = (settings.BASE_DIR / "docs/api.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `([\w.]+)` \|", text, flags=re.MULTILINE) == [scope.action for scope in SCOPES]
