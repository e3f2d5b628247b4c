"""A link lets strangers read the figures of one view: nothing else, not for ever, and not without trace."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from insights.models import MOST_DAYS, SavedView, ViewLink
from insights.services import links
from insights.services.links import make_link, revoke_link
from insights.sheets.all import SHEETS
from leads.models import Lead
from tests.factories import client_for, make_link_secret, make_view
from tests.figures.zoo import fill_the_zoo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
PAGES = ["overview", *(sheet.name for sheet in SHEETS)]
each_page = pytest.mark.parametrize("page", PAGES)
PASSWORD = "drei blaue Pferde"


@pytest.fixture
def view(gero: User) -> SavedView:
    return make_view(gero, name="Messen", said={"period": "all"})


def path_of(secret: str) -> str:
    return reverse("insights:shared", args=[secret])


@each_page
def test_stranger_reads_the_figures_of_the_view_and_their_time(gero: User, page: str) -> None:
    fill_the_zoo()
    secret = make_link_secret(make_view(gero, page=page, said={"period": "all"}), user=gero)
    answer = Client().get(path_of(secret))
    assert answer.status_code == 200
    assert answer.context["html"]
    assert '<span class="as-of">' in answer.content.decode()


@each_page
def test_stranger_finds_no_way_into_the_house(gero: User, page: str) -> None:
    fill_the_zoo()
    secret = make_link_secret(make_view(gero, page=page, said={"period": "all"}), user=gero)
    html = Client().get(path_of(secret)).context["html"]
    assert not re.search(r"href|<form|<button|<nav|hx-|/leads/|/campaigns/|/overview/", html)


@each_page
def test_stranger_learns_nobodys_name(gero: User, page: str) -> None:
    fill_the_zoo()
    text = (
        Client()
        .get(path_of(make_link_secret(make_view(gero, page=page, said={"period": "all"}), user=gero)))
        .content.decode()
    )
    people = [name for who in User.objects.all() for name in (who.full_name, who.email)]
    contacts = [lead.contact.title for lead in Lead.objects.select_related("person")]
    assert [name for name in {*people, *contacts} if name and name in text] == []


def test_figures_are_those_of_the_page(view: SavedView, gero: User) -> None:
    fill_the_zoo()
    inside = client_for(gero).get("/overview/?period=all").content.decode()
    outside = Client().get(path_of(make_link_secret(view, user=gero))).content.decode()
    pattern = r'class="value"[^>]*>([\d.]+)'
    assert re.findall(pattern, outside) == re.findall(pattern, inside) != []


def test_page_is_for_no_search_engine_and_no_memory(view: SavedView) -> None:
    answer = Client().get(path_of(make_link_secret(view)))
    assert "noindex" in answer["X-Robots-Tag"]
    assert "no-store" in answer["Cache-Control"]
    # Less than that would make the browser send its forms as a stranger's.
    assert answer["Referrer-Policy"] == "same-origin"


def test_secret_is_kept_as_a_hash(view: SavedView) -> None:
    secret = make_link_secret(view)
    kept = ViewLink.objects.get()
    assert len(secret) == 43
    assert secret not in "".join(str(value) for value in kept.__dict__.values())


def test_link_ends_with_its_day(view: SavedView) -> None:
    with time_machine.travel("2026-03-01 12:00Z", tick=False):
        path = path_of(make_link_secret(view, days=7))
    with time_machine.travel("2026-03-08 11:59Z", tick=False):
        assert Client().get(path).status_code == 200
    with time_machine.travel("2026-03-08 12:00Z", tick=False):
        assert Client().get(path).status_code == 404


@pytest.mark.parametrize("days", [0, MOST_DAYS + 1])
def test_link_works_for_a_year_at_most(gero: User, view: SavedView, days: int) -> None:
    with pytest.raises(ValidationError) as refused:
        make_link(actor=gero, view=view, days=days)
    assert list(refused.value.message_dict) == ["days"]


def test_revoked_link_opens_nothing_whoever_made_it(view: SavedView, gero: User, ada: User) -> None:
    path = path_of(make_link_secret(view, user=gero))
    link = ViewLink.objects.get()
    client_for(ada).post(f"/overview/links/{link.pk}/revoke/")
    assert Client().get(path).status_code == 404
    revoke_link(actor=gero, link=link)
    link.refresh_from_db()
    assert link.revoked_by == ada


def test_link_ends_when_its_maker_leaves(view: SavedView, gero: User) -> None:
    path = path_of(make_link_secret(view, user=gero))
    User.objects.filter(pk=gero.pk).update(is_active=False)
    assert Client().get(path).status_code == 404


def test_link_goes_with_its_view(view: SavedView, gero: User) -> None:
    path = path_of(make_link_secret(view, user=gero))
    client_for(gero).post(f"/overview/views/{view.pk}/delete/")
    assert Client().get(path).status_code == 404


def test_password_opens_it_in_this_browser_for_half_a_day(view: SavedView) -> None:
    with time_machine.travel("2026-03-01 08:00Z", tick=False):
        path = path_of(make_link_secret(view, password=PASSWORD))
        client = Client()
        assert b'type="password"' in client.get(path).content
        assert client.post(path, {"password": PASSWORD}).status_code == 302
        assert client.get(path).context["view"] == view
        assert client.cookies["figures"]["path"] == path
        assert client.cookies["figures"]["httponly"]
    with time_machine.travel("2026-03-01 20:01Z", tick=False):
        assert "html" not in client.get(path).context


def test_wrong_password_shows_no_figure_and_says_so(view: SavedView) -> None:
    path = path_of(make_link_secret(view, password=PASSWORD))
    answer = Client().post(path, {"password": PASSWORD + " "})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["password"]
    assert "Messen" not in answer.content.decode()


def test_password_of_one_link_opens_no_other(view: SavedView) -> None:
    first, second = (path_of(make_link_secret(view, password=PASSWORD)) for _ in range(2))
    client = Client()
    client.post(first, {"password": PASSWORD})
    client.cookies["figures"]["path"] = second
    assert "html" not in client.get(second).context


def test_passwords_are_not_tried_out(view: SavedView, settings: pytest.FixtureRequest) -> None:
    settings.LIMITS_PER_MINUTE = {**settings.LIMITS_PER_MINUTE, "unlocks": 2}  # type: ignore[attr-defined]
    path = path_of(make_link_secret(view, password=PASSWORD))
    tried = [Client().post(path, {"password": "falsch"}) for _ in range(2)]
    answer = Client().post(path, {"password": PASSWORD})
    assert [one.status_code for one in tried] == [422, 422]
    assert (answer.status_code, int(answer["Retry-After"]) > 0) == (429, True)


def test_short_password_is_refused(gero: User, view: SavedView) -> None:
    with pytest.raises(ValidationError) as refused:
        make_link(actor=gero, view=view, days=30, password="kurz")
    assert list(refused.value.message_dict) == ["password"]


def test_guessed_addresses_are_counted_as_a_strangers(settings: pytest.FixtureRequest) -> None:
    settings.LIMITS_PER_MINUTE = {**settings.LIMITS_PER_MINUTE, "strangers": 1}  # type: ignore[attr-defined]
    assert [Client().get(path_of(secret)).status_code for secret in ("a", "b")] == [404, 429]


def test_opening_is_remembered_to_the_minute(view: SavedView) -> None:
    path = path_of(make_link_secret(view))
    now = timezone.now()
    for later in (timedelta(), timedelta(seconds=59), timedelta(seconds=61)):
        with time_machine.travel(now + later, tick=False):
            Client().get(path)
            opened = ViewLink.objects.get().last_opened_at
        assert opened == (now if later.total_seconds() < 60 else now + later)


def test_page_with_the_links_says_who_made_them(view: SavedView, gero: User, ada: User) -> None:
    make_link_secret(view, user=gero, password=PASSWORD)
    page = client_for(ada).get("/overview/links/").content.decode()
    assert "Messen" in page
    assert gero.full_name in page


@pytest.mark.parametrize("who", ["mara", "sven", "lena"])
def test_nobody_else_shares(who: str, view: SavedView, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        make_link(actor=user, view=view, days=30)
    assert client_for(user).get("/overview/links/").status_code == 403


def test_page_of_the_company_says_how_much_is_shared(view: SavedView, ada: User) -> None:
    path = reverse("accounts:company")
    make_link_secret(view)
    notes = {note.url: note.text for note in client_for(ada).get(path).context["notes"]}
    assert notes["/overview/links/"].startswith("Über 1 Link ")


def test_address_is_shown_once_and_to_the_same_form_only(view: SavedView, gero: User) -> None:
    client = client_for(gero)
    made = client.post(f"/overview/views/{view.pk}/link/", {"days": "30"}).content.decode()
    found = re.search(r"/figures/([\w-]{43})/", made)
    assert found is not None
    assert Client().get(path_of(found[1])).status_code == 200
    assert found[1] not in client.get(f"/overview/views/{view.pk}/link/").content.decode()


def test_proof_is_of_the_password_that_is_set_now(view: SavedView) -> None:
    make_link_secret(view, password=PASSWORD)
    link = ViewLink.objects.get()
    proof = links.unlock(link, PASSWORD)
    assert links.is_unlocked(link, proof)
    link.password = make_password("ein anderes")
    assert not links.is_unlocked(link, proof)
    assert not links.is_unlocked(link, "falsch")
