from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from desk.lead_words import Words
from feedback.models import LeadStanding
from handoff.models import ReasonUse
from leads import filters
from leads.models import NEWEST_FIRST, OLDEST_FIRST, Door, Grade, Lead, LeadKind, LeadStage, Person
from pages.cursors import cut_page, read_cursor, write_cursor
from tests.factories import (
    client_for,
    make_campaign,
    make_channel,
    make_cta,
    make_lead,
    make_person,
    make_reason,
)

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 14, 11, 0, tzinfo=UTC)


@pytest.fixture
def client(mara: User) -> Client:
    return client_for(mara)


def shown(client: Client, **query: Any) -> list[Lead]:
    response = client.get("/leads/", query)
    assert response.status_code == 200
    return list(response.context["page"].rows)


def error_of(client: Client, field: str, **query: Any) -> str:
    response = client.get("/leads/", query)
    assert response.status_code == 200
    assert response.context["page"].rows == []
    return str(response.context["form"].errors[field][0])


def make_leads(count: int) -> list[Lead]:
    cta = make_cta()
    return [make_lead(cta=cta, received_at=NOON - timedelta(hours=number)) for number in range(count)]


def test_line_shows_what_was_typed_as_text(client: Client) -> None:
    make_lead(person=make_person(name="Erika <b>", company="A & B"), campaign=make_campaign(name="<i>Messe"))
    page = client.get("/leads/").content.decode().partition("<tbody>")[2]
    assert [one in page for one in ("Erika &lt;b&gt;</a>", "A &amp; B<", "&lt;i&gt;Messe<")] == [True] * 3


@pytest.mark.parametrize("count", [1, 3])
def test_list_draws_a_row_for_each_lead(client: Client, count: int) -> None:
    make_leads(count)
    assert client.get("/leads/").content.count(b'<a class="open"') == count


def test_newest_lead_stands_first(client: Client) -> None:
    leads = make_leads(3)
    assert shown(client) == leads
    assert shown(client, sort="oldest") == leads[::-1]


