"""Rating from a mail: a signed link to the three taps, for whoever reads their mail signed out on a phone.

It is bound to one handoff and one rep: once the lead lies elsewhere, it says so and does nothing. Nothing is
kept of it. Whoever is passed the mail could rate in the rep's name, as with any link of that kind, so it
shows no more than the mail did.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import may
from feedback.models import Rating
from feedback.services.ratings import RATE, rate
from handoff.models import Handoff
from handoff.services import accept_handoff
from leads.life import LeadStage
from leads.models import Lead
from values.mail_links import LinkEnded, MailLink
from values.versions import lock_row

RATING_LINK: Final = MailLink(salt="feedback.rating_link", valid_for=timedelta(days=30))


@dataclass(frozen=True, slots=True)
class Assignment:
    """A lead, the rep it lies with and the handoff by which it got there."""

    lead: Lead
    rep: User


def make_rating_secret(*, handoff: Handoff, rep: User) -> str:
    """What the link of a mail carries: about 60 characters that fit into an address."""
    return RATING_LINK.sign([handoff.pk, rep.pk])


def open_rating_link(secret: str) -> Assignment:
    """Return what the link is for. Raises LinkEnded, which says why it opens nothing any more."""
    handoff_id, rep_id = RATING_LINK.read(secret)
    rep = User.objects.active().filter(pk=rep_id).first()
    lead = Lead.objects.filter(handoffs=handoff_id).select_related("person", "campaign", "cta").first()
    if rep is None or lead is None or not may(rep, RATE.action):
        raise LinkEnded(_("This link does not work any more."))
    if not _lies_there(lead, rep=rep, handoff_id=handoff_id):
        raise LinkEnded(_("This lead is not with you any more: somebody else takes care of it. Thank you!"))
    return Assignment(lead, rep)


def _lies_there(lead: Lead, *, rep: User, handoff_id: int) -> bool:
    """Whether the lead still lies with this rep by this very handoff."""
    newest = lead.handoffs.order_by("-id").values_list("pk", flat=True).first()
    return lead.assigned_to_id == rep.pk and newest == handoff_id


@transaction.atomic
def rate_from_mail(*, secret: str, **said: Any) -> Rating:
    """Append the rep's word on the lead, accepting it first where nobody has; the first contact is logged.

    `said` as `rate` takes it. Raises LinkEnded, also where the lead went elsewhere while the page was open,
    and RatingConflict where it was rated by then: a link corrects nothing.
    """
    there = open_rating_link(secret)
    lock_row(there.lead)
    there = open_rating_link(secret)
    if there.lead.stage == LeadStage.HANDED_OVER:
        accept_handoff(actor=there.rep, lead=there.lead)
    return rate(actor=there.rep, lead=there.lead, **{**said, "expected_rating_id": None}, is_from_mail=True)
