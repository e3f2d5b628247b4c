"""Behind each number of a finding stand exactly its leads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from campaigns.models import Campaign
from counting import job
from counting.weeks import WEEK
from feedback.models import LeadStanding, Rating
from findings.addresses import address_of_leads
from findings.models import Finding, FindingKind
from findings.services import look
from leads.models import Grade, LeadStage
from tests.factories import make_campaign, make_cta, make_finding, make_lead, make_promise

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 30)


@pytest.fixture
def history(company: object, sven: User) -> Iterator[Campaign]:
    """Twenty ratings a week, since 9 February hardly one good; every tenth came after five weeks."""
    with time_machine.travel("2026-03-30T10:00:00+02:00", tick=False):
        campaign = make_campaign(name="Messe")
        cta = make_cta(campaign)
        for back in range(13, 4, -1):
            for number in range(20):
                add_lead(cta, sven, MONDAY - WEEK * back, number, is_good=number % 2 == 0 and back > 7)
        job.compute()
        yield campaign


def add_lead(cta: object, sven: User, week: date, number: int, *, is_good: bool) -> None:
    received = datetime(week.year, week.month, week.day, 12, tzinfo=UTC) + timedelta(days=number % 7)
    lead = make_lead(
        cta=cta,  # type: ignore[arg-type]
        stage=LeadStage.RATED,
        assigned_to=sven,
        received_at=received,
        quality=Grade.B if is_good else Grade.D,
    )
    if number % 10 == 9:
        late = received + timedelta(days=35)
        Rating.objects.filter(lead=lead).update(rated_at=late)
        LeadStanding.objects.filter(lead=lead).update(rated_at=late)


def count_leads(client: Client, url: str) -> int:
    answer = client.get(url)
    assert answer.status_code == 200
    return int(answer.context["found"])


def test_quality_opens_exactly_its_leads(history: Campaign, gero: User) -> None:
    (found,) = look()
    assert (found.kind, found.since) == (FindingKind.QUALITY, date(2026, 2, 9))
    assert (found.count, found.of, found.other_count, found.other_of) == (0, 54, 60, 108)
    client = Client()
    client.force_login(gero)
    for part, number in (("of", 54), ("count_before", 60), ("of_before", 108)):
        assert count_leads(client, address_of_leads(found, part)) == number  # type: ignore[arg-type]


def test_every_kind_has_an_address(gero: User) -> None:
    client = Client()
    client.force_login(gero)
    for kind in FindingKind:
        is_company = kind == FindingKind.CONTACT
        finding = make_finding()
        Finding.objects.filter(pk=finding.pk).delete()
        finding.kind = kind
        finding.campaign = None if is_company else finding.campaign
        if kind == FindingKind.PROMISE and finding.campaign is not None:
            finding.promise = make_promise(finding.campaign)
        url = address_of_leads(finding, "count")
        assert client.get(url).status_code == 200, url
