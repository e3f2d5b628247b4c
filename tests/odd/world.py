"""The company the odd values are sent to: one of everything, so that every operation can also succeed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Role, User
from bulk.api.urls import BEGUN_ELSEWHERE, STARTS
from bulk.models import BulkAction
from campaigns.models import CallToAction, Campaign, Need
from feedback.services.undoing import DEEDS, Kind
from files import services as imports
from files.models import ImportRun
from firms.services.distinguishing import tell_apart
from handoff.models import ReasonUse
from handoff.services import ask_question
from leads.models import Lead, LeadStage
from tests.campaigns.entering import make_cost_entry
from tests.factories import (
    make_absence,
    make_another_view,
    make_attempt_price,
    make_campaign,
    make_channel,
    make_comment,
    make_cta,
    make_definition,
    make_dispute,
    make_finding,
    make_follow_up,
    make_judgement,
    make_lead,
    make_link,
    make_milestone,
    make_objection,
    make_promise,
    make_reason,
    make_user,
)
from tests.firms.firms import firm_of_lead, merged_into
from tests.operation_rows import DONE
from tests.second_opinions.saying import make_opinion

# Longer than the longest walk.
WALK: Final = timedelta(hours=4)


@dataclass(kw_only=True)
class World:
    """People by role, and the objects an address or a body names."""

    users: dict[str, User]
    campaign: Campaign
    cta: CallToAction
    leads: dict[str, Lead]
    ids: dict[str, Any]
    runs: list[ImportRun] = field(default_factory=list)


def make_world() -> World:
    users: dict[str, User] = {role.value: make_user(role) for role in Role}
    campaign = make_campaign(channel=make_channel())
    promise, cta = make_promise(campaign), make_cta(campaign)
    definition = make_definition(cta, signed_by=())
    make_judgement(campaign, users[Role.SALES_LEAD], promise)
    rep = users[Role.SALES_REP]
    leads = {
        stage.value: make_lead(
            stage=stage, cta=cta, assigned_to=None if stage == LeadStage.REGISTERED else rep
        )
        for stage in LeadStage
    }
    leads["rated"].ratings.get().misleading_promises.add(promise)
    need = Need.objects.first()
    firm = firm_of_lead(leads["rated"].pk)
    apart = [firm_of_lead(leads[stage].pk) for stage in ("contacted", "lost")]
    tell_apart(actor=users[Role.MARKETER], firm=apart[0], other=apart[1])
    return World(
        users=users,
        campaign=campaign,
        cta=cta,
        leads=leads,
        ids={
            "asked": _make_question(rep).pk,
            "follow_up": make_follow_up(leads["rated"], rep).pk,
            **{f"done_{kind}": _keep_fresh(kind, users) for kind in DEEDS},
            **{f"bulk_{start}": _end_action(start, users) for start in (*STARTS, *BEGUN_ELSEWHERE)},
            "firm": firm.pk,
            "other_firm": firm_of_lead(leads["accepted"].pk).pk,
            "merged_firm": merged_into(firm).pk,
            "told_apart": apart[0].pk,
            "told_from": apart[1].pk,
            "comment": make_comment(campaign, users[Role.MARKETER]).pk,
            "disputed": make_dispute(leads["won"], users[Role.MARKETER]).lead_id,
            "leaver": make_user(Role.SALES_REP).pk,
            "absence": make_absence(rep, first=-2).pk,
            "finding": make_finding().pk,
            "second_opinion": make_opinion(of=rep).pk,
            "view": make_another_view(users[Role.MANAGER]).pk,
            "view_link": make_link().pk,
            "cost_entry": make_cost_entry(campaign).pk,
            "attempt_price": make_attempt_price(users[Role.MANAGER], since=date(2026, 1, 1)).pk,
            "milestone": make_milestone(users[Role.MARKETER]).pk,
            "promise": promise.pk,
            "objection": make_objection(definition, users[Role.SALES_LEAD]).pk,
            "need": need.pk if need else None,
            "return": make_reason(ReasonUse.RETURN).pk,
            "lost": make_reason(ReasonUse.LOST).pk,
            "rating": make_reason(ReasonUse.RATING).pk,
        },
    )


def _make_question(rep: User) -> Lead:
    """A lead about which sales has an open question."""
    lead = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=rep)
    ask_question(actor=rep, lead=lead, text="Welche Anlage ist gemeint?")
    return lead


def _keep_fresh(kind: Kind, users: dict[str, User]) -> int:
    """A fact of this kind that its person can take back as long as a walk takes."""
    done = DONE[kind](users[Role.MARKETER if kind == "handoff" else Role.SALES_REP], users[Role.SALES_REP])
    facts: QuerySet[Any] = DEEDS[kind].model.objects.filter(pk=done)
    facts.update(created_at=timezone.now() + WALK)
    return done


def _end_action(start: str, users: dict[str, User]) -> int:
    """An action on many leads that has ended and can be taken back as long."""
    role = {"hand_over": Role.MARKETER, "move": Role.ADMIN}.get(start, Role.SALES_REP)
    user, later = users[role], timezone.now() + WALK
    return BulkAction.objects.create(user=user, deed=start, created_at=later, ended_at=later).pk


FILE = b"id,created_at,name,quality\n1,2025-01-01,Erika,gut\n2,2025-03-04,Max,top\n3,,,\n"
MAPPING = {"external_id": "id", "created_at": "created_at", "name": "name", "quality": "quality"}


def make_runs(user: User) -> list[ImportRun]:
    """One import in every state: just uploaded, tried out, running, done and failed."""
    runs = [
        imports.upload(actor=user, target="leads", file=SimpleUploadedFile("leads.csv", FILE))
        for _ in range(5)
    ]
    for run in runs[1:]:
        imports.try_out(actor=user, run=run, mapping=MAPPING, campaign="Messe", create=True)
    for run in runs[2:]:
        imports.perform(run.pk)
    imports.start(actor=user, run=runs[3])
    imports.perform(runs[3].pk)
    ImportRun.objects.filter(pk=runs[4].pk).update(state="failed", report={"message": "Kaputt."})
    return list(ImportRun.objects.filter(pk__in=[run.pk for run in runs]))
