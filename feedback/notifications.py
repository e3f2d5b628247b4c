"""What feedback tells people, worded in the language of the one who reads it."""

from __future__ import annotations

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.services import notify
from feedback.models import Rating


def tell_owner_of_rating(rating: Rating) -> None:
    """Tell the campaign's owner what sales thinks of a lead; the words carry no personal data."""
    campaign = rating.lead.campaign
    owner = campaign.owner
    if owner is None or not owner.is_active or owner.pk == rating.user_id:
        return
    with translation.override(owner.language):
        notify(
            user=owner,
            kind="lead_rated",
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
