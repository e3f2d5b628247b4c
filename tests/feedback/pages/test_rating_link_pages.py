"""What somebody sees who taps the link in a mail, signed in or not."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.test import Client

from accounts.models import Company, Role, User
from feedback.models import Rating
from feedback.services.rating_links import make_rating_secret
from handoff.services import pass_on
from leads.models import Grade, Lead, LeadStage
from tests.factories import client_for, make_lead, make_person, make_promise, make_user
from tests.feedback.saying import say

TAPS = {"potential": "not_yet", "quality": "C", "fit": "too_high"}


@pytest.fixture
def lead(sven: User) -> Lead:
    person = make_person(name="Erika Muster", email="erika@example.org", phone="+491712345678")
    return make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven, person=person, grade=Grade.A)


def address(lead: Lead) -> str:
    rep = lead.assigned_to
    assert rep is not None
    return f"/rate/{make_rating_secret(handoff=lead.handoffs.latest('id'), rep=rep)}/"


def in_english(user: User) -> None:
    user.language = "en"
    user.save(update_fields=["language"])


def test_three_taps_signed_out_rate_the_lead(lead: Lead, sven: User) -> None:
    url = address(lead)
    answer = Client().post(url, TAPS)

    rating = Rating.objects.get()
    assert (answer.status_code, answer["Location"]) == (HTTPStatus.FOUND, url)
    assert (rating.potential, rating.quality, rating.fit, rating.user) == ("not_yet", "C", "too_high", sven)


def test_page_shows_whom_it_is_about_and_no_more(lead: Lead) -> None:
    make_promise(lead.campaign, text="Lieferung frei Haus")
    page = Client().get(address(lead)).content.decode()

    assert [word for word in ("Erika Muster", "Sie bewerten als Sven Vertrieb.") if word not in page] == []
    assert [word for word in ("erika@", "2345678", 'value="A" checked') if word in page] == []


def test_a_scanner_that_opens_the_link_changes_nothing(lead: Lead) -> None:
    assert Client().head(address(lead)).status_code == HTTPStatus.OK
    assert Client().get(address(lead)).status_code == HTTPStatus.OK

    lead.refresh_from_db()
    assert (lead.stage, Rating.objects.count()) == (LeadStage.HANDED_OVER, 0)


def test_page_says_what_saving_does_beside(lead: Lead, sven: User) -> None:
    accepted = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    called = make_lead(stage=LeadStage.CONTACTED, assigned_to=sven)
    said = [Client().get(address(one)).content.decode() for one in (lead, accepted, called)]

    assert ["nehmen Sie den Lead an" in page for page in said] == [True, False, False]
    assert ["Noch ist kein Kontakt" in page for page in said] == [False, True, False]


def test_a_tap_that_is_missing_is_asked_for(lead: Lead) -> None:
    answer = Client().post(address(lead), {"quality": "B"})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert answer.content.decode().count("Bitte wählen Sie eine der Antworten.") == 2
    assert Rating.objects.count() == 0


def test_link_of_a_rated_lead_shows_no_word_of_the_rating(lead: Lead, sven: User) -> None:
    url = address(lead)
    Client().post(url, {**TAPS, "note": "Klingt nach Geld"})
    page = Client().get(url).content.decode()

    assert "Dieser Lead ist bewertet" in page
    assert [word for word in ("Klingt nach Geld", "Noch nicht", "zu viel") if word in page] == []


def test_rated_on_the_page_meanwhile_stays_as_it_is(lead: Lead, sven: User) -> None:
    accepted = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    url = address(accepted)
    say(sven, accepted, quality="A")
    answer = Client().post(url, TAPS)

    assert "Dieser Lead ist bewertet" in answer.content.decode()
    assert [rating.quality for rating in Rating.objects.all()] == ["A"]


def test_link_of_a_lead_that_went_elsewhere_says_so(lead: Lead, sven: User) -> None:
    url = address(lead)
    pass_on(actor=sven, lead=lead, to_user=make_user(Role.SALES_REP))
    for answer in (Client().get(url), Client().post(url, TAPS)):
        assert answer.status_code == HTTPStatus.GONE
        assert "liegt nicht mehr bei Ihnen" in answer.content.decode()

    assert Rating.objects.count() == 0


def test_link_that_was_cut_off_says_so(company: Company) -> None:
    answer = Client().get("/rate/abc/")

    assert (answer.status_code, "unvollständig" in answer.content.decode()) == (HTTPStatus.NOT_FOUND, True)


def test_page_speaks_the_language_of_the_rep(lead: Lead, sven: User) -> None:
    in_english(sven)
    answer = Client(headers={"accept-language": "de"}).get(address(lead))

    assert "How was the first contact?" in answer.content.decode()


def test_link_rates_as_the_rep_whoever_is_signed_in(lead: Lead, sven: User) -> None:
    client_for(make_user(Role.MANAGER)).post(address(lead), TAPS)

    assert Rating.objects.get().user == sven
