from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, authorise
from campaigns.models import Need, Promise
from feedback import notifications
from feedback.errors import RatingConflict
from feedback.models import Rating
from feedback.services import disputes, standings
from feedback.services.attempts import record_first_contact
from feedback.services.checks import ACCEPTED, THEIRS
from handoff.models import Reason, ReasonUse
from leads.models import Lead
from leads.steps import Step
from values.checking import Findings
from values.columns import editable_columns, said_in, take
from values.errors import field_error
from values.text import require
from values.versions import find_conflicts, lock_row

RATE: Final = Step(Action.RATE_LEADS, (THEIRS, ACCEPTED))

# What is said in one rating, by column and list; two with equal words say the same.
Words = dict[str, Any]


@transaction.atomic
def rate(
    *,
    actor: User,
    lead: Lead,
    misleading_promises: Iterable[Promise] = (),
    needs: Iterable[Need] = (),
    expected_rating_id: int | None,
    is_from_mail: bool = False,
    **said: Any,
) -> Rating:
    """Append sales' word on a lead; the newest counts, so a correction is another rating.

    `said` are editable columns of Rating; potential, quality and fit must be among them. Also: logs the first
    contact when none was reached yet, makes the lead `rated` (a won or lost one stays so), tells the
    campaign's owner, and whoever questioned the rating before. `expected_rating_id` is the rating the person
    saw (None: none): another one since raises RatingConflict, except the same words by the same person (a
    double click): returned. Raises PermissionDenied, NotYours, NotAccepted, ValidationError by field.
    """
    authorise(actor, RATE.action)
    locked = lock_row(lead)
    RATE.require(actor, locked)
    promises = frozenset(misleading_promises)
    words = {
        **_read(locked, said, promises),
        "misleading_promises": promises,
        "needs": frozenset(need.current for need in needs),
    }
    if twin := said_meanwhile(actor=actor, lead=locked, words=words, expected_rating_id=expected_rating_id):
        return twin
    return _append(actor=actor, lead=locked, words=words, is_from_mail=is_from_mail)


def _read(lead: Lead, said: Mapping[str, Any], promises: Collection[Promise]) -> Words:
    """The columns in the form we keep; ValidationError by field with all that is wrong at once."""
    draft, findings = Rating(), Findings()
    take(draft, said, findings, reason=_check_reason)
    for name in ("potential", "fit"):  # blank in imported history only
        if name not in findings:
            with findings.collect():
                require(name, getattr(draft, name))
    with findings.collect():
        _check_promises(lead, promises)
    findings.raise_if_any()
    return said_in(draft)


def _check_reason(reason: Reason | None) -> Reason | None:
    if reason is not None and reason.use != ReasonUse.RATING:
        message = _("“%(reason)s” is not a reason for a rating.")
        raise field_error("reason", message % {"reason": reason}, "reason")
    return reason and reason.current


def _check_promises(lead: Lead, promises: Collection[Promise]) -> None:
    if foreign := sorted(promise.pk for promise in promises if promise.campaign_id != lead.campaign_id):
        message = _("Promise %(ids)s does not belong to the campaign of this lead.")
        ids = ", ".join(str(pk) for pk in foreign)
        raise field_error("misleading_promises", message % {"ids": ids}, "foreign")
    if unheard := sorted(str(one) for one in promises if not one.was_in_force_at(lead.received_at)):
        message = _("“%(promise)s” was not promised when this lead came in.")
        raise field_error("misleading_promises", message % {"promise": unheard[0]}, "unheard")


def said_meanwhile(*, actor: User, lead: Lead, words: Words, expected_rating_id: int | None) -> Rating | None:
    """None when nothing came since the form was opened; the newest when it says the same; else a conflict."""
    newest = lead.ratings.first()
    if (newest.pk if newest else None) == expected_rating_id:
        return None
    if newest is not None and newest.user_id == actor.pk and _words_of(newest) == words:
        return newest
    raise RatingConflict(newest, find_conflicts(newest or Rating(), words))


def _words_of(rating: Rating) -> Words:
    promises, needs = rating.misleading_promises.all(), rating.needs.all()
    return {**said_in(rating), "misleading_promises": frozenset(promises), "needs": frozenset(needs)}


def _append(*, actor: User, lead: Lead, words: Words, is_from_mail: bool) -> Rating:
    now = timezone.now()
    record_first_contact(actor=actor, lead=lead, at=now)
    before = lead.ratings.first()
    columns = {name: words[name] for name in editable_columns(Rating)}
    rating = Rating.objects.create(lead=lead, user=actor, rated_at=now, is_from_mail=is_from_mail, **columns)
    rating.misleading_promises.set(words["misleading_promises"])
    rating.needs.set(words["needs"])
    standings.refresh(lead)
    answered = disputes.end_by_rating(rating, before=before)
    if answered is None or answered.pk != lead.campaign.owner_id:
        notifications.tell_owner_of_rating(rating)
    return rating
