"""What feedback tells people, worded in the language of the one who reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.kinds import Kind
from accounts.models import Team, User
from accounts.own_company import company_currency
from accounts.permissions import TABLE, Action
from accounts.services import notify
from feedback.models import (
    AnswerStep,
    CampaignAnswer,
    CampaignJudgement,
    Dispute,
    FollowUp,
    Outcome,
    OutcomeKind,
    Rating,
    Verdict,
)
from handoff.notifications import find_sender, tell_with_deputy
from leads.models import Lead
from values.contacts import hide_contacts, quote
from values.money import format_cents
from values.text import nest_quotes


def tell_owner_of_rating(rating: Rating) -> None:
    """Tell the campaign's owner what sales thinks of a lead; the words carry no personal data."""
    campaign = rating.lead.campaign
    owner = campaign.owner
    if owner is None or not owner.is_active or owner.pk == rating.user_id:
        return

    def word(_reader: User) -> tuple[str, str]:
        title = _("Sales rated a lead of “%(campaign)s”: %(quality)s")
        values = {"campaign": nest_quotes(campaign.name[:120]), "quality": rating.quality}
        return title % values, _rating_in_words(rating)

    tell_with_deputy(user=owner, kind=Kind.LEAD_RATED, word=word, path=reverse("lead", args=[rating.lead_id]))


def _rating_in_words(rating: Rating) -> str:
    lines = [
        _("Quality: %(quality)s") % {"quality": rating.get_quality_display()},
        _("Potential customer: %(potential)s") % {"potential": rating.get_potential_display()},
        rating.get_fit_display(),
    ]
    if rating.reason is not None:
        lines.append(_("Reason: %(reason)s") % {"reason": rating.reason})
    lines += [
        _("Misleading promise: %(promise)s") % {"promise": promise}
        for promise in rating.misleading_promises.all()
    ]
    return "\n".join(lines)


_ENDS: Final = {
    OutcomeKind.WON: gettext_lazy("Won: %(person)s"),
    OutcomeKind.LOST: gettext_lazy("Lost: %(person)s"),
    OutcomeKind.REOPENED: gettext_lazy("Open again: %(person)s"),
}


def tell_sender_of_outcome(outcome: Outcome) -> None:
    """Tell whoever handed the lead over how it ended, or that it is open again."""
    _tell_sender(
        outcome, Kind.LEAD_OUTCOME, _ENDS[OutcomeKind(outcome.kind)], lambda: _outcome_in_words(outcome)
    )


def tell_sender_of_outcome_taken_back(outcome: Outcome, *, by: User) -> None:
    """Tell whoever was told of an outcome that it does not hold."""

    def word() -> str:
        said = {"rep": by, "kind": outcome.get_kind_display(), "campaign": outcome.lead.campaign}
        return _("%(rep)s took this outcome back: %(kind)s. Campaign: %(campaign)s.") % said

    _tell_sender(outcome, Kind.LEAD_OUTCOME_TAKEN_BACK, gettext_lazy("Outcome taken back: %(person)s"), word)


def _tell_sender(outcome: Outcome, kind: Kind, title: str | Promise, say: Callable[[], str]) -> None:
    reader = find_sender(outcome.lead)
    if reader is None or reader.pk == outcome.user_id:
        return

    def word(_reader: User) -> tuple[str, str]:
        return str(title) % {"person": outcome.lead.contact.title[:120]}, say()

    tell_with_deputy(
        user=reader, kind=kind, word=word, path=reverse("lead", args=[outcome.lead_id]), by=outcome.user
    )


def _outcome_in_words(outcome: Outcome) -> str:
    said = {"rep": outcome.user, "campaign": outcome.lead.campaign}
    lines = [_("%(rep)s recorded it. Campaign: %(campaign)s.") % said]
    if outcome.sum_cents is not None:
        value = format_cents(outcome.sum_cents, get_language() or "de", company_currency())
        lines.append(_("Value: %(value)s") % {"value": value})
    if outcome.reason is not None:
        lines.append(_("Reason: %(reason)s") % {"reason": outcome.reason})
    if outcome.lost_to:
        lines.append(_("Competitor: %(competitor)s") % {"competitor": hide_contacts(outcome.lost_to)})
    return "\n".join(lines) + quote(outcome.reason_text)


