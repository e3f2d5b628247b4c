from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Company, User
from accounts.own_company import today
from counting import job
from feedback.models import LeadStanding
from figures.maturity import Proposal, propose_maturity
from leads.models import LeadStage
from tests.factories import client_for, make_cta, make_lead

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
MATURITY = "/overview/maturity/"


@pytest.fixture
def admin(ada: User) -> Client:
    ada.language = "en"
    ada.save(update_fields=["language"])
    return client_for(ada)


def sell(*, days: list[int], age: int) -> None:
    """Deals so many days after intake, of leads that came in `age` days ago."""
    cta, received = make_cta(), timezone.now() - timedelta(days=age)
    for number in days:
        lead = make_lead(cta=cta, stage=LeadStage.WON, received_at=received)
        LeadStanding.objects.filter(lead=lead).update(decided_at=received + timedelta(days=number))
    job.compute()


def test_proposal_is_the_age_by_which_80_percent_of_the_old_leads_deals_were_in() -> None:
    sell(days=[10] * 16 + [50] * 4 + [200] * 4, age=500)
    proposal = propose_maturity(today())
    assert proposal is not None
    assert proposal.deals == 24
    assert proposal.days == pytest.approx(50, rel=0.05, abs=1)


def test_leads_younger_than_a_year_propose_nothing() -> None:
    sell(days=[10] * 30, age=364)
    assert propose_maturity(today()) is None


def test_few_deals_propose_nothing() -> None:
    sell(days=[10] * 19, age=500)
    assert propose_maturity(today()) is None


def test_deals_before_their_intake_propose_at_least_a_day() -> None:
    sell(days=[-3] * 20, age=500)
    assert propose_maturity(today()) == Proposal(days=1, deals=20)


def test_everybody_reads_what_the_age_means_and_only_an_admin_can_set_it(admin: Client, sven: User) -> None:
    sell(days=[10] * 20, age=500)
    page = admin.get(MATURITY).content.decode()
    assert "once it is 90 days old" in page
    assert "Of 20 deals from leads older than a year, 80% came within" in page
    assert 'name="maturity_days"' in page
    assert 'name="maturity_days"' not in client_for(sven).get(MATURITY).content.decode()


def test_admin_changes_the_age_and_the_figures_follow_with_the_next_run(admin: Client) -> None:
    company = Company.objects.get()
    answer = admin.post(
        f"{MATURITY}set/", {"maturity_days": 60, "expected_version": company.row_version}, follow=True
    )
    assert "Saved. The figures are being counted anew." in answer.content.decode()
    assert "once it is 90 days old" in answer.content.decode()
    job.compute()
    assert "once it is 60 days old" in admin.get(MATURITY).content.decode()


@pytest.mark.parametrize("days", ["6", "1096", "", "bald"])
def test_impossible_age_is_refused_beside_its_field(admin: Client, days: str) -> None:
    answer = admin.post(f"{MATURITY}set/", {"maturity_days": days, "expected_version": 1})
    assert answer.status_code == 422
    assert Company.objects.get().maturity_days == 90


def test_somebody_else_was_faster(admin: Client) -> None:
    Company.objects.update(row_version=5, maturity_days=120)
    answer = admin.post(f"{MATURITY}set/", {"maturity_days": 60, "expected_version": 1})
    assert answer.status_code == 409
    assert Company.objects.get().maturity_days == 120


def test_rep_cannot_set_the_age(sven: User) -> None:
    answer = client_for(sven).post(f"{MATURITY}set/", {"maturity_days": 60, "expected_version": 1})
    assert answer.status_code == 403
    assert Company.objects.get().maturity_days == 90
