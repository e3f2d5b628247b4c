"""Marketing answers what the ratings of a campaign say: promises that misled, needs that were heard.

Whoever's rating says so is told each answer once.
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
from campaigns.models import Campaign, Promise
from feedback import notifications
from feedback.announcements import announce_answer
from feedback.errors import AnswerConflict, NothingToAnswer
from feedback.models import AnswerStep, CampaignAnswer, LeadStanding, Subject, column_of_subject
from leads.models import LeadKind
from values.checking import Findings
from values.columns import said_in, take
from values.errors import field_error
from values.versions import find_conflicts, lock_row

ABOUT: Final = {"promise": "rating__misleading_promises", "need": "rating__needs"}


@transaction.atomic
def answer_sales(
    *, actor: User, campaign: Campaign, subject: Subject, expected_answer_id: int | None, **said: Any
) -> CampaignAnswer:
    """Append marketing's answer to what ratings of this campaign say of a promise or a need.

    `said` are editable columns of CampaignAnswer; each step but “seen” needs a sentence. The sentence is told
    to everybody whose newest rating says so, but the actor. `expected_answer_id` is the newest answer that
    the person saw (None: none): another one since raises AnswerConflict, except the same words by the same
    person (a double click): returned. Raises PermissionDenied, NothingToAnswer, ValidationError by field.
    """
    authorise(actor, Action.EDIT_CAMPAIGNS)
    subject = subject if isinstance(subject, Promise) else subject.current
    draft = _read(campaign, subject, said)
    locked = lock_row(campaign)
    if twin := said_meanwhile(
        actor, draft, CampaignAnswer.objects.about(locked, subject), expected_answer_id
    ):
        return twin
    raters = find_raters(locked, subject)
    if not raters.exists():
        raise NothingToAnswer
    draft.campaign, draft.user = locked, actor
    draft.save(force_insert=True)
    if draft.text:
        notifications.tell_answered(draft, raters.exclude(pk=actor.pk))
        announce_answer(draft)
    return draft


def find_raters(campaign: Campaign, subject: Subject) -> QuerySet[User]:
    """Whose rating says so, of the newest of each real lead, as it is counted; history has nobody."""
    saying = {ABOUT[column_of_subject(subject)]: subject}
    standings = LeadStanding.objects.filter(lead__campaign=campaign, lead__kind=LeadKind.REAL, **saying)
    return User.objects.filter(pk__in=standings.values("rating__user"))


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
