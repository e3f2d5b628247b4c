"""Marketing answers what sales says of a campaign: promises that misled, needs heard, how it judges the ads.

Whoever says so is told each answer once.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.own_company import today
from accounts.permissions import Action, authorise
from campaigns.models import Campaign, Need, Promise
from feedback import notifications
from feedback.announcements import announce_answer
from feedback.errors import AnswerConflict, NothingToAnswer
from feedback.models import (
    AnswerStep,
    CampaignAnswer,
    CampaignJudgement,
    ExpectationFit,
    LeadStanding,
    Subject,
    column_of_subject,
)
from leads.models import LeadKind
from values.checking import Findings
from values.columns import said_in, take
from values.errors import field_error
from values.versions import find_conflicts, lock_row

# Which ratings speak of it; of the ads without a lead `find_judgements` says it.
ABOUT: Final = {"promise": "rating__misleading_promises", "need": "rating__needs"}


@transaction.atomic
def answer_sales(
    *, actor: User, campaign: Campaign, subject: Subject, expected_answer_id: int | None, **said: Any
) -> CampaignAnswer:
    """Append marketing's answer to what sales says of this campaign: of a promise, a need or its ads.

    `said` are editable columns of CampaignAnswer; each step but “seen” needs a sentence. The sentence is told
    to everybody whose newest rating or judgement says so, but the actor. `expected_answer_id` is the newest
    answer that the person saw (None: none): another one since raises AnswerConflict, except the same words by
    the same person (a double click): returned. Raises PermissionDenied, NothingToAnswer, ValidationError by
    field.
    """
    authorise(actor, Action.EDIT_CAMPAIGNS)
    subject = subject.current if isinstance(subject, Need) else subject
    draft = _read(campaign, subject, said)
    locked = lock_row(campaign)
    if twin := said_meanwhile(
        actor, draft, CampaignAnswer.objects.about(locked, subject), expected_answer_id
    ):
        return twin
    if not is_said(locked, subject):
        raise NothingToAnswer
    draft.campaign, draft.user = locked, actor
    draft.save(force_insert=True)
    if draft.text:
        raters, judges = find_raters(locked, subject), find_judges(locked, subject)
        notifications.tell_answered(draft, raters.exclude(pk=actor.pk))
        unrated = judges.exclude(pk__in=raters.values("pk"))
        notifications.tell_judges_answered(draft, unrated.exclude(pk=actor.pk))
        announce_answer(draft)
    return draft


def is_said(campaign: Campaign, subject: Subject) -> bool:
    """Whether somebody in sales says so at the moment."""
    return find_raters(campaign, subject).exists() or find_judges(campaign, subject).exists()


def find_raters(campaign: Campaign, subject: Subject) -> QuerySet[User]:
    """Whose rating says so, of the newest of each real lead, as it is counted; history has nobody."""
    column = column_of_subject(subject)
    if column not in ABOUT:
        return User.objects.none()
    saying = {ABOUT[column]: subject}
    standings = LeadStanding.objects.filter(lead__campaign=campaign, lead__kind=LeadKind.REAL, **saying)
    return User.objects.filter(pk__in=standings.values("rating__user"))


def find_judges(campaign: Campaign, subject: Subject) -> QuerySet[User]:
    """Who says so of the campaign's ads without a lead, as it stands."""
    return User.objects.filter(pk__in=find_judgements(campaign, subject).order_by().values("user"))


def find_judgements(campaign: Campaign, subject: Subject) -> QuerySet[CampaignJudgement]:
    """What is said so of the ads, as it stands; a promise named beside “realistic” is praised, not blamed."""
    standing = CampaignJudgement.objects.standing().filter(campaign=campaign)
    match subject:
        case Promise():
            return standing.filter(promises=subject).exclude(fit=ExpectationFit.REALISTIC)
        case ExpectationFit():
            return standing.filter(fit=subject)
        case _:
            return standing.none()


def said_meanwhile(
    actor: User, draft: CampaignAnswer, answers: QuerySet[CampaignAnswer], expected: int | None
) -> CampaignAnswer | None:
    """None when nothing came since the form was opened; the newest when it says the same; else a conflict."""
    newest = answers.first()
    if (newest.pk if newest else None) == expected:
        return None
    if newest is not None and newest.user_id == actor.pk and said_in(newest) == said_in(draft):
        return newest
    raise AnswerConflict(newest, find_conflicts(newest or CampaignAnswer(), said_in(draft)))


def _read(campaign: Campaign, subject: Subject, said: dict[str, Any]) -> CampaignAnswer:
    """The answer in the form we keep, not written; ValidationError by field with all that is wrong."""
    draft = CampaignAnswer(**{column_of_subject(subject): subject})
    findings = Findings()
    take(draft, said, findings)
    if isinstance(subject, Promise) and subject.campaign_id != campaign.pk:
        with findings.collect():
            message = _("Promise %(ids)s does not belong to this campaign.")
            raise field_error("promise", message % {"ids": subject.pk}, "foreign")
    if "text" not in findings and draft.step and draft.step != AnswerStep.SEEN and not draft.text:
        with findings.collect():
            raise field_error("text", _("Please say it in a sentence: sales reads it."), "required")
    if "changed_on" not in findings and draft.changed_on:
        with findings.collect():
            _check_day(draft.step, draft.changed_on)
    findings.raise_if_any()
    return draft


def _check_day(step: str, day: date) -> None:
    if step != AnswerStep.CHANGED:
        raise field_error("changed_on", _("A day belongs to “Changed” only. Leave it empty."), "no_change")
    if day > today():
        raise field_error("changed_on", _("This day has not come yet."), "future")