def tell_questioned(dispute: Dispute) -> None:
    """Tell who rated, whoever has the lead now, and those who settle it."""
    settlers = User.objects.active().filter(role__in=TABLE[Action.SETTLE_RATINGS])
    title = gettext_lazy("Rating questioned: %(person)s")
    words = gettext_lazy("%(by)s questions the rating %(quality)s. It counts until it is settled.")
    for reader in _once([*_sales_of(dispute), *settlers], but=dispute.user):
        _tell_of(dispute, reader, Kind.RATING_QUESTIONED, title, words, quoting=dispute.text)


def tell_withdrawn(dispute: Dispute) -> None:
    """Tell those in sales who were told of it that nothing is questioned any more."""
    title = gettext_lazy("Rating no longer questioned: %(person)s")
    words = gettext_lazy("%(by)s has withdrawn the question. The rating %(quality)s stands.")
    for reader in _once(_sales_of(dispute), but=dispute.user):
        _tell_of(dispute, reader, Kind.RATING_QUESTION_WITHDRAWN, title, words)


_SETTLED: Final = {
    Verdict.STAYS: (
        gettext_lazy("The rating stays: %(person)s"),
        gettext_lazy("Sales and marketing agree: the rating %(quality)s stays."),
    ),
    Verdict.WRONG: (
        gettext_lazy("To be rated anew: %(person)s"),
        gettext_lazy(
            "Sales and marketing agree: the rating %(quality)s was wrong. It counts until sales rates anew."
        ),
    ),
}


def tell_settled(dispute: Dispute, verdict: Verdict) -> None:
    """Tell whoever questioned it and sales what both teams say; where it was wrong, to rate it anew."""
    newest = (dispute.newest_word(team) for team in (Team.SALES, Team.MARKETING))
    said = "\n".join(f"{word.user}: {word.text}" for word in newest if word is not None)
    for reader in _once([dispute.user, *_sales_of(dispute)], but=None):
        _tell_of(dispute, reader, Kind.RATING_SETTLED, *_SETTLED[verdict], quoting=said)


def tell_rated_anew(dispute: Dispute, rating: Rating) -> None:
    """Tell whoever questioned the rating before that there is a new one; that settles it."""
    words = gettext_lazy("%(rep)s rated anew: %(new)s instead of %(quality)s. That answers your question.")
    said = {"rep": rating.user, "new": rating.quality}
    title = gettext_lazy("Rated anew: %(person)s")
    _tell_of(dispute, dispute.user, Kind.RATING_ANEW, title, words, quoting=rating.note, **said)


def tell_question_ended(dispute: Dispute) -> None:
    """Tell whoever questioned a rating that it was taken back."""
    title = gettext_lazy("Rating taken back: %(person)s")
    words = gettext_lazy("Sales has taken the rating %(quality)s back; nothing is left to be questioned.")
    _tell_of(dispute, dispute.user, Kind.RATING_QUESTION_ENDED, title, words)


def _tell_of(
    dispute: Dispute,
    reader: User,
    kind: Kind,
    title: str | Promise,
    words: str | Promise,
    *,
    quoting: str = "",
    **more: object,
) -> None:
    """Word it for one reader; nobody is told who cannot sign in any more."""
    if not reader.is_active:
        return
    said = {"by": dispute.user, "quality": dispute.rating.quality, **more}
    with translation.override(reader.language):
        campaign = _("Campaign: %(campaign)s.") % {"campaign": dispute.lead.campaign}
        notify(
            user=reader,
            kind=kind,
            title=str(title) % {"person": dispute.lead.contact.title[:120]},
            body=f"{str(words) % said} {campaign}" + quote(quoting),
            path=reverse("lead", args=[dispute.lead_id]),
        )


def _sales_of(dispute: Dispute) -> list[User]:
    """Who rated and whoever has the lead now, of those who may see it."""
    people = [dispute.rating.user, dispute.lead.assigned_to]
    seen = Lead.objects.filter(pk=dispute.lead_id)
    return [one for one in people if one and one.is_active and seen.visible_to(one).exists()]


def _once(people: Iterable[User], *, but: User | None) -> list[User]:
    """Each of them once, in their order."""
    return [one for one in dict.fromkeys(people) if one != but]


