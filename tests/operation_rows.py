"""The rows that operations of the API are about: a person's, somebody else's, and what can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from accounts.models import Role, User
from bulk.api.urls import BEGUN_ELSEWHERE, STARTS
from bulk.models import BulkAction
from feedback.services import say_customer
from firms.services.distinguishing import tell_apart
from handoff.models import Answer, HandoffAnswer, Reason, ReasonUse
from leads.models import Lead, LeadStage
from tests.campaigns.entering import make_cost_entry
from tests.factories import (
    make_absence,
    make_another_view,
    make_attempt_price,
    make_campaign,
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
    make_misled,
    make_objection,
    make_user,
)
from tests.firms.firms import firm_of_lead, merged_into
from tests.second_opinions.saying import make_opinion


@dataclass(frozen=True, kw_only=True, slots=True)
class Rows:
    """The rows that operations are about, and one of each that lies with somebody else."""

    campaign: int
    cta: int
    own: dict[LeadStage, int]
    foreign: dict[LeadStage, int]
    rep: int
    reason: int
    lost_reason: int
    # By what can be taken back: a fact of this person, and an action on many leads.
    done: dict[str, int]
    bulk: dict[str, int]
    # A firm of which they see a lead, another one, one that was merged into the first, and one of its people.
    firm: int
    other_firm: int
    merged_firm: int
    # One that is said not to be the other one.
    told_apart: int
    told_from: int
    person: int
    comment: int
    # One that this person may change, and somebody whose sign-in can be taken away.
    absence: int
    who_is_away: int
    leaver: int
    misled: int
    milestone: int
    attempt_price: int
    # Of the campaign.
    cost_entry: int
    finding: int
    second_opinion: int
    view: int
    view_link: int
    # A call-to-action to whose definition this person objects, and a campaign whose ads they judge.
    objected: int
    judged: int
    kept_list: str = "needs"

    @classmethod
    def make(cls, user: User) -> Rows:
        """For this person; who takes no leads has those of some rep, and nothing is foreign to them."""
        rep = user if user.role in {Role.SALES_REP, Role.SALES_LEAD} else make_user(Role.SALES_REP)
        cta, misled = make_cta(), make_misled()
        reasons = Reason.objects.filter(is_active=True)
        own = {stage: _make_lead(stage, rep, user).pk for stage in STAGES}
        firms = [firm_of_lead(own[stage]) for stage in (LeadStage.ACCEPTED, LeadStage.RATED)]
        apart = [firm_of_lead(own[stage]) for stage in (LeadStage.CONTACTED, LeadStage.HANDED_OVER)]
        tell_apart(actor=make_user(), firm=apart[0], other=apart[1])
        return cls(
            firm=firms[0].pk,
            other_firm=firms[1].pk,
            told_apart=apart[0].pk,
            told_from=apart[1].pk,
            merged_firm=merged_into(firms[0]).pk,
            person=Lead.objects.get(pk=own[LeadStage.ACCEPTED]).person_id,
            campaign=misled.campaign_id,
            misled=misled.pk,
            cost_entry=make_cost_entry(misled.campaign).pk,
            milestone=make_milestone(user).pk,
            attempt_price=make_attempt_price(user, since=date(2026, 1, 1)).pk,
            finding=make_finding().pk,
            second_opinion=make_opinion(of=user).pk,
            view=make_another_view(user).pk,
            view_link=make_link().pk,
            cta=cta.pk,
            own=own,
            foreign={stage: _make_lead(stage, make_user(Role.SALES_REP), user).pk for stage in STAGES},
            rep=rep.pk,
            reason=reasons.filter(use=ReasonUse.RETURN)[0].pk,
            lost_reason=reasons.filter(use=ReasonUse.LOST)[0].pk,
            done={kind: make(user, rep) for kind, make in DONE.items()},
            comment=make_comment(make_campaign(), user).pk,
            objected=_object(user if user.team else rep),
            judged=make_judgement(make_campaign(), rep).campaign_id,
            bulk={start: _bulk(user, start) for start in (*STARTS, *BEGUN_ELSEWHERE)},
            absence=make_absence(user if user.team else rep).pk,
            who_is_away=user.pk if user.team else rep.pk,
            leaver=make_user(Role.SALES_REP).pk,
        )


def _object(person: User) -> int:
    """The call-to-action to whose definition this person objects."""
    definition = make_definition(make_cta(is_signed=False))
    return make_objection(definition, person).definition.cta_id


def _hand_over(user: User, rep: User) -> int:
    """A handoff of this person's, which they can take back."""
    lead = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=rep)
    lead.handoffs.update(from_user=user, created_at=timezone.now())
    return int(lead.handoffs.get().pk)


def _return(user: User, rep: User) -> int:
    lead = make_lead(stage=LeadStage.RETURNED)
    lead.handoffs.get().answers.update(user=rep, created_at=timezone.now())
    return int(lead.handoffs.get().answers.get().pk)


def _last(stage: LeadStage, related: str) -> Callable[[User, User], int]:
    """What sales did last to a lead in this stage."""

    def make(_user: User, rep: User) -> int:
        lead = make_lead(stage=stage, assigned_to=rep)
        facts = lead.handoffs.get().answers if related == "answers" else getattr(lead, related)
        return int(facts.get().pk)

    return make


def _say_customer(_user: User, rep: User) -> int:
    """What sales said last of somebody who bought."""
    return say_customer(actor=rep, lead=make_lead(stage=LeadStage.WON, assigned_to=rep), is_customer=True).pk


DONE: dict[str, Callable[[User, User], int]] = {
    "handoff": _hand_over,
    "pass_on": _hand_over,
    "return": _return,
    "accept": _last(LeadStage.ACCEPTED, "answers"),
    "attempt": _last(LeadStage.CONTACTED, "attempts"),
    "rating": _last(LeadStage.RATED, "ratings"),
    "outcome": _last(LeadStage.WON, "outcomes"),
    "customer": _say_customer,
}


def _bulk(user: User, start: str) -> int:
    return int(BulkAction.objects.create(user=user, deed=start, ended_at=timezone.now()).pk)


def _make_lead(stage: LeadStage, rep: User, user: User) -> Lead:
    """A lead with an open question, where sales has it.

    Once rated with an open follow-up, and with a rating that this person questions.
    """
    lead = make_lead(stage=stage, assigned_to=None if stage in LeadStage.with_marketing else rep)
    if handoff := lead.handoffs.first():
        HandoffAnswer.objects.create(handoff=handoff, user=rep, kind=Answer.QUESTION, text="Wann?")
    if stage == LeadStage.RATED:
        make_follow_up(lead, rep)
        make_dispute(lead, user)
    return lead


STAGES = (
    LeadStage.REGISTERED,
    LeadStage.HANDED_OVER,
    LeadStage.ACCEPTED,
    LeadStage.CONTACTED,
    LeadStage.RATED,
    LeadStage.WON,
)
