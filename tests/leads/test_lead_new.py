from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from campaigns.models import Campaign
from leads.forms.leads import read_touch
from leads.models import Lead, LeadKind, Touch
from tests.factories import client_for, make_channel, make_cta, make_lead, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(mara: User) -> Client:
    return client_for(mara)


def post(client: Client, **values: Any) -> Any:
    return client.post("/leads/new/", values, follow=True)


def errors_of(client: Client, **values: Any) -> dict[str, list[str]]:
    response = post(client, **values)
    assert response.status_code == 422 and Lead.objects.count() == 0
    return dict(response.context["form"].errors)


def test_lead_is_logged_and_handed_over_in_the_same_go(client: Client) -> None:
    said = {"cta": make_cta().pk, "name": "Erika Muster", "email": "erika@example.org", "hand_over": "1"}
    response = post(client, **said)
    assert response.redirect_chain == [(f"/leads/{Lead.objects.get().pk}/hand-over/", 302)]


def test_leads_are_logged_in_a_row_with_the_cta_kept(client: Client) -> None:
    cta = make_cta()
    response = post(client, cta=cta.pk, name="Erika Muster", email="erika@example.org", note="eilt")
    assert response.redirect_chain == [("/leads/new/", 302)]
    form = response.context["form"]
    assert form["cta"].initial == cta.pk
    assert [form[name].value() for name in ("name", "email", "note")] == [None, None, None]
    assert Lead.objects.get().person.name == "Erika Muster"


AMBIGUOUS = {"name": "Erika Muster", "phone": "49512345678"}


def test_phone_that_may_be_two_is_asked_for_and_keeps_what_was_typed(client: Client) -> None:
    response = post(client, cta=make_cta().pk, **AMBIGUOUS)
    form = response.context["form"]
    assert (response.status_code, list(form.errors), Lead.objects.count()) == (422, ["phone"], 0)
    assert form["phone"].value() == "49512345678"
    assert list(form.fields["phone_meant"].choices) == [
        ("+49512345678", "+49 5123 45678"),
        ("+4949512345678", "04951 2345678"),
    ]


@pytest.mark.parametrize("meant", ["+49512345678", "+4949512345678"])
def test_phone_that_was_asked_for_is_the_one_that_was_chosen(client: Client, meant: str) -> None:
    post(client, cta=make_cta().pk, phone_meant=meant, **AMBIGUOUS)
    assert Lead.objects.get().person.phone == meant


def test_phone_nobody_offered_cannot_be_chosen(client: Client) -> None:
    errors = errors_of(client, cta=make_cta().pk, phone_meant="+491711234567", **AMBIGUOUS)
    assert list(errors) == ["phone_meant"]


def test_other_phone_is_not_what_was_chosen_for_the_one_before(client: Client) -> None:
    values = {**AMBIGUOUS, "phone": "030 1234567", "phone_meant": "+49512345678"}
    post(client, cta=make_cta().pk, **values)
    assert Lead.objects.get().person.phone == "+49301234567"


def test_mobile_without_a_sign_is_kept_as_it_was_typed_beside_its_number(client: Client) -> None:
    post(client, cta=make_cta().pk, name="Erika Muster", phone="4915150405214")
    lead = Lead.objects.select_related("person").get()
    assert (lead.contact.phone, lead.contact.phone_as_typed) == ("+4915150405214", "4915150405214")


def test_confirmation_leads_on_to_the_hand_over(client: Client) -> None:
    body = post(client, cta=make_cta().pk, name="<b>Erika</b>", email="erika@example.org").content.decode()
    lead = Lead.objects.get()
    assert f'href="/leads/{lead.pk}/hand-over/"' in body and f'href="/leads/{lead.pk}/"' in body
    assert "<b>Erika</b>" not in body


def test_link_from_a_call_to_action_chooses_it(client: Client) -> None:
    cta = make_cta()
    assert client.get("/leads/new/", {"cta": cta.pk}).context["form"]["cta"].initial == str(cta.pk)
    assert client.get("/leads/new/", {"cta": "\x00" * 99}).status_code == 200


def test_only_open_calls_to_action_are_offered(client: Client) -> None:
    open_cta = make_cta(name="Offen")
    make_cta(name="Ohne Definition", is_signed=False)
    ended = make_cta(name="Beendet")
    Campaign.objects.filter(pk=ended.campaign_id).update(status=Campaign.Status.ENDED)
    body = client.get("/leads/new/").content.decode()
    assert open_cta.name in body and "Ohne Definition" not in body and "Beendet" not in body


def test_without_an_open_call_to_action_the_page_says_what_is_missing(client: Client) -> None:
    assert b"/campaigns/" in client.get("/leads/new/").content
    assert client.get("/leads/new/").context["form"].has_ctas is False


