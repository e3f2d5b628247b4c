"""The answers to sales on their own page and on the campaign's, without script."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import User
from campaigns.models import Promise
from counting import job
from feedback.models import AnswerStep, CampaignAnswer, Rating
from feedback.services.campaign_answers import answer_sales
from tests.factories import client_for, make_misled, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def promise(sven: User, mara: User) -> Promise:
    User.objects.update(language="en")
    for person in (sven, mara):
        person.refresh_from_db()
    promise = make_misled(rep=sven)
    job.compute()
    return promise


def path_of(promise: Promise) -> str:
    return reverse("feedback:promise_answers", args=[promise.campaign_id, promise.pk])


def campaign_page(user: User, promise: Promise) -> str:
    return client_for(user).get(reverse("campaign", args=[promise.campaign_id])).content.decode()


def close(mara: User, promise: Promise) -> CampaignAnswer:
    return answer_sales(
        actor=mara,
        campaign=promise.campaign,
        subject=promise,
        expected_answer_id=None,
        step=AnswerStep.CHANGED,
        text="Jetzt ab 50 Euro.",
    )


def test_campaign_says_what_waits_for_an_answer(mara: User, promise: Promise) -> None:
    page = campaign_page(mara, promise)
    assert "1 of 1 rating calls it misleading" in page
    assert "Marketing has not answered yet." in page
    assert f'href="{path_of(promise)}"' in page


def test_campaign_shows_the_answer_beside_the_figure_to_sales_too(
    mara: User, sven: User, promise: Promise
) -> None:
    close(mara, promise)
    page = campaign_page(sven, promise)
    for text in ("1 of 1 rating calls it misleading", "Jetzt ab 50 Euro.", "Changed", "All answers"):
        assert text in page
    assert "Answer again" not in page


def test_campaign_shows_an_unmet_need_until_it_speaks_to_it(mara: User, promise: Promise) -> None:
    need = Rating.objects.get().needs.get()
    path = reverse("feedback:need_answers", args=[promise.campaign_id, need.pk])
    assert f'href="{path}"' in campaign_page(mara, promise)
    promise.campaign.needs.add(need)
    job.compute()
    assert f'href="{path}"' not in campaign_page(mara, promise)


def test_answer_stays_on_the_page_when_nobody_says_so_any_more(mara: User, promise: Promise) -> None:
    close(mara, promise)
    Rating.objects.get().misleading_promises.clear()
    job.compute()
    page = campaign_page(mara, promise)
    assert "No rating of the last months says so." in page
    assert "Jetzt ab 50 Euro." in page


def test_form_saves_an_answer_and_leads_back_to_the_campaign(mara: User, promise: Promise) -> None:
    said = {"step": "unchanged", "text": "So bleibt es.", "changed_on": "", "expected_answer_id": ""}
    answered = client_for(mara).post(path_of(promise), said, follow=True)
    assert answered.redirect_chain == [(reverse("campaign", args=[promise.campaign_id]), 302)]
    assert "Whoever said so is told" in answered.content.decode()
    assert CampaignAnswer.objects.get().text == "So bleibt es."


def test_form_keeps_what_was_typed_beside_what_somebody_else_said(mara: User, promise: Promise) -> None:
    close(make_user(), promise)
    said = {"step": "unchanged", "text": "So bleibt es.", "expected_answer_id": ""}
    answered = client_for(mara).post(path_of(promise), said)
    page = answered.content.decode()
    assert (answered.status_code, "Somebody was faster" in page, "So bleibt es." in page) == (409, True, True)


def test_sales_reads_the_history_and_has_no_form(mara: User, sven: User, promise: Promise) -> None:
    close(mara, promise)
    page = client_for(sven).get(path_of(promise)).content.decode()
    assert ("Jetzt ab 50 Euro." in page, 'name="step"' in page) == (True, False)


def test_what_nobody_says_has_no_form(mara: User, promise: Promise) -> None:
    Rating.objects.get().misleading_promises.clear()
    page = client_for(mara).get(path_of(promise)).content.decode()
    assert ("nothing to answer" in page, 'name="step"' in page) == (True, False)
