"""Questioning a rating and settling it, as the pages say it."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from feedback.models import Dispute
from feedback.services.disputes import question_rating
from leads.models import Lead, LeadStage
from tests.factories import client_for, make_dispute, make_lead

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(sven: User) -> Lead:
    return make_lead(stage=LeadStage.RATED, assigned_to=sven)


def words_of(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_marketing_questions_from_the_page_of_the_lead(mara: User, lead: Lead) -> None:
    client, address = client_for(mara), f"/leads/{lead.pk}/question-rating/"
    assert address in client.get(f"/leads/{lead.pk}/").content.decode()
    data = {"rating_id": lead.ratings.get().pk, "text": "Er hat sofort bestellt."}
    assert client.post(address, data).status_code == 302
    page = client.get(f"/leads/{lead.pk}/").content.decode()
    assert "Er hat sofort bestellt." in page
    assert address not in page


def test_sales_reads_it_and_is_offered_to_rate_anew(mara: User, sven: User, lead: Lead) -> None:
    make_dispute(lead, mara, text="Er hat sofort bestellt.")
    page = client_for(sven).get(f"/leads/{lead.pk}/").content.decode()
    assert "Er hat sofort bestellt." in page
    assert "Neu bewerten" in page
    assert "Urteil abgeben" not in page


def test_empty_sentence_comes_back(mara: User, lead: Lead) -> None:
    answer = client_for(mara).post(
        f"/leads/{lead.pk}/question-rating/", {"rating_id": lead.ratings.get().pk, "text": " "}
    )
    assert answer.status_code == 422
    assert "Bitte sagen Sie in einem Satz, warum." in answer.content.decode()


def test_what_cannot_be_questioned_says_why(mara: User, lead: Lead, sven: User) -> None:
    make_dispute(lead, mara)
    answer = client_for(mara).get(f"/leads/{lead.pk}/question-rating/")
    assert answer.status_code == 409
    assert "hat diese Bewertung schon angezweifelt" in answer.content.decode()
    unrated = make_lead(stage=LeadStage.CONTACTED, assigned_to=sven)
    answer = client_for(mara).get(f"/leads/{unrated.pk}/question-rating/")
    assert "noch nicht bewertet" in answer.content.decode()


def test_list_counts_what_waits_for_ones_word(mara: User, lena: User, sven: User, lead: Lead) -> None:
    make_dispute(lead, mara)
    make_dispute(make_lead(stage=LeadStage.RATED, assigned_to=sven), mara)
    client = client_for(lena)
    listed = words_of(client, "/questioned-ratings/")
    assert "2 Bewertungen sind angezweifelt. 2 warten auf Ihr Urteil." in listed
    data = {"dispute_id": lead.disputes.get().pk, "verdict": "stays", "text": "Ich war dabei."}
    assert client.post(f"/leads/{lead.pk}/settle-rating/", data).status_code == 302
    listed = words_of(client, "/questioned-ratings/")
    assert "2 Bewertungen sind angezweifelt. 1 wartet auf Ihr Urteil." in listed


def test_today_and_the_overview_lead_there(mara: User, lena: User, gero: User, lead: Lead) -> None:
    make_dispute(lead, mara)
    for person, address in ((lena, "/inbox/"), (gero, "/overview/")):
        assert "Angezweifelte Bewertungen <b>1</b>" in words_of(client_for(person), address)
    assert "Angezweifelte Bewertungen" not in words_of(client_for(mara), "/overview/")


def test_nothing_questioned_says_so(lena: User) -> None:
    assert "Keine Bewertung ist angezweifelt." in words_of(client_for(lena), "/questioned-ratings/")


def test_withdrawn_with_a_button_and_a_second_press_says_why_not(mara: User, lead: Lead) -> None:
    dispute = question_rating(actor=mara, lead=lead, text="Er hat sofort bestellt.")
    client, address = client_for(mara), f"/leads/{lead.pk}/withdraw-question/"
    assert "Zweifel zurückziehen" in client.get(f"/leads/{lead.pk}/").content.decode()
    assert client.post(address, {"dispute_id": dispute.pk}).status_code == 302
    assert client.post(address, {"dispute_id": dispute.pk}).status_code == 409
    assert client.post(address, {}).status_code == 409
    assert Dispute.objects.get().ended_how == "withdrawn"


def test_number_in_the_sentence_is_covered(mara: User, lena: User, lead: Lead) -> None:
    make_dispute(lead, mara, text="Ruf 0171 2345678 an.")
    Lead.objects.filter(pk=lead.pk).update(stage=LeadStage.RETURNED)
    for address in ("/questioned-ratings/", f"/leads/{lead.pk}/settle-rating/", f"/leads/{lead.pk}/"):
        assert "2345678" not in client_for(lena).get(address).content.decode()