def test_everything_typed_is_kept(client: Client) -> None:
    channel = make_channel("Telefon")
    post(
        client,
        cta=make_cta().pk,
        email="erika@example.org",
        answers="Größe?: XL\n\nWann?: heute: 14:00",
        channel=channel.pk,
        received_at="2026-03-14T12:30",
        page_url="https://example.com/?UTM_Source=google&gclid=Cj%2D0&utm_term=a",
        utm_term="b",
        agrees_phone="on",
        is_test="on",
    )
    lead, touch = Lead.objects.get(), Touch.objects.get()
    assert lead.answers == {"Größe?": "XL", "Wann?": "heute: 14:00"}
    assert (lead.channel, lead.kind, lead.received_at.isoformat()) == (
        channel,
        LeadKind.TEST,
        "2026-03-14T11:30:00+00:00",
    )
    assert (touch.utm_source, touch.utm_term, touch.click_ids) == ("google", "b", {"gclid": "Cj-0"})
    assert [consent.channel for consent in lead.consents.all()] == ["phone"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("cta", ""),
        ("cta", "9" * 30),
        ("cta", "1 OR 1=1"),
        ("name", "x" * 10_000),
        ("name", "a\x00b"),
        ("company", "a\x0bb"),
        ("email", "erika"),
        ("email", "x" * 10_000),
        ("phone", "anrufen"),
        ("phone", "+" + "9" * 9_999),
        ("note", "x" * 4001),
        ("answers", "ohne Doppelpunkt"),
        ("answers", ": ohne Frage"),
        ("answers", "a: 1\na: 2"),
        ("answers", "a: " + "x" * 2001),
        ("channel", "1e5"),
        ("received_at", "2026-03-29T02:30"),
        ("received_at", "31.02.2026"),
        ("received_at", "9999-12-31T23:59"),
        ("received_at", "0001-01-01T00:00"),
        ("page_url", "javascript:alert(1)"),
        ("page_url", "https://[broken"),
        ("utm_source", "x" * 1001),
        ("utm_id", "\x00"),
    ],
)
def test_bad_value_is_named_beside_its_field(client: Client, field: str, value: str) -> None:
    values = {"cta": make_cta().pk, "email": "erika@example.org", "phone": "030 1234567", field: value}
    if value == "https://[broken":
        assert post(client, **values).status_code == 200
        return
    assert list(errors_of(client, **values)) == [field]


def test_too_long_click_id_is_named_at_the_address(client: Client) -> None:
    url = "https://example.com/?gclid=" + "x" * 1001
    assert "page_url" in errors_of(client, cta=make_cta().pk, email="e@example.org", page_url=url)


def test_refused_form_keeps_what_was_typed_and_opens_the_folded_part(client: Client) -> None:
    response = post(client, cta=make_cta().pk, name="Erika", email="erika", utm_source="google")
    body = response.content.decode()
    assert 'value="Erika"' in body and 'value="google"' in body
    assert response.context["form"].opens_source


def test_cta_that_closed_meanwhile_is_named(client: Client, monkeypatch: Any) -> None:
    cta = make_cta()
    from leads.forms.leads import LeadForm

    original = LeadForm.as_enquiry

    def close_first(form: LeadForm) -> Any:
        Campaign.objects.update(status=Campaign.Status.ENDED)
        return original(form)

    monkeypatch.setattr(LeadForm, "as_enquiry", close_first)
    response = post(client, cta=cta.pk, email="erika@example.org")
    assert (response.status_code, list(response.context["form"].errors)) == (409, ["cta"])
    assert Lead.objects.count() == 0


def test_known_person_is_shown_while_typing(client: Client) -> None:
    person = make_person(name="Jörg Müller", email="joerg@example.org")
    lead = make_lead(person=person)
    body = client.post("/leads/duplicates/", {"email": "joerg@example.org"}).content.decode()
    assert "Jörg Müller" in body and f"/leads/{lead.pk}/" in body and "<html" not in body


def test_known_person_can_be_asked_for_without_javascript(client: Client) -> None:
    make_person(name="Jörg Müller", email="joerg@example.org")
    response = post(client, cta=make_cta().pk, email="joerg@example.org", check="1")
    assert "Jörg Müller" in response.content.decode()
    assert Lead.objects.count() == 0


@pytest.mark.parametrize("text", ["", "\x00", "' --", "x" * 10_000, "ü" * 500])
def test_warning_bears_anything_typed(client: Client, text: str) -> None:
    values = dict.fromkeys(("email", "phone", "name", "company"), text)
    assert client.post("/leads/duplicates/", values).status_code == 200


def test_repeat_enquiry_is_kept_and_said(client: Client) -> None:
    cta = make_cta()
    for _ in range(2):
        response = post(client, cta=cta.pk, email="erika@example.org")
    assert Lead.objects.count() == 2
    assert [message.level_tag for message in response.context["messages"]] == ["success", "warning"]


def test_logging_is_for_marketing(sven: User, gero: User) -> None:
    for person in (sven, gero):
        assert client_for(person).get("/leads/new/").status_code == 403
        assert client_for(person).post("/leads/duplicates/").status_code == 403


def test_touch_reads_only_what_is_on_the_list() -> None:
    touch = read_touch("https://example.com/?GCLID=a&gclid=b&utm_source=x&session=1&fbclid=", {})
    assert (touch.click_ids, touch.utm_source) == ({"gclid": "a"}, "x")
