"""What handoffs and absences tell people, each in the language they chose."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.kinds import Kind
from accounts.models import Role, Team, TeamEvent, User
from accounts.own_company import today
from accounts.services import announce, notify
from handoff.deputies import find_deputy
from handoff.models import Absence, Handoff, Reason
from leads.filters import WITH_SALES
from leads.life import LeadStage, stands_in
from leads.models import Lead
from leads.notifications import announce_lead
from pages.addresses import address
from values.contacts import quote

# Title and body for this reader, worded in the active language.
Word = Callable[[User], tuple[str, str]]


def lead_path(lead: Lead) -> str:
    """Where both teams read about a lead."""
    return reverse("lead", args=[lead.pk])


def tell_with_deputy(*, user: User, kind: Kind, word: Word, path: str, by: User | None = None) -> None:
    """Tell one person, and while they are away whoever stands in, each in their own language.

    `by` did it and need not hear of it.
    """
    _tell(user, kind=kind, word=word, path=path)
    deputy = find_deputy(user)
    if deputy is not None and deputy != by:
        _tell(deputy, kind=kind, word=lambda reader: _for_absent(user, *word(reader)), path=path)


def _tell(reader: User, *, kind: Kind, word: Word, path: str) -> None:
    with translation.override(reader.language):
        title, body = word(reader)
        notify(user=reader, kind=kind, title=title, body=body, path=path)


def _for_absent(person: User, title: str, body: str) -> tuple[str, str]:
    said = _("For %(person)s, who is away: %(title)s") % {"person": person, "title": title}
    return said, body


def tell_handed_over(*, lead: Lead, handoff: Handoff) -> None:
    """Tell the rep; a lead in the pool is told to no person, the inbox shows it, but to the teams' chats."""
    if handoff.to_user is None:
        words = gettext_lazy("A lead of “%(campaign)s” waits in the pool, put there by %(person)s.")
        announce_lead(lead, TeamEvent.POOL, words=words, person=handoff.from_user)
        return

    def word(reader: User) -> tuple[str, str]:
        title = _("New lead for you: %(person)s") if reader == handoff.to_user else _("New lead: %(person)s")
        body = _("%(sender)s handed it over. Enquiry of %(when)s. Campaign: %(campaign)s.")
        said = {
            "sender": handoff.from_user,
            "when": _received(lead, reader),
            "campaign": lead.campaign,
        }
        return title % {"person": _name(lead)}, body % said + quote(handoff.note)

    tell_with_deputy(
        user=handoff.to_user,
        kind=Kind.LEAD_HANDED_OVER,
        word=word,
        path=lead_path(lead),
        by=handoff.from_user,
    )


def tell_accepted_for(*, lead: Lead, by: User) -> None:
    """Tell the rep that somebody who may has accepted for them: it is theirs to call now."""
    rep = lead.assigned_to
    if rep is None or rep == by:
        return

    def word(_reader: User) -> tuple[str, str]:
        body = _("%(sender)s accepted the lead for you. Please call. Campaign: %(campaign)s.")
        title = _("Accepted for you: %(person)s") % {"person": _name(lead)}
        return title, body % {"sender": by, "campaign": lead.campaign}

    _tell(rep, kind=Kind.LEAD_ACCEPTED_FOR, word=word, path=lead_path(lead))


def tell_returned(*, lead: Lead, handoff: Handoff, by: User, reason: Reason, text: str) -> None:
    """Tell marketing why a lead came back."""
    words = gettext_lazy("%(person)s returned a lead of “%(campaign)s”: %(reason)s")
    announce_lead(lead, TeamEvent.RETURNED, words=words, person=by, reason=reason)
    receiver = find_marketer(lead, handoff)
    if receiver is None:
        return

    def word(_reader: User) -> tuple[str, str]:
        body = _("%(rep)s gave the reason “%(reason)s”. Campaign: %(campaign)s.")
        said = body % {"rep": by, "reason": reason, "campaign": lead.campaign}
        return _("Lead returned: %(person)s") % {"person": _name(lead)}, said + quote(text)

    tell_with_deputy(user=receiver, kind=Kind.LEAD_RETURNED, word=word, path=lead_path(lead))


