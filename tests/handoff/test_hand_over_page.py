from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from handoff.models import Handoff
from leads.models import Lead, LeadKind, LeadStage
from tests.factories import client_for, make_lead, make_promise

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(mara: User) -> Client:
    return client_for(mara)


def test_lead_goes_to_the_rep(client: Client, sven: User) -> None:
    lead = make_lead()
    response = client.post(f"/leads/{lead.pk}/hand-over/", {"grade": "B", "to_user": sven.pk, "note": "eilt"})
    assert response.headers["Location"] == f"/leads/{lead.pk}/"
    handoff = Handoff.objects.get()
    assert (handoff.to_user, handoff.grade, handoff.note) == (sven, "B", "eilt")


def test_lead_goes_to_the_pool(client: Client) -> None:
    lead = make_lead()
    client.post(f"/leads/{lead.pk}/hand-over/", {"grade": "D", "to_user": "pool"})
    assert Lead.objects.in_pool().get() == lead


def test_page_shows_what_was_promised_when_the_lead_came_in(client: Client) -> None:
    lead = make_lead(received_at=timezone.now() - timedelta(days=9))
    day_after = lead.received_at + timedelta(days=1)
    make_promise(lead.campaign, "Gratis-Audit", withdrawn_at=day_after)
    make_promise(lead.campaign, "Festpreis", promised_at=day_after)
    page = client.get(f"/leads/{lead.pk}/hand-over/").content.decode()
    assert ("Gratis-Audit" in page, "Festpreis" in page) == (True, False)


@pytest.mark.parametrize("stage", [LeadStage.REGISTERED, LeadStage.RETURNED])
def test_grade_is_never_pre_filled(client: Client, stage: LeadStage) -> None:
    body = client.get(f"/leads/{make_lead(stage=stage, grade='A').pk}/hand-over/").content.decode()  # type: ignore[arg-type]
    assert " checked" not in body


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("grade", ""),
        ("grade", "E"),
        ("grade", "\x00"),
        ("to_user", ""),
        ("to_user", "999999999999999999999"),
        ("note", "x" * 2001),
        ("note", "a\x07"),
    ],
)
def test_bad_value_is_named_beside_its_field(client: Client, sven: User, field: str, value: str) -> None:
    lead = make_lead()
    values = {"grade": "B", "to_user": sven.pk, field: value}
    response = client.post(f"/leads/{lead.pk}/hand-over/", values)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert Handoff.objects.count() == 0


def test_marketers_and_inactive_people_are_no_choice(client: Client, mara: User, sven: User) -> None:
    sven.is_active = False
    sven.save()
    for person in (mara, sven):
        response = client.post(f"/leads/{make_lead().pk}/hand-over/", {"grade": "B", "to_user": person.pk})
        assert list(response.context["form"].errors) == ["to_user"]


def test_several_leads_go_one_after_another(client: Client, sven: User) -> None:
    oldest, middle, newest = (
        make_lead(received_at=timezone.now() - timedelta(days=days)) for days in (3, 2, 1)
    )
    values = {"grade": "B", "to_user": sven.pk, "next": "1"}
    response = client.post(f"/leads/{middle.pk}/hand-over/", values)
    assert response.headers["Location"] == f"/leads/{oldest.pk}/hand-over/?to_user={sven.pk}"
    response = client.post(f"/leads/{oldest.pk}/hand-over/", values)
    assert response.headers["Location"] == f"/leads/{newest.pk}/hand-over/?to_user={sven.pk}"
    response = client.post(f"/leads/{newest.pk}/hand-over/", values)
    assert response.headers["Location"] == f"/leads/{newest.pk}/"


def test_next_lead_is_of_the_same_campaign_while_it_has_some(client: Client, sven: User) -> None:
    now = timezone.now()
    elsewhere = make_lead(received_at=now - timedelta(days=9))
    lead = make_lead(received_at=now)
    beside = make_lead(cta=lead.cta, received_at=now)
    values = {"grade": "B", "to_user": "pool", "next": "1"}
    response = client.post(f"/leads/{lead.pk}/hand-over/", values)
    assert response.headers["Location"] == f"/leads/{beside.pk}/hand-over/?to_user=pool"
    response = client.post(f"/leads/{beside.pk}/hand-over/", values)
    assert response.headers["Location"] == f"/leads/{elsewhere.pk}/hand-over/?to_user=pool"


def test_rep_stays_chosen_and_the_grade_never(client: Client, sven: User) -> None:
    page = client.get(f"/leads/{make_lead().pk}/hand-over/?to_user={sven.pk}").content.decode()
    assert f'<option value="{sven.pk}" selected>' in page
    assert "checked" not in page


def test_somebody_else_was_faster(client: Client, sven: User) -> None:
    lead = make_lead()
    Lead.objects.filter(pk=lead.pk).update(row_version=5)
    values: dict[str, Any] = {"grade": "B", "to_user": sven.pk, "expected_version": 1}
    response = client.post(f"/leads/{lead.pk}/hand-over/", values)
    assert response.status_code == 409
    assert response.content.decode().count('role="alert"') == 1
    assert [(one.field, one.theirs, one.yours[:1]) for one in response.context["conflict"].conflicts] == [
        ("grade", "", "B"),
        ("assigned_to", "", "S"),
    ]
    assert Handoff.objects.count() == 0


@pytest.mark.parametrize("stage", [LeadStage.HANDED_OVER, LeadStage.ACCEPTED, LeadStage.WON])
def test_lead_that_is_with_sales_cannot_be_handed_over(client: Client, sven: User, stage: LeadStage) -> None:
    lead = make_lead(stage=stage)
    assert client.get(f"/leads/{lead.pk}/hand-over/").status_code == 200
    response = client.post(f"/leads/{lead.pk}/hand-over/", {"grade": "B", "to_user": sven.pk})
    assert response.status_code == 409
    assert Handoff.objects.count() == 1


@pytest.mark.parametrize(("kind", "said"), [(LeadKind.SPAM, "„Spam“"), (LeadKind.NO_LEAD, "„Kein Lead“")])
def test_what_is_marked_as_no_lead_says_so_and_cannot_be_handed_over(
    client: Client, sven: User, kind: str, said: str
) -> None:
    lead = make_lead(kind=kind)
    assert said in client.get(f"/leads/{lead.pk}/hand-over/").content.decode()
    response = client.post(f"/leads/{lead.pk}/hand-over/", {"grade": "B", "to_user": sven.pk})
    assert response.status_code == 409


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_queries(client: Client, count: int, django_assert_num_queries: Any) -> None:
    leads = [make_lead() for _ in range(count)]
    client.get(f"/leads/{leads[0].pk}/hand-over/")
    with django_assert_num_queries(9):
        client.get(f"/leads/{leads[0].pk}/hand-over/")
