"""What is offered succeeds and what is not offered is refused, for every stage, role and holder of a lead."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count

from accounts.models import Role, User
from desk.steps import open_steps
from feedback.services import (
    log_attempt,
    rate,
    rebuild_standings,
    record_lost,
    reopen,
    say_customer,
    set_follow_up,
)
from feedback.services.closing import close_unreachable
from handoff import services as handoffs
from handoff.models import ReasonUse
from leads.models import Lead, LeadKind, LeadStage
from leads.services.contacts import correct_contact
from leads.services.kinds import set_kind
from tests.factories import client_for, make_lead, make_reason, make_user
from values.refusals import Refusal

FACTS = (
    "corrections",
    "attempts",
    "ratings",
    "outcomes",
    "follow_ups",
    "customer_statuses",
    "handoffs",
    "handoffs__answers",
)
# A form or link on a page, and the step it leads to.
SHOWN = {
    "claim": 'action="/leads/{pk}/claim/"',
    "close_unreachable": 'action="/leads/{pk}/close-unreachable/"',
    "correct_contact": 'href="/leads/{pk}/contact/"',
    "take_back": 'action="/leads/{pk}/take-back/"',
    "accept": 'action="/leads/{pk}/accept/"',
    "return": 'action="/leads/{pk}/return/"',
    "question": 'action="/leads/{pk}/question/"',
    "pass_on": 'action="/leads/{pk}/pass-on/"',
    "release": '<option value="pool">',
    "attempt": 'action="/leads/{pk}/attempt/"',
    "rate": 'href="/leads/{pk}/rate/"',
    "outcome": 'href="/leads/{pk}/outcome/"',
    "reopen": 'action="/leads/{pk}/reopen/"',
    "customer": 'action="/leads/{pk}/customer/"',
    "follow_up": 'action="/leads/{pk}/follow-up/"',
    "hand_over": 'href="/leads/{pk}/hand-over/"',
    "mark_real": 'name="kind" value="real"',
    "mark_test": 'name="kind" value="test"',
    "mark_spam": 'name="kind" value="spam"',
    "mark_none": 'name="kind" value="none"',
}
# Shown only when it is their turn, though possible before.
IN_TURN = {"accept", "rate", "outcome"}


def take(step: str, actor: User, lead: Lead) -> object:
    outcome, rating = lead.outcomes.first(), lead.ratings.first()
    outcome_id, rating_id = outcome.pk if outcome else None, rating.pk if rating else None
    services: dict[str, Callable[[], object]] = {
        "close_unreachable": lambda: close_unreachable(actor=actor, lead=lead),
        "correct_contact": lambda: correct_contact(actor=actor, lead=lead, said={"name": "Ganz Anders"}),
        "take_back": lambda: handoffs.take_back_handoff(actor=actor, lead=lead),
        "claim": lambda: handoffs.claim_from_pool(actor=actor, lead=lead),
        "accept": lambda: handoffs.accept_handoff(actor=actor, lead=lead),
        "return": lambda: handoffs.return_handoff(actor=actor, lead=lead, reason=make_reason()),
        "question": lambda: handoffs.ask_question(actor=actor, lead=lead, text="Welche Größe?"),
        "pass_on": lambda: handoffs.pass_on(actor=actor, lead=lead, to_user=make_user(Role.SALES_REP)),
        "release": lambda: handoffs.pass_on(actor=actor, lead=lead, to_user=None),
        "attempt": lambda: log_attempt(actor=actor, lead=lead, channel="phone", was_reached=True),
        "rate": lambda: rate(
            actor=actor, lead=lead, potential="no", quality="D", fit="other", expected_rating_id=rating_id
        ),
        "outcome": lambda: record_lost(
            actor=actor, lead=lead, reason=make_reason(ReasonUse.LOST), expected_outcome_id=outcome_id
        ),
        "reopen": lambda: reopen(actor=actor, lead=lead, expected_outcome_id=outcome_id),
        "customer": lambda: say_customer(actor=actor, lead=lead, is_customer=True),
        "follow_up": lambda: set_follow_up(actor=actor, lead=lead, day=date(2099, 11, 30)),
        "hand_over": lambda: handoffs.hand_over(actor=actor, lead=lead, to_user=None, grade="B"),
        "mark_real": lambda: set_kind(actor=actor, lead=lead, kind=LeadKind.REAL),
        "mark_test": lambda: set_kind(actor=actor, lead=lead, kind=LeadKind.TEST, reason="Probe"),
        "mark_spam": lambda: set_kind(actor=actor, lead=lead, kind=LeadKind.SPAM, reason="Werbung"),
        "mark_none": lambda: set_kind(actor=actor, lead=lead, kind=LeadKind.NO_LEAD, reason="Bewerbung"),
    }
    return services[step]()


def facts_of(lead: Lead) -> list[tuple[object, ...]]:
    counts = [Count(name, distinct=True) for name in FACTS]
    return list(Lead.objects.filter(pk=lead.pk).values_list("row_version", *counts))


def find_allowed(actor: User, lead: Lead) -> set[str]:
    """The steps the services take; what they write is taken back, and a step that writes nothing is none."""
    before, allowed = facts_of(lead), set()
    for step in SHOWN:
        with suppress(PermissionDenied, Refusal), transaction.atomic():
            take(step, actor, lead)
            if facts_of(lead) != before:
                allowed.add(step)
            transaction.set_rollback(True)
    return allowed


def shown_on_pages(user: User, lead: Lead) -> set[str]:
    client = client_for(user)
    pages = [client.get(f"/leads/{lead.pk}/{page}") for page in ("", "outcome/")]
    html = "".join(page.content.decode() for page in pages if page.status_code == 200)
    return {step for step, sign in SHOWN.items() if sign.format(pk=lead.pk) in html}


def leads_in(stage: LeadStage, sven: User, sina: User) -> list[Lead]:
    """One of Sven's, one of Sina's, one that lies with nobody, and one that came with the history."""
    if stage in LeadStage.with_marketing:
        return [make_lead(stage=stage, kind=kind) for kind in LeadKind]
    leads = [make_lead(stage=stage, assigned_to=rep) for rep in (sven, sina)]
    if stage == LeadStage.HANDED_OVER:
        return [*leads, make_lead(stage=stage)]
    if stage in {LeadStage.RATED, *LeadStage.closed}:
        return [*leads, make_history(stage)]
    return leads


def make_history(stage: LeadStage) -> Lead:
    """A lead of which only the end is known, and which lies with nobody."""
    lead = make_lead(stage=stage, handed_over_at=None, accepted_at=None)
    lead.handoffs.all().delete()
    lead.attempts.all().delete()
    if stage in LeadStage.closed:
        lead.ratings.all().delete()
    rebuild_standings([lead.pk])
    Lead.objects.filter(pk=lead.pk).update(assigned_to=None)
    return Lead.objects.get(pk=lead.pk)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("stage", LeadStage)
def test_what_is_offered_is_what_is_allowed(sina: User, stage: LeadStage, role: Role) -> None:
    actor = make_user(role)
    sven = actor if role == Role.SALES_REP else make_user(Role.SALES_REP)
    for lead in leads_in(stage, sven, sina):
        allowed, shown = find_allowed(actor, lead), shown_on_pages(actor, lead)
        assert open_steps(actor, lead) == allowed
        assert shown <= allowed
        if Lead.objects.visible_to(actor).filter(pk=lead.pk).exists():
            assert allowed - shown <= IN_TURN
        else:
            assert shown == set()
