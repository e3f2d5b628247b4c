"""Each operation that changes something, as a program sends it: by whom, where, what, and something else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from accounts.models import Role, Team
from bulk.api.urls import BEGUN_ELSEWHERE, STARTS
from bulk.models import BulkAction
from firms.services.distinguishing import tell_apart
from handoff.models import ReasonUse
from handoff.services import ask_question
from leads.models import LeadStage
from tests.campaigns.entering import make_cost_entry
from tests.factories import (
    make_absence,
    make_campaign,
    make_comment,
    make_cta,
    make_definition,
    make_dispute,
    make_follow_up,
    make_judgement,
    make_lead,
    make_misled,
    make_objection,
    make_reason,
    make_user,
)
from tests.firms.firms import firm_of_lead, merged_into
from tests.operation_rows import DONE
from tests.pages.once_of_figures import OF_FIGURES, V1, Operation


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


def costs_take_back() -> Operation:
    entry = make_cost_entry()
    address = f"{V1}/campaigns/{entry.campaign_id}/cost-entries/take-back/"
    return make_user(), "post", address, {"id": entry.pk}, {"id": entry.pk + 1}


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
            "no_customer": {"day": "2026-01-31"},
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


def customer_status() -> Operation:
    return of_rep(LeadStage.WON, "customer-statuses", {"is_customer": True}, {"is_customer": False})


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
    return mara, "post", address, {"dispute_id": made.pk}, {"dispute_id": made.pk + 1}


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


def objection() -> Operation:
    found = make_definition(make_cta(is_signed=False), signed_by=())
    address = f"{V1}/ctas/{found.cta_id}/definitions/{found.version}/objections/"
    return make_user(Role.SALES_REP), "post", address, {"text": "Nein."}, {"text": "Anders."}


def objection_withdrawn() -> Operation:
    made = make_objection(make_definition(make_cta(is_signed=False)), make_user(Role.SALES_REP))
    where = made.definition
    address = f"{V1}/ctas/{where.cta_id}/definitions/{where.version}/objections/withdraw/"
    return made.user, "post", address, {"id": made.pk}, {}


def judgement() -> Operation:
    address = f"{V1}/campaigns/{make_campaign().pk}/judgements/"
    body = {"fit": "too_high", "text": "Gratis ist sie nie."}
    return make_user(Role.SALES_REP), "post", address, body, {"fit": "realistic"}


def judgement_taken_back() -> Operation:
    made = make_judgement(make_campaign(), make_user(Role.SALES_REP))
    address = f"{V1}/campaigns/{made.campaign_id}/judgements/take-back/"
    return made.user, "post", address, {}, {"warum": "darum"}


def comment_delete() -> Operation:
    mara = make_user()
    address = f"{V1}/comments/{make_comment(make_campaign(), mara).pk}/delete/"
    return mara, "post", address, {}, {"warum": "darum"}


def firm_change() -> Operation:
    firm = firm_of_lead(make_lead().pk)
    body = {"name": "Neue AG", "row_version": 1}
    return make_user(), "patch", f"{V1}/firms/{firm.pk}/", body, {**body, "name": "Andere AG"}


def firm_customer() -> Operation:
    address = f"{V1}/firms/{firm_of_lead(make_lead().pk).pk}/customer/"
    body = {"kind": "since", "day": "2020-03-01"}
    return make_user(), "post", address, body, {**body, "day": "2021-03-01"}


def firm_merge() -> Operation:
    firm, other, third = (firm_of_lead(make_lead().pk) for _ in range(3))
    return make_user(), "post", f"{V1}/firms/{firm.pk}/merge/", {"into": other.pk}, {"into": third.pk}


def firm_split() -> Operation:
    firm = firm_of_lead(make_lead().pk)
    body = {"firm": merged_into(firm).pk}
    return make_user(), "post", f"{V1}/firms/{firm.pk}/split/", body, {"firm": 7}


def firm_apart() -> Operation:
    firm, other, third = (firm_of_lead(make_lead().pk) for _ in range(3))
    return make_user(), "post", f"{V1}/firms/{firm.pk}/apart/", {"other": other.pk}, {"other": third.pk}


def firm_apart_undo() -> Operation:
    firm, one, other = (firm_of_lead(make_lead().pk) for _ in range(3))
    user = make_user()
    for told in (one, other):
        tell_apart(actor=user, firm=firm, other=told)
    return user, "post", f"{V1}/firms/{firm.pk}/apart/undo/", {"other": one.pk}, {"other": other.pk}


def firm_person() -> Operation:
    firm, lead = firm_of_lead(make_lead().pk), make_lead()
    return make_user(), "post", f"{V1}/firms/{firm.pk}/persons/", {"person": lead.person_id}, {"person": 7}


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
    **OF_FIGURES,
    "post campaigns-list": campaign_new,
    "patch campaigns-detail": campaign_change,
    "post campaigns-set-status": campaign_status,
    "put campaigns-costs": campaign_costs,
    "post campaigns-take-costs-back": costs_take_back,
    "post ctas-list": cta_new,
    "patch ctas-detail": cta_change,
    "post ctas-definitions": definition_new,
    "post ctas-sign-definition": definition_sign,
    "post ctas-object-to-definition": objection,
    "post ctas-withdraw-objection": objection_withdrawn,
    "post handoffs": hand_over,
    "post handoff_answer": answer,
    "post handoff_pass_on": pass_on,
    "post handoff_reply": reply,
    **{f"post undo_{kind}": undo(kind) for kind in DONE},
    **{f"post bulk_{start}": bulk(start) for start in STARTS},
    **{f"post bulk_{start}_undo": bulk_undo(start) for start in (*STARTS, *BEGUN_ELSEWHERE)},
    "patch firms-detail": firm_change,
    "post firms-customer": firm_customer,
    "post firms-merge": firm_merge,
    "post firms-split": firm_split,
    "post firms-apart": firm_apart,
    "post firms-apart-undo": firm_apart_undo,
    "post firms-place": firm_person,
    "post person_deactivate": person_deactivate,
    "post absences": absence_new,
    "patch absence": absence_change,
    "post absence_end": absence_end,
    "patch notices": notices,
    "post corrections": correction,
    "post attempts": attempt,
    "post ratings": rating,
    "post outcomes": outcome,
    "post customer-statuses": customer_status,
    "post follow-ups": follow_up,
    "post follow-ups-done": follow_up_done,
    **{f"post {kind}-comments": comment(kind) for kind in ("lead", "campaign", "cta")},
    "post campaign-answers": campaign_answer,
    "post judgements": judgement,
    "post judgements-take-back": judgement_taken_back,
    "post comment": comment_delete,
    "post disputes": dispute,
    "post disputes-words": dispute_word,
    "post disputes-withdraw": dispute_withdrawn,
}


# Capture writes its receipts with the lead, and says that an answer is one (tests/leads/test_api_leads.py).
OWN_RECEIPTS = {"post leads-list"}
