"""What feedback tells people, worded in the language of the one who reads it."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import User
from feedback.models import FollowUp, Rating
from handoff.notifications import tell_with_deputy
from values.contacts import hide_contacts

LONGEST_QUOTE: Final = 500


def tell_owner_of_rating(rating: Rating) -> None:
    """Tell the campaign's owner what sales thinks of a lead; the words carry no personal data."""
    campaign = rating.lead.campaign
    owner = campaign.owner
    if owner is None or not owner.is_active or owner.pk == rating.user_id:
        return

    def word(_reader: User) -> tuple[str, str]:
        title = _("Sales rated a lead of “%(campaign)s”: %(quality)s")
        values = {"campaign": campaign.name[:120], "quality": rating.quality}
        return title % values, _rating_in_words(rating)

    tell_with_deputy(user=owner, kind="lead_rated", word=word, path=reverse("lead", args=[rating.lead_id]))


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
        return title, _follow_up_in_words(follow_up, rep, reader) % said + _quote(follow_up.note)

    tell_with_deputy(user=rep, kind="follow_up_due", word=word, path=reverse("lead", args=[lead.pk]))


def _follow_up_in_words(follow_up: FollowUp, rep: User, reader: User) -> str:
    if follow_up.user_id == reader.pk:
        return _("You wanted to come back to it: %(when)s. Campaign: %(campaign)s.")
    if reader == rep:
        return _("%(user)s set it for you: %(when)s. Campaign: %(campaign)s.")
    return _("%(user)s set it: %(when)s. Campaign: %(campaign)s.")


def _quote(note: str) -> str:
    """Mails are kept and forwarded: whoever may read an address or a number reads it in the portal."""
    return f"\n\n{Truncator(hide_contacts(note)).chars(LONGEST_QUOTE)}" if note else ""
