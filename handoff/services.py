"""A lead passes from marketing to sales, which accepts, claims, returns or asks; marketing replies.

Each function locks the lead, asks the step of its name (`handoff.steps`), appends its fact (a Handoff or a
HandoffAnswer, neither ever edited) and moves the lead by `leads.life.advance`, in one transaction with the
notification it causes. What the step refuses with stands there.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, authorise
from handoff import notifications
from handoff.errors import NothingToAnswer
from handoff.models import Answer, Handoff, HandoffAnswer, Reason, ReasonUse
from handoff.steps import ACCEPT, ASK, CLAIM, HAND_OVER, REASSIGN, RETURN
from leads.life import advance, lock_lead, save_lead
from leads.models import Grade, Lead, LeadStage
from values.text import check_text, shorten

LONGEST_TEXT = 2000


@transaction.atomic
def hand_over(
    *,
    actor: User,
    lead: Lead,
    to_user: User | None,
    grade: str,
    note: str = "",
    expected_version: int | None = None,
) -> Handoff:
    """Hand a registered or returned lead to a rep, or to the pool (`to_user` None), with marketing's grade.

    Appends the handoff, puts the lead into handed_over and tells the rep. Raises ValidationError (`grade`,
    `to_user`, `note`), NotForSales for spam, IllegalMove from any other stage, StaleVersion.
    """
    authorise(actor, HAND_OVER.action)
    note = _check_words("note", note)
    _check_grade(grade)
    _check_rep(to_user)
    locked = lock_lead(lead, expected_version=expected_version)
    HAND_OVER.require(actor, locked)
    locked.assigned_to, locked.grade, locked.handed_over_at = to_user, grade, timezone.now()
    advance(lead=locked, stage=LeadStage.HANDED_OVER, also=("assigned_to", "grade", "handed_over_at"))
    handoff = Handoff.objects.create(lead=locked, from_user=actor, to_user=to_user, grade=grade, note=note)
    notifications.tell_handed_over(lead=locked, handoff=handoff)
    return handoff


@transaction.atomic
def accept_handoff(*, actor: User, lead: Lead) -> Lead:
    """Take a lead that was handed to the actor; a sales lead may accept for the rep, a pool lead is claimed.

    Accepting what one has already accepted changes nothing (a double click). Raises HandoffSettled when it
    was answered already, PermissionDenied when it went to somebody else.
    """
    authorise(actor, ACCEPT.action)
    locked = lock_lead(lead)
    if _holds_already(locked, actor):
        return locked
    ACCEPT.require(actor, locked)
    return _take(locked, actor=actor, rep=locked.assigned_to or actor)


@transaction.atomic
def claim_from_pool(*, actor: User, lead: Lead) -> Lead:
    """Take a lead out of the pool: of any number of people who try at once exactly one gets it.

    The row lock makes the others wait and see who was faster: they get LeadTaken, which names the winner.
    """
    authorise(actor, CLAIM.action)
    locked = lock_lead(lead)
    if _holds_already(locked, actor):
        return locked
    CLAIM.require(actor, locked)
    return _take(locked, actor=actor, rep=actor)


@transaction.atomic
def return_handoff(*, actor: User, lead: Lead, reason: Reason, text: str = "") -> Lead:
    """Give a lead back to marketing with a reason from the kept list; marketing is told.

    Possible until accepted. Raises ValidationError (`reason`, `text`), HandoffSettled, PermissionDenied.
    """
    authorise(actor, RETURN.action)
    text = _check_words("text", text)
    if reason.use != ReasonUse.RETURN or not reason.is_active:
        message = _("“%(reason)s” is no reason for a return.") % {"reason": reason}
        raise ValidationError({"reason": message}, code="reason")
    locked = lock_lead(lead)
    RETURN.require(actor, locked)
    handoff = _newest_handoff(locked)
    locked.assigned_to = None
    advance(lead=locked, stage=LeadStage.RETURNED, also=("assigned_to",))
    HandoffAnswer.objects.create(handoff=handoff, user=actor, kind=Answer.RETURN, reason=reason, text=text)
    notifications.tell_returned(lead=locked, handoff=handoff, by=actor, reason=reason, text=text)
    return locked


@transaction.atomic
def ask_question(*, actor: User, lead: Lead, text: str) -> HandoffAnswer:
    """Ask marketing about a lead that lies with sales; its stage stays, marketing is told.

    Raises ValidationError (`text`), NothingToAnswer when the lead is not with sales, PermissionDenied.
    """
    authorise(actor, ASK.action)
    text = _check_words("text", text, is_required=True)
    locked = lock_lead(lead)
    ASK.require(actor, locked)
    handoff = _newest_handoff(locked)
    question = HandoffAnswer.objects.create(handoff=handoff, user=actor, kind=Answer.QUESTION, text=text)
    notifications.tell_asked(lead=locked, handoff=handoff, by=actor, text=text)
    return question


@transaction.atomic
def reply(*, actor: User, lead: Lead, text: str) -> HandoffAnswer:
    """Answer sales' open question; who asked is told. Raises ValidationError (`text`), NothingToAnswer."""
    authorise(actor, Action.HAND_OVER_LEADS)
    text = _check_words("text", text, is_required=True)
    locked = lock_lead(lead)
    question = find_open_question(locked)
    if question is None:
        raise NothingToAnswer(_("There is no open question about this lead; perhaps somebody was faster."))
    answer = HandoffAnswer.objects.create(handoff=question.handoff, user=actor, kind=Answer.REPLY, text=text)
    notifications.tell_replied(lead=locked, receiver=question.user, by=actor, text=text)
    return answer


