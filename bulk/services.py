"""Doing one deed to many leads: planned, done part by part by the outbox, told of once, taken back once.

Each lead is done by the service that does one, with all its checks. A part is one transaction over few leads,
in the order of their numbers, so that nobody waits for the end of a long action and no two of them wait for
each other. A lead that is refused says why and stops nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import authorise
from accounts.services import untold
from bulk import notifications
from bulk.deeds import DEEDS, Deed, Said
from bulk.models import BulkAction, BulkLine, LineState
from feedback.models import Outcome
from feedback.notifications import tell_sender_of_outcome, tell_sender_of_outcome_taken_back
from feedback.services.undoing import PATIENCE, too_late
from handoff.errors import NothingToTakeBack
from handoff.models import Handoff
from handoff.notifications import find_sender, tell_handed_over
from leads.models import Lead
from outbox import work
from outbox.services import post
from values.errors import field_error
from values.refusals import Refusal

TOPIC: Final = "bulk.go_on"
AT_ONCE: Final = 25
MOST: Final = 2000
KEPT: Final = timedelta(days=30)
REFUSALS: Final = (Refusal, ValidationError, PermissionDenied)
CLOSING: Final = "close_unreachable"
OF_OUTCOME: Final = ("user", "reason", "named_competitor", "lead__person", "lead__campaign__owner")
NEEDED: Final = ("person", "campaign", "cta", "assigned_to", "standing")


@dataclass(slots=True)
class Plan:
    """Which of the chosen leads the deed is open for, and for each refusal those that it keeps away."""

    ready: list[Lead] = field(default_factory=list)
    refused: dict[str, list[Lead]] = field(default_factory=dict)


def plan(*, actor: User, deed: Deed, leads: Iterable[Lead]) -> Plan:
    """Sort leads (with what `NEEDED` names) by what the deed's step says of each; nothing is changed."""
    found = Plan()
    for lead in leads:
        try:
            deed.step.require(actor, lead)
        except REFUSALS as refusal:
            found.refused.setdefault(words_of(refusal), []).append(lead)
        else:
            found.ready.append(lead)
    return found


@transaction.atomic
def start(*, actor: User, deed: str, lines: Mapping[int, Said], said: Said) -> BulkAction:
    """Write down what is to be done, by lead, and have it done.

    `lines` has for each lead what is said for it alone. Leads that the actor does not see are left out.
    Raises PermissionDenied, ValidationError (`leads` for none or too many, else what the deed's check names).
    """
    authorise(actor, DEEDS[deed].step.action)
    DEEDS[deed].check(actor, said)
    check_number(len(lines))
    seen = Lead.objects.visible_to(actor).filter(pk__in=list(lines)).values_list("pk", flat=True)
    chosen = sorted(seen)
    check_number(len(chosen))
    action = BulkAction.objects.create(user=actor, deed=deed, said=dict(said))
    BulkLine.objects.bulk_create(BulkLine(action=action, lead_id=pk, said=dict(lines[pk])) for pk in chosen)
    return _have_done(action)


def check_number(count: int) -> None:
    """Raise ValidationError (`leads`) for none and for more than is done at once."""
    if not count:
        raise field_error("leads", _("Please choose at least one lead."), "required")
    if count > MOST:
        message = _("These are more than %(most)d leads. Please narrow the filters and do it in parts.")
        raise field_error("leads", message % {"most": MOST}, "too_many")


def until(action: BulkAction) -> datetime:
    """How long it can be taken back."""
    return action.created_at + PATIENCE


def can_undo(action: BulkAction) -> bool:
    """Whether it has ended, was not taken back yet, and the time for that has not passed."""
    return not action.is_running and action.undone_at is None and timezone.now() <= until(action)


@transaction.atomic
def undo(*, actor: User, action: BulkAction) -> BulkAction:
    """Have all of it taken back that nothing has come after; a second time changes nothing.

    Raises PermissionDenied for somebody else's, NothingToTakeBack while it runs or too late.
    """
    authorise(actor, DEEDS[action.deed].step.action)
    locked = BulkAction.objects.select_for_update().get(pk=action.pk)
    if locked.user_id != actor.pk:
        raise PermissionDenied(_("Only who did this can take it back."))
    if locked.undone_at is not None:
        return locked
    if locked.ended_at is None:
        raise NothingToTakeBack(_("This still runs. It can be taken back as soon as it has ended."))
    if not can_undo(locked):
        raise too_late(until(locked))
    locked.undone_at = timezone.now()
    return _have_done(locked)


def go_on(action_id: int) -> None:
    """Do the next part; called by the job inside its transaction, which posts the one after it."""
    action = (
        BulkAction.objects.select_for_update(of=("self",)).select_related("user").filter(pk=action_id).first()
    )
    if action is None or not action.is_running:
        return
    state = LineState.WAITING if action.undone_at is None else LineState.DONE
    lines = list(action.lines.filter(state=state)[: AT_ONCE + 1])
    with translation.override(action.user.language):
        with untold():
            for line in lines[:AT_ONCE]:
                work.current.get_on()
                _do(action, line)
        if len(lines) > AT_ONCE:
            _have_done(action)
        else:
            _end(action)


def forget_old() -> int:
    """Delete actions that nobody looks at any more; return how many."""
    old = BulkAction.objects.filter(created_at__lt=timezone.now() - KEPT)
    number = old.count()
    old.delete()
    return number


