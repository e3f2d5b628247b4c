"""What handoffs tell people, each in the language they chose."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.kinds import Kind
from accounts.models import Team, User
from accounts.services import notify
from handoff.models import Handoff, Reason
from leads.models import Lead
from values.contacts import quote


def lead_path(lead: Lead) -> str:
    """Where both teams read about a lead."""
    return reverse("lead", args=[lead.pk])


def tell_handed_over(*, lead: Lead, handoff: Handoff) -> None:
    """Tell the rep; a lead in the pool is told to nobody, the inbox shows it."""
    if handoff.to_user is None:
        return
    with translation.override(handoff.to_user.language):
        notify(
            user=handoff.to_user,
            kind=Kind.LEAD_HANDED_OVER,
            title=_("New lead for you: %(person)s") % {"person": _name(lead)},
            body=_("%(sender)s handed it over. Enquiry of %(when)s. Campaign: %(campaign)s.")
            % {
                "sender": handoff.from_user,
                "when": _received(lead, handoff.to_user),
                "campaign": lead.campaign,
            }
            + quote(handoff.note),
            path=lead_path(lead),
        )


def tell_accepted_for(*, lead: Lead, by: User) -> None:
    """Tell the rep that their sales lead has accepted for them: it is theirs to call now."""
    rep = lead.assigned_to
    if rep is None or rep == by:
        return
    with translation.override(rep.language):
        notify(
            user=rep,
            kind=Kind.LEAD_ACCEPTED_FOR,
            title=_("Accepted for you: %(person)s") % {"person": _name(lead)},
            body=_("%(sender)s accepted the lead for you. Please call. Campaign: %(campaign)s.")
            % {"sender": by, "campaign": lead.campaign},
            path=lead_path(lead),
        )


def tell_returned(*, lead: Lead, handoff: Handoff, by: User, reason: Reason, text: str) -> None:
    """Tell marketing why a lead came back."""
    receiver = find_marketer(lead, handoff)
    if receiver is None:
        return
    with translation.override(receiver.language):
        notify(
            user=receiver,
            kind=Kind.LEAD_RETURNED,
            title=_("Lead returned: %(person)s") % {"person": _name(lead)},
            body=_("%(rep)s gave the reason “%(reason)s”. Campaign: %(campaign)s.")
            % {"rep": by, "reason": reason, "campaign": lead.campaign}
            + quote(text),
            path=lead_path(lead),
        )


def tell_taken_back(*, lead: Lead, handoff: Handoff, by: User) -> None:
    """Tell the rep that what they were told of is no longer theirs; it cannot be opened by them any more."""
    if handoff.to_user is None or handoff.to_user == by:
        return
    with translation.override(handoff.to_user.language):
        notify(
            user=handoff.to_user,
            kind=Kind.LEAD_TAKEN_BACK,
            title=_("Taken back: %(person)s") % {"person": _name(lead)},
            body=_("%(sender)s took the hand-over back. You need do nothing. Campaign: %(campaign)s.")
            % {"sender": by, "campaign": lead.campaign},
            path=reverse("inbox"),
        )


def tell_return_taken_back(*, lead: Lead, handoff: Handoff, by: User) -> None:
    """Tell marketing that sales works on it after all."""
    receiver = find_marketer(lead, handoff)
    if receiver is None:
        return
    with translation.override(receiver.language):
        notify(
            user=receiver,
            kind=Kind.LEAD_RETURN_TAKEN_BACK,
            title=_("Not returned after all: %(person)s") % {"person": _name(lead)},
            body=_("%(rep)s took the return back. You need do nothing. Campaign: %(campaign)s.")
            % {"rep": by, "campaign": lead.campaign},
            path=lead_path(lead),
        )


def tell_asked(*, lead: Lead, handoff: Handoff, by: User, text: str) -> None:
    """Tell marketing that sales waits for a reply."""
    receiver = find_marketer(lead, handoff)
    if receiver is None:
        return
    with translation.override(receiver.language):
        notify(
            user=receiver,
            kind=Kind.LEAD_QUESTION,
            title=_("Question about %(person)s") % {"person": _name(lead)},
            body=_("%(rep)s asks. Campaign: %(campaign)s.") % {"rep": by, "campaign": lead.campaign}
            + quote(text),
            path=lead_path(lead),
        )


def tell_replied(*, lead: Lead, receiver: User, by: User, text: str) -> None:
    """Tell the rep who asked what marketing says."""
    with translation.override(receiver.language):
        notify(
            user=receiver,
            kind=Kind.LEAD_REPLY,
            title=_("Reply about %(person)s") % {"person": _name(lead)},
            body=_("%(sender)s replied.") % {"sender": by} + quote(text),
            path=lead_path(lead),
        )


def find_marketer(lead: Lead, handoff: Handoff) -> User | None:
    """Who hears from sales: the marketer who handed the lead over last, else the campaign's owner."""
    handoffs = lead.handoffs.filter(pk__lte=handoff.pk).select_related("from_user")
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
