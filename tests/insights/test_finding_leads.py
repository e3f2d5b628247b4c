"""Behind each number of a finding stand exactly its leads: as many as it says, and those a recount finds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, get_args

import pytest
import time_machine
from django.test import Client

from accounts.models import Company, User
from accounts.own_company import forget_own_company
from campaigns.models import Campaign
from counting import cache, job
from findings.addresses import Part, address_of_leads
from findings.looking import compare_all
from findings.models import Finding, FindingDirection, FindingKind, Look
from findings.services.finding import _draft
from findings.shown import build_links
from tests.factories import make_finding, make_promise
from tests.insights.finding_history import MATURITY, MONDAY, Recount, make_history

pytestmark = pytest.mark.django_db
PARTS: Final[tuple[Part, ...]] = get_args(Part)
# A lead counts once for each of the other promises it heard, so their numbers are of no list of leads.
OF_PROMISE: Final[tuple[Part, ...]] = ("count", "of")
CHANGED: Final = (FindingKind.QUALITY, FindingKind.CONVERSION, FindingKind.CONTACT)


@pytest.fixture
def history(company: object, sven: User) -> Iterator[list[Campaign]]:
    cache.clear()
    Company.objects.update(maturity_days=MATURITY)
    forget_own_company()
    with time_machine.travel(f"{MONDAY}T10:00:00+02:00", tick=False):
        yield make_history(sven)
    cache.clear()


@pytest.fixture
def gero_reads(gero: User) -> Client:
    client = Client()
    client.force_login(gero)
    return client


def find(*kinds: FindingKind) -> list[Finding]:
    """All comparisons of these kinds as the findings they would be, whatever chance says of them."""
    look = Look.objects.create(monday=MONDAY, tested=1)
    found = [_draft(look, one) for one in compare_all(MONDAY, {}) if one.key[0] in kinds]
    for finding in found:
        if finding.direction not in FindingDirection.values:
            finding.direction = FindingDirection.DOWN
        finding.save()
    return found


def parts_of(finding: Finding) -> tuple[Part, ...]:
    """Those that have a list."""
    return OF_PROMISE if finding.kind == FindingKind.PROMISE else PARTS


def say_number(finding: Finding, part: Part) -> int:
    """What the finding prints."""
    own, other = finding.rate, finding.other
    return {"count": own.count, "of": own.of, "count_before": other.count, "of_before": other.of}[part]


def list_leads(client: Client, url: str) -> list[int]:
    """The numbers of the leads on all its pages."""
    found: list[int] = []
    while url:
        answer = client.get(url)
        assert answer.status_code == 200, url
        found += [line.lead.pk for line in answer.context["lines"]]
        older = answer.context["older_url"]
        url = f"/overview/leads/{older}" if older else ""
    return found


def test_each_number_of_each_kind_opens_exactly_its_leads(
    history: list[Campaign], gero_reads: Client
) -> None:
    found, recount = find(*FindingKind), Recount()
    wrong: list[Any] = []
    for finding in found:
        # Nothing is compared with nothing.
        assert 0 < finding.count < finding.of and 0 < finding.other_count < finding.other_of
        for part in parts_of(finding):
            listed = list_leads(gero_reads, address_of_leads(finding, part))
            meant = recount.of(finding, part)
            if len(listed) != say_number(finding, part) or set(listed) != meant:
                wrong.append((str(finding), part, say_number(finding, part), len(listed), len(meant)))

    assert wrong == []
    assert {finding.kind for finding in found} == set(FindingKind)


def test_page_links_each_number_that_has_a_list(history: list[Campaign]) -> None:
    found = find(FindingKind.TOO_MUCH, FindingKind.PROMISE, FindingKind.CONTACT)

    assert [len(build_links(finding)) for finding in found] == [len(parts_of(finding)) for finding in found]


@pytest.mark.parametrize("maturity", [5, 120])
def test_leads_are_those_of_that_day_though_the_company_waits_for_another_age_now(
    history: list[Campaign], gero_reads: Client, maturity: int
) -> None:
    found = find(FindingKind.FEW_DEALS)
    Company.objects.update(maturity_days=maturity)
    forget_own_company()
    job.compute()

    for finding in found:
        listed = [len(list_leads(gero_reads, address_of_leads(finding, part))) for part in PARTS]
        assert listed == [say_number(finding, part) for part in PARTS]


def test_every_part_of_every_kind_has_an_address_but_other_promises(gero_reads: Client) -> None:
    for kind in FindingKind:
        finding = make_finding()
        Finding.objects.filter(pk=finding.pk).delete()
        finding.kind = kind
        finding.since = finding.since if kind in CHANGED else None
        finding.campaign = None if kind == FindingKind.CONTACT else finding.campaign
        if kind == FindingKind.PROMISE and finding.campaign is not None:
            finding.promise = make_promise(finding.campaign)
        urls = {part: address_of_leads(finding, part) for part in PARTS}
        assert tuple(part for part, url in urls.items() if url) == parts_of(finding)
        assert {gero_reads.get(url).status_code for url in urls.values() if url} == {200}
