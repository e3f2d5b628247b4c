from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, authorise
from campaigns.models import Promise
from feedback import notifications
from feedback.errors import RatingConflict
from feedback.models import ExpectationFit, Need, Potential, Rating
from feedback.services import standings
from feedback.services.attempts import record_first_contact
from feedback.services.checks import ACCEPTED, THEIRS, check_choice, check_text
from handoff.models import Reason, ReasonUse
from leads.life import lock_lead
from leads.models import Grade, Lead
from leads.steps import Step

RATE: Final = Step(Action.RATE_LEADS, (THEIRS, ACCEPTED))


@dataclass(frozen=True, kw_only=True, slots=True)
class RatingWords:
    """What is said in one rating; two with equal words say the same."""

    potential: str
    quality: str
    fit: str
    reason: Reason | None
    need_text: str
    note: str
    promise_ids: frozenset[int]
    need_ids: frozenset[int]

    @classmethod
    def of(cls, rating: Rating) -> RatingWords:
        return cls(
            potential=rating.potential,
            quality=rating.quality,
            fit=rating.fit,
            reason=rating.reason,
            need_text=rating.need_text,
            note=rating.note,
            promise_ids=frozenset(rating.misleading_promises.values_list("pk", flat=True)),
            need_ids=frozenset(rating.needs.values_list("pk", flat=True)),
        )


@transaction.atomic
def rate(
    *,
    actor: User,
    lead: Lead,
    potential: str,
    quality: str,
    fit: str,
    misleading_promises: Iterable[Promise] = (),
    reason: Reason | None = None,
    needs: Iterable[Need] = (),
    need_text: str = "",
    note: str = "",
    expected_rating_id: int | None,
) -> Rating:
    """Append sales' word on a lead; the newest counts, so a correction is another rating.

    Also: logs the first contact when none was reached yet, makes the lead `rated` (a won or lost one stays
    so), tells the campaign's owner. `expected_rating_id` is the rating the person saw (None: none): another
    one since raises RatingConflict, except the same words by the same person (a double click): returned.
    Raises PermissionDenied, NotYours, NotAccepted, ValidationError by field.
    """
    authorise(actor, RATE.action)
    locked = lock_lead(lead)
    RATE.require(actor, locked)
    words = RatingWords(
        potential=potential,
        quality=quality,
        fit=fit,
        reason=reason,
        need_text=check_text(field="need_text", value=need_text, limit=300),
        note=check_text(field="note", value=note, limit=4000),
        promise_ids=frozenset(promise.pk for promise in misleading_promises),
        need_ids=frozenset(need.pk for need in needs),
    )
    check_words(lead=locked, words=words)
    if twin := said_meanwhile(actor=actor, lead=locked, words=words, expected_rating_id=expected_rating_id):
        return twin
    return _append(actor=actor, lead=locked, words=words)


def check_words(*, lead: Lead, words: RatingWords) -> None:
    """Refuse values outside the scales and lists; ValidationError by field, all that is wrong at once."""
    check_choice(field="potential", value=words.potential, allowed=Potential)
    check_choice(field="quality", value=words.quality, allowed=Grade)
    check_choice(field="fit", value=words.fit, allowed=ExpectationFit)
    promises = Promise.objects.filter(pk__in=words.promise_ids, campaign=lead.campaign_id)
    known = set(promises.values_list("pk", flat=True))
    if foreign := words.promise_ids - known:
        message = _("Promise %(ids)s does not belong to the campaign of this lead.")
        raise ValidationError({"misleading_promises": message % {"ids": _named(foreign)}})
    if words.reason is not None and words.reason.use != ReasonUse.RATING:
        message = _("“%(reason)s” is not a reason for a rating.")
        raise ValidationError({"reason": message % {"reason": words.reason}})
    listed = set(Need.objects.filter(pk__in=words.need_ids).values_list("pk", flat=True))
    if unlisted := words.need_ids - listed:
        message = _("Need %(ids)s is not in the kept list.")
        raise ValidationError({"needs": message % {"ids": _named(unlisted)}})


def _named(ids: Iterable[int]) -> str:
    return ", ".join(str(one) for one in sorted(ids))


def said_meanwhile(
    *, actor: User, lead: Lead, words: RatingWords, expected_rating_id: int | None
) -> Rating | None:
    """None when nothing came since the form was opened; the newest when it says the same; else a conflict."""
    newest = lead.ratings.first()
    if (newest.pk if newest else None) == expected_rating_id:
        return None
    if newest is not None and newest.user_id == actor.pk and RatingWords.of(newest) == words:
        return newest
    raise RatingConflict(newest)


def _append(*, actor: User, lead: Lead, words: RatingWords) -> Rating:
    now = timezone.now()
    record_first_contact(actor=actor, lead=lead, at=now)
    rating = Rating.objects.create(
        lead=lead,
        user=actor,
        potential=words.potential,
        quality=words.quality,
        fit=words.fit,
        reason=words.reason,
        need_text=words.need_text,
        note=words.note,
        rated_at=now,
    )
    rating.misleading_promises.set(words.promise_ids)
    rating.needs.set(words.need_ids)
    standings.refresh(lead)
    notifications.tell_owner_of_rating(rating)
    return rating
