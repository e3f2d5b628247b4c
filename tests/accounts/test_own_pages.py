"""One's own tokens and notifications, and what the header says of them."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import ApiToken, Notification, Role, User
from accounts.services import authenticate_token, create_token, notify
from tests.factories import client_for, make_user


@pytest.fixture
def browser(mara: User) -> Client:
    User.objects.update(language="en")
    return client_for(mara)


def test_token_page_shows_the_token_once(browser: Client, mara: User) -> None:
    answers = {"name": "Formular", "scopes": ["leads.capture"], "lifetime": "30"}
    shown = browser.post("/profile/tokens/", answers)
    later = browser.get("/profile/tokens/").content.decode()

    found = authenticate_token(shown.context["plain"])
    assert found is not None and found.user == mara
    assert shown.context["plain"] in shown.content.decode()
    assert shown.context["plain"] not in later
    assert "no-store" in shown.headers["Cache-Control"]


def test_token_page_offers_only_what_the_role_may(browser: Client) -> None:
    answer = browser.post("/profile/tokens/", {"name": "Zu viel", "scopes": ["feedback.rate"]})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["scopes"])


def test_token_page_says_what_to_choose(browser: Client) -> None:
    answer = browser.post("/profile/tokens/", {"name": "Formular"})

    assert answer.status_code == 422
    assert "Choose at least one thing the token may do." in answer.content.decode()


def test_token_page_says_how_often_a_program_may_call(browser: Client, settings: Settings) -> None:
    settings.LIMITS_PER_MINUTE = {**settings.LIMITS_PER_MINUTE, "reads": 1200, "writes": 600}
    told = "read 1,200 times and write 600 times a minute"
    assert told in browser.get("/profile/tokens/").content.decode()
    settings.LIMITS_PER_MINUTE = {**settings.LIMITS_PER_MINUTE, "reads": 0}
    assert told not in browser.get("/profile/tokens/").content.decode()


def test_token_page_ends_a_token(browser: Client, mara: User) -> None:
    token, plain = create_token(actor=mara, name="Alt", scopes=["leads.view"])
    browser.post(f"/profile/tokens/{token.pk}/revoke/")

    assert (authenticate_token(plain), ApiToken.objects.of_user(mara).count()) == (None, 0)


@pytest.mark.parametrize("count", [1, 3])
def test_notifications_take_the_same_queries_for_few_and_many(
    browser: Client, mara: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        notify(user=mara, kind="test", title=f"Nachricht {number}")
    # session, person, notifications, unread notifications
    with django_assert_num_queries(4):
        browser.get("/notifications/")


def test_notifications_go_on_below_the_oldest(browser: Client, mara: User) -> None:
    for number in range(31):
        notify(user=mara, kind="test", title=f"Nachricht {number}")
    first = browser.get("/notifications/")
    second = browser.get(f"/notifications/{first.context['older_url']}")

    assert [len(first.context["rows"]), [row.title for row in second.context["rows"]]] == [
        30,
        ["Nachricht 0"],
    ]


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "１２", "0"])
def test_notifications_survive_any_address(browser: Client, before: str) -> None:
    assert browser.get("/notifications/", {"before": before}).status_code == 200


def test_notification_opens_its_page_and_is_read(browser: Client, mara: User) -> None:
    notification = notify(user=mara, kind="test", title="Neu", path="/campaigns/")
    answer = browser.post(f"/notifications/{notification.pk}/open/")

    assert (answer.headers["Location"], Notification.objects.unread().count()) == ("/campaigns/", 0)


def test_notifications_are_read_all_at_once(browser: Client, mara: User) -> None:
    notify(user=mara, kind="test", title="Neu")
    browser.post("/notifications/read/")

    assert Notification.objects.unread().count() == 0


def test_header_counts_unread_notifications(browser: Client, mara: User) -> None:
    notify(user=mara, kind="test", title="Neu")
    notify(user=make_user(), kind="test", title="Fremd")

    assert browser.get("/profile/").context["unread_notifications"]() == 1


@pytest.mark.parametrize(
    ("role", "start"),
    [
        (Role.MARKETER, "/leads/"),
        (Role.SALES_REP, "/inbox/"),
        (Role.SALES_LEAD, "/inbox/"),
        (Role.MANAGER, "/overview/"),
        (Role.ADMIN, "/overview/"),
    ],
)
def test_home_leads_each_role_to_its_work(company: object, role: Role, start: str) -> None:
    assert client_for(make_user(role)).get("/").headers["Location"] == start


@pytest.mark.parametrize("who", ["mara", "sven", "lena", "gero", "ada"])
def test_menu_offers_only_pages_the_role_may_open(request: pytest.FixtureRequest, who: str) -> None:
    browser = client_for(request.getfixturevalue(who))
    context = browser.get("/profile/").context
    addresses = [item.url for item in [*context["nav_items"], *context["account_items"]]]

    assert {browser.get(address).status_code for address in addresses} <= {200, 302}