@pytest.mark.parametrize(
    ("query", "said"), [({}, "Die neueste Anfrage steht oben."), ({"sort": "oldest"}, "Die älteste Anfrage")]
)
def test_list_says_what_it_is_ordered_by(client: Client, query: dict[str, str], said: str) -> None:
    assert said in client.get("/leads/", query).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_queries_for_one_lead_and_three(
    client: Client, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        make_lead(
            stage=LeadStage.ACCEPTED, campaign=make_campaign(channel=make_channel(f"K{count}")), cta=None
        )
    client.get("/leads/")
    with django_assert_num_queries(11):
        assert len(shown(client)) == count


@pytest.mark.parametrize(
    "text",
    [
        "müller",
        "Mueller",
        "MÜL",
        "jörg müller",
        "muster ag",
        "joerg@example.org",
        "0151 234567",
        "+49 151 2345",
    ],
)
def test_search_finds_the_person_by_whatever_is_known(client: Client, text: str) -> None:
    person = make_person(
        name="Jörg Müller", company="Muster AG", email="joerg@example.org", phone="+4915123456789"
    )
    lead = make_lead(person=person)
    make_lead(person=make_person(name="Petra Schmidt", company="Beispiel KG", email="p@example.net"))
    assert shown(client, q=text) == [lead]


@pytest.mark.parametrize("text", ["' OR 1=1 --", "a" * 201, "x", "<>", "\x00müller"])
def test_search_says_what_it_cannot_look_for(client: Client, text: str) -> None:
    make_lead(person=make_person(name="Petra Schmidt", company="Beispiel KG", email="p@example.net"))
    response = client.get("/leads/", {"q": text})
    assert response.status_code == 200
    assert response.context["page"].rows == []


def test_search_for_a_word_too_common_asks_for_another(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(filters, "MOST_PEOPLE", 2)
    make_leads(3)
    assert "muster" in error_of(client, "q", q="muster")


def test_page_does_not_say_that_no_lead_fits_where_a_filter_cannot_be_asked(
    client: Client, monkeypatch: Any
) -> None:
    monkeypatch.setattr(filters, "MOST_PEOPLE", 2)
    make_leads(3)
    page = client.get("/leads/", {"q": "muster"}).content.decode()
    assert "Diese Auswahl lässt sich nicht anzeigen" in page and "Kein Lead passt" not in page


def test_search_by_another_name_of_an_address_finds_its_leads_each_under_its_own(client: Client) -> None:
    anke = make_person(name="Anke Erst", company="", email="info@example.org", other_names=["Bernd Zweit"])
    first, second = make_lead(person=anke), make_lead(person=anke, contact_as_given={"name": "Bernd Zweit"})
    lines = client.get("/leads/", {"q": "zweit"}).context["lines"]
    assert {line.lead.pk: (line.title, line.other_names) for line, _ in lines} == {
        first.pk: ("Anke Erst", ("Bernd Zweit",)),
        second.pk: ("Bernd Zweit", ("Anke Erst",)),
    }


@pytest.mark.parametrize("text", ["häus", "haeus", "HÄUS", "haus", "Häusler GmbH"])
def test_search_finds_a_name_in_every_spelling(client: Client, text: str) -> None:
    names = ("Uwe Häusler", "Uwe Haeusler", "Uwe Ha\u0308usler", "Uwe Hausler")
    people = [make_person(name=name, email=f"{number}@example.org") for number, name in enumerate(names)]
    leads = {make_lead(person=person) for person in people}
    make_lead(person=make_person(name="Uwe Hauser", email="h@example.org"))
    assert leads <= set(shown(client, q=text))


def test_search_uses_the_index(mara: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "person_words" in Person.objects.matching("jörg müller").explain()


def test_filters_by_campaign_cta_and_rep(client: Client, sven: User) -> None:
    lead, other = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven), make_lead()
    assert shown(client, campaign=lead.campaign_id) == [lead]
    assert shown(client, cta=other.cta_id) == [other]
    assert shown(client, assigned=sven.pk) == [lead]
    assert shown(client, assigned="none") == [other]


def test_no_channel_is_kept_apart_from_a_channel_called_unknown(client: Client) -> None:
    unknown = make_lead(channel=make_channel("unknown"))
    nothing = make_lead(channel=None)
    assert shown(client, channel=unknown.channel_id) == [unknown]
    assert shown(client, channel="none") == [nothing]


def test_filters_by_kind_source_and_history(client: Client) -> None:
    spam = make_lead(kind=LeadKind.SPAM)
    history = make_lead(door=Door.FILE, cta=make_cta(is_signed=False))
    assert shown(client, kind="spam") == [spam]
    assert shown(client, door="file") == [history]
    assert shown(client, history="yes") == [history]
    assert shown(client, history="no") == [spam]


def test_waiting_leads_are_real_signed_and_with_marketing(client: Client) -> None:
    make_lead(stage=LeadStage.HANDED_OVER)
    make_lead(kind=LeadKind.TEST)
    make_lead(door=Door.FILE, cta=make_cta(is_signed=False))
    waiting = {make_lead(), make_lead(stage=LeadStage.RETURNED)}
    assert set(shown(client, stage="waiting")) == waiting
    assert [lead.stage for lead in shown(client, stage="returned")] == ["returned"]


def test_period_is_of_the_company_s_days(client: Client) -> None:
    first = make_lead(received_at=datetime(2026, 3, 13, 23, 0, tzinfo=UTC))
    last = make_lead(received_at=datetime(2026, 3, 14, 22, 59, tzinfo=UTC))
    make_lead(received_at=datetime(2026, 3, 14, 23, 0, tzinfo=UTC))
    assert shown(client, received_from="2026-03-14", received_until="2026-03-14") == [last, first]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("stage", "sold"),
        ("campaign", "1 OR 1=1"),
        ("campaign", "9" * 40),
        ("cta", "-1"),
        ("channel", "\x00"),
        ("assigned", "../../etc"),
        ("kind", "fake"),
        ("door", "x" * 10_000),
        ("received_from", "31.02.2026"),
        ("received_from", "0001-01-01"),
        ("received_until", "9999-12-31"),
        ("received_until", "gestern"),
        ("sort", "name; DROP TABLE"),
    ],
)
def test_filter_that_is_not_understood_is_named(client: Client, field: str, value: str) -> None:
    make_leads(1)
    assert error_of(client, field, **{field: value})


def test_period_that_ends_before_it_starts_is_named(client: Client) -> None:
    assert error_of(client, "received_until", received_from="2026-03-14", received_until="2026-03-13")


def test_pages_lead_there_and_back(client: Client) -> None:
    leads = make_leads(60)
    first = client.get("/leads/")
    second = client.get("/leads/" + first.context["older_url"])
    third = client.get("/leads/" + second.context["older_url"])
    back = client.get("/leads/" + third.context["newer_url"])
    assert [list(page.context["page"].rows) for page in (first, second, third, back)] == [
        leads[:25],
        leads[25:50],
        leads[50:],
        leads[25:50],
    ]
    assert (first.context["newer_url"], third.context["older_url"]) == ("", "")


def test_pages_keep_the_filters(client: Client) -> None:
    make_leads(26)
    url = client.get("/leads/", {"stage": "registered", "sort": "oldest"}).context["older_url"]
    assert url.startswith("?stage=registered&sort=oldest&after=")


@pytest.mark.parametrize("name", ["after", "before"])
@pytest.mark.parametrize(
    "mark", ["x", "1.", "9" * 400 + ".1", "1.99999999999999999999", "-1.-1", "\x00", "1.1;--"]
)
def test_tampered_place_in_the_list_is_named(client: Client, name: str, mark: str) -> None:
    leads = make_leads(2)
    response = client.get("/leads/", {name: mark})
    assert response.status_code == 200
    assert response.context["problem"] and list(response.context["page"].rows) == leads


