"""What sales said of a lead, as events of its timeline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.own_company import company_currency
from desk.timeline.events import UNDO, Event, taken_back
from feedback.models import ContactAttempt, CustomerStatus, Outcome, OutcomeKind, Rating
from leads.models import Lead
from values.compiled import Compiled, given_key
from values.days import written
from values.money import format_cents

_RATINGS: Final = Compiled(
    lambda: (
        Rating.with_undone.filter(lead=given_key("lead"))
        .select_related("user", "reason", UNDO)
        .prefetch_related("needs", "misleading_promises")
    )
)
_ATTEMPTS: Final = Compiled(
    lambda: ContactAttempt.with_undone.filter(lead=given_key("lead")).select_related("user", UNDO)
)
_OUTCOMES: Final = Compiled(
    lambda: Outcome.with_undone.filter(lead=given_key("lead")).select_related(
        "user", "reason", "named_competitor", UNDO
    )
)
_STATUSES: Final = Compiled(
    lambda: CustomerStatus.with_undone.filter(lead=given_key("lead")).select_related("user", UNDO)
)


def events_of_feedback(lead: Lead, viewer: User) -> Iterable[Event]:
    """Attempts, ratings, outcomes and customer statuses in no order.

    Whoever may see the lead may see what sales said of it.
    """
    if not viewer.is_active:
        return
    ratings = _RATINGS.rows(lead=lead.pk)
    rated_at = {rating.rated_at for rating in ratings}
    for attempt in _ATTEMPTS.rows(lead=lead.pk):
        yield _attempt(attempt, is_implied=attempt.happened_at in rated_at)
    first = next((rating for rating in reversed(ratings) if rating.undone_by is None), None)
    for rating in ratings:
        yield _rating(rating, is_correction=rating is not first and rating.undone_by is None)
    outcomes = _OUTCOMES.rows(lead=lead.pk)
    for outcome in outcomes:
        yield _outcome(outcome)
    # Only of what was won somebody can have said it.
    if any(outcome.kind == OutcomeKind.WON for outcome in outcomes):
        for status in _STATUSES.rows(lead=lead.pk):
            yield _status(status)


def _event(
    fact: ContactAttempt | CustomerStatus | Outcome | Rating,
    *,
    at: datetime,
    title: str,
    lines: Iterable[str],
    is_won: bool = False,
) -> Event:
    user = fact.user
    return Event(
        at=at,
        title=title,
        text="\n".join(line for line in lines if line),
        by=str(user) if user else _("from imported history"),
        team=user.team if user else None,
        is_won=is_won,
        taken_back=taken_back(fact),
    )


def _attempt(attempt: ContactAttempt, *, is_implied: bool) -> Event:
    channel = attempt.get_channel_display()
    title = _("%(channel)s: reached") if attempt.was_reached else _("%(channel)s: not reached")
    implied = _("Recorded together with the rating") if is_implied else ""
    return _event(
        attempt,
        at=attempt.happened_at,
        title=title % {"channel": channel},
        lines=[attempt.note, implied],
    )


def _rating(rating: Rating, *, is_correction: bool) -> Event:
    title = _("Rating corrected: %(quality)s") if is_correction else _("Rated: %(quality)s")
    quality = {"quality": rating.get_quality_display()}
    return _event(
        rating, at=rating.rated_at, title=title % quality, lines=[*rating_lines(rating), *_from_mail(rating)]
    )


def _from_mail(rating: Rating) -> Iterator[str]:
    if rating.is_from_mail:
        yield _("By the link of a mail")


def rating_lines(rating: Rating) -> Iterator[str]:
    """Everything a rating says besides its quality, each as a line; what nobody said is left out."""
    if rating.potential:
        yield _("Potential customer: %(potential)s") % {"potential": rating.get_potential_display()}
    if rating.fit:
        yield rating.get_fit_display()
    for promise in rating.misleading_promises.all():
        yield _("Misleading promise: %(promise)s") % {"promise": promise}
    if rating.reason is not None:
        yield _("Reason: %(reason)s") % {"reason": rating.reason}
    needs = [*(str(need) for need in rating.needs.all()), rating.need_text]
    if named := ", ".join(need for need in needs if need):
        yield _("Needs: %(needs)s") % {"needs": named}
    yield rating.note


def _outcome(outcome: Outcome) -> Event:
    return _event(
        outcome,
        at=outcome.decided_at or outcome.created_at,
        title=_outcome_title(outcome),
        lines=_outcome_lines(outcome),
        is_won=outcome.kind == OutcomeKind.WON,
    )


def _outcome_title(outcome: Outcome) -> str:
    if outcome.value_cents is None:
        return outcome.get_kind_display()
    value = format_cents(outcome.value_cents, get_language() or "de", company_currency())
    return _("Won: %(value)s") % {"value": value}


def _outcome_lines(outcome: Outcome) -> Iterator[str]:
    if outcome.decided_at is None:
        yield _("Date unknown")
    if outcome.number:
        yield _("Number %(number)s") % {"number": outcome.number}
    if outcome.reason is not None:
        yield _("Reason: %(reason)s") % {"reason": outcome.reason}
    if outcome.lost_to:
        yield _("Competitor: %(competitor)s") % {"competitor": outcome.lost_to}
    yield outcome.reason_text


def _status(status: CustomerStatus) -> Event:
    title = (
        _("Still a customer on %(day)s") if status.is_customer else _("No longer a customer since %(day)s")
    )
    return _event(status, at=status.created_at, title=title % {"day": written(status.day)}, lines=())