def tell_follow_up_due(follow_up: FollowUp) -> None:
    """Remind whoever the lead lies with and whoever stands in, each by their clock."""
    lead = follow_up.lead
    rep = lead.assigned_to
    if rep is None:
        return

    def word(reader: User) -> tuple[str, str]:
        with timezone.override(ZoneInfo(reader.time_zone)):
            said = {"when": follow_up.planned, "user": follow_up.user, "campaign": lead.campaign}
        title = _("Follow-up: %(person)s") % {"person": lead.contact.title[:120]}
        return title, _follow_up_in_words(follow_up, rep, reader) % said + quote(follow_up.note)

    tell_with_deputy(user=rep, kind=Kind.FOLLOW_UP_DUE, word=word, path=reverse("lead", args=[lead.pk]))


def _follow_up_in_words(follow_up: FollowUp, rep: User, reader: User) -> str:
    if follow_up.user_id == reader.pk:
        return _("You wanted to come back to it: %(when)s. Campaign: %(campaign)s.")
    if reader == rep:
        return _("%(user)s set it for you: %(when)s. Campaign: %(campaign)s.")
    return _("%(user)s set it: %(when)s. Campaign: %(campaign)s.")


_ANSWERED: Final = {
    AnswerStep.SEEN: gettext_lazy("Marketing has seen what you rated: %(subject)s"),
    AnswerStep.ANSWERED: gettext_lazy("Marketing answers what you rated: %(subject)s"),
    AnswerStep.CHANGED: gettext_lazy("Marketing has changed what you rated: %(subject)s"),
    AnswerStep.UNCHANGED: gettext_lazy("Marketing does not change what you rated, and says why: %(subject)s"),
}


_ANSWERED_JUDGEMENT: Final = {
    AnswerStep.SEEN: gettext_lazy("Marketing has seen what you say of the ads: %(subject)s"),
    AnswerStep.ANSWERED: gettext_lazy("Marketing answers what you say of the ads: %(subject)s"),
    AnswerStep.CHANGED: gettext_lazy("Marketing has changed what you say of the ads: %(subject)s"),
    AnswerStep.UNCHANGED: gettext_lazy(
        "Marketing changes nothing of what you say of the ads, and says why: %(subject)s"
    ),
}


def tell_answered(answer: CampaignAnswer, raters: Iterable[User]) -> None:
    """Tell those whose ratings say so what marketing answers; of leads and other people it says nothing."""
    _tell_answer(answer, raters, _ANSWERED)


def tell_judges_answered(answer: CampaignAnswer, judges: Iterable[User]) -> None:
    """The same to those who say so of the ads without a lead."""
    _tell_answer(answer, judges, _ANSWERED_JUDGEMENT)


def _tell_answer(
    answer: CampaignAnswer, readers: Iterable[User], texts: Mapping[AnswerStep, str | Promise]
) -> None:
    for reader in readers:
        if not reader.is_active:
            continue
        with translation.override(reader.language):
            campaign = _("Campaign: %(campaign)s.") % {"campaign": answer.campaign}
            notify(
                user=reader,
                kind=Kind.CAMPAIGN_ANSWERED,
                title=str(texts[AnswerStep(answer.step)]) % {"subject": answer.subject_name},
                body=campaign + quote(answer.text),
                path=reverse("campaign", args=[answer.campaign_id]),
            )


def tell_owner_of_judgement(judgement: CampaignJudgement) -> None:
    """Tell the campaign's owner what somebody of sales thinks of the ads, or no longer says of them."""
    campaign = judgement.campaign
    owner = campaign.owner
    if owner is None or not owner.is_active or owner.pk == judgement.user_id:
        return

    def word(_reader: User) -> tuple[str, str]:
        said = {
            "campaign": nest_quotes(campaign.name[:120]),
            "person": judgement.user,
            "fit": judgement.get_fit_display(),
        }
        if not judgement.fit:
            title = _("No longer said of the ads of “%(campaign)s”")
            return title % said, _("%(person)s has taken back what they said of these ads.") % said
        named = judgement.promises.all()
        lines = [
            _("%(person)s says so of the ads themselves. It is about no lead and is no rating.") % said,
            *(_("Promise: %(promise)s") % {"promise": promise} for promise in named),
        ]
        title = _("Sales on the ads of “%(campaign)s”: %(fit)s")
        return title % said, "\n".join(lines) + quote(judgement.text)

    path = reverse("feedback:judgement", args=[campaign.pk])
    tell_with_deputy(user=owner, kind=Kind.CAMPAIGN_JUDGED, word=word, path=path)
