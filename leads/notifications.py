"""What leads tell people, worded in the language of the one who reads it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.kinds import Kind
from accounts.models import TeamEvent, User
from accounts.services import announce, notify
from campaigns.models import CallToAction
from leads.models import Lead, LeadKind, PutAside
from values.text import nest_quotes


def tell_refused(row: PutAside) -> None:
    """Tell whoever sent it, else the campaign's owner, that an enquiry became no lead; names no person."""
    cta = CallToAction.objects.select_related("campaign__owner").filter(pk=row.enquiry["cta_id"]).first()
    reader = _find_reader(row, cta)
    if reader is None:
        return
    with translation.override(reader.language):
        came = timezone.localtime(row.came_at, ZoneInfo(reader.time_zone))
        title = _("The enquiry of %(when)s could not be taken in")
        notify(
            user=reader,
            kind=Kind.ENQUIRY_REFUSED,
            title=title % {"when": date_format(came, "SHORT_DATETIME_FORMAT")},
            body=_("Call-to-action: %(cta)s. %(why)s") % {"cta": cta or "–", "why": row.refusal},
            path=reverse("leads:put_aside"),
        )


def announce_lead(lead: Lead, *events: TeamEvent, words: str | Promise, **said: object) -> None:
    """Let the teams' chats have a line about a real lead, called by its campaign and no other name.

    `words` are put into the language of each chat; they name the `campaign` and whatever else is `said`.
    """
    if lead.kind != LeadKind.REAL:
        return

    def word() -> str:
        return str(words) % {"campaign": nest_quotes(lead.campaign), **said}

    announce(*events, word=word, path=reverse("lead", args=[lead.pk]))


def _find_reader(row: PutAside, cta: CallToAction | None) -> User | None:
    owner = cta.campaign.owner if cta else None
    return next((user for user in (row.user, owner) if user is not None and user.is_active), None)
