"""What happened and when stands beside the figures, and can be taken away again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import User
from accounts.own_company import today
from campaigns.models import Milestone
from campaigns.services.milestones import remove_milestone, set_milestone
from tests.api import api_for
from tests.factories import client_for, make_campaign, make_milestone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


def test_milestone_is_set_for_a_campaign_or_for_all(mara: User) -> None:
    campaign = make_campaign()
    one = set_milestone(actor=mara, campaign=campaign, day=today(), text="Neue Landingpage")
    every = set_milestone(actor=mara, day=today(), text="Neue Preise")
    assert (one.campaign, every.campaign, every.user) == (campaign, None, mara)


def test_day_that_has_not_come_is_refused(mara: User) -> None:
    with pytest.raises(ValidationError) as refused:
        set_milestone(actor=mara, day=today() + timedelta(days=1), text="Messe")
    assert list(refused.value.message_dict) == ["day"]
    assert not Milestone.objects.exists()


@pytest.mark.parametrize("said", [{"text": ""}, {"text": "  "}, {"text": "x" * 121}, {"text": "a\x00b"}])
def test_words_that_cannot_be_kept_are_refused_beside_their_field(mara: User, said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        set_milestone(actor=mara, day=today(), **said)
    assert list(refused.value.message_dict) == ["text"]


def test_rep_sets_none(sven: User) -> None:
    with pytest.raises(PermissionDenied):
        set_milestone(actor=sven, day=today(), text="Messe")


def test_milestone_taken_away_stays_with_who_did_it(mara: User, lena: User) -> None:
    milestone = make_milestone(mara)
    first = remove_milestone(actor=lena, milestone=milestone)
    again = remove_milestone(actor=mara, milestone=milestone)
    assert (again.removed_by, again.removed_at) == (lena, first.removed_at)
    assert not Milestone.objects.standing().exists()


def test_page_sets_lists_and_takes_away(mara: User) -> None:
    campaign, client = make_campaign(name="Messe Leipzig"), client_for(mara)
    said = {"text": "Neue Landingpage", "day": "01.03.2026", "campaign": campaign.pk}
    assert client.post("/milestones/", said).status_code == 302
    page = client.get("/milestones/").content.decode()
    assert "Neue Landingpage" in page and "01.03.2026" in page and "Messe Leipzig" in page
    client.post(f"/milestones/{Milestone.objects.get().pk}/remove/")
    assert "Neue Landingpage" not in client.get("/milestones/").content.decode()


def test_page_of_a_campaign_has_its_own_and_those_of_all(mara: User) -> None:
    here, there = make_campaign(), make_campaign()
    for campaign, text in ((here, "Hier"), (there, "Dort"), (None, "Überall")):
        make_milestone(mara, campaign=campaign, text=text)
    page = client_for(mara).get(f"/milestones/?campaign={here.pk}").content.decode()
    assert "<b>Hier</b>" in page and "<b>Überall</b>" in page and "<b>Dort</b>" not in page


def test_rep_reads_them_and_is_offered_no_form(sven: User, mara: User) -> None:
    make_milestone(mara, text="Messe")
    page = client_for(sven).get("/milestones/").content.decode()
    assert "<b>Messe</b>" in page and 'name="text"' not in page


def test_programs_set_list_and_take_away(mara: User) -> None:
    api = api_for(mara)
    made = api.post("/api/v1/milestones/", {"day": "2026-03-01", "text": "Messe"}, format="json")
    assert (made.status_code, made.json()["campaign"]) == (201, None)
    (row,) = api.get("/api/v1/milestones/").json()["results"]
    assert api.post(f"/api/v1/milestones/{row['id']}/remove/").status_code == 200
    assert api.get("/api/v1/milestones/").json()["results"] == []


def test_milestone_of_tomorrow_is_refused_by_page_and_program(mara: User) -> None:
    tomorrow = timezone.localdate() + timedelta(days=2)
    said = {"day": tomorrow.isoformat(), "text": "Messe"}
    assert client_for(mara).post("/milestones/", said).status_code == 422
    assert api_for(mara).post("/api/v1/milestones/", said, format="json").status_code == 400
