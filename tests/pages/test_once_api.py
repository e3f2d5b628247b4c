"""An operation with an `Idempotency-Key` is done once, whichever it is."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from rest_framework.permissions import SAFE_METHODS
from rest_framework.test import APIClient

from accounts.models import Role, Team, User
from accounts.services import create_token
from bulk.api.urls import BEGUN_ELSEWHERE, STARTS
from bulk.models import BulkAction
from campaigns.models import Campaign
from feedback.models import ContactAttempt
from handoff.models import ReasonUse
from handoff.services import ask_question
from leads.models import LeadStage
from pages.models import Receipt
from pages.once_api import AnsweredOnce
from tests.api import api_for
from tests.factories import (
    make_absence,
    make_campaign,
    make_comment,
    make_company,
    make_cta,
    make_definition,
    make_dispute,
    make_follow_up,
    make_lead,
    make_misled,
    make_reason,
    make_user,
)
from tests.operations import DONE
from tests.pages.test_once import whole_database
from tests.test_routes import ROUTES

V1 = "/api/v1"
Operation = tuple[User, str, str, Any, Any]


def campaign_new() -> Operation:
    return make_user(), "post", f"{V1}/campaigns/", {"name": "Herbst"}, {"name": "Winter"}


def campaign_change() -> Operation:
    address = f"{V1}/campaigns/{make_campaign().pk}/"
    return make_user(), "patch", address, {"name": "Neu", "row_version": 1}, {"name": "X", "row_version": 1}


def campaign_status() -> Operation:
    address = f"{V1}/campaigns/{make_campaign().pk}/status/"
    return make_user(), "post", address, {"status": "ended"}, {"status": "live"}


def campaign_costs() -> Operation:
    address = f"{V1}/campaigns/{make_campaign().pk}/costs/"
    day = {"day": "2026-01-01", "channel": None}
    return make_user(), "put", address, [{**day, "amount_cents": 5}], [{**day, "amount_cents": 6}]


def cta_new() -> Operation:
    body = {"campaign": make_campaign().pk, "name": "Anruf", "kind": "call"}
    return make_user(), "post", f"{V1}/ctas/", body, {**body, "name": "Besuch"}


def cta_change() -> Operation:
    address = f"{V1}/ctas/{make_cta().pk}/"
    return make_user(), "patch", address, {"name": "Neu", "row_version": 1}, {"name": "X", "row_version": 1}


def definition_new() -> Operation:
    body = {"lead_text": "Hat angefragt.", "good_text": "Hat Budget."}
    return make_user(), "post", f"{V1}/ctas/{make_cta().pk}/definitions/", body, {**body, "good_text": "Will"}


def definition_sign() -> Operation:
    found = make_definition(make_cta(is_signed=False), signed_by=(Team.SALES,))
    address = f"{V1}/ctas/{found.cta_id}/definitions/{found.version}/signature/"
    return make_user(), "post", address, {}, {"by": "mistake"}


def of_rep(stage: LeadStage, what: str, body: Any, other: Any) -> Operation:
    lead = make_lead(stage=stage, assigned_to=make_user(Role.SALES_REP))
    assert lead.assigned_to is not None
    return lead.assigned_to, "post", f"{V1}/leads/{lead.pk}/{what}/", body, other


def hand_over() -> Operation:
    address = f"{V1}/leads/{make_lead().pk}/handoffs/"
    return make_user(), "post", address, {"grade": "B", "to_user": None}, {"grade": "C", "to_user": None}


def answer() -> Operation:
    reason = make_reason(ReasonUse.RETURN).key
    other = {"kind": "return", "reason": reason}
    return of_rep(LeadStage.HANDED_OVER, "handoffs/answer", {"kind": "accept"}, other)


def pass_on() -> Operation:
    other = {"to_user": make_user(Role.SALES_REP).pk}
    return of_rep(LeadStage.ACCEPTED, "handoffs/pass-on", {"to_user": None, "note": "Urlaub"}, other)


def notices() -> Operation:
    body = {"ways": {"lead_returned": "digest"}}
    return make_user(), "patch", f"{V1}/notifications/choices/", body, {"ways": {"lead_returned": "page"}}


def correction() -> Operation:
    return of_rep(LeadStage.ACCEPTED, "corrections", {"name": "Erika"}, {"name": "Max"})


def undo(kind: str) -> Callable[[], Operation]:
    """What somebody has just done is taken back; with the number of another fact it is another request."""

    def make() -> Operation:
        user = make_user(Role.MARKETER if kind == "handoff" else Role.SALES_REP)
        done = DONE[kind](user, user if kind != "handoff" else make_user(Role.SALES_REP))
        return user, "post", f"{V1}/undo/{kind.replace('_', '-')}/", {"id": done}, {"id": done + 1}

    return make


def bulk(start: str) -> Callable[[], Operation]:
    """One deed for two leads."""

    def make() -> Operation:
        user = make_user(Role.MARKETER if start == "hand_over" else Role.SALES_REP)
        stage = LeadStage.REGISTERED if start == "hand_over" else LeadStage.ACCEPTED
        rep = user if stage == LeadStage.ACCEPTED else None
        first, second = (make_lead(stage=stage, assigned_to=rep).pk for _ in range(2))
        said_too: dict[str, dict[str, Any]] = {
            "pass_on": {"to_user": make_user(Role.SALES_REP).pk},
            "follow_up": {"day": "2099-11-30"},
        }
        more = said_too.get(start, {})
        said = [
            {"leads": [{"lead": lead, "grade": "B"} if start == "hand_over" else lead], **more}
            for lead in (first, second)
        ]
        return user, "post", f"{V1}/bulk/{start.replace('_', '-')}/", said[0], said[1]

    return make


def bulk_undo(start: str) -> Callable[[], Operation]:
    """All of it back."""

    def make() -> Operation:
        roles = {"hand_over": Role.MARKETER, "move": Role.ADMIN}
        user = make_user(roles.get(start, Role.SALES_REP))
        action = BulkAction.objects.create(user=user, deed=start, ended_at=timezone.now())
        return user, "post", f"{V1}/bulk/{start.replace('_', '-')}/{action.pk}/undo/", {}, {"by": "mistake"}

    return make


def reply() -> Operation:
    lead = make_lead(stage=LeadStage.ACCEPTED)
    assert lead.assigned_to is not None
    ask_question(actor=lead.assigned_to, lead=lead, text="Wann?")
    address = f"{V1}/leads/{lead.pk}/handoffs/reply/"
    return make_user(), "post", address, {"text": "Morgen."}, {"text": "Nie."}


def attempt() -> Operation:
    body = {"channel": "phone", "was_reached": False}
    return of_rep(LeadStage.ACCEPTED, "attempts", body, {**body, "was_reached": True})


def rating() -> Operation:
    body = {"potential": "yes", "quality": "B", "fit": "realistic", "expected_rating_id": None}
    return of_rep(LeadStage.CONTACTED, "ratings", body, {**body, "quality": "C"})


def outcome() -> Operation:
    body = {"kind": "won", "value_cents": 5, "decided_at": None, "expected_outcome_id": None}
    return of_rep(LeadStage.RATED, "outcomes", body, {**body, "value_cents": 6})


def follow_up() -> Operation:
    return of_rep(LeadStage.ACCEPTED, "follow-ups", {"day": "2099-11-30"}, {"day": "2099-12-01"})


def follow_up_done() -> Operation:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=make_user(Role.SALES_REP))
    assert lead.assigned_to is not None
    body = {"follow_up_id": make_follow_up(lead, lead.assigned_to).pk}
    return lead.assigned_to, "post", f"{V1}/leads/{lead.pk}/follow-ups/done/", body, {"follow_up_id": 7}


def dispute() -> Operation:
    lead = make_lead(stage=LeadStage.RATED)
    return make_user(), "post", f"{V1}/leads/{lead.pk}/disputes/", {"text": "Nein."}, {"text": "Doch nicht."}


def dispute_word() -> Operation:
    lead = make_lead(stage=LeadStage.RATED)
    make_dispute(lead, make_user())
    body, other = {"verdict": "stays", "text": "Ja."}, {"verdict": "wrong", "text": "Nein."}
    return make_user(Role.MANAGER), "post", f"{V1}/leads/{lead.pk}/disputes/words/", body, other


def dispute_withdrawn() -> Operation:
    lead, mara = make_lead(stage=LeadStage.RATED), make_user()
    made = make_dispute(lead, mara)
    address = f"{V1}/leads/{lead.pk}/disputes/withdraw/"
    return mara, "post", address, {"dispute_id": made.pk}, {"dispute_id": 7}


def comment(kind: str) -> Callable[[], Operation]:
    def operation() -> Operation:
        make: dict[str, Callable[[], Any]] = {"lead": make_lead, "campaign": make_campaign, "cta": make_cta}
        pk = make[kind]().pk
        return make_user(), "post", f"{V1}/{kind}s/{pk}/comments/", {"text": "Ja?"}, {"text": "Nein?"}

    return operation


def campaign_answer() -> Operation:
    promise = make_misled()
    address = f"{V1}/campaigns/{promise.campaign_id}/answers/"
    body = {"promise": promise.pk, "step": "answered", "text": "Stimmt.", "expected_answer_id": None}
    return make_user(), "post", address, body, {**body, "text": "Nein."}


def comment_delete() -> Operation:
    mara = make_user()
    address = f"{V1}/comments/{make_comment(make_campaign(), mara).pk}/delete/"
    return mara, "post", address, {}, {"warum": "darum"}


def person_deactivate() -> Operation:
    address = f"{V1}/people/{make_user(Role.SALES_REP).pk}/deactivate/"
    return make_user(Role.ADMIN), "post", address, {"way": "leave"}, {"way": "pool"}


def absence_new() -> Operation:
    body = {"first_day": "2099-01-04", "last_day": "2099-01-08"}
    return make_user(), "post", f"{V1}/absences/", body, {**body, "last_day": "2099-01-09"}


def absence_change() -> Operation:
    absence = make_absence(make_user(), last=3)
    body = {"last_day": "2099-01-08", "row_version": 1}
    return absence.person, "patch", f"{V1}/absences/{absence.pk}/", body, {**body, "note": "Urlaub"}


def absence_end() -> Operation:
    absence = make_absence(make_user(), first=-2)
    return absence.person, "post", f"{V1}/absences/{absence.pk}/end/", {}, {"by": "mistake"}


OPERATIONS: dict[str, Callable[[], Operation]] = {
    "post campaigns-list": campaign_new,
    "patch campaigns-detail": campaign_change,
    "post campaigns-set-status": campaign_status,
    "put campaigns-costs": campaign_costs,
    "post ctas-list": cta_new,
    "patch ctas-detail": cta_change,
    "post ctas-definitions": definition_new,
    "post ctas-sign-definition": definition_sign,
    "post handoffs": hand_over,
    "post handoff_answer": answer,
    "post handoff_pass_on": pass_on,
    "post handoff_reply": reply,
    **{f"post undo_{kind}": undo(kind) for kind in DONE},
    **{f"post bulk_{start}": bulk(start) for start in STARTS},
    **{f"post bulk_{start}_undo": bulk_undo(start) for start in (*STARTS, *BEGUN_ELSEWHERE)},
    "post person_deactivate": person_deactivate,
    "post absences": absence_new,
    "patch absence": absence_change,
    "post absence_end": absence_end,
    "patch notices": notices,
    "post corrections": correction,
    "post attempts": attempt,
    "post ratings": rating,
    "post outcomes": outcome,
    "post follow-ups": follow_up,
    "post follow-ups-done": follow_up_done,
    **{f"post {kind}-comments": comment(kind) for kind in ("lead", "campaign", "cta")},
    "post campaign-answers": campaign_answer,
    "post comment": comment_delete,
    "post disputes": dispute,
    "post disputes-words": dispute_word,
    "post disputes-withdraw": dispute_withdrawn,
}


# Capture writes its receipts with the lead, and says that an answer is one (tests/leads/test_api_leads.py).
OWN_RECEIPTS = {"post leads-list"}


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