def tell_taken_back(*, lead: Lead, handoff: Handoff, by: User) -> None:
    """Tell the rep that what they were told of is no longer theirs; it cannot be opened by them any more."""
    if handoff.to_user is None:
        words = gettext_lazy("%(person)s took a lead of “%(campaign)s” back from the pool.")
        announce_lead(lead, TeamEvent.POOL, words=words, person=by)
        return
    if handoff.to_user == by:
        return

    def word(_reader: User) -> tuple[str, str]:
        body = _("%(sender)s took the hand-over back. You need do nothing. Campaign: %(campaign)s.")
        title = _("Taken back: %(person)s") % {"person": _name(lead)}
        return title, body % {"sender": by, "campaign": lead.campaign}

    tell_with_deputy(user=handoff.to_user, kind=Kind.LEAD_TAKEN_BACK, word=word, path=reverse("inbox"), by=by)


def tell_return_taken_back(*, lead: Lead, handoff: Handoff, by: User) -> None:
    """Tell marketing that sales works on it after all."""
    words = gettext_lazy("%(person)s took back the return of a lead of “%(campaign)s”.")
    announce_lead(lead, TeamEvent.RETURNED, words=words, person=by)
    receiver = find_marketer(lead, handoff)
    if receiver is None:
        return

    def word(_reader: User) -> tuple[str, str]:
        body = _("%(rep)s took the return back. You need do nothing. Campaign: %(campaign)s.")
        title = _("Not returned after all: %(person)s") % {"person": _name(lead)}
        return title, body % {"rep": by, "campaign": lead.campaign}

    tell_with_deputy(user=receiver, kind=Kind.LEAD_RETURN_TAKEN_BACK, word=word, path=lead_path(lead))


def tell_asked(*, lead: Lead, handoff: Handoff, by: User, text: str) -> None:
    """Tell marketing that sales waits for a reply."""
    words = gettext_lazy("%(person)s asks about a lead of “%(campaign)s”.")
    announce_lead(lead, TeamEvent.QUESTION, words=words, person=by)
    receiver = find_marketer(lead, handoff)
    if receiver is None:
        return

    def word(_reader: User) -> tuple[str, str]:
        said = _("%(rep)s asks. Campaign: %(campaign)s.") % {"rep": by, "campaign": lead.campaign}
        return _("Question about %(person)s") % {"person": _name(lead)}, said + quote(text)

    tell_with_deputy(user=receiver, kind=Kind.LEAD_QUESTION, word=word, path=lead_path(lead))


def tell_replied(*, lead: Lead, receiver: User | None, by: User, text: str) -> None:
    """Tell the rep who asked what marketing says."""
    words = gettext_lazy("%(person)s replied to the question about a lead of “%(campaign)s”.")
    announce_lead(lead, TeamEvent.REPLY, words=words, person=by)
    if receiver is None:
        return

    def word(_reader: User) -> tuple[str, str]:
        said = _("%(sender)s replied.") % {"sender": by} + quote(text)
        return _("Reply about %(person)s") % {"person": _name(lead)}, said

    tell_with_deputy(user=receiver, kind=Kind.LEAD_REPLY, word=word, path=lead_path(lead))


def tell_absence_entered(*, absence: Absence, by: User) -> None:
    """Tell the deputy from when to when, and whoever is away if somebody else said it."""
    person, deputy = absence.person, absence.deputy
    values = {"person": person, "deputy": deputy, "by": by}
    if deputy is not None and deputy != by:

        def word_deputy(_reader: User) -> tuple[str, str]:
            body = _("You see and work on what lies with %(person)s meanwhile: %(days)s. Nothing is moved.")
            return _("You stand in for %(person)s") % values, body % {**values, "days": absence.days}

        _tell(deputy, kind=Kind.ABSENCE_DEPUTY, word=word_deputy, path=reverse("absences"))
    if person != by:

        def word_person(_reader: User) -> tuple[str, str]:
            title = _("%(by)s entered an absence of yours") % values
            return title, absence.days + (f"\n{_('Deputy: %(deputy)s') % values}" if deputy else "")

        _tell(person, kind=Kind.ABSENCE_ENTERED, word=word_person, path=reverse("absences"))


