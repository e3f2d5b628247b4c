"""The page on which sales judges the ads of a campaign, and where both teams read it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Role, User
from campaigns.models import Campaign
from counting import job
from feedback.models import CampaignAnswer, CampaignJudgement, ExpectationFit
from leads.models import LeadStage
from tests.factories import (
    client_for,
    make_campaign,
    make_judgement,
    make_lead,
    make_misled,
    make_promise,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(mara: User) -> Campaign:
    return make_campaign(owner=mara, name="Herbst")


def address(campaign: Campaign) -> str:
    return reverse("feedback:judgement", args=[campaign.pk])


def read(person: User, where: str) -> str:
    return client_for(person).get(where).content.decode()


def page_of(person: User, campaign: Campaign) -> str:
    return read(person, reverse("campaign", args=[campaign.pk]))


def test_sales_judges_and_both_teams_read_it_on_the_campaign(
    sven: User, mara: User, campaign: Campaign
) -> None:
    promise = make_promise(campaign, "Gratis-Lieferung")
    data = {"fit": "too_high", "promises": [promise.pk], "text": "Gratis ist sie nie."}
    sent = client_for(sven).post(address(campaign), data)
    assert sent.headers["Location"] == reverse("campaign", args=[campaign.pk])
    page = page_of(mara, campaign)
    assert "Gratis ist sie nie." in page
    assert "1 von 1 Person, die über die Werbung geurteilt hat" in page


def test_who_came_from_a_lead_goes_back_there(sven: User, campaign: Campaign) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, campaign=campaign, assigned_to=sven)
    where = f"{address(campaign)}?lead={lead.pk}"
    assert where in read(sven, reverse("lead", args=[lead.pk]))
    sent = client_for(sven).post(where, {"fit": "realistic"})
    assert sent.headers["Location"] == reverse("lead", args=[lead.pk])


@pytest.mark.parametrize("asked", ["x", "²", "", "9" * 40, "foreign", "other"])
def test_other_leads_lead_nowhere(asked: str, sven: User, campaign: Campaign) -> None:
    foreign = make_lead(stage=LeadStage.ACCEPTED, campaign=campaign)
    other = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    number = {"foreign": foreign.pk, "other": other.pk}.get(asked, asked)
    sent = client_for(sven).post(f"{address(campaign)}?lead={number}", {"fit": "realistic"})
    assert sent.headers["Location"] == reverse("campaign", args=[campaign.pk])


def test_correction_begins_with_what_was_said(sven: User, campaign: Campaign) -> None:
    promise = make_promise(campaign)
    promise.withdrawn_at = promise.campaign.created_at
    promise.save()
    make_judgement(campaign, sven, promise, text="Gratis ist sie nie.")
    form = client_for(sven).get(address(campaign)).context["form"]
    assert (form["fit"].value(), form["text"].value()) == ("too_high", "Gratis ist sie nie.")
    assert list(form.fields["promises"].queryset) == [promise]


def test_campaign_without_promises_asks_for_none(sven: User, campaign: Campaign) -> None:
    assert "promises" not in client_for(sven).get(address(campaign)).context["form"].fields


@pytest.mark.parametrize(
    ("data", "field"), [({}, "fit"), ({"fit": "x"}, "fit"), ({"fit": "too_low", "text": " "}, "text")]
)
def test_what_is_wrong_stands_beside_its_field(
    data: dict[str, str], field: str, sven: User, campaign: Campaign
) -> None:
    response = client_for(sven).post(address(campaign), data)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert not CampaignJudgement.objects.exists()


@pytest.mark.parametrize("role", [Role.MARKETER, Role.MANAGER, Role.ADMIN])
def test_others_read_and_are_offered_no_form(role: Role, sven: User, campaign: Campaign) -> None:
    make_judgement(campaign, sven, text="Gratis ist sie nie.")
    client = client_for(make_user(role))
    page = client.get(address(campaign)).content.decode()
    assert ("Gratis ist sie nie." in page, 'name="fit"' in page) == (True, False)
    assert client.post(address(campaign), {"fit": "realistic"}).status_code == 403


def test_own_judgement_is_taken_back_and_stays_among_the_earlier_ones(sven: User, campaign: Campaign) -> None:
    make_judgement(campaign, sven, text="Gratis ist sie nie.")
    client = client_for(sven)
    client.post(reverse("feedback:judgement_take_back", args=[campaign.pk]))
    page = client.get(address(campaign)).content.decode()
    assert ("1 früheres Urteil" in page, "So urteilt der Vertrieb" in page) == (True, False)


def test_taking_back_nothing_says_so(sven: User, campaign: Campaign) -> None:
    sent = client_for(sven).post(reverse("feedback:judgement_take_back", args=[campaign.pk]), follow=True)
    assert "nichts zurückzunehmen" in sent.content.decode()


def test_campaign_that_is_not_there_is_404(sven: User) -> None:
    client = client_for(sven)
    for name in ("judgement", "judgement_take_back"):
        assert client.post(reverse(f"feedback:{name}", args=[2_000_000_000])).status_code == 404


def test_marketing_answers_on_the_page(mara: User, sven: User, campaign: Campaign) -> None:
    make_judgement(campaign, sven, text="Gratis ist sie nie.")
    where = reverse("feedback:judgement_answers", args=[campaign.pk, "too_high"])
    assert where in page_of(mara, campaign)
    assert "Gratis ist sie nie." in read(mara, where)
    client_for(mara).post(where, {"step": "changed", "text": "Aus der Anzeige genommen."})
    assert CampaignAnswer.objects.get().fit == ExpectationFit.TOO_HIGH
    assert "Aus der Anzeige genommen." in page_of(sven, campaign)


def test_answer_stays_on_the_page_when_nobody_says_so_any_more(
    mara: User, sven: User, campaign: Campaign
) -> None:
    make_judgement(campaign, sven)
    where = reverse("feedback:judgement_answers", args=[campaign.pk, "too_high"])
    client_for(mara).post(where, {"step": "seen"})
    CampaignJudgement.objects.create(campaign=campaign, user=sven)
    assert "Im Vertrieb sagt das zurzeit niemand mehr." in page_of(mara, campaign)
    assert 'name="step"' not in read(mara, where)


def test_answer_to_what_is_no_judgement_is_404(mara: User, campaign: Campaign) -> None:
    where = reverse("feedback:judgement_answers", args=[campaign.pk, "too-much"])
    assert client_for(mara).get(where).status_code == 404


def test_campaign_names_ratings_and_judgements_of_a_promise_apart(
    mara: User, sven: User, sina: User, campaign: Campaign
) -> None:
    promise = make_misled(campaign, sven)
    make_judgement(campaign, sina, promise)
    job.compute()
    page = page_of(mara, campaign)
    assert "1 von 1 Bewertung sagt: führte in die Irre; außerdem nennt es 1 Person, ohne Lead" in page


def test_promise_that_only_judgements_blame_is_answered_too(
    mara: User, sven: User, campaign: Campaign
) -> None:
    promise = make_promise(campaign)
    make_judgement(campaign, sven, promise)
    page = page_of(mara, campaign)
    assert "Keine Bewertung der letzten Monate sagt das; 1 Person sagt es über die Werbung" in page
    assert reverse("feedback:promise_answers", args=[campaign.pk, promise.pk]) in page


def test_joint_page_counts_judgements_by_campaign_and_changes_no_figure(
    gero: User, sven: User, sina: User, campaign: Campaign
) -> None:
    make_lead(stage=LeadStage.RATED, campaign=campaign)
    other = make_campaign(name="Sommer")
    make_judgement(other, sven, fit=ExpectationFit.REALISTIC)
    job.compute()
    before = client_for(gero).get(reverse("overview")).context["drawn"]
    for person in (sven, sina):
        make_judgement(campaign, person)
    context = client_for(gero).get(reverse("overview")).context
    assert [(row.name, list(row.counts)) for row in context["judged"]] == [
        ("Herbst", [("Zu viel versprochen", "2")]),
        ("Sommer", [("Realistische Erwartung", "1")]),
    ]
    assert (context["drawn"].figures, context["drawn"].why) == (before.figures, before.why)


def test_joint_page_of_one_campaign_counts_its_own(gero: User, sven: User, campaign: Campaign) -> None:
    lead = make_lead(stage=LeadStage.RATED, campaign=campaign)
    make_judgement(campaign, sven)
    make_judgement(make_campaign(), sven)
    job.compute()
    for query in (f"?campaign={campaign.pk}", f"?cta={lead.cta_id}"):
        context = client_for(gero).get(reverse("overview") + query).context
        assert [row.name for row in context["judged"]] == ["Herbst"]


@pytest.mark.parametrize("count", [1, 3])
def test_page_takes_the_same_queries_for_one_and_three_judgements(
    count: int, mara: User, campaign: Campaign, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    promise = make_promise(campaign)
    for _number in range(count):
        make_judgement(campaign, make_user(Role.SALES_REP), promise)
    client = client_for(mara)
    client.get(address(campaign))
    with django_assert_num_queries(8):
        client.get(address(campaign))