def words_of(refusal: Exception) -> str:
    """What a refusal says to people."""
    if isinstance(refusal, Refusal):
        return refusal.message
    return " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)


def _have_done(action: BulkAction) -> BulkAction:
    action.message_id = post(topic=TOPIC, payload={"action": action.pk}).pk
    action.save()
    return action


def _do(action: BulkAction, line: BulkLine) -> None:
    """Do or take back one of them; what is refused is written down, and only that lead is as before."""
    deed, is_undo = DEEDS[action.deed], action.undone_at is not None
    try:
        with transaction.atomic():
            if is_undo:
                _take_back(action, deed, line)
            else:
                line.fact_id = _act(action, deed, line)
    except REFUSALS as refusal:
        line.state, line.why = (LineState.STAYS if is_undo else LineState.REFUSED), words_of(refusal)
    else:
        line.state = LineState.TAKEN_BACK if is_undo else LineState.DONE
    line.save()


def _act(action: BulkAction, deed: Deed, line: BulkLine) -> int:
    lead = Lead.objects.select_related(*NEEDED).get(pk=line.lead_id)
    deed.step.require(action.user, lead)
    return deed.act(action.user, lead, {**action.said, **line.said})


def _take_back(action: BulkAction, deed: Deed, line: BulkLine) -> None:
    assert line.fact_id is not None and action.undone_at is not None
    deed.take_back(action.user, line.fact_id, action.undone_at)


def _end(action: BulkAction) -> None:
    now = timezone.now()
    if action.undone_at is None:
        action.ended_at = now
        done = list(action.lines.filter(state=LineState.DONE))
        _tell_given(action, done)
        _tell_of_outcomes(action, done)
        _announce(action, done)
    else:
        action.undo_ended_at = now
        taken_back = list(action.lines.filter(state=LineState.TAKEN_BACK))
        _tell_taken_back(action, taken_back)
        _tell_of_outcomes(action, taken_back)
        _announce(action, taken_back)
    action.save()
    DEEDS[action.deed].ended(action.said)


def _tell_given(action: BulkAction, lines: Collection[BulkLine]) -> None:
    """One word to each who got leads; of a single lead the same as ever."""
    counts = _count_by_receiver(action, lines)
    for rep in User.objects.filter(pk__in=counts):
        if counts[rep.pk] > 1:
            note = action.said.get("note", "")
            notifications.tell_given(rep=rep, count=counts[rep.pk], by=action.user, note=note)
            continue
        line = next(line for line in lines if _receiver_of(action, line) == rep.pk)
        handoff = Handoff.objects.select_related("to_user", "from_user").get(pk=line.fact_id or 0)
        tell_handed_over(lead=Lead.objects.select_related(*NEEDED).get(pk=line.lead_id), handoff=handoff)


def _tell_taken_back(action: BulkAction, lines: Iterable[BulkLine]) -> None:
    counts = _count_by_receiver(action, lines)
    for rep in User.objects.filter(pk__in=counts):
        notifications.tell_taken_back(rep=rep, count=counts[rep.pk], by=action.user)


def _tell_of_outcomes(action: BulkAction, lines: Iterable[BulkLine]) -> None:
    """One word to each who had handed over what was lost, or is not after all; of one lead as ever."""
    if action.deed != CLOSING:
        return
    facts = Outcome.with_undone.filter(pk__in=[line.fact_id for line in lines]).select_related(*OF_OUTCOME)
    found: defaultdict[User, list[Outcome]] = defaultdict(list)
    for outcome in facts.order_by("pk"):
        sender = find_sender(outcome.lead)
        if sender is not None and sender.pk != action.user_id:
            found[sender].append(outcome)
    is_undo = action.undone_at is not None
    for sender, outcomes in found.items():
        if len(outcomes) > 1:
            tell = notifications.tell_opened_again if is_undo else notifications.tell_closed
            tell(sender=sender, count=len(outcomes), by=action.user)
        elif is_undo:
            tell_sender_of_outcome_taken_back(outcomes[0], by=action.user)
        else:
            tell_sender_of_outcome(outcomes[0])


def _announce(action: BulkAction, lines: Collection[BulkLine]) -> None:
    """One line for each chat about what came into the pool, or was closed; tests and spam are no news."""
    words = _ANNOUNCED.get(action.deed)
    told = [line.lead_id for line in lines if action.deed == CLOSING or _receiver_of(action, line) is None]
    count = Lead.objects.counted().filter(pk__in=told).count() if words and told else 0
    if words and count:
        words[action.undone_at is not None](count=count, by=action.user)


_INTO_POOL: Final = (notifications.announce_pool, notifications.announce_out_of_pool)
# What is said of deeds, and of taking them back.
_ANNOUNCED: Final = {
    **dict.fromkeys(("hand_over", "pass_on", "release", "move"), _INTO_POOL),
    CLOSING: (notifications.announce_closed, notifications.announce_opened_again),
}


def _count_by_receiver(action: BulkAction, lines: Iterable[BulkLine]) -> Counter[int]:
    receivers = (_receiver_of(action, line) for line in lines)
    return Counter(pk for pk in receivers if pk is not None and pk != action.user_id)


def _receiver_of(action: BulkAction, line: BulkLine) -> int | None:
    said: dict[str, Any] = {**action.said, **line.said}
    return said.get("to_user")
