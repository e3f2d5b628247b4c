"""What the teams' chats hear of feedback: a line for each thing, naming no lead's person, quoting nobody."""

from __future__ import annotations

from typing import Final

from django.urls import reverse
from django.utils.functional import Promise, lazy
from django.utils.translation import get_language, gettext_lazy

from accounts.models import TeamEvent, User
from accounts.own_company import company_currency
from accounts.services import announce
from feedback.models import AnswerStep, CampaignAnswer, Dispute, Outcome, OutcomeKind, Rating, Verdict
from leads.notifications import announce_lead
from values.money import format_cents
from values.text import nest_quotes

_HEARD_AS: Final = {
    OutcomeKind.WON: (TeamEvent.WON,),
    OutcomeKind.LOST: (TeamEvent.LOST,),
    # Whoever heard of the one or the other hears that it does not hold.
    OutcomeKind.REOPENED: (TeamEvent.WON, TeamEvent.LOST),
}
_ENDS: Final = {
    OutcomeKind.WON: gettext_lazy("Won: a lead of “%(campaign)s”, recorded by %(person)s."),
    OutcomeKind.LOST: gettext_lazy("Lost: a lead of “%(campaign)s”, recorded by %(person)s."),
    OutcomeKind.REOPENED: gettext_lazy("Open again: a lead of “%(campaign)s”, recorded by %(person)s."),
}


def announce_outcome(outcome: Outcome) -> None:
    """Say how a lead ended, with the value or the reason where there is one."""
    kind = OutcomeKind(outcome.kind)
    words: str | Promise = _ENDS[kind]
    said: dict[str, object] = {"person": outcome.user}
    if outcome.sum_cents is not None:
        words = gettext_lazy("Won: a lead of “%(campaign)s” (%(value)s), recorded by %(person)s.")
        said["value"] = _amount(outcome.sum_cents)
    elif outcome.reason is not None:
        words = gettext_lazy("Lost: a lead of “%(campaign)s”, recorded by %(person)s. Reason: %(reason)s")
        said["reason"] = outcome.reason
    announce_lead(outcome.lead, *_HEARD_AS[kind], words=words, **said)


def _amount(cents: int) -> object:
    """In the language of each chat."""
    return lazy(lambda: format_cents(cents, get_language() or "de", company_currency()), str)()


def announce_outcome_taken_back(outcome: Outcome, *, by: User) -> None:
    """Say that it does not hold."""
    kind = OutcomeKind(outcome.kind)
    words = gettext_lazy("%(person)s took an outcome back: “%(kind)s”, of a lead of “%(campaign)s”.")
    announce_lead(outcome.lead, *_HEARD_AS[kind], words=words, person=by, kind=kind.label)


def announce_questioned(dispute: Dispute) -> None:
    """Say that a rating is questioned, and by whom."""
    words = gettext_lazy("%(person)s questions the rating %(quality)s of a lead of “%(campaign)s”.")
    _announce_dispute(dispute, words, person=dispute.user)


def announce_withdrawn(dispute: Dispute) -> None:
    """Say that it is not questioned any more."""
    words = gettext_lazy("%(person)s no longer questions the rating %(quality)s of a lead of “%(campaign)s”.")
    _announce_dispute(dispute, words, person=dispute.user)


_SETTLED: Final = {
    Verdict.STAYS: gettext_lazy(
        "Sales and marketing agree: the rating %(quality)s of a lead of “%(campaign)s” stays."
    ),
    Verdict.WRONG: gettext_lazy(
        "Sales and marketing agree: the rating %(quality)s of a lead of “%(campaign)s” was wrong."
    ),
}


def announce_settled(dispute: Dispute, verdict: Verdict) -> None:
    """Say what both teams say of it."""
    _announce_dispute(dispute, _SETTLED[verdict])


def announce_rated_anew(dispute: Dispute, rating: Rating) -> None:
    """Say that a new rating answers the question."""
    words = gettext_lazy(
        "%(person)s rated a lead of “%(campaign)s” anew: %(new)s instead of the questioned %(quality)s."
    )
    _announce_dispute(dispute, words, person=rating.user, new=rating.quality)


def announce_question_ended(dispute: Dispute) -> None:
    """Say that what was questioned was taken back."""
    words = gettext_lazy("The questioned rating %(quality)s of a lead of “%(campaign)s” was taken back.")
    _announce_dispute(dispute, words)


def _announce_dispute(dispute: Dispute, words: str | Promise, **said: object) -> None:
    announce_lead(dispute.lead, TeamEvent.DISPUTE, words=words, quality=dispute.rating.quality, **said)


_ANSWERED: Final = {
    AnswerStep.SEEN: gettext_lazy("%(person)s has seen what sales rated of “%(campaign)s”: %(subject)s"),
    AnswerStep.ANSWERED: gettext_lazy("%(person)s answers what sales rated of “%(campaign)s”: %(subject)s"),
    AnswerStep.CHANGED: gettext_lazy("%(person)s changed what sales rated of “%(campaign)s”: %(subject)s"),
    AnswerStep.UNCHANGED: gettext_lazy(
        "%(person)s does not change what sales rated of “%(campaign)s”, and says why: %(subject)s"
    ),
}


def announce_answer(answer: CampaignAnswer) -> None:
    """Say that marketing answers what ratings of a campaign say of a promise or a need."""
    words = _ANSWERED[AnswerStep(answer.step)]

    def word() -> str:
        campaign, subject = nest_quotes(answer.campaign), answer.promise or answer.need
        return str(words) % {"person": answer.user, "campaign": campaign, "subject": subject}

    path = reverse("campaign", args=[answer.campaign_id])
    announce(TeamEvent.ANSWER, word=word, path=path)
