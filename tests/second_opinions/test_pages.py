"""Second opinions on screen: what is told, what is not, and one tap."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from feedback.models import ContactAttempt
from leads.models import Grade, Lead
from second_opinions.models import SecondOpinion, SecondOpinionAnswer, SecondOpinionSettings
from tests.factories import client_for, make_person, make_promise
from tests.second_opinions.saying import make_opinion, make_rated, switch_on

pytestmark = pytest.mark.django_db
LIST, SETTINGS, TODAY = "/second-opinions/", "/second-opinions/settings/", "/today/"


@pytest.fixture
def told(sven: User, sina: User) -> SecondOpinion:
    """Sina is asked about a lead of which much is known, and whose first letter is D."""
    person = make_person(name="Petra Muster", email="petra@example.com", company="Muster GmbH")
    lead = make_rated(sven, quality=Grade.D, person=person)
    make_promise(lead.campaign, "Lieferung in 48 Stunden")
    Lead.objects.filter(pk=lead.pk).update(
        answers={"Was brauchen Sie?": "Zehn Stück, Gruß Petra, 0171 2345678"}, note="Frau Muster eilt es."
    )
    ContactAttempt.objects.filter(lead=lead).update(note="Petra will erst 2027 kaufen.")
    lead.ratings.update(note="Passt gar nicht zu uns.")
    return make_opinion(Lead.objects.get(pk=lead.pk), of=sina)


def open_page(user: User, path: str) -> str:
    answer = client_for(user).get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def say(user: User, opinion: SecondOpinion, **said: Any) -> Any:
    return client_for(user).post(reverse("second_opinions:opinion", args=[opinion.pk]), said, follow=True)


def test_today_says_that_one_is_wanted_and_leads_there(sina: User, told: SecondOpinion) -> None:
    html = open_page(sina, reverse("inbox"))
    assert "Ihre Meinung ist gefragt: 1 Zweitmeinung, ein Tipp" in html
    assert f'href="{LIST}"' in html


def test_today_is_silent_once_it_is_given(sina: User, told: SecondOpinion) -> None:
    SecondOpinionAnswer.objects.create(opinion=told, quality="B")
    assert "Zweitmeinung" not in open_page(sina, reverse("inbox"))


def test_what_was_known_is_told(sina: User, told: SecondOpinion) -> None:
    html = open_page(sina, f"{LIST}{told.pk}/")
    for known in ("Lieferung in 48 Stunden", "Was brauchen Sie?", "Zehn Stück", "will erst 2027 kaufen"):
        assert known in html


def test_neither_the_person_nor_the_first_word_is_told(sina: User, told: SecondOpinion) -> None:
    html = open_page(sina, f"{LIST}{told.pk}/")
    for hidden in ("Petra", "Muster", "petra@example.com", "2345678", "Passt gar nicht", "Sven"):
        assert hidden not in html
    assert "•••" in html


def test_one_tap_says_it(sina: User, told: SecondOpinion) -> None:
    answer = say(sina, told, quality="C")
    assert told.answers.get().quality == "C"
    assert "Gespeichert. Das war die letzte." in answer.content.decode()


def test_the_next_one_follows(sina: User, told: SecondOpinion) -> None:
    following = make_opinion(of=sina)
    answer = say(sina, told, quality="C")
    assert answer.redirect_chain == [(f"{LIST}{following.pk}/", 302)]


def test_who_cannot_tell_says_so(sina: User, told: SecondOpinion) -> None:
    say(sina, told, quality="unknown")
    assert told.answers.get().quality == ""


@pytest.mark.parametrize("said", [{}, {"quality": "E"}])
def test_no_letter_is_no_answer(sina: User, told: SecondOpinion, said: dict[str, str]) -> None:
    assert say(sina, told, **said).status_code == 422
    assert not told.answers.exists()


def test_a_colleague_does_not_find_it(sven: User, told: SecondOpinion) -> None:
    assert client_for(sven).get(f"{LIST}{told.pk}/").status_code == 404


def test_it_is_gone_after_fourteen_days(sina: User, told: SecondOpinion) -> None:
    SecondOpinion.objects.update(asked_at=timezone.now() - timedelta(days=15))
    assert client_for(sina).get(f"{LIST}{told.pk}/").status_code == 404
    assert "Zurzeit werden Sie um keine Zweitmeinung gebeten" in open_page(sina, LIST)


def test_what_was_given_can_be_found_and_corrected(sina: User, told: SecondOpinion) -> None:
    SecondOpinionAnswer.objects.create(opinion=told, quality="B")
    html = open_page(sina, LIST)
    assert "Sie haben B gesagt; bis" in html
    say(sina, told, quality="A")
    assert [answer.quality for answer in told.answers.all()] == ["A", "B"]


def test_a_manager_sets_the_share(gero: User) -> None:
    assert "Es werden keine Zweitmeinungen eingeholt." in open_page(gero, SETTINGS)
    answer = client_for(gero).post(SETTINGS, {"share_percent": "5", "expected_version": "1"}, follow=True)
    assert "Ab jetzt wird zu 5 Prozent" in answer.content.decode()
    row = SecondOpinionSettings.objects.get()
    assert (row.share_percent, row.changed_by, row.on_since is not None) == (5, gero, True)


def test_nobody_is_overwritten(gero: User, lena: User) -> None:
    switch_on(percent=5)
    SecondOpinionSettings.objects.update(row_version=2)
    answer = client_for(gero).post(SETTINGS, {"share_percent": "7", "expected_version": "1"})
    assert answer.status_code == 409
    assert SecondOpinionSettings.objects.get().share_percent == 5


@pytest.mark.parametrize("percent", ["31", "-1", "viel", ""])
def test_a_share_off_the_scale_is_refused(gero: User, percent: str) -> None:
    answer = client_for(gero).post(SETTINGS, {"share_percent": percent, "expected_version": "1"})
    assert answer.status_code == 422
    assert not SecondOpinionSettings.objects.filter(share_percent__gt=0).exists()


def test_a_single_rep_is_told_that_nobody_could_give_one(gero: User, sven: User) -> None:
    assert "Niemand könnte eine geben" in open_page(gero, SETTINGS)
