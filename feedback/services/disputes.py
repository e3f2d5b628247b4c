"""Marketing questions a rating; who leads sales and who manages both teams settle it together.

The rating counts all the while. Where both say that it was wrong, whoever has the lead is asked to rate it
anew: only a further rating changes what is said of a lead.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Team, User
from accounts.permissions import Action, authorise
from feedback import announcements, notifications
from feedback.errors import DisputeEnded, NothingToQuestion, RatedSince
from feedback.models import SETTLED, Dispute, DisputeEnd, DisputeWord, Rating, Verdict
from leads.models import Lead
from values.columns import clean_value
from values.versions import lock_row

OF_DISPUTE: Final = ("user", "rating__user", "lead__person", "lead__campaign", "lead__assigned_to")


@transaction.atomic
def question_rating(*, actor: User, lead: Lead, rating_id: int | None = None, text: str) -> Dispute:
    """Question the newest rating of a lead, saying why; sales and those who settle it are told.

    `rating_id` is the rating the person saw, where it is given: no other is questioned. The same words again
    by the same person change nothing (a double click). Raises PermissionDenied, RatedSince,
    NothingToQuestion, ValidationError (text).
    """
    authorise(actor, Action.QUESTION_RATINGS)
    text = clean_value(Dispute, "text", text)
    locked = lock_row(lead)
    newest = locked.ratings.select_related("user").first()
    if newest is None or rating_id not in (None, newest.pk):
        raise RatedSince
    if (open_one := find_open(locked)) is not None and (open_one.user_id, open_one.text) == (actor.pk, text):
        return open_one
    if refusal := why_not(newest):
        raise refusal
    dispute = Dispute.objects.create(lead=locked, rating=newest, user=actor, text=text)
    notifications.tell_questioned(dispute)
    announcements.announce_questioned(dispute)
    return dispute


def why_not(newest: Rating) -> NothingToQuestion | None:
    """What keeps the newest rating of a lead from being questioned; None where nothing does."""
    if newest.user_id is None:
        return NothingToQuestion(
            _("This rating comes from imported history, so nobody here can answer for it.")
        )
    for dispute in Dispute.objects.filter(rating=newest).select_related("user"):
        if dispute.is_open:
            message = _("%(person)s has questioned this rating already.")
            return NothingToQuestion(message % {"person": dispute.user})
        if dispute.ended_how in SETTLED:
            return NothingToQuestion(_("Both teams have settled this rating already."))
    return None


def find_open(lead: Lead) -> Dispute | None:
    """The open one of a lead, with all that is told of it."""
    return Dispute.objects.open().filter(lead=lead).select_related(*OF_DISPUTE).first()


@transaction.atomic
def settle(*, actor: User, lead: Lead, dispute_id: int | None = None, verdict: str, text: str) -> Dispute:
    """Append what the actor says for their team: sales by who leads it, else for marketing.

    Once the newest words of both teams agree it ends so; marketing and whoever has the lead are told. The
    same word again changes nothing (a double click). Raises PermissionDenied, DisputeEnded, ValidationError
    (verdict, text).
    """
    authorise(actor, Action.SETTLE_RATINGS)
    verdict = clean_value(DisputeWord, "verdict", verdict)
    text = clean_value(DisputeWord, "text", text)
    dispute = _lock_open(lead, dispute_id)
    team = speaks_for(actor)
    before = dispute.newest_word(team)
    if before is None or (before.user_id, before.verdict, before.text) != (actor.pk, verdict, text):
        DisputeWord.objects.create(dispute=dispute, user=actor, team=team, verdict=verdict, text=text)
    other = dispute.newest_word(Team.MARKETING if team == Team.SALES else Team.SALES)
    if other is not None and other.verdict == verdict:
        _end(dispute, how=DisputeEnd(verdict), by=actor)
        notifications.tell_settled(dispute, Verdict(verdict))
        announcements.announce_settled(dispute, Verdict(verdict))
    return dispute


def speaks_for(actor: User) -> Team:
    """Whose word it is: who leads sales speaks for sales, who manages both for marketing."""
    return Team.SALES if actor.team == Team.SALES else Team.MARKETING


@transaction.atomic
def withdraw(*, actor: User, lead: Lead, dispute_id: int | None = None) -> Dispute:
    """End one's own question without a word of anybody's; who was told of it hears that.

    Raises PermissionDenied for somebody else's, DisputeEnded.
    """
    authorise(actor, Action.QUESTION_RATINGS)
    dispute = _lock_open(lead, dispute_id)
    if dispute.user_id != actor.pk:
        raise PermissionDenied(_("Only who questioned this rating can withdraw that."))
    _end(dispute, how=DisputeEnd.WITHDRAWN, by=actor)
    notifications.tell_withdrawn(dispute)
    announcements.announce_withdrawn(dispute)
    return dispute


def end_by_rating(rating: Rating, *, before: Rating | None) -> User | None:
    """A new rating of a locked lead answers what was questioned of the one before; whoever did so is told.

    Returns that person.
    """
    questioned = Dispute.objects.filter(rating=before).select_related(*OF_DISPUTE).first() if before else None
    if questioned is None or not (questioned.is_open or questioned.ended_how == DisputeEnd.WRONG):
        return None
    if questioned.is_open:
        _end(questioned, how=DisputeEnd.RATED_ANEW, by=rating.user)
    notifications.tell_rated_anew(questioned, rating)
    announcements.announce_rated_anew(questioned, rating)
    return questioned.user


def end_by_undo(rating: Rating, *, by: User) -> None:
    """A rating of a locked lead is taken back: nothing is left to be questioned, and who did so is told."""
    dispute = find_open(rating.lead)
    if dispute is not None and dispute.rating_id == rating.pk:
        _end(dispute, how=DisputeEnd.TAKEN_BACK, by=by)
        notifications.tell_question_ended(dispute)
        announcements.announce_question_ended(dispute)


def end_by_imported_ratings(lead_ids: Collection[int]) -> None:
    """End what was questioned of locked leads for which a file brought a newer rating."""
    newer = Rating.objects.filter(lead=OuterRef("lead"), pk__gt=OuterRef("rating"))
    Dispute.objects.open().filter(Exists(newer), lead__in=lead_ids).update(
        ended_at=timezone.now(), ended_how=DisputeEnd.RATED_ANEW
    )


def _lock_open(lead: Lead, dispute_id: int | None) -> Dispute:
    """The open one, its lead locked; DisputeEnded where there is none, or not the one that was seen."""
    dispute = find_open(lock_row(lead))
    if dispute is None or dispute_id not in (None, dispute.pk):
        raise DisputeEnded
    return dispute


def _end(dispute: Dispute, *, how: DisputeEnd, by: User | None) -> None:
    dispute.ended_at, dispute.ended_how, dispute.ended_by = timezone.now(), how, by
    dispute.save(update_fields=["ended_at", "ended_how", "ended_by"])
