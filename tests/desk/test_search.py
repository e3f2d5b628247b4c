"""The search of the header: what it finds for whom, and where it leads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.permissions import Action
from desk.forms import SearchForm
from desk.search import Hit, Kind, search
from leads import filters
from leads.models import LeadStage, Person
from leads.placing import place_persons
from tests.api import api_for
from tests.factories import client_for, make_campaign, make_cta, make_lead, make_person

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 14, 11, 0, tzinfo=UTC)
SPELLINGS = ("+49 151 23456789", "0151/23456789", "0049 151 234", "(0151) 2345-6789", "+49 (0)151 2345")


def erika() -> Person:
    return make_person(
        name="Erika Müller",
        company="Krüger GmbH & Co. KG",
        email="e.geheim@example.org",
        phone="+4915123456789",
        other_names=["Erika Sommer"],
    )


def hits(text: str, viewer: User, kind: Kind = Kind.LEAD, *, most: int = 5) -> list[Hit]:
    return search(text, viewer=viewer, most=most).groups.get(kind, [])


def leads_found(text: str, viewer: User) -> list[int | None]:
    return [hit.number for hit in hits(text, viewer)]


@pytest.mark.parametrize(
    "text", ["Mueller", "MÜLLER erika", "sommer", "krueger", "e.geheim@example.org", *SPELLINGS]
)
def test_person_is_found_by_everything_that_is_known_of_them(mara: User, text: str) -> None:
    lead = make_lead(person=erika())
    make_lead(
        person=make_person(name="Otto Ander", company="", email="otto@example.net", phone="+4930111111")
    )
    assert leads_found(text, mara) == [lead.pk]


def test_hit_leads_to_the_lead_and_says_what_tells_it_apart(mara: User) -> None:
    cta = make_cta(make_campaign(name="Herbst"))
    lead = make_lead(person=erika(), cta=cta, received_at=NOON)
    (hit,) = hits("sommer", mara)
    assert (hit.title, hit.url) == ("Erika Müller", f"/leads/{lead.pk}/")
    detail = f"Krüger GmbH & Co. KG · auch: Erika Sommer · Herbst · 14.03.2026 · Erfasst · Lead {lead.pk}"
    assert hit.detail == detail


def test_person_with_many_leads_is_one_hit_that_leads_to_the_newest(mara: User) -> None:
    person = erika()
    _older, newest = (make_lead(person=person, received_at=NOON + timedelta(days=day)) for day in (0, 1))
    assert leads_found("müller", mara) == [newest.pk]


def test_two_humans_of_one_address_are_two_hits(mara: User) -> None:
    person = erika()
    for name in ({}, {"name": "Bernd Ganzanders"}):
        make_lead(person=person, contact_as_given=name)
    assert {hit.title for hit in hits("0151 23456789", mara)} == {"Erika Müller", "Bernd Ganzanders"}


@pytest.mark.parametrize("prefix", ["", "#"])
def test_number_finds_its_lead(mara: User, prefix: str) -> None:
    lead = make_lead()
    assert leads_found(f"{prefix}{lead.pk}", mara) == [lead.pk]


def test_number_finds_no_lead_that_the_reader_cannot_see(sven: User, sina: User) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sina)
    assert leads_found(str(lead.pk), sven) == []
    assert leads_found(str(lead.pk), sina) == [lead.pk]


def test_firm_is_one_hit_however_it_is_spelt_and_leads_to_its_page(mara: User) -> None:
    for number, company in enumerate(("Krüger GmbH", "Krueger AG", "Andere KG")):
        make_lead(person=make_person(name=f"Person {number}", company=company, email=""))
    place_persons()
    (firm,) = hits("krüger", mara, Kind.FIRM)
    found = client_for(mara).get(firm.url).context["about"].lines
    assert {line.company for line in found} == {"Krüger GmbH", "Krueger AG"}


def test_firm_is_found_by_its_domain(mara: User) -> None:
    make_lead(person=make_person(name="", company="Krüger GmbH", email="info@kg-nord.example"))
    place_persons()
    assert [firm.title for firm in hits("kg-nord", mara, Kind.FIRM)] == ["Krüger GmbH"]


def test_firm_of_people_without_a_name_is_found(mara: User) -> None:
    make_lead(person=make_person(name="", company="Krüger GmbH", email="info@example.org"))
    place_persons()
    assert [firm.title for firm in hits("krueg", mara, Kind.FIRM)] == ["Krüger GmbH"]


def test_person_found_by_name_brings_no_firm(mara: User) -> None:
    make_lead(person=erika())
    place_persons()
    assert hits("erika", mara, Kind.FIRM) == []


def test_firm_is_none_of_leads_the_reader_does_not_see(sven: User, sina: User) -> None:
    make_lead(stage=LeadStage.ACCEPTED, assigned_to=sina, person=erika())
    place_persons()
    assert hits("krüger", sven, Kind.FIRM) == []
    assert [firm.title for firm in hits("krüger", sina, Kind.FIRM)] == ["Krüger GmbH & Co. KG"]


@pytest.mark.parametrize("text", ["foerder", "Förder-Check", "check förder"])
def test_campaign_is_found_by_its_name_in_any_spelling(sven: User, text: str) -> None:
    campaign = make_campaign(name="Förder-Check")
    make_campaign(name="Herbst")
    found = [(hit.number, hit.url) for hit in hits(text, sven, Kind.CAMPAIGN)]
    assert found == [(campaign.pk, f"/campaigns/{campaign.pk}/")]


@pytest.mark.parametrize("text", ["angebot", "angebot herbst"])
def test_cta_is_found_by_its_own_name_with_or_without_its_campaigns(sven: User, text: str) -> None:
    cta = make_cta(make_campaign(name="Herbst"), name="Angebot anfordern")
    found = [(hit.number, hit.detail, hit.url) for hit in hits(text, sven, Kind.CTA)]
    assert found == [(cta.pk, "Herbst", f"/ctas/{cta.pk}/")]


def test_name_of_a_campaign_alone_brings_none_of_its_ctas(sven: User) -> None:
    make_cta(make_campaign(name="Herbst"), name="Angebot anfordern")
    assert hits("herbst", sven, Kind.CTA) == []


def test_each_kind_is_cut_and_the_list_has_the_rest(mara: User) -> None:
    for number in range(3):
        make_lead(person=make_person(name="Jörg Müller", email=f"{number}@example.org"))
    results = search("müller", viewer=mara, most=2)
    assert (len(results.groups[Kind.LEAD]), results.all_url) == (2, "/leads/?q=m%C3%BCller")
    assert len(client_for(mara).get(results.all_url).context["page"].rows) == 3
    assert search("müller", viewer=mara, most=3).all_url == ""


def test_list_is_not_offered_where_it_would_refuse_the_words(mara: User, monkeypatch: Any) -> None:
    monkeypatch.setattr(filters, "MOST_PEOPLE", 2)
    for number in range(4):
        make_lead(person=make_person(name="Jörg Müller", email=f"{number}@example.org"))
    results = search("müller", viewer=mara, most=2)
    assert (len(results.groups[Kind.LEAD]), results.all_url) == (2, "")


# ---- what a reader may not see


@pytest.mark.parametrize("text", ["0151 2345", "e.geheim", "+4915123456789"])
@pytest.mark.parametrize("stage", LeadStage)
def test_sales_finds_by_address_and_number_only_what_is_accepted(
    lena: User, stage: LeadStage, text: str
) -> None:
    lead = make_lead(stage=stage, person=erika())
    assert leads_found(text, lena) == ([lead.pk] if stage in LeadStage.accepted_or_later else [])


def test_number_cannot_be_read_digit_by_digit(lena: User) -> None:
    make_lead(stage=LeadStage.HANDED_OVER, person=erika())
    assert read_digits(lena) == "49"


def test_without_the_veil_it_is_read(lena: User, monkeypatch: pytest.MonkeyPatch) -> None:
    make_lead(stage=LeadStage.HANDED_OVER, person=erika())
    monkeypatch.setattr(filters, "is_named", lambda _text: Q(pk__isnull=False))
    assert read_digits(lena) == "4915123456789"


def read_digits(reader: User, known: str = "49") -> str:
    """What asking for one digit more and more brings to light."""
    while digit := next((one for one in "0123456789" if hits(f"+{known}{one}", reader)), ""):
        known += digit
    return known


def test_name_that_is_a_number_is_in_no_hit(lena: User) -> None:
    make_lead(
        stage=LeadStage.HANDED_OVER,
        person=make_person(name="Müller 0151 23456789", company="erika@example.org"),
    )
    (hit,) = hits("müller", lena)
    assert "2345" not in hit.title + hit.detail and "example" not in hit.title + hit.detail


# ---- page, drop-down and API


@pytest.mark.parametrize("text", ["a", "?", "é"])
def test_words_that_fit_nearly_everybody_are_refused(text: str) -> None:
    form = SearchForm({"q": text})
    assert str(form.errors["q"][0]) == (
        f"„{text}“ ist zu kurz für eine Suche: mindestens 2 Buchstaben oder Ziffern."
    )


@pytest.mark.parametrize("text", ["7", "#7", ""])
def test_number_of_a_lead_may_be_short(mara: User, text: str) -> None:
    assert SearchForm({"q": text}).is_valid()
    assert leads_found(text, mara) == []


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_page_and_drop_down_show_the_same(mara: User, headers: dict[str, str]) -> None:
    lead = make_lead(person=erika())
    content = client_for(mara).get("/search/", {"q": "mueller"}, headers=headers).content.decode()
    assert f'href="/leads/{lead.pk}/"' in content and "Erika Müller" in content
    assert ("<main" in content) == (not headers)


@pytest.mark.parametrize(("reader", "is_told"), [("lena", True), ("mara", False)])
def test_reader_with_a_lock_is_told_what_finds_nothing(request: Any, reader: str, is_told: bool) -> None:
    client = client_for(request.getfixturevalue(reader))
    for headers in ({}, {"HX-Request": "true"}):
        content = client.get("/search/", {"q": "0151 2345"}, headers=headers).content.decode()
        assert ("Über E-Mail oder Telefon finden Sie nur angenommene Leads." in content) == is_told


def test_page_without_words_asks_nothing(mara: User) -> None:
    answer = client_for(mara).get("/search/")
    assert (answer.status_code, answer.context["results"]) == (200, None)


def test_drop_down_that_asks_too_often_says_so_in_a_line(mara: User, settings: Any) -> None:
    settings.LIMITS_PER_MINUTE = {**settings.LIMITS_PER_MINUTE, "searches": 1}
    client: Client = client_for(mara)
    headers = {"HX-Request": "true"}
    answers = [client.get("/search/", {"q": "müller"}, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert "<main" not in answers[1].content.decode() and "data-said" in answers[1].content.decode()


def test_search_costs_the_same_statements_for_one_lead_and_for_many(mara: User) -> None:
    counted = []
    for number in range(4):
        make_lead(person=make_person(name="Jörg Müller", company="Müller AG", email=f"{number}@example.org"))
        with CaptureQueriesContext(connection) as asked:
            search("müller", viewer=mara, most=5)
        counted.append(len(asked))
    assert set(counted[1:]) == {6}  # three for names, whom the words fit, their leads, and firms


def test_api_answers_as_the_page(mara: User) -> None:
    lead = make_lead(person=erika())
    campaign = make_campaign(name="Müllers Herbst")
    answer = api_for(mara).get("/api/v1/search/", {"q": "mueller"}).json()
    found = [(one["kind"], one["number"], one["url"]) for one in answer["results"]]
    assert found == [
        ("lead", lead.pk, f"/leads/{lead.pk}/"),
        ("campaign", campaign.pk, f"/campaigns/{campaign.pk}/"),
    ]
    assert answer["has_more"] is False


@pytest.mark.parametrize("text", ["0151 2345", "herbst"])
def test_token_finds_no_more_than_its_scopes_read(mara: User, text: str) -> None:
    make_lead(person=erika())
    make_campaign(name="Herbst")
    everything = {Action.VIEW_LEADS, Action.VIEW_ACCEPTED_CONTACTS, Action.VIEW_CAMPAIGNS}
    found = [
        len(api_for(mara, scopes=scopes).get("/api/v1/search/", {"q": text}).json()["results"])
        for scopes in ({Action.VIEW_LEADS}, everything)
    ]
    assert found == [0, 1]


def test_api_refuses_too_short_words_and_answers_none_with_nothing(mara: User) -> None:
    assert api_for(mara).get("/api/v1/search/?q=a").status_code == 400
    assert api_for(mara).get("/api/v1/search/").json() == {"results": [], "has_more": False}


def test_api_is_limited_with_the_pages(mara: User, settings: Any) -> None:
    settings.LIMITS_PER_MINUTE = {**settings.LIMITS_PER_MINUTE, "searches": 1}
    assert client_for(mara).get("/search/?q=müller").status_code == 200
    assert api_for(mara).get("/api/v1/search/", {"q": "müller"}).status_code == 429
