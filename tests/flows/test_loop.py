"""The loop, as its people walk it: a lead goes from marketing to sales, and what became of it comes back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from campaigns.models import CallToAction, Campaign, Promise
from counting import job
from leads.models import Lead
from tests.api import api_for
from tests.factories import client_for

pytestmark = pytest.mark.django_db

OVERVIEW = reverse("overview")
PROMISE = "Lieferung in 48 Stunden"
GRADE_OF_MARKETING = '<span class="grade mk">B</span>'


@pytest.mark.usefixtures("company")
def test_lead_goes_to_sales_and_what_became_of_it_comes_back(
    mara: User, sven: User, lena: User, gero: User
) -> None:
    marketing, sales = client_for(mara), client_for(sven)

    cta = set_up_campaign(marketing)
    sign(marketing, cta)
    sign(client_for(lena), cta)
    go_live(marketing, cta.campaign)

    lead = log_lead(marketing, cta)
    hand_over(marketing, lead, to=sven, grade="B")

    before_the_call = read(sales, "lead", lead)
    assert PROMISE in before_the_call and GRADE_OF_MARKETING not in before_the_call
    accept(sales, lead)
    assert next_page_after_reaching(sales, lead) == reverse("feedback:rate", args=[lead.pk])
    rate(sales, lead, quality="A", fit="too_high", misleading_promises=promise_of(lead).pk)
    assert GRADE_OF_MARKETING in read(sales, "feedback:rated", lead)
    win(sales, lead, value="12.345,67")

    job.compute()
    seen = {person: client_for(person).get(OVERVIEW) for person in (gero, mara, sven)}
    assert funnel(seen[gero]) == {
        "leads": "1",
        "accepted_recorded": "1",
        "contacted_recorded": "1",
        "good_recorded": "1",
        "won": "1",
    }
    assert revenue_cents(gero) == 1_234_567
    assert [line.cells["revenue"].text for line in seen[gero].context["lines"]] == ["12.346\xa0€"]
    assert shown(seen[mara]) == shown(seen[sven]) == shown(seen[gero])
    assert "12.345,67" in read(marketing, "lead", lead)


def set_up_campaign(marketing: Client) -> CallToAction:
    """A campaign with what it promises, its way in, and what shall count as a lead there."""
    send(marketing, reverse("campaigns:campaign_new"), name="Herbst", channel="Suche", promises=PROMISE)
    campaign = Campaign.objects.get()
    address = reverse("campaigns:cta_new", args=[campaign.pk])
    send(marketing, address, name="Angebot anfordern", kind="contact_details", is_active="on")
    cta = CallToAction.objects.get()
    words = {"lead_text": "Hat ein Angebot angefordert.", "good_text": "Hat Budget und entscheidet mit."}
    send(marketing, reverse("campaigns:definition_new", args=[cta.pk]), **words)
    return cta


def sign(client: Client, cta: CallToAction) -> None:
    send(client, reverse("campaigns:definition_sign", args=[cta.pk, 1]))


def go_live(marketing: Client, campaign: Campaign) -> None:
    send(marketing, reverse("campaigns:campaign_status", args=[campaign.pk]), status="live")


def log_lead(marketing: Client, cta: CallToAction) -> Lead:
    person = {"name": "Erika Muster", "company": "Muster AG", "phone": "030 1234567"}
    send(marketing, reverse("leads:lead_new"), cta=cta.pk, **person)
    return Lead.objects.get()


def hand_over(marketing: Client, lead: Lead, *, to: User, grade: str) -> None:
    send(marketing, reverse("hand_over", args=[lead.pk]), to_user=to.pk, grade=grade)


def accept(sales: Client, lead: Lead) -> None:
    send(sales, reverse("desk:accept", args=[lead.pk]))


def next_page_after_reaching(sales: Client, lead: Lead) -> str:
    """Log a call that reached the person, and say where the portal goes on."""
    said = {"attempt-channel": "phone", "attempt-reached": "yes"}
    return send(sales, reverse("desk:attempt", args=[lead.pk]), **said)


def promise_of(lead: Lead) -> Promise:
    return Promise.objects.get(campaign=lead.campaign_id)


def rate(sales: Client, lead: Lead, **said: Any) -> None:
    send(sales, reverse("feedback:rate", args=[lead.pk]), potential="yes", **said)


def win(sales: Client, lead: Lead, *, value: str) -> None:
    day = lead.received_on.strftime("%d.%m.%Y")
    send(sales, reverse("feedback:outcome", args=[lead.pk]) + "?kind=won", value_cents=value, decided_at=day)


def send(client: Client, address: str, **values: Any) -> str:
    """Send a form as a page does; one that is refused comes back instead of going on."""
    response = client.post(address, values)
    assert response.status_code == 302, f"{address}: {response.context and response.context['form'].errors}"
    return str(response["Location"])


def read(client: Client, route: str, lead: Lead) -> str:
    return client.get(reverse(route, args=[lead.pk])).content.decode()


def funnel(page: Any) -> dict[str, str]:
    """The figures of the funnel by their stage, as they stand on the page."""
    return {step.url.rpartition("stage=")[2]: step.value for step in page.context["steps"]}


def shown(page: Any) -> str:
    """Everything below the filters."""
    return str(page.context["drawn"].figures)


def revenue_cents(user: User) -> int:
    """To the cent, as the API says it; the page writes whole euros."""
    return int(api_for(user).get("/api/v1/conversion/").json()["total"]["revenue_cents"])
