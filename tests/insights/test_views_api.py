"""Views of the figures by program: kept, changed, shared by a link and ended."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from accounts.permissions import Action
from insights.models import SavedView, ViewLink
from pages.models import Receipt
from tests.api import api_for
from tests.factories import make_view

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
VIEWS = "/api/v1/views/"
KEEPS = [Action.KEEP_VIEWS]
SHARES = [Action.SHARE_VIEWS]


def test_view_is_saved_with_its_filters_and_says_where_it_leads(mara: User) -> None:
    said = {"name": "Messen", "page": "money", "filters": {"period": "this_month"}}
    answer = api_for(mara, scopes=KEEPS).post(VIEWS, said)
    assert answer.status_code == 201
    assert answer.json()["url"].endswith("/overview/money/?period=this_month")
    assert SavedView.objects.get().said == {"period": "this_month"}


@pytest.mark.parametrize(
    ("filters", "word"),
    [({"wann": "heute"}, "wann"), ({"from": "31.02.2026"}, "from"), ({"campaign": "999999"}, "campaign")],
)
def test_filter_that_is_wrong_is_named(mara: User, filters: dict[str, str], word: str) -> None:
    answer = api_for(mara, scopes=KEEPS).post(VIEWS, {"name": "Messen", "filters": filters})
    assert answer.status_code == 400
    assert word in answer.content.decode()


def test_program_sees_own_views_and_those_of_the_company(mara: User, gero: User) -> None:
    own, shared = make_view(mara, name="A"), make_view(gero, name="B", is_for_company=True)
    make_view(gero, name="C")
    rows = api_for(mara, scopes=KEEPS).get(VIEWS).json()["results"]
    assert {row["id"] for row in rows} == {own.pk, shared.pk}


def test_only_who_may_publish_lets_everybody_see_a_view(mara: User, gero: User) -> None:
    for user, status in ((mara, 403), (gero, 200)):
        path = f"{VIEWS}{make_view(user).pk}/"
        answer = api_for(user, scopes=KEEPS).patch(path, {"is_for_company": True})
        assert answer.status_code == status


def test_view_that_is_removed_is_gone(mara: User) -> None:
    path = f"{VIEWS}{make_view(mara).pk}/remove/"
    client = api_for(mara, scopes=KEEPS)
    assert client.post(path).json()["name"] == "Messen"
    assert client.post(path).status_code == 404


def test_link_is_made_opens_the_figures_and_is_ended(gero: User) -> None:
    client = api_for(gero, scopes=SHARES)
    made = client.post(f"{VIEWS}{make_view(gero).pk}/link/", {"days": 7}).json()
    path = "/figures/" + made["url"].split("/figures/")[1]
    assert Client().get(path).status_code == 200
    assert "url" not in client.get("/api/v1/view-links/").json()["results"][0]
    assert client.post(f"/api/v1/view-links/{made['id']}/revoke/").status_code == 200
    assert Client().get(path).status_code == 404
    assert client.get("/api/v1/view-links/").json()["results"] == []


def test_same_request_with_its_key_gets_the_same_link_and_nothing_that_opens_it_is_kept(gero: User) -> None:
    client, path = api_for(gero, scopes=SHARES), f"{VIEWS}{make_view(gero).pk}/link/"
    answers = [client.post(path, {"days": 7}, headers={"Idempotency-Key": "eins"}) for _time in range(2)]
    assert answers[0].json()["url"] == answers[1].json()["url"]
    assert ViewLink.objects.count() == 1
    assert not Receipt.objects.exists()
    other = client.post(path, {"days": 8}, headers={"Idempotency-Key": "eins"})
    assert other.status_code == 422


def test_key_of_another_token_makes_another_link(gero: User) -> None:
    path = f"{VIEWS}{make_view(gero).pk}/link/"
    urls = {
        api_for(gero, scopes=SHARES).post(path, headers={"Idempotency-Key": "eins"}).json()["url"]
        for _token in range(2)
    }
    assert len(urls) == 2


def test_token_that_shares_reads_no_view(gero: User) -> None:
    view = make_view(gero)
    client = api_for(gero, scopes=SHARES)
    assert client.get(f"{VIEWS}{view.pk}/").status_code == 403
    assert client.post(f"{VIEWS}{view.pk}/link/", {"password": "kurz"}).status_code == 400
