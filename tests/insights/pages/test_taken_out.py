from __future__ import annotations

import pytest

from accounts.models import User
from counting import job
from leads.models import LeadKind, LeadStage
from leads.services.kinds import set_kind
from tests.factories import client_for, make_cta, make_lead, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
TAKEN_OUT = "/overview/taken-out/"


def test_manager_sees_who_took_a_lead_out_when_and_why(mara: User, gero: User) -> None:
    lead = make_lead(stage=LeadStage.LOST, person=make_person(name="Erika Muster"))
    set_kind(actor=mara, lead=lead, kind=LeadKind.TEST, reason="Nur eine Probe")
    page = client_for(gero).get(TAKEN_OUT).content.decode()
    assert all(word in page for word in ("Erika Muster", str(mara), "Nur eine Probe", "Test-Lead"))


def test_lead_that_came_in_as_a_test_names_nobody(gero: User) -> None:
    make_lead(kind=LeadKind.TEST)
    assert "kam schon so herein" in client_for(gero).get(TAKEN_OUT).content.decode()


def test_real_leads_are_not_in_the_list(gero: User) -> None:
    make_lead()
    assert (
        "Alle Leads dieser Auswahl stehen in den Zahlen" in client_for(gero).get(TAKEN_OUT).content.decode()
    )


def test_overview_says_how_many_are_in_no_figure_and_leads_to_them(mara: User, gero: User) -> None:
    cta = make_cta()
    for _ in range(3):
        set_kind(actor=mara, lead=make_lead(cta=cta), kind=LeadKind.TEST)
    make_lead(cta=cta)
    make_lead(kind=LeadKind.SPAM)
    job.compute()
    page = client_for(gero).get(f"/overview/?campaign={cta.campaign_id}").content.decode()
    assert "3 Leads stehen in keiner Zahl (Tests, Spam, kein Lead)" in page
    address = f"/overview/taken-out/?campaign={cta.campaign_id}"
    assert f'href="{address}"' in page
    assert len(client_for(gero).get(address).context["lines"]) == 3


def test_rep_reads_of_leads_of_others_only_that_there_are_some(sven: User, mara: User) -> None:
    lead = make_lead(person=make_person(name="Erika Muster"))
    set_kind(actor=mara, lead=lead, kind=LeadKind.SPAM, reason="Erika gibt es nicht")
    page = client_for(sven).get(TAKEN_OUT).content.decode()
    assert "Ein Lead von jemand anderem" in page and "Mara Marketing" in page
    assert "Erika" not in page and f"Lead {lead.pk}" not in page


def test_list_costs_the_same_queries_for_one_lead_and_for_three(
    mara: User, gero: User, django_assert_num_queries: object
) -> None:
    client, cta = client_for(gero), make_cta()
    for _ in range(3):
        set_kind(actor=mara, lead=make_lead(cta=cta), kind=LeadKind.TEST)
        job.compute()
        client.get(TAKEN_OUT)
        with django_assert_num_queries(10):  # type: ignore[operator]
            client.get(TAKEN_OUT)


def test_filter_not_understood_is_named(gero: User) -> None:
    answer = client_for(gero).get(f"{TAKEN_OUT}?campaign=nope")
    assert answer.status_code == 400
