"""The page of a firm: what a reader sees of it, and what is said there."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import User
from firms.models import FirmChange, FirmDomain, Organisation
from firms.services.customers import say_customer
from leads.models import LeadStage
from tests.factories import client_for, make_lead, make_person
from tests.firms.firms import firm_of_lead, merged_into, periods_of

pytestmark = pytest.mark.django_db


def page_of(firm: Organisation) -> str:
    return reverse("firm", args=(firm.pk,))


def test_a_rep_sees_only_the_own_leads_and_people_of_a_firm(sven: User, sina: User) -> None:
    own = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven, person=make_person(name="Eigene Erika"))
    foreign = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sina, person=make_person(name="Fremder Otto"))
    firm = firm_of_lead(own.pk)
    foreign.person.organisation = firm
    foreign.person.save(update_fields=["organisation"])
    page = client_for(sven).get(page_of(firm))
    assert [line.lead.pk for line in page.context["about"].lines] == [own.pk]
    assert "Fremder Otto" not in page.content.decode()


def test_a_firm_without_a_lead_of_theirs_is_not_there_for_a_rep(sven: User, sina: User) -> None:
    firm = firm_of_lead(make_lead(stage=LeadStage.ACCEPTED, assigned_to=sina).pk)
    assert client_for(sven).get(page_of(firm)).status_code == 404


def test_a_domain_is_shown_to_whom_the_contact_is(mara: User, lena: User) -> None:
    firm = firm_of_lead(make_lead(stage=LeadStage.HANDED_OVER).pk)
    FirmDomain.objects.create(domain="geheim.example", organisation=firm)
    assert "geheim.example" in client_for(mara).get(page_of(firm)).content.decode()
    assert "geheim.example" not in client_for(lena).get(page_of(firm)).content.decode()


def test_a_firm_known_by_its_domain_alone_is_there_with_the_contact(lena: User) -> None:
    lead = make_lead(stage=LeadStage.HANDED_OVER)
    firm = firm_of_lead(lead.pk)
    Organisation.objects.filter(pk=firm.pk).update(name="geheim.example", folded="")
    client = client_for(lena)
    assert client.get(page_of(firm)).status_code == 404
    assert "geheim.example" not in client.get(reverse("lead", args=(lead.pk,))).content.decode()


def test_a_merged_firm_leads_to_the_one_that_was_kept(mara: User) -> None:
    firm = firm_of_lead(make_lead().pk)
    merged = merged_into(firm)
    answer = client_for(mara).get(page_of(merged))
    assert (answer.status_code, answer["Location"]) == (302, page_of(firm))


def test_sales_says_since_when_a_firm_is_a_customer(sven: User) -> None:
    firm = firm_of_lead(make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven).pk)
    said = {"customer-kind": "since", "customer-day": "1987-04-01", "customer-expected_version": "1"}
    assert client_for(sven).post(reverse("desk:firm_customer", args=(firm.pk,)), said).status_code == 302
    assert periods_of(firm) == [(date(1987, 4, 1), None)]


def test_sales_does_not_rename_a_firm(sven: User) -> None:
    firm = firm_of_lead(make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven).pk)
    said = {"name-name": "Neu AG", "name-expected_version": "1"}
    assert client_for(sven).post(reverse("desk:firm_name", args=(firm.pk,)), said).status_code == 403


def test_a_name_that_is_anothers_is_refused_beside_the_field(mara: User) -> None:
    firm, other = firm_of_lead(make_lead().pk), firm_of_lead(make_lead().pk)
    Organisation.objects.filter(pk=other.pk).update(folded="neu")
    said = {"name-name": "Neu AG", "name-expected_version": "1"}
    page = client_for(mara).post(reverse("desk:firm_name", args=(firm.pk,)), said)
    assert page.status_code == 422
    assert "Es gibt schon eine Firma" in page.content.decode()


def test_the_name_before_stays_and_the_change_says_who(mara: User) -> None:
    firm = firm_of_lead(make_lead().pk)
    said = {"name-name": "Neu AG", "name-expected_version": "1"}
    client_for(mara).post(reverse("desk:firm_name", args=(firm.pk,)), said)
    change = FirmChange.objects.get()
    assert (change.was, change.became, change.user) == (firm.name, "Neu AG", mara)
    firm.refresh_from_db()
    assert firm.other_names == [change.was] and firm.folded == "neu"


def test_a_domain_many_share_finds_nobody_any_more_and_another_firm_may_have_it(mara: User) -> None:
    firm, other = firm_of_lead(make_lead().pk), firm_of_lead(make_lead().pk)
    domain = FirmDomain.objects.create(domain="geteilt.example", organisation=firm)
    client = client_for(mara)
    client.post(reverse("desk:firm_domain_take", args=(firm.pk, domain.pk)))
    domain.refresh_from_db()
    assert domain.organisation is None
    said = {"domain-domain": "www.geteilt.example", "domain-expected_version": "1"}
    client.post(reverse("desk:firm_domain", args=(other.pk,)), said)
    domain.refresh_from_db()
    assert domain.organisation == other


@pytest.mark.parametrize("domain", ["gmx.de", "kein", "anderer.example"])
def test_a_domain_that_cannot_be_the_firms_is_refused(mara: User, domain: str) -> None:
    firm, other = firm_of_lead(make_lead().pk), firm_of_lead(make_lead().pk)
    FirmDomain.objects.create(domain="anderer.example", organisation=other)
    said = {"domain-domain": domain, "domain-expected_version": "1"}
    assert client_for(mara).post(reverse("desk:firm_domain", args=(firm.pk,)), said).status_code == 422
    assert not firm.domains.exists()


def test_brief_and_lead_say_since_when_it_is_a_customer(mara: User, sven: User) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    firm = firm_of_lead(lead.pk)
    say_customer(actor=mara, firm=firm, kind="since", day=date(2021, 3, 1))
    for reader in (mara, sven):
        page = client_for(reader).get(reverse("lead", args=(lead.pk,))).content.decode()
        assert "Bestandskunde seit 3/2021" in page and page_of(firm) in page


def test_whoever_types_a_lead_is_told_that_the_firm_is_known(mara: User) -> None:
    firm = firm_of_lead(make_lead().pk)
    Organisation.objects.filter(pk=firm.pk).update(name="Müller GmbH", folded="muller")
    say_customer(actor=mara, firm=firm, kind="since", day=date(2021, 3, 1))
    page = client_for(mara).post(reverse("leads:lead_duplicates"), {"company": "Mueller AG"})
    text = " ".join(page.content.decode().split())
    assert "Diese Firma kennen wir:" in text and "Bestandskunde seit 3/2021" in text
    assert "1 Person" in text and "1 Lead" in text
