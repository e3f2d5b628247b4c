"""A few leads of every kind, so that no two figures are equal by chance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from campaigns.models import CallToAction
from counting import job
from feedback.models import LeadStanding
from leads.models import Grade, Lead, LeadKind, LeadStage
from tests.factories import give_consent, make_campaign, make_channel, make_cta, make_lead

LONG_AGO = timezone.now() - timedelta(days=200)


def at(day: str) -> datetime:
    """Ten in the morning of this day, in Berlin still the same day."""
    return datetime.fromisoformat(day).replace(hour=10, tzinfo=UTC)


def fill_the_zoo() -> Sequence[CallToAction]:
    """Two campaigns, leads in every stage, history with and without an end, spam; counted."""
    search = make_cta(make_campaign(name="Wärmepumpen-Ratgeber", channel=make_channel("Suche")))
    fair = make_cta(make_campaign(name="Fachmesse Leipzig", channel=make_channel("Messe")))
    for stage, number in zip(LeadStage, (5, 4, 1, 3, 2, 6, 2, 3), strict=True):
        for index in range(number):
            received = LONG_AGO + timedelta(days=35 * (index % 2))
            make_lead(cta=search, stage=stage, received_at=received, quality=list(Grade)[index % 4])
    for stage in (LeadStage.REGISTERED, LeadStage.ACCEPTED, LeadStage.RATED, LeadStage.WON):
        make_lead(cta=fair, stage=stage, received_at=timezone.now() - timedelta(days=20))
    make_lead(cta=fair, stage=LeadStage.WON, kind=LeadKind.SPAM)
    add_history(fair, outcomes=["won", "won", "lost", ""])
    LeadStanding.objects.filter(quality="C").update(fit="too_high")
    let_some_be_of_customers(search, fair)
    let_some_agree(search)
    job.compute()
    return [search, fair]


def let_some_be_of_customers(search: CallToAction, fair: CallToAction) -> None:
    """Thirteen leads from accepted to lost, and the deals of the history."""
    some = Lead.objects.filter(cta=search).order_by("pk").values_list("pk", flat=True)[12:25]
    deals = Lead.objects.filter(campaign=fair.campaign, definition=None, standing__outcome="won")
    Lead.objects.filter(pk__in=[*some, *deals.values_list("pk", flat=True)]).update(is_of_customer=True)


def let_some_agree(search: CallToAction) -> None:
    """Twenty leads to mails, nine of them to calls as well."""
    for place, lead in enumerate(Lead.objects.filter(cta=search).order_by("pk")[:20]):
        for channel in ("email", "phone") if place < 9 else ("email",):
            give_consent(lead, channel)


def add_history(cta: CallToAction, *, outcomes: Sequence[str], channel: str = "unknown") -> None:
    """Imported leads of which only the end is known: no definition, no call-to-action, no handoff."""
    for outcome in outcomes:
        lead = make_lead(
            campaign=cta.campaign,
            cta=cta,
            channel=make_channel(channel),
            definition=None,
            door="file",
            received_at=LONG_AGO,
        )
        Lead.objects.filter(pk=lead.pk).update(cta=None)
        if outcome:
            value = 50_000 if outcome == "won" else None
            LeadStanding.objects.create(
                lead=lead, outcome=outcome, decided_at=timezone.now(), value_cents=value
            )
