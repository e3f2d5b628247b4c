from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from campaigns.models import Need
from feedback.models import Rating
from handoff.models import ReasonUse
from leads.models import Grade, Lead, LeadStage
from tests.factories import client_for, make_lead, make_person, make_promise, make_reason
from tests.feedback.saying import accepted_lead, reach, say

TAPS = {"potential": "not_yet", "quality": "C", "fit": "too_high"}


def address(lead: Lead) -> str:
    return f"/leads/{lead.pk}/rate/"


def in_english(user: User) -> Client:
    user.language = "en"
    user.save(update_fields=["language"])
    return client_for(user)


def test_page_fills_nothing_in(sven: User) -> None:
    lead = accepted_lead(sven)
    make_promise(lead.campaign)
    assert " checked" not in client_for(sven).get(address(lead)).content.decode()


def test_three_taps_and_save_rate_the_lead(sven: User) -> None:
    lead = accepted_lead(sven)
    response = client_for(sven).post(address(lead), TAPS)
    rating = Rating.objects.get()
    assert response["Location"] == f"/leads/{lead.pk}/rated/"
    assert (rating.potential, rating.quality, rating.fit, rating.user) == ("not_yet", "C", "too_high", sven)


def test_optional_part_is_kept(sven: User) -> None:
    lead = accepted_lead(sven)
    promise, need, reason = make_promise(lead.campaign), Need.objects.first(), make_reason(ReasonUse.RATING)
    assert need is not None
    more = {
        "misleading_promises": [promise.pk],
        "needs": [need.pk],
        "reason": reason.pk,
        "need_text": "Anbau",
    }
    client_for(sven).post(address(lead), {**TAPS, **more, "note": "ruft wieder an"})
    rating = Rating.objects.get()
    assert ([*rating.misleading_promises.all()], [*rating.needs.all()]) == ([promise], [need])
    assert (rating.reason, rating.need_text, rating.note) == (reason, "Anbau", "ruft wieder an")


@pytest.mark.parametrize("missing", ["potential", "quality", "fit"])
def test_missing_answer_is_named_and_the_others_stay(sven: User, missing: str) -> None:
    lead = accepted_lead(sven)
    response = client_for(sven).post(address(lead), {**TAPS, missing: ""})
    assert (response.status_code, list(response.context["form"].errors)) == (422, [missing])
    assert response.content.decode().count(" checked") == 2
    assert not Rating.objects.exists()


def test_foreign_promise_is_refused(sven: User) -> None:
    lead, foreign = accepted_lead(sven), make_promise(accepted_lead(sven).campaign)
    response = client_for(sven).post(address(lead), {**TAPS, "misleading_promises": [foreign.pk]})
    assert list(response.context["form"].errors) == ["misleading_promises"]


def test_page_says_that_saving_records_the_first_contact(sven: User) -> None:
    lead, reached = accepted_lead(sven), accepted_lead(sven)
    reach(sven, reached)
    words = "Saving the rating also records the first contact"
    client = in_english(sven)
    assert words in client.get(address(lead)).content.decode()
    assert words not in client.get(address(reached)).content.decode()


def test_correction_starts_from_the_newest_words(sven: User) -> None:
    lead = accepted_lead(sven)
    first = say(sven, lead, quality="A", note="gut")
    client = client_for(sven)
    page = client.get(address(lead)).content.decode()
    assert (page.count(" checked"), "gut" in page) == (3, True)
    client.post(address(lead), {**TAPS, "expected_rating_id": first.pk})
    assert [rating.quality for rating in lead.ratings.all()] == ["C", "A"]


def test_conflict_shows_both_and_can_be_saved_as_a_correction(sven: User, lena: User) -> None:
    lead, client = accepted_lead(sven), client_for(sven)
    theirs = say(lena, lead, quality="A", note="Lenas Notiz")
    response = client.post(address(lead), {**TAPS, "note": "Meine Notiz"})
    page = response.content.decode()
    assert response.status_code == 409
    assert ("Lenas Notiz" in page, "Meine Notiz" in page) == (True, True)
    assert f'name="expected_rating_id" value="{theirs.pk}"' in page
    client.post(address(lead), {**TAPS, "expected_rating_id": theirs.pk})
    assert [rating.quality for rating in lead.ratings.all()] == ["C", "A"]


def test_save_sent_twice_rates_once_and_thanks_twice(sven: User) -> None:
    lead, client = accepted_lead(sven), client_for(sven)
    locations = [client.post(address(lead), TAPS)["Location"] for _ in range(2)]
    assert locations == [f"/leads/{lead.pk}/rated/"] * 2
    assert Rating.objects.count() == 1


def test_thanks_reveal_the_grade_and_offer_the_next_lead(sven: User) -> None:
    lead = accepted_lead(sven, grade=Grade.A)
    following = make_lead(stage=LeadStage.CONTACTED, assigned_to=sven, person=make_person(name="Next Person"))
    client = client_for(sven)
    page = client.post(address(lead), TAPS, follow=True).content.decode()
    assert '<span class="grade mk">A</span>' in page
    assert (f"/leads/{following.pk}/rate/" in page, "Next Person" in page) == (True, True)


def test_thanks_for_a_lead_nobody_rated_do_not_exist(sven: User) -> None:
    lead = make_lead(stage=LeadStage.CONTACTED, assigned_to=sven)
    assert client_for(sven).get(f"/leads/{lead.pk}/rated/").status_code == 404


def test_lead_nobody_accepted_cannot_be_rated_yet(sven: User) -> None:
    lead, client = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven), client_for(sven)
    assert [client.get(address(lead)).status_code, client.post(address(lead), TAPS).status_code] == [409, 409]


@pytest.mark.parametrize("method", ["get", "post"])
def test_colleagues_lead_does_not_exist(sven: User, sina: User, method: str) -> None:
    lead = accepted_lead(sven)
    assert getattr(client_for(sina), method)(address(lead)).status_code == 404


def test_marketing_cannot_rate(sven: User, mara: User) -> None:
    assert client_for(mara).post(address(accepted_lead(sven)), TAPS).status_code == 403
    assert not Rating.objects.exists()


@pytest.mark.parametrize("text", ["x" * 4001, "a\x00b"])
def test_note_that_cannot_be_kept_is_refused_beside_its_field(sven: User, text: str) -> None:
    response = client_for(sven).post(address(accepted_lead(sven)), {**TAPS, "note": text})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["note"])
