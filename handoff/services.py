"""A lead passes from marketing to sales, which accepts, claims, returns or asks; marketing replies.

Each function locks the lead, appends its fact (a Handoff or a HandoffAnswer) and moves the lead by
`leads.services.stages`, in one transaction with the notification it causes. Neither is ever edited.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Role, User
from accounts.permissions import Action, authorise
from handoff import notifications
from handoff.errors import HandoffSettled, LeadTaken, NothingToAnswer
from handoff.models import Answer, Handoff, HandoffAnswer, Reason, ReasonUse
from leads.errors import NotForSales
from leads.models import Grade, Lead, LeadKind, LeadStage
from leads.services.stages import advance
from values.checking import check_choice
from values.columns import clean_value
from values.errors import field_error
from values.refusals import IllegalMove
from values.text import require
from values.versions import lock_row, save_row

WITH_SALES = frozenset({LeadStage.HANDED_OVER, LeadStage.ACCEPTED, LeadStage.CONTACTED, LeadStage.RATED})


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
    authorise(actor, Action.HAND_OVER_LEADS)
    note = clean_value(Handoff, "note", note)
    _check_grade(grade)
    _check_rep(to_user)
    locked = lock_row(
        lead, expected_version=expected_version, changes={"grade": grade, "assigned_to": to_user}
    )
    if locked.kind == LeadKind.SPAM:
        raise NotForSales(_("Spam is not handed over. Mark the lead as real first."))
    if locked.stage == LeadStage.HANDED_OVER:
        raise IllegalMove(_("This lead was handed over already; sales has not answered yet."))
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
    authorise(actor, Action.ANSWER_HANDOFFS)
    locked = lock_row(lead)
    if locked.stage == LeadStage.HANDED_OVER and locked.assigned_to is None:
        return _take(locked, actor=actor, rep=actor)
    if _holds_already(locked, actor):
        return locked
    _require_own(locked, actor)
    if locked.stage != LeadStage.HANDED_OVER or locked.assigned_to is None:
        raise HandoffSettled(_settled_message(locked))
    return _take(locked, actor=actor, rep=locked.assigned_to)


@transaction.atomic
def claim_from_pool(*, actor: User, lead: Lead) -> Lead:
    """Take a lead out of the pool: of any number of people who try at once exactly one gets it.

    The row lock makes the others wait and see who was faster: they get LeadTaken, which names the winner.
    """
    authorise(actor, Action.ANSWER_HANDOFFS)
    locked = lock_row(lead)
    if _holds_already(locked, actor):
        return locked
    if locked.stage != LeadStage.HANDED_OVER or locked.assigned_to is not None:
        raise LeadTaken(_settled_message(locked))
    return _take(locked, actor=actor, rep=actor)


@transaction.atomic
def return_handoff(*, actor: User, lead: Lead, reason: Reason, text: str = "") -> Lead:
    """Give a lead back to marketing with a reason from the kept list; marketing is told.

    Possible until accepted. Raises ValidationError (`reason`, `text`), HandoffSettled, PermissionDenied.
    """
    authorise(actor, Action.ANSWER_HANDOFFS)
    text = clean_value(HandoffAnswer, "text", text)
    if reason.use != ReasonUse.RETURN or not reason.is_active:
        message = _("“%(reason)s” is no reason for a return.") % {"reason": reason}
        raise field_error("reason", message, "reason")
    locked = lock_row(lead)
    _require_own_or_pool(locked, actor)
    if locked.stage != LeadStage.HANDED_OVER:
        raise HandoffSettled(_settled_message(locked))
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
    authorise(actor, Action.ANSWER_HANDOFFS)
    text = _require_words(text)
    locked = lock_row(lead)
    _require_own_or_pool(locked, actor)
    if locked.stage not in WITH_SALES:
        raise NothingToAnswer(
            _("This lead is “%(stage)s”: a question can be asked while sales works on it.")
            % {"stage": LeadStage(locked.stage).label}
        )
    handoff = _newest_handoff(locked)
    question = HandoffAnswer.objects.create(handoff=handoff, user=actor, kind=Answer.QUESTION, text=text)
    notifications.tell_asked(lead=locked, handoff=handoff, by=actor, text=text)
    return question


@transaction.atomic
def reply(*, actor: User, lead: Lead, text: str) -> HandoffAnswer:
    """Answer sales' open question; who asked is told. Raises ValidationError (`text`), NothingToAnswer."""
    authorise(actor, Action.HAND_OVER_LEADS)
    text = _require_words(text)
    locked = lock_row(lead)
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
    authorise(actor, Action.ANSWER_HANDOFFS)
    if actor.role != Role.SALES_LEAD:
        raise PermissionDenied(_("Only a sales lead can give a lead to another rep."))
    _check_rep(to_user)
    locked = lock_row(lead)
    if locked.stage not in WITH_SALES:
        raise NothingToAnswer(
            _("This lead is “%(stage)s”: only leads that sales works on change hands.")
            % {"stage": LeadStage(locked.stage).label}
        )
    newest = _newest_handoff(locked)
    locked.assigned_to = to_user
    save_row(locked, {"assigned_to"})
    handoff = Handoff.objects.create(lead=locked, from_user=actor, to_user=to_user, grade=newest.grade)
    if locked.stage != LeadStage.HANDED_OVER:
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
    return locked.stage in WITH_SALES - {LeadStage.HANDED_OVER} and locked.assigned_to_id == actor.pk


def _newest_handoff(locked: Lead) -> Handoff:
    handoff = locked.handoffs.order_by("-id").first()
    if handoff is None:
        raise NothingToAnswer(_("This lead came with the history and was never handed over here."))
    return handoff


def _require_own(locked: Lead, actor: User) -> None:
    if locked.assigned_to_id != actor.pk and actor.role != Role.SALES_LEAD:
        raise PermissionDenied(_settled_message(locked))


def _require_own_or_pool(locked: Lead, actor: User) -> None:
    if not (locked.stage == LeadStage.HANDED_OVER and locked.assigned_to_id is None):
        _require_own(locked, actor)


def _settled_message(locked: Lead) -> str:
    if locked.stage in {LeadStage.REGISTERED, LeadStage.RETURNED}:
        return _("This lead is back with marketing.")
    return _("This lead is with %(rep)s and “%(stage)s”.") % {
        "rep": locked.assigned_to or _("nobody"),
        "stage": LeadStage(locked.stage).label,
    }


def _check_grade(grade: str) -> None:
    if not grade:
        raise field_error("grade", _("Please choose a grade from A to D."), "required")
    check_choice("grade", grade, Grade)


def _check_rep(to_user: User | None) -> None:
    if to_user is not None and not User.objects.who_take_leads().filter(pk=to_user.pk).exists():
        message = _("%(person)s does not take leads. Allowed are active people of sales.") % {
            "person": to_user
        }
        raise field_error("to_user", message, "to_user")


def _require_words(text: str) -> str:
    words = clean_value(HandoffAnswer, "text", text)
    return require("text", words, _("Please write what you want to say."))