@transaction.atomic
def reassign(*, actor: User, lead: Lead, to_user: User) -> Handoff:
    """A sales lead gives a lead that sales works on to another rep; its stage stays, the new rep is told.

    Appends a handoff with the old grade. Where the lead was already accepted, the new handoff counts as
    accepted by the sales lead. Raises PermissionDenied for anybody else, ValidationError (`to_user`),
    NothingToAnswer.
    """
    authorise(actor, REASSIGN.action)
    _check_rep(to_user)
    locked = lock_lead(lead)
    REASSIGN.require(actor, locked)
    newest = _newest_handoff(locked)
    locked.assigned_to = to_user
    save_lead(locked, {"assigned_to"})
    handoff = Handoff.objects.create(lead=locked, from_user=actor, to_user=to_user, grade=newest.grade)
    if locked.stage in LeadStage.working:
        HandoffAnswer.objects.create(handoff=handoff, user=actor, kind=Answer.ACCEPT)
    notifications.tell_handed_over(lead=locked, handoff=handoff)
    return handoff


def find_open_question(lead: Lead) -> HandoffAnswer | None:
    """The newest question of sales that nobody has replied to since."""
    words = HandoffAnswer.objects.filter(
        handoff__lead=lead, kind__in=[Answer.QUESTION, Answer.REPLY]
    ).select_related("handoff", "user")
    newest = words.order_by("-id").first()
    return newest if newest is not None and newest.kind == Answer.QUESTION else None


def _take(locked: Lead, *, actor: User, rep: User) -> Lead:
    handoff = _newest_handoff(locked)
    locked.assigned_to, locked.accepted_at = rep, timezone.now()
    advance(lead=locked, stage=LeadStage.ACCEPTED, also=("assigned_to", "accepted_at"))
    HandoffAnswer.objects.create(handoff=handoff, user=actor, kind=Answer.ACCEPT)
    return locked


def _holds_already(locked: Lead, actor: User) -> bool:
    return locked.stage in LeadStage.working and locked.assigned_to_id == actor.pk


def _newest_handoff(locked: Lead) -> Handoff:
    """The one its steps have made sure of: `handed_over_at` is set together with the first."""
    return locked.handoffs.latest("id")


def _check_grade(grade: str) -> None:
    if grade not in Grade.values:
        message = _("“%(value)s” is not a grade. Allowed are A, B, C and D.") % {"value": shorten(grade)}
        raise ValidationError(
            {"grade": message if grade else _("Please choose a grade from A to D.")}, code="grade"
        )


def _check_rep(to_user: User | None) -> None:
    if to_user is not None and not User.objects.who_take_leads().filter(pk=to_user.pk).exists():
        message = _("%(person)s does not take leads. Allowed are active people of sales.") % {
            "person": to_user
        }
        raise ValidationError({"to_user": message}, code="to_user")


def _check_words(field: str, text: str, *, is_required: bool = False) -> str:
    try:
        words = check_text(text, max_length=LONGEST_TEXT, is_multiline=True)
    except ValidationError as error:
        raise ValidationError({field: error}) from error
    if is_required and not words:
        raise ValidationError({field: _("Please write what you want to say.")}, code="required")
    return words
