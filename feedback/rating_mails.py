"""Mails about a lead lead to the three taps as well."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from accounts.kinds import Kind
from accounts.models import Notification
from accounts.notice_mails import SecondStep, register_second_step
from feedback.services.rating_links import make_rating_secret
from leads.models import Lead

KINDS: Final = (Kind.LEAD_HANDED_OVER, Kind.LEAD_ACCEPTED_FOR, Kind.FOLLOW_UP_DUE)


def register() -> None:
    """Offer it in mails to whom a lead lies with."""
    for kind in KINDS:
        register_second_step(kind, offer_rating)


def offer_rating(row: Notification) -> SecondStep | None:
    """The link by which the reader rates the lead that the notification leads to; None where it is rated,
    was never handed over, or does not lie with them.
    """
    try:
        page = resolve(row.path)
    except Resolver404:
        return None
    lead_id = page.kwargs.get("lead_id", 0)
    lead = Lead.objects.filter(pk=lead_id, assigned_to=row.user_id, is_rated=False).first()
    handoff = lead.handoffs.order_by("-id").first() if lead is not None else None
    if handoff is None:
        return None
    secret = make_rating_secret(handoff=handoff, rep=row.user)
    return SecondStep(
        label=_("Rate after the call, without signing in"),
        url=settings.PUBLIC_URL + reverse("feedback:rate_from_mail", args=[secret]),
    )
