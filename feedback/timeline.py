"""What happened to a lead, newest first, in words; marketing's grade only once sales has rated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from django.utils.functional import Promise as LazyText
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Team, User
from feedback.brief import Brief
from feedback.models import ContactAttempt, Outcome, OutcomeKind, Rating
from leads.models import Answer, Handoff, HandoffAnswer
from leads.money import company_currency, format_cents

Tone = Literal["mk", "sl", "ok", ""]
TONES: dict[Team | None, Tone] = {Team.MARKETING: "mk", Team.SALES: "sl", None: ""}


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One line of the timeline: when, who from which team, what, and what was said besides."""

    at: datetime
    text: str
    tone: Tone = ""
    by: str = ""
    team: str | LazyText = ""
    details: Sequence[str] = field(default=())


def event_by(
    user: User | None, *, at: datetime, text: str, details: Iterable[str] = (), tone: Tone | None = None
) -> Event:
    """An event of a person, in the colour of their team; of nobody for imported history."""
    team = user.team if user else None
    return Event(
        at=at,
        text=text,
        tone=tone if tone is not None else TONES[team],
        by=str(user) if user else _("Imported"),
        team=team.label if team else "",
        details=[detail for detail in details if detail],
    )


def events_of(about: Brief) -> list[Event]:
    """The life of the lead as sales may see it, newest first."""
    events = [
        _intake(about),
        *(_handoff(handoff, is_grade_shown=about.is_rated) for handoff in about.handoffs),
        *(_answer(answer) for answer in about.answers),
        *sales_events(about.attempts, about.ratings, about.outcomes),
    ]
    return sorted(events, key=lambda event: event.at, reverse=True)


def sales_events(
    attempts: Sequence[ContactAttempt], ratings: Sequence[Rating], outcomes: Sequence[Outcome]
) -> Iterator[Event]:
    """What sales said of the lead, in no order."""
    rated_at = {rating.rated_at for rating in ratings}
    yield from (_attempt(one, with_rating=one.happened_at in rated_at) for one in attempts)
    yield from (_rating(one, is_correction=one is not ratings[-1]) for one in ratings)
    yield from (_outcome(one) for one in outcomes)


def _intake(about: Brief) -> Event:
    lead = about.lead
    way = _("Enquiry through “%(cta)s”") % {"cta": lead.cta} if lead.cta else _("Enquiry, imported")
    return Event(at=lead.received_at, text=way, tone="mk", team=Team.MARKETING.label, by=lead.campaign.name)


def _handoff(handoff: Handoff, *, is_grade_shown: bool) -> Event:
    text = _("Handed to %(rep)s") % {"rep": handoff.to_user} if handoff.to_user else _("Handed to the pool")
    grade = _("Marketing's grade: %(grade)s") % {"grade": handoff.get_grade_display()}
    details = [handoff.note, grade if is_grade_shown else ""]
    return event_by(handoff.from_user, at=handoff.created_at, text=text, details=details)


def _answer(answer: HandoffAnswer) -> Event:
    reason = _("Reason: %(reason)s") % {"reason": answer.reason} if answer.reason else ""
    text = Answer(answer.kind).label
    return event_by(answer.user, at=answer.created_at, text=str(text), details=[reason, answer.text])


def _attempt(attempt: ContactAttempt, *, with_rating: bool) -> Event:
    channel = attempt.get_channel_display()
    text = (_("%(channel)s: reached") if attempt.was_reached else _("%(channel)s: not reached")) % {
        "channel": channel
    }
    implied = _("Recorded together with the rating") if with_rating else ""
    return event_by(attempt.user, at=attempt.happened_at, text=text, details=[attempt.note, implied])


def _rating(rating: Rating, *, is_correction: bool) -> Event:
    quality = rating.get_quality_display()
    text = (_("Rating corrected: %(quality)s") if is_correction else _("Rated: %(quality)s")) % {
        "quality": quality
    }
    return event_by(rating.user, at=rating.rated_at, text=text, details=rating_details(rating))


def rating_details(rating: Rating) -> Iterator[str]:
    """Everything a rating says besides its quality, each as a line; facts nobody gave are left out."""
    if rating.potential:
        yield _("Potential customer: %(potential)s") % {"potential": rating.get_potential_display()}
    if rating.fit:
        yield _("Expectation: %(fit)s") % {"fit": rating.get_fit_display()}
    for promise in rating.misleading_promises.all():
        yield _("Misleading promise: %(promise)s") % {"promise": promise}
    if rating.reason is not None:
        yield _("Reason: %(reason)s") % {"reason": rating.reason}
    needs = [str(need) for need in rating.needs.all()] + [rating.need_text]
    if named := ", ".join(need for need in needs if need):
        yield _("Needs: %(needs)s") % {"needs": named}
    if rating.note:
        yield rating.note


def _outcome(outcome: Outcome) -> Event:
    return event_by(
        outcome.user,
        at=outcome.decided_at,
        text=outcome_text(outcome),
        details=outcome_details(outcome),
        tone="ok" if outcome.kind == OutcomeKind.WON else None,
    )


def outcome_text(outcome: Outcome) -> str:
    """“Won: 1.234,50 €”, “Lost”, “Open again”."""
    if outcome.value_cents is None:
        return outcome.get_kind_display()
    value = format_cents(outcome.value_cents, get_language() or "de", company_currency())
    return _("Won: %(value)s") % {"value": value}


def outcome_details(outcome: Outcome) -> Iterator[str]:
    if outcome.reason is not None:
        yield _("Reason: %(reason)s") % {"reason": outcome.reason}
    if outcome.competitor:
        yield _("Competitor: %(competitor)s") % {"competitor": outcome.competitor}
    if outcome.reason_text:
        yield outcome.reason_text
