"""Forms about one lead: logged, handed over, answered, rated, closed."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from accounts.own_company import today
from feedback.services import log_attempt
from feedback.services.rating_links import make_rating_secret
from handoff.models import ReasonUse
from handoff.services import ask_question
from leads.models import Lead, LeadStage
from tests import routes_objects as objects
from tests.factories import (
    make_absence,
    make_campaign,
    make_comment,
    make_cta,
    make_dispute,
    make_follow_up,
    make_lead,
    make_reason,
    make_user,
)
from tests.presses.sending import Data, Press, form, press_of


def rep() -> User:
    return make_user(Role.SALES_REP)


def own_lead(stage: LeadStage) -> Lead:
    return make_lead(stage=stage, assigned_to=rep())


def of_owner(name: str, lead: Lead, *, query: str = "", **data: Any) -> Press:
    assert lead.assigned_to is not None
    return press_of(lead.assigned_to, name, lead.pk, query=query, **data)


@form("leads:lead_new")
def lead_new() -> Press:
    data: Data = {"cta": make_cta().pk, "name": "Erika Muster", "email": "erika@example.org"}
    return press_of(make_user(), "leads:lead_new", **data)


def refused_enquiry() -> int:
    """The number of an enquiry that was put aside and then refused."""
    return int(objects.put_aside(make_user())["put_aside_id"])


@form("leads:put_aside_again")
def put_aside_again() -> Press:
    return press_of(make_user(), "leads:put_aside_again", refused_enquiry())


@form("leads:put_aside_discard")
def put_aside_discard() -> Press:
    return press_of(make_user(), "leads:put_aside_discard", refused_enquiry())


@form("leads:lead_kind")
def lead_kind() -> Press:
    return press_of(make_user(), "leads:lead_kind", make_lead().pk, kind="test", reason="Ausprobiert")


@form("hand_over")
def hand_over() -> Press:
    return press_of(make_user(), "hand_over", make_lead().pk, grade="B", to_user=rep().pk, note="eilt")


@form("leads:lead_contact")
def lead_contact() -> Press:
    lead = own_lead(LeadStage.ACCEPTED)
    data: Data = {"name": "Neu", "email": "neu@example.org", "expected_version": lead.row_version}
    assert lead.assigned_to is not None
    return press_of(lead.assigned_to, "leads:lead_contact", lead.pk, **data)


@form("desk:accept")
def accept() -> Press:
    return of_owner("desk:accept", own_lead(LeadStage.HANDED_OVER))


@form("desk:claim")
def claim() -> Press:
    return press_of(rep(), "desk:claim", make_lead(stage=LeadStage.HANDED_OVER).pk)


@form("desk:take_back")
def take_back() -> Press:
    return press_of(make_user(), "desk:take_back", make_lead(stage=LeadStage.HANDED_OVER).pk)


@form("desk:close_unreachable")
def close_unreachable() -> Press:
    lead = own_lead(LeadStage.ACCEPTED)
    assert lead.assigned_to is not None
    for _call in range(3):
        log_attempt(actor=lead.assigned_to, lead=lead, channel="phone", was_reached=False)
    return of_owner("desk:close_unreachable", lead)


@form("desk:undo")
def undo() -> Press:
    lead = own_lead(LeadStage.ACCEPTED)
    assert lead.assigned_to is not None
    attempt = log_attempt(actor=lead.assigned_to, lead=lead, channel="phone", was_reached=False)
    return press_of(lead.assigned_to, "desk:undo", kind="attempt", fact=attempt.pk)


@form("desk:return")
def give_back() -> Press:
    lead, reason = own_lead(LeadStage.HANDED_OVER), make_reason(ReasonUse.RETURN)
    data: Data = {"return-reason": reason.pk, "return-text": "Kein Bedarf"}
    return of_owner("desk:return", lead, **data)


@form("desk:question")
def question() -> Press:
    return of_owner("desk:question", own_lead(LeadStage.ACCEPTED), **{"question-text": "Wann?"})


@form("desk:reply")
def reply() -> Press:
    lead = own_lead(LeadStage.ACCEPTED)
    assert lead.assigned_to is not None
    ask_question(actor=lead.assigned_to, lead=lead, text="Wann?")
    return press_of(make_user(), "desk:reply", lead.pk, text="Morgen.")


@form("desk:pass_on")
def pass_on() -> Press:
    lead = own_lead(LeadStage.ACCEPTED)
    data: Data = {"pass_on-to_user": rep().pk}
    return press_of(make_user(Role.SALES_LEAD), "desk:pass_on", lead.pk, **data)


@form("desk:attempt")
def attempt() -> Press:
    data: Data = {"attempt-channel": "phone", "attempt-reached": "no", "attempt-note": "Mailbox"}
    return of_owner("desk:attempt", own_lead(LeadStage.ACCEPTED), **data)


@form("feedback:rate")
def rate() -> Press:
    data: Data = {"potential": "not_yet", "quality": "C", "fit": "too_high"}
    return of_owner("feedback:rate", own_lead(LeadStage.CONTACTED), **data)


@form("feedback:rate_from_mail")
def rate_from_mail() -> Press:
    lead = own_lead(LeadStage.CONTACTED)
    assert lead.assigned_to is not None
    secret = make_rating_secret(handoff=lead.handoffs.get(), rep=lead.assigned_to)
    data: Data = {"potential": "not_yet", "quality": "C", "fit": "too_high"}
    return Press(client=Client(), address=reverse("feedback:rate_from_mail", args=[secret]), data=data)


@form("feedback:outcome")
def won() -> Press:
    lead = own_lead(LeadStage.RATED)
    data: Data = {"value_cents": "1.234,50", "decided_at": lead.received_on.isoformat()}
    return of_owner("feedback:outcome", lead, query="?kind=won", **data)


@form("feedback:reopen")
def reopen() -> Press:
    lead = own_lead(LeadStage.LOST)
    known = lead.outcomes.get().pk
    data: Data = {"reopen-reason_text": "Ruft wieder an", "reopen-expected_outcome_id": known}
    return of_owner("feedback:reopen", lead, **data)


@form("feedback:customer")
def customer() -> Press:
    lead = own_lead(LeadStage.WON)
    data: Data = {"customer-still": "no", "customer-day": today().isoformat()}
    return of_owner("feedback:customer", lead, **data)


@form("feedback:follow_up")
def follow_up() -> Press:
    data: Data = {"follow_up-offered": "2099-11-30", "follow_up-note": "Angebot nachfassen"}
    return of_owner("feedback:follow_up", own_lead(LeadStage.ACCEPTED), **data)


@form("feedback:follow_up_done")
def follow_up_done() -> Press:
    lead = own_lead(LeadStage.ACCEPTED)
    assert lead.assigned_to is not None
    made = make_follow_up(lead, lead.assigned_to)
    return of_owner("feedback:follow_up_done", lead, follow_up_id=made.pk)


@form("feedback:question_rating")
def question_rating() -> Press:
    lead = own_lead(LeadStage.RATED)
    data: Data = {"rating_id": lead.ratings.get().pk, "text": "Er hat sofort bestellt."}
    return press_of(make_user(), "feedback:question_rating", lead.pk, **data)


@form("feedback:settle_rating")
def settle_rating() -> Press:
    dispute = make_dispute(own_lead(LeadStage.RATED), make_user())
    data: Data = {"dispute_id": dispute.pk, "verdict": "stays", "text": "Ich war dabei."}
    return press_of(make_user(Role.SALES_LEAD), "feedback:settle_rating", dispute.lead_id, **data)


@form("feedback:withdraw_question")
def withdraw_question() -> Press:
    dispute = make_dispute(own_lead(LeadStage.RATED), make_user())
    return press_of(dispute.user, "feedback:withdraw_question", dispute.lead_id, dispute_id=dispute.pk)


@form("talk:lead")
def comment_on_lead() -> Press:
    return press_of(make_user(), "talk:lead", make_lead().pk, **{"comment-text": "Wie lief es?"})


@form("talk:campaign")
def comment_on_campaign() -> Press:
    return press_of(make_user(), "talk:campaign", make_campaign().pk, **{"comment-text": "Wie läuft sie?"})


@form("talk:cta")
def comment_on_cta() -> Press:
    return press_of(make_user(), "talk:cta", make_cta().pk, **{"comment-text": "Wie läuft sie?"})


@form("talk:edit")
def comment_edit() -> Press:
    made = make_comment(make_campaign(), make_user())
    return press_of(made.user, "talk:edit", made.pk, **{"comment-text": "Anders gesagt."})


@form("talk:delete")
def comment_delete() -> Press:
    made = make_comment(make_campaign(), make_user())
    return press_of(made.user, "talk:delete", made.pk)


@form("calendar")
def calendar() -> Press:
    return press_of(rep(), "calendar", step="make")


@form("absences")
def absence_new() -> Press:
    data: Data = {"first_day": "2099-01-04", "last_day": "2099-01-08", "deputy": "", "note": ""}
    return press_of(make_user(), "absences", **data)


@form("handoff:absence")
def absence_change() -> Press:
    absence = make_absence(make_user())
    data: Data = {"first_day": absence.first_day, "last_day": "2099-01-08", "deputy": "", "note": "Kur"}
    return press_of(absence.person, "handoff:absence", absence.pk, **data)


@form("handoff:absence_end")
def absence_end() -> Press:
    absence = make_absence(make_user(), first=-2)
    return press_of(absence.person, "handoff:absence_end", absence.pk)
