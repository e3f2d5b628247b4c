"""Whoever has just done something to a lead takes it back: within ten minutes, while nothing came after it.

What is taken back stays, marked by the undo, which says who and when; it counts nowhere. The lead stands
again where its other facts say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from django.db import transaction
from django.db.models import DateTimeField, F, Q, QuerySet, Value
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Team, User
from accounts.models.user import TEAM_OF_ROLE
from accounts.permissions import Action, authorise, may
from feedback import notifications
from feedback.announcements import announce_outcome_taken_back
from feedback.models import ContactAttempt, CustomerStatus, Outcome, Rating
from feedback.services import standings
from feedback.services.disputes import end_by_undo
from feedback.services.follow_ups import open_again
from handoff.errors import NothingToTakeBack
from handoff.models import Answer, Handoff, HandoffAnswer
from handoff.services.taking_back import undo_answer, undo_handoff
from leads.life import put_back
from leads.models import Lead, Undo, Undoable
from values.compiled import Compiled, Given, given_key
from values.versions import lock_row

PATIENCE: Final = timedelta(minutes=10)

Kind = Literal["handoff", "pass_on", "accept", "return", "attempt", "rating", "outcome", "customer"]


ALL: Final = Q()
BY_SALES: Final = Q(from_user__role__in=[role for role, team in TEAM_OF_ROLE.items() if team == Team.SALES])


@dataclass(frozen=True, kw_only=True, slots=True)
class Deed:
    """One kind of what can be taken back: which facts, of which lead and by whom, and how it is done."""

    action: Action
    model: type[Undoable]
    offer: str | Promise
    take_back: Callable[..., Undo]
    which: Q = ALL
    lead: str = "lead"
    by: str = "user"

    def standing(self, lead: Lead | Given) -> QuerySet[Any]:
        """Those of a lead that were not taken back."""
        return self.model.objects.filter(self.which, **{self.lead: lead})


@dataclass(frozen=True, slots=True)
class Done:
    """What somebody did to a lead last."""

    kind: Kind
    id: int
    by_id: int
    at: datetime

    @property
    def until(self) -> datetime:
        """How long it can be taken back."""
        return self.at + PATIENCE

    @property
    def offer(self) -> str:
        """What the button says that takes it back."""
        return str(DEEDS[self.kind].offer)


def _undo_said(locked: Lead, *facts: QuerySet[Any], actor: User) -> Undo:
    undo = Undo.objects.create(lead=locked, user=actor)
    for some in facts:
        some.update(undone_by=undo)
    standings.refresh(locked, move=put_back)
    return undo


def _undo_attempt(locked: Lead, attempt: ContactAttempt, *, actor: User) -> Undo:
    return _undo_said(locked, ContactAttempt.objects.filter(pk=attempt.pk), actor=actor)


def _undo_rating(locked: Lead, rating: Rating, *, actor: User) -> Undo:
    """With the first contact that was only noted because somebody rated, and what was questioned of it."""
    end_by_undo(rating, by=actor)
    implied = locked.attempts.filter(user=actor, happened_at=rating.rated_at)
    return _undo_said(locked, Rating.objects.filter(pk=rating.pk), implied, actor=actor)


def _undo_outcome(locked: Lead, outcome: Outcome, *, actor: User) -> Undo:
    """With the further deals said in the same breath; what was to be followed up is so again.

    Whoever was told how the lead ended hears that, too.
    """
    open_again(outcome)
    breath = [deal.pk for deal in outcome.breath]
    undo = _undo_said(locked, Outcome.objects.filter(pk__in=breath), actor=actor)
    notifications.tell_sender_of_outcome_taken_back(outcome, by=actor)
    announce_outcome_taken_back(outcome, by=actor)
    return undo


def _undo_customer(locked: Lead, status: CustomerStatus, *, actor: User) -> Undo:
    return _undo_said(locked, CustomerStatus.objects.filter(pk=status.pk), actor=actor)


# Questions and replies were read by somebody, so they stand.
DEEDS: Final[dict[Kind, Deed]] = {
    "handoff": Deed(
        action=Action.HAND_OVER_LEADS,
        model=Handoff,
        which=~BY_SALES,
        by="from_user",
        offer=gettext_lazy("Take the hand-over back"),
        take_back=undo_handoff,
    ),
    "pass_on": Deed(
        action=Action.ANSWER_HANDOFFS,
        model=Handoff,
        which=BY_SALES,
        by="from_user",
        offer=gettext_lazy("Take the hand-over back"),
        take_back=undo_handoff,
    ),
    "accept": Deed(
        action=Action.ANSWER_HANDOFFS,
        model=HandoffAnswer,
        # One that came with a pass-on goes with it.
        which=Q(kind=Answer.ACCEPT) & ~Q(handoff__from_user=F("user")),
        lead="handoff__lead",
        offer=gettext_lazy("Take the acceptance back"),
        take_back=undo_answer,
    ),
    "return": Deed(
        action=Action.ANSWER_HANDOFFS,
        model=HandoffAnswer,
        which=Q(kind=Answer.RETURN),
        lead="handoff__lead",
        offer=gettext_lazy("Take the return back"),
        take_back=undo_answer,
    ),
    "attempt": Deed(
        action=Action.LOG_ATTEMPTS,
        model=ContactAttempt,
        offer=gettext_lazy("Take the attempt back"),
        take_back=_undo_attempt,
    ),
    "rating": Deed(
        action=Action.RATE_LEADS,
        model=Rating,
        offer=gettext_lazy("Take the rating back"),
        take_back=_undo_rating,
    ),
    "outcome": Deed(
        action=Action.RECORD_OUTCOMES,
        model=Outcome,
        which=Q(together_with=None),
        offer=gettext_lazy("Take the outcome back"),
        take_back=_undo_outcome,
    ),
    "customer": Deed(
        action=Action.RECORD_OUTCOMES,
        model=CustomerStatus,
        offer=gettext_lazy("Take the customer status back"),
        take_back=_undo_customer,
    ),
}


def find_last_done(lead: Lead) -> Done | None:
    """What was done to a lead last, by whomever, in one statement; None where nothing was."""
    last = _LAST_DONE.rows(lead=lead.pk)
    return Done(*last[0]) if last else None


def _all_done() -> QuerySet[Any, Any]:
    """The last of all that was done to a lead."""
    rows = [
        deed.standing(given_key("lead"))
        .annotate(deed_kind=Value(kind), by_id=F(f"{deed.by}_id"), at=F("created_at"))
        .order_by()
        .values_list("deed_kind", "pk", "by_id", "at")
        for kind, deed in DEEDS.items()
    ]
    everything: QuerySet[Any, Any] = rows[0].union(*rows[1:], all=True)
    return everything.order_by("-at", "deed_kind")[:1]


def _all_given_away() -> QuerySet[Any, Any]:
    """The leads that somebody has returned or passed on of late."""
    since = Given("since", DateTimeField())
    passed = Handoff.objects.filter(from_user=given_key("user"), created_at__gte=since)
    returned = HandoffAnswer.objects.filter(user=given_key("user"), kind=Answer.RETURN, created_at__gte=since)
    passed_ids, returned_ids = (
        some.order_by().values_list(column, flat=True)
        for some, column in ((passed, "lead_id"), (returned, "handoff__lead_id"))
    )
    return passed_ids.union(returned_ids)


_LAST_DONE: Final = Compiled(_all_done)
_GIVEN_AWAY: Final = Compiled(_all_given_away)


def find_undo(user: User, lead: Lead) -> Done | None:
    """What this person can take back of a lead now."""
    last = find_last_done(lead)
    if last is None or last.by_id != user.pk or timezone.now() > last.until:
        return None
    return last if may(user, DEEDS[last.kind].action) else None


def find_given_away(user: User) -> tuple[Lead, Done] | None:
    """What this person has just returned or passed on and can take back, though they see it no more."""
    lead_ids = _GIVEN_AWAY.rows(user=user.pk, since=timezone.now() - PATIENCE)
    leads = Lead.objects.filter(pk__in=lead_ids).select_related("person") if lead_ids else ()
    found = [(lead, done) for lead in leads if (done := find_undo(user, lead))]
    return max(found, key=lambda pair: pair[1].at, default=None)


def too_late(until: datetime) -> NothingToTakeBack:
    """The refusal that says how long it was possible."""
    clock = date_format(timezone.localtime(until), "TIME_FORMAT")
    message = _("This could be taken back until %(time)s. Say what is right now instead.")
    return NothingToTakeBack(message % {"time": clock})


@transaction.atomic
def undo(*, actor: User, kind: Kind, fact_id: int, asked_at: datetime | None = None) -> Lead:
    """Take back what the actor did to a lead last.

    Whoever was told of a handoff, a return or an outcome hears that.

    `asked_at` is when that was asked for, where it is done later. What was taken back already stays so (a
    double click). Raises NothingToTakeBack where it is not theirs,
    something came after it, or ten minutes have passed.
    """
    deed = DEEDS[kind]
    authorise(actor, deed.action)
    fact = deed.model.with_undone.filter(deed.which, pk=fact_id, **{deed.by: actor}).first()
    if fact is None:
        raise NothingToTakeBack(_("There is nothing of yours to take back here."))
    locked = lock_row(_lead_of(fact))
    fact.refresh_from_db(from_queryset=deed.model.with_undone.all())
    if fact.undone_by_id is None:
        _require_last(locked, kind, fact_id, asked_at or timezone.now())
        deed.take_back(locked, fact, actor=actor)
    return locked


def _lead_of(fact: Any) -> Lead:
    lead: Lead = fact.handoff.lead if isinstance(fact, HandoffAnswer) else fact.lead
    return lead


def _require_last(locked: Lead, kind: Kind, fact_id: int, asked_at: datetime) -> None:
    last = find_last_done(locked)
    if last is None or (last.kind, last.id) != (kind, fact_id):
        raise NothingToTakeBack(_("Something has happened since, so this cannot be taken back any more."))
    if asked_at > last.until:
        raise too_late(last.until)