def tell_deputy_free(*, absence: Absence, deputy: User, by: User) -> None:
    """Tell somebody that they stand in no more."""
    if deputy == by:
        return

    def word(_reader: User) -> tuple[str, str]:
        title = _("You no longer stand in for %(person)s") % {"person": absence.person}
        return title, _("%(by)s has said so. You need do nothing.") % {"by": by}

    _tell(deputy, kind=Kind.ABSENCE_DEPUTY_FREE, word=word, path=reverse("absences"))


def tell_left_behind(person: User) -> None:
    """Somebody takes no leads any more: tell sales leads how many still lie there, where there are any.

    In a company without sales leads administrators hear it.
    """
    if person.is_active and person.team == Team.SALES:
        return
    count = person.leads.filter(stands_in(LeadStage.with_sales)).count()
    if not count:
        return
    path = address(reverse("lead_list"), stage=WITH_SALES, assigned=person.pk)

    def word_title() -> str:
        title = ngettext(
            "%(count)d open lead lies with %(person)s, who takes no leads any more",
            "%(count)d open leads lie with %(person)s, who takes no leads any more",
            count,
        )
        return title % {"count": count, "person": person}

    def word(_reader: User) -> tuple[str, str]:
        return word_title(), _("Please pass them on to somebody else.")

    announce(TeamEvent.LEFT_BEHIND, word=word_title, path=path)
    sales_leads = User.objects.active().filter(role=Role.SALES_LEAD).exclude(pk=person.pk)
    for reader in sales_leads or User.objects.administrators().exclude(pk=person.pk):
        _tell(reader, kind=Kind.LEADS_LEFT_BEHIND, word=word, path=path)


def tell_without_deputy(person: User) -> None:
    """Somebody left: tell whoever counted on them as a deputy that nobody stands in now."""
    absences = Absence.objects.not_over(today()).filter(deputy=person, person__is_active=True)
    for absence in absences.with_names():
        _tell_without_deputy(absence)


def _tell_without_deputy(absence: Absence) -> None:
    def word(_reader: User) -> tuple[str, str]:
        title = _("%(deputy)s cannot stand in for you any more") % {"deputy": absence.deputy}
        return title, _("Please choose another deputy. Your absence: %(days)s.") % {"days": absence.days}

    _tell(absence.person, kind=Kind.ABSENCE_WITHOUT_DEPUTY, word=word, path=reverse("absences"))


def find_marketer(lead: Lead, handoff: Handoff) -> User | None:
    """Who hears from sales: the marketer who handed the lead over last, else the campaign's owner."""
    handoffs = lead.handoffs.filter(is_move=False, pk__lte=handoff.pk).select_related("from_user")
    senders = [earlier.from_user for earlier in handoffs]
    people = [*(user for user in senders if user.team != Team.SALES), lead.campaign.owner]
    return next((user for user in people if user is not None and user.is_active), None)


def find_sender(lead: Lead) -> User | None:
    """The same where only the lead is at hand; nobody for a lead that was never handed over."""
    handoff = lead.handoffs.first()
    return find_marketer(lead, handoff) if handoff is not None else None


def _received(lead: Lead, reader: User) -> str:
    """The reader's day and time: whoever reads it tomorrow must not think that it was today."""
    return date_format(
        timezone.localtime(lead.received_at, ZoneInfo(reader.time_zone)), "SHORT_DATETIME_FORMAT"
    )


def _name(lead: Lead) -> str:
    return lead.contact.title[:120]
