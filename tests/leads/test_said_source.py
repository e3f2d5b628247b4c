"""What a person says how they heard of the company comes in by every door and stands on the lead's page."""

from __future__ import annotations

from pathlib import Path

import pytest

from accounts.models import Company, Role, User
from leads.models import Lead, LeadStage
from leads.veil import shown_to
from tests.api import api_for
from tests.factories import client_for, make_channel, make_cta, make_lead, make_user
from tests.importing import run, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _company(company: Company) -> None:
    """Every test has the company."""


def test_by_hand_it_is_typed_with_the_channels_as_suggestions(mara: User) -> None:
    make_channel("Messe")
    cta, client = make_cta(), client_for(mara)
    page = client.get("/leads/new/").content.decode()
    assert '<option value="Messe"></option>' in page
    assert 'list="channel-names"' in page
    client.post("/leads/new/", {"cta": cta.pk, "email": "e@example.org", "said_source": " von Bekannten "})
    assert Lead.objects.get().said_source == "von Bekannten"


def test_program_sends_it(mara: User) -> None:
    enquiry = {"cta": make_cta().pk, "email": "e@example.org", "said_source": "Podcast"}
    assert api_for(mara).post("/api/v1/leads/", enquiry).status_code == 201
    assert api_for(mara).get(f"/api/v1/leads/{Lead.objects.get().pk}/").json()["said_source"] == "Podcast"


@pytest.mark.parametrize(
    "heading", ["Wie sind Sie auf uns gekommen?", "How did you hear about us?", "said_source"]
)
def test_file_is_known_by_the_question(tmp_path: Path, heading: str) -> None:
    run(write(tmp_path, f"E-Mail;Datum;{heading}\ne@example.org;01.03.2026;Messe\n"))
    assert Lead.objects.get().said_source == "Messe"


def test_text_that_is_too_long_is_refused_beside_its_field(mara: User) -> None:
    said = {"cta": make_cta().pk, "email": "e@example.org", "said_source": "x" * 201}
    answer = client_for(mara).post("/leads/new/", said)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["said_source"])


def test_it_stands_on_the_page_of_the_lead_under_its_question(mara: User) -> None:
    lead = make_lead(said_source="von Bekannten")
    page = client_for(mara).get(f"/leads/{lead.pk}/").content.decode()
    assert "Wie sind Sie auf uns gekommen?" in page
    assert "von Bekannten" in page


def test_number_somebody_wrote_into_it_is_covered_as_the_contact_is() -> None:
    rep = make_user(Role.SALES_REP)
    lead = make_lead(stage=LeadStage.HANDED_OVER, said_source="Frau Meier, 0171 1234567")
    assert "1234567" not in shown_to(rep, lead).said_source
