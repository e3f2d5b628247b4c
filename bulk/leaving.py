"""Somebody leaves: how much lies with them, who takes it, and the sign-in that goes, in one go.

The leads are moved as any many are, part by part and with an undo. They are read after the sign-in is gone:
whoever gives somebody work holds them (`accounts.services.hold_active`), so that what was taken in the same
moment is either among these leads or refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle

from django.db import models, transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.own_company import today
from accounts.permissions import Action, authorise
from accounts.services import deactivate, untold
from bulk.models import BulkAction
from bulk.services import MOST, start
from campaigns.models import Campaign
from campaigns.services.campaigns import pass_on_campaigns
from feedback.models import FollowUp
from handoff.models import Absence, Answer, HandoffAnswer
from handoff.notifications import tell_left_behind, tell_without_deputy
from leads.life import LeadStage, stands_in
from leads.models import Lead
from values.errors import field_error


class Way(models.TextChoices):
    """What becomes of the open leads."""

    GIVE = "give", gettext_lazy("Colleagues take them")
    POOL = "pool", gettext_lazy("Into the pool: whoever is free takes them")
    LEAVE = "leave", gettext_lazy("They stay for now: nobody works on them")


@dataclass(frozen=True, kw_only=True, slots=True)
class Holdings:
    """How much lies with somebody: open leads with sales, those of them nobody has answered, those sales has
    rated (which no pool takes) and those from the history (which nobody passes on); follow-ups, questions of
    sales that come to them, campaigns they own, and absences in which they stand in.
    """

    leads: int
    unanswered: int
    rated: int
    history: int
    follow_ups: int
    questions: int
    campaigns: int
    absences: int

    @property
    def is_anything(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Left:
    """What was set in motion: the actions that move the leads, none where none lie there or they are left."""

    person: User
    actions: Sequence[BulkAction]
    campaigns: int


def read_holdings(person: User) -> Holdings:
    """How much lies with this person now, in five statements."""
    is_handed = Q(handed_over_at__isnull=False)
    counts = _open_leads(person).aggregate(
        leads=Count("pk"),
        unanswered=Count("pk", filter=Q(stage=LeadStage.HANDED_OVER)),
        rated=Count("pk", filter=is_handed & Q(stage=LeadStage.RATED)),
        history=Count("pk", filter=~is_handed),
    )
    return Holdings(
        **counts,
        follow_ups=FollowUp.objects.open().lying_with(person).count(),
        questions=_find_questions(person).count(),
        campaigns=Campaign.objects.filter(owner=person).count(),
        absences=Absence.objects.not_over(today()).filter(deputy=person).count(),
    )


@transaction.atomic
def leave(
    *, actor: User, person: User, way: str, receivers: Sequence[User] = (), owner: User | None = None
) -> Left:
    """Take a sign-in away and have the open leads passed on, evenly where there are several `receivers`.

    The campaigns go to `owner`; without one they stay. Of what is left with the person sales leads are told,
    and whoever had them as a deputy. Of somebody who left before, it passes on what still lies there.
    Raises PermissionDenied, LastAdministrator, ValidationError (`way`, `receivers`, `owner`).
    """
    authorise(actor, Action.DEACTIVATE_PEOPLE)
    if way not in Way.values:
        raise field_error("way", _("Please choose who takes the leads."), "invalid_choice")
    _check_receivers(person, way, receivers)
    with untold():
        left = deactivate(actor=actor, user=person)
    tell_without_deputy(left)
    campaigns = pass_on_campaigns(actor=actor, owner=left, to=owner) if owner else 0
    if way == Way.LEAVE:
        tell_left_behind(left)
        return Left(person=left, actions=(), campaigns=campaigns)
    return Left(person=left, actions=list(_move(actor, left, way, receivers)), campaigns=campaigns)


def _check_receivers(person: User, way: str, receivers: Sequence[User]) -> None:
    if way != Way.GIVE:
        return
    if not receivers and _open_leads(person).exists():
        raise field_error("receivers", _("Please choose at least one colleague."), "required")
    taking = set(User.objects.who_take_leads().values_list("pk", flat=True)) - {person.pk}
    for one in receivers:
        if one.pk not in taking:
            message = _("%(person)s does not take leads. Allowed are active people of sales.")
            raise field_error("receivers", message % {"person": one})


def _move(actor: User, person: User, way: str, receivers: Sequence[User]) -> Iterator[BulkAction]:
    turns = cycle([one.pk for one in receivers] if way == Way.GIVE else [None])
    leads = list(_open_leads(person).order_by("handed_over_at", "pk").values_list("pk", flat=True))
    for begin in range(0, len(leads), MOST):
        lines = {pk: {"to_user": next(turns)} for pk in leads[begin : begin + MOST]}
        yield start(actor=actor, deed="move", lines=lines, said={"from_user": person.pk})


def _open_leads(person: User) -> models.QuerySet[Lead]:
    return Lead.objects.filter(stands_in(LeadStage.with_sales), assigned_to=person)


def _find_questions(person: User) -> models.QuerySet[HandoffAnswer]:
    """Open questions to marketing about what this person handed over last, or about their campaigns."""
    words = HandoffAnswer.objects.filter(kind__in=[Answer.QUESTION, Answer.REPLY])
    later = words.filter(handoff__lead=OuterRef("handoff__lead"), pk__gt=OuterRef("pk"))
    theirs = Q(handoff__from_user=person) | Q(handoff__lead__campaign__owner=person)
    asked = HandoffAnswer.objects.filter(theirs, ~Exists(later), kind=Answer.QUESTION)
    return asked.filter(handoff__lead__stage__in=LeadStage.with_sales)
