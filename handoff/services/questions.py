"""Sales asks marketing about a lead, marketing replies."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, authorise
from handoff import notifications
from handoff.errors import NothingToAnswer
from handoff.models import Answer, HandoffAnswer
from handoff.services.conditions import HANDED_OVER, THEIRS, newest_handoff
from leads.life import LeadStage
from leads.models import Lead
from leads.steps import Condition, Step, stands_in
from values.columns import clean_value
from values.text import require
from values.versions import lock_row


def _nothing_to_ask(lead: Lead) -> NothingToAnswer:
    return NothingToAnswer(
        _("This lead is “%(stage)s”: a question can be asked while sales works on it.")
        % {"stage": LeadStage(lead.stage).label}
    )


ASK: Final = Step(
    Action.ANSWER_HANDOFFS,
    (THEIRS, Condition(stands_in(LeadStage.with_sales), _nothing_to_ask), HANDED_OVER),
)


@transaction.atomic
def ask_question(*, actor: User, lead: Lead, text: str) -> HandoffAnswer:
    """Ask marketing about a lead that lies with sales; its stage stays, marketing is told.

    Raises ValidationError (`text`), NothingToAnswer when the lead is not with sales, PermissionDenied.
    """
    authorise(actor, ASK.action)
    text = _require_words(text)
    locked = lock_row(lead)
    ASK.require(actor, locked)
    handoff = newest_handoff(locked)
    question = HandoffAnswer.objects.create(handoff=handoff, user=actor, kind=Answer.QUESTION, text=text)
    notifications.tell_asked(lead=locked, handoff=handoff, by=actor, text=text)
    return question


@transaction.atomic
def reply(*, actor: User, lead: Lead, text: str) -> HandoffAnswer:
    """Answer sales' open question; who asked is told. Raises ValidationError (`text`), NothingToAnswer."""
    authorise(actor, Action.HAND_OVER_LEADS)
    text = _require_words(text)
    locked = lock_row(lead)
    question = require_open_question(locked)
    answer = HandoffAnswer.objects.create(handoff=question.handoff, user=actor, kind=Answer.REPLY, text=text)
    # Who asked may have left since; then it concerns whoever has the lead now.
    receiver = question.user if question.user.is_active else locked.assigned_to
    notifications.tell_replied(lead=locked, receiver=receiver, by=actor, text=text)
    return answer


def require_open_question(lead: Lead) -> HandoffAnswer:
    """As `find_open_question`; NothingToAnswer where there is none."""
    question = find_open_question(lead)
    if question is None:
        raise NothingToAnswer(_("There is no open question about this lead; perhaps somebody was faster."))
    return question


def find_open_question(lead: Lead) -> HandoffAnswer | None:
    """The newest question of sales that nobody has replied to since."""
    words = HandoffAnswer.objects.filter(
        handoff__lead=lead, kind__in=[Answer.QUESTION, Answer.REPLY]
    ).select_related("handoff", "user")
    newest = words.order_by("-id").first()
    return newest if newest is not None and newest.kind == Answer.QUESTION else None


def _require_words(text: str) -> str:
    words = clean_value(HandoffAnswer, "text", text)
    return require("text", words, _("Please write what you want to say."))