@pytest.mark.parametrize("mark", ["99999999999999999.1", "-99999999999999999.1", "0.999999999999999999"])
def test_place_far_outside_is_an_empty_page_or_named(client: Client, mark: str) -> None:
    make_leads(1)
    assert client.get("/leads/", {"after": mark}).status_code == 200
    assert client.get("/leads/", {"before": mark}).status_code == 200


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=12)
@given(
    minutes=st.lists(st.integers(0, 3), min_size=0, max_size=9),
    size=st.integers(1, 4),
    is_newest_first=st.booleans(),
)
def test_paging_shows_every_lead_once_whatever_the_ties(
    db: None, minutes: list[int], size: int, is_newest_first: bool
) -> None:
    Lead.objects.all().delete()
    cta = make_cta()
    for minute in minutes:
        make_lead(cta=cta, received_at=NOON + timedelta(minutes=minute))
    order = NEWEST_FIRST if is_newest_first else OLDEST_FIRST
    seen: list[Lead] = []
    page = cut_page(Lead.objects.all(), order=order, size=size)
    while True:
        seen += page.rows
        if not page.after:
            break
        page = cut_page(Lead.objects.all(), order=order, size=size, after=page.after)
    assert seen == list(Lead.objects.order_by(*order))


def test_cursor_is_read_as_it_was_written() -> None:
    lead = Lead(pk=7, received_at=datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC))
    cursor = write_cursor(lead, NEWEST_FIRST)
    assert read_cursor(cursor, Lead.objects.all(), NEWEST_FIRST) == [lead.received_at, 7]
    with pytest.raises(ValidationError, match="seven"):
        read_cursor("seven", Lead.objects.all(), NEWEST_FIRST)


def test_reps_see_their_own_leads_and_the_pool(sven: User, sina: User) -> None:
    own = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    pool = make_lead(stage=LeadStage.HANDED_OVER)
    make_lead(stage=LeadStage.ACCEPTED, assigned_to=sina)
    make_lead()
    assert set(shown(client_for(sven))) == {own, pool}


def test_reps_choose_between_the_pool_and_themselves(sven: User, sina: User) -> None:
    pool = make_lead(stage=LeadStage.HANDED_OVER)
    own = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    client = client_for(sven)
    assert (shown(client, assigned="none"), shown(client, assigned=sven.pk)) == ([pool], [own])
    assert error_of(client, "assigned", assigned=sina.pk)


def test_grade_is_hidden_from_sales_until_rated(client: Client, sven: User) -> None:
    make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven, grade="A")  # type: ignore[arg-type]
    rated = make_lead(stage=LeadStage.RATED, assigned_to=sven, grade="A")  # type: ignore[arg-type]
    seen = client_for(sven).get("/leads/").context["lines"]
    assert [line.lead for line, _ in seen if line.grade] == [rated]
    assert [line.grade for line, _ in client.get("/leads/").context["lines"]] == ["A", "A"]


def test_list_says_sales_rating_and_its_reason(client: Client) -> None:
    rated, waiting = make_lead(stage=LeadStage.RATED, quality=Grade.D), make_lead()
    reason = make_reason(ReasonUse.RATING)
    rated.ratings.update(reason=reason)
    words = {line.lead: said for line, said in client.get("/leads/").context["lines"]}
    assert words == {rated: Words(quality="D", reason=str(reason)), waiting: None}


def test_filters_by_what_the_newest_rating_says(client: Client) -> None:
    good, weak = (make_lead(stage=LeadStage.RATED, quality=grade) for grade in (Grade.A, Grade.D))
    waiting, reason = make_lead(), make_reason(ReasonUse.RATING)
    weak.ratings.update(reason=reason)
    LeadStanding.objects.filter(lead=weak).update(fit="too_high")
    assert shown(client, quality="A") == [good]
    assert shown(client, quality="none") == [waiting]
    assert shown(client, fit="too_high") == [weak]
    assert shown(client, reason=reason.pk) == [weak]
    assert error_of(client, "reason", reason=10**9)


def test_empty_list_offers_the_first_step_to_marketing_only(client: Client, sven: User) -> None:
    assert b"/leads/new/" in client.get("/leads/").content
    assert b"/leads/new/" not in client_for(sven).get("/leads/").content


def test_names_are_text_and_never_markup(client: Client) -> None:
    make_lead(person=make_person(name="<script>alert(1)</script>", company='"><img src=x>'))
    body = client.get("/leads/").content.decode()
    assert "<script>alert" not in body and "<img" not in body


def test_leads_of_somebody_who_left_are_found_by_their_name(lena: User, sven: User) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    User.objects.filter(pk=sven.pk).update(is_active=False)
    client = client_for(lena)
    page = client.get("/leads/").content.decode()
    assert f'<option value="{sven.pk}">{sven}</option>' in page and "Übernehmen keine Leads mehr" in page
    found = client.get(f"/leads/?assigned={sven.pk}").content.decode()
    assert f"/leads/{lead.pk}/" in found


def test_whoever_left_without_leads_is_no_choice(lena: User, sven: User) -> None:
    User.objects.filter(pk=sven.pk).update(is_active=False)
    assert str(sven) not in client_for(lena).get("/leads/").content.decode()
