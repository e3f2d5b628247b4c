"""Whoever works on a lead says when to come back to it; on the day whoever it lies with is told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, authorise
from feedback import notifications
from feedback.errors import FollowUpEnded, NobodyWorksOnIt
from feedback.models import FollowUp, FollowUpEnd, Outcome
from feedback.services.checks import THEIRS
from leads.life import LeadStage
from leads.models import Lead
from leads.steps import Condition, Step, stands_in
from values.checking import Findings
from values.columns import clean_value, take
from values.days import written
from values.errors import field_error
from values.versions import lock_row

SET_FOLLOW_UP: Final = Step(
    Action.SET_FOLLOW_UPS, (THEIRS, Condition(stands_in(LeadStage.working), NobodyWorksOnIt))
)
FINISH_FOLLOW_UP: Final = Step(Action.SET_FOLLOW_UPS, (THEIRS,))
TOLD_AT_ONCE: Final = 200


@transaction.atomic
def set_follow_up(
    *, actor: User, lead: Lead, day: date | None, time: time | None = None, note: str = ""
) -> FollowUp:
    """Append when to come back to the lead; it replaces the open one, which stays as it was.

    Day and time are those of the actor's zone; of a time that the change of the clocks brings twice, the
    first. Raises PermissionDenied, NotYours, NobodyWorksOnIt, ValidationError (day, time, note).
    """
    authorise(actor, SET_FOLLOW_UP.action)
    locked = lock_row(lead)
    SET_FOLLOW_UP.require(actor, locked)
    follow_up, findings = FollowUp(lead=locked, user=actor), Findings()
    zone = ZoneInfo(actor.time_zone)
    take(follow_up, {"day": day, "note": note}, findings, day=lambda said: _read_day(said, zone))
    findings.raise_if_any()
    if time is not None:
        follow_up.due_at = _read_moment(follow_up.day, time, zone)
    end_open(locked, how=FollowUpEnd.REPLACED, by=actor)
    follow_up.save(force_insert=True)
    return follow_up


def check_planned(*, actor: User, day: date, time: time | None) -> None:
    """Raise ValidationError (day, time) for what has passed in the actor's zone."""
    zone = ZoneInfo(actor.time_zone)
    _read_day(day, zone)
    if time is not None:
        _read_moment(day, time, zone)


def _read_day(said: Any, zone: ZoneInfo) -> date:
    day: date = clean_value(FollowUp, "day", said)
    if day < timezone.localdate(timezone=zone):
        message = _("%(day)s has passed. Choose today or a later day.") % {"day": written(day)}
        raise field_error("day", message, "out_of_range")
    return day


def _read_moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    moment = datetime.combine(day, clock, tzinfo=zone)
    if moment <= timezone.now():
        message = _("%(time)s has passed. Choose a later time.")
        raise field_error("time", message % {"time": time_format(clock, "TIME_FORMAT")}, "out_of_range")
    return moment


@transaction.atomic
def finish_follow_up(*, actor: User, lead: Lead, follow_up_id: int | None = None) -> FollowUp:
    """End the open follow-up as done; where `follow_up_id` is given, only if it is the one that was seen.

    Raises PermissionDenied, NotYours, FollowUpEnded.
    """
    authorise(actor, FINISH_FOLLOW_UP.action)
    locked = lock_row(lead)
    FINISH_FOLLOW_UP.require(actor, locked)
    follow_up = FollowUp.objects.open().filter(lead=locked).first()
    if follow_up is None or follow_up_id not in (None, follow_up.pk):
        raise FollowUpEnded
    end_open(locked, how=FollowUpEnd.DONE, by=actor)
    follow_up.refresh_from_db()
    return follow_up


@transaction.atomic
def take_back_follow_up(*, actor: User, follow_up_id: int) -> FollowUp:
    """End what the actor has set as taken back, and open again what it replaced.

    Raises PermissionDenied, FollowUpEnded where another was set, or it ended, since.
    """
    authorise(actor, SET_FOLLOW_UP.action)
    taken = FollowUp.objects.select_related("lead").filter(pk=follow_up_id, user=actor).first()
    if taken is None:
        raise FollowUpEnded
    locked = lock_row(taken.lead)
    if not FollowUp.objects.open().filter(pk=follow_up_id).exists():
        raise FollowUpEnded
    end_open(locked, how=FollowUpEnd.TAKEN_BACK, by=actor)
    before = FollowUp.objects.filter(lead=locked, pk__lt=follow_up_id).first()
    if before is not None and before.ended_how == FollowUpEnd.REPLACED:
        FollowUp.objects.filter(pk=before.pk).update(ended_at=None, ended_by=None, ended_how="")
    taken.refresh_from_db()
    return taken


def end_open(lead: Lead, *, how: FollowUpEnd, by: User) -> None:
    """End what is open of a locked lead; what a return to marketing had ended before is said to be so."""
    now = timezone.now()
    FollowUp.objects.open().filter(lead=lead).update(ended_at=now, ended_by=by, ended_how=how)
    FollowUp.objects.filter(lead=lead, ended_at=None).update(ended_at=now, ended_how=FollowUpEnd.LEFT)


def open_again(outcome: Outcome) -> None:
    """Open what this outcome of a locked lead ended, now that it was taken back."""
    FollowUp.objects.filter(
        lead=outcome.lead_id, ended_how=FollowUpEnd.OUTCOME, ended_at__gte=outcome.created_at
    ).update(ended_at=None, ended_by=None, ended_how="")


def end_by_imported_outcomes(lead_ids: Collection[int]) -> None:
    """End what is open of locked leads that a file says are decided."""
    FollowUp.objects.filter(lead__in=lead_ids, ended_at=None).update(
        ended_at=timezone.now(), ended_how=FollowUpEnd.OUTCOME
    )


def tell_due() -> int:
    """Tell of what is due and was not told yet, each once, however many do this at once; return how many.

    What it reads follows from what is due. What a return to marketing has ended is ended on the way, so that
    it is not read again.
    """
    now = timezone.now()
    FollowUp.objects.untold_until(now).exclude(pk__in=FollowUp.objects.open()).update(
        ended_at=now, ended_how=FollowUpEnd.LEFT
    )
    zones = list(User.objects.active().values_list("time_zone", flat=True).distinct().order_by())
    told = 0
    while newly := _tell_some(now, zones):
        told += newly
    return told


@transaction.atomic
def _tell_some(now: datetime, zones: Collection[str]) -> int:
    """The mark and the notification are one transaction; who comes second finds the row locked or marked."""
    due = lock_to_tell(now, zones)
    for follow_up in due:
        notifications.tell_follow_up_due(follow_up)
    FollowUp.objects.filter(pk__in=[follow_up.pk for follow_up in due]).update(told_at=now)
    return len(due)


def lock_to_tell(now: datetime, zones: Collection[str]) -> list[FollowUp]:
    """Some that are to be told of now, with all that is told; nobody else tells of them meanwhile."""
    names = ("user", "lead__assigned_to", "lead__person", "lead__campaign", "lead__cta")
    due = FollowUp.objects.to_tell(now, zones).select_related(*names).order_by("day", "pk")
    return list(due.select_for_update(skip_locked=True, of=("self",))[:TOLD_AT_ONCE])
