"""What a customer sees who taps the links in the mail: signed out, without a cookie."""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Company
from leads.life import LeadStage
from surveys.links import ANSWER_LINK, OPT_OUT_LINK
from surveys.models import OptOut, Survey, SurveyAnswer
from tests.factories import make_lead, make_person
from tests.surveys.saying import make_answer, make_survey, switch_on

SAID = {"mark": "4", "promise_kept": "partly", "text": "Gern wieder."}


@pytest.fixture
def survey(company: Company) -> Survey:
    switch_on(sender_name="Beispiel Küchen")
    person = make_person(name="Erika Muster", email="erika@example.org")
    return make_survey(make_lead(stage=LeadStage.LOST, person=person))


def address(survey: Survey) -> str:
    return reverse("surveys:answer", args=[ANSWER_LINK.sign(survey.pk)])


def ending(address_hash: str = "f" * 64) -> str:
    return reverse("surveys:stop_mails", args=[OPT_OUT_LINK.sign([address_hash, "de"])])


def test_the_page_asks_two_questions_in_the_name_of_the_company(survey: Survey) -> None:
    page = Client().get(address(survey)).content.decode()
    wanted = (
        "Beispiel Küchen",
        "Wie zufrieden sind Sie",
        "Hat sich bestätigt",
        "eher zufrieden",
        "Weiß nicht",
    )
    assert [word for word in wanted if word not in page] == []


def test_the_page_names_nobody(survey: Survey) -> None:
    page = Client().get(address(survey)).content.decode()
    assert [word for word in ("Erika", "erika@", str(survey.lead.campaign)) if word in page] == []


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_changes_nothing_and_sets_no_cookie(survey: Survey, method: str) -> None:
    answer = getattr(Client(), method)(address(survey))
    assert (answer.status_code, dict(answer.cookies)) == (HTTPStatus.OK, {})
    assert SurveyAnswer.objects.count() == 0


def test_answering_needs_and_sets_no_cookie(survey: Survey) -> None:
    url = address(survey)
    answer = Client(enforce_csrf_checks=True).post(url, SAID)
    said = SurveyAnswer.objects.get()
    assert (answer.status_code, answer["Location"], dict(answer.cookies)) == (HTTPStatus.FOUND, url, {})
    assert (said.mark, said.promise_kept, said.text) == (4, "partly", "Gern wieder.")


def test_an_answer_is_thanked_for_with_what_was_said(survey: Survey) -> None:
    make_answer(survey, mark=4, text="<b>Gut</b>")
    page = Client().get(address(survey)).content.decode()
    assert [word for word in ("Vielen Dank", "4 von 5", "&lt;b&gt;Gut") if word not in page] == []


def test_a_correction_begins_with_what_was_said(survey: Survey) -> None:
    make_answer(survey, mark=2, text="Nie gehört.")
    page = Client().get(address(survey), {"change": "1"}).content.decode()
    assert re.findall(r'name="mark"\s+value="(\d)"[^>]*checked', page) == ["2"]
    assert "Nie gehört." in page
    Client().post(address(survey), SAID)
    assert [one.mark for one in survey.answers.all()] == [4, 2]


def test_an_answer_that_lacks_a_mark_is_asked_for_it(survey: Survey) -> None:
    answer = Client().post(address(survey), {**SAID, "mark": ""})
    page = answer.content.decode()
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Bitte wählen Sie" in page and "Gern wieder." in page
    assert SurveyAnswer.objects.count() == 0


def test_the_page_can_be_read_in_the_other_language(survey: Survey) -> None:
    page = Client().get(address(survey), {"language": "en"}).content.decode()
    assert '<html lang="en"' in page and "How satisfied are you" in page
    answer = Client().post(address(survey) + "?language=en", SAID)
    assert answer["Location"].endswith("/?language=en")


def test_an_old_link_says_so_kindly(survey: Survey) -> None:
    url = address(survey)
    with time_machine.travel(timezone.now() + timedelta(days=61)):
        answer = Client().get(url)
    assert (answer.status_code, dict(answer.cookies)) == (HTTPStatus.GONE, {})
    assert "älter als 60 Tage" in answer.content.decode()


def test_a_wrong_link_says_so_kindly(survey: Survey) -> None:
    answer = Client().get("/survey/gibt-es-nicht/")
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert "unvollständig" in answer.content.decode()


def test_opening_the_end_of_mails_ends_nothing(survey: Survey) -> None:
    answer = Client().get(ending())
    assert (answer.status_code, dict(answer.cookies), OptOut.objects.count()) == (HTTPStatus.OK, {}, 0)


def test_the_button_ends_such_mails(survey: Survey) -> None:
    answer = Client(enforce_csrf_checks=True).post(ending(), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == HTTPStatus.OK
    assert "nicht mehr" in answer.content.decode()
    assert OptOut.objects.get().address_hash == "f" * 64


def test_a_post_without_the_word_ends_nothing(survey: Survey) -> None:
    answer = Client().post(ending())
    assert (answer.status_code, OptOut.objects.count()) == (HTTPStatus.UNPROCESSABLE_ENTITY, 0)


def test_the_end_of_mails_works_without_the_lead(survey: Survey) -> None:
    survey.delete()
    assert Client().post(ending(), {"List-Unsubscribe": "One-Click"}).status_code == HTTPStatus.OK


def test_a_wrong_end_of_mails_says_so(survey: Survey) -> None:
    assert Client().get("/survey-mails/gibt-es-nicht/").status_code == HTTPStatus.NOT_FOUND
