"""What feedback tells people, worded in the language of the one who reads it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.kinds import Kind
from accounts.services import notify
from feedback.models import FollowUp, Rating
from values.contacts import quote


def tell_owner_of_rating(rating: Rating) -> None:
    """Tell the campaign's owner what sales thinks of a lead; the words carry no personal data."""
    campaign = rating.lead.campaign
    owner = campaign.owner
    if owner is None or not owner.is_active or owner.pk == rating.user_id:
        return
    with translation.override(owner.language):
        notify(
            user=owner,
            kind=Kind.LEAD_RATED,
            title=_("Sales rated a lead of “%(campaign)s”: %(quality)s")
            % {"campaign": campaign.name[:120], "quality": rating.quality},
            body=_rating_in_words(rating),
            path=reverse("lead", args=[rating.lead_id]),
        )


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
    """Remind whoever the lead lies with, by their clock; nobody where it lies with nobody."""
    lead = follow_up.lead
    reader = lead.assigned_to
    if reader is None:
        return
    with translation.override(reader.language), timezone.override(ZoneInfo(reader.time_zone)):
        said = {"when": follow_up.planned, "user": follow_up.user, "campaign": lead.campaign}
        if follow_up.user_id == reader.pk:
            words = _("You wanted to come back to it: %(when)s. Campaign: %(campaign)s.")
        else:
            words = _("%(user)s set it for you: %(when)s. Campaign: %(campaign)s.")
        notify(
            user=reader,
            kind=Kind.FOLLOW_UP_DUE,
            title=_("Follow-up: %(person)s") % {"person": lead.contact.title[:120]},
            body=words % said + quote(follow_up.note),
            path=reverse("lead", args=[lead.pk]),
        )
