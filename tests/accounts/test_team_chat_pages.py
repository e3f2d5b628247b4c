"""The pages on which managers and administrators say which channels of a team's chat are written to."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import Role, TeamChat, TeamLine, User
from accounts.services import add_team_chat, change_team_chat, remove_team_chat
from outbox.models import OutboxMessage
from tests.accounts.chats import SECRET, make_team_chat
from tests.factories import client_for, make_user
from values.refusals import StaleVersion

pytestmark = pytest.mark.django_db
ADDRESS = f"https://hooks.example.com/services/{SECRET}"
SAID: dict[str, Any] = {
    "team": "sales",
    "name": "#vertrieb",
    "format": "slack",
    "language": "de",
    "events": ["won", "pool"],
}


def page_of(user: User, address: str) -> str:
    return client_for(user).get(address).content.decode()


def test_manager_enters_a_channel(gero: User) -> None:
    answer = client_for(gero).post("/team-chats/new/", {**SAID, "address": f" {ADDRESS} "})
    chat = TeamChat.objects.get()

    assert answer["Location"] == f"/team-chats/{chat.pk}/"
    assert (chat.name, chat.host, chat.events, chat.added_by) == (
        "#vertrieb",
        "hooks.example.com",
        ["pool", "won"],
        gero,
    )
    assert not OutboxMessage.objects.exists()


def test_address_is_shown_nowhere_again(gero: User) -> None:
    chat = make_team_chat(actor=gero)
    pages = [page_of(gero, address) for address in ("/team-chats/", f"/team-chats/{chat.pk}/")]

    assert all("hooks.example.com" in page and SECRET not in page for page in pages)
    assert all(chat.sealed_address not in page for page in pages)


def test_form_refuses_what_is_no_address_and_says_what_is_allowed(gero: User) -> None:
    answer = client_for(gero).post("/team-chats/new/", {**SAID, "address": "http://hooks.example.com/x"})

    assert answer.status_code == 422 and not TeamChat.objects.exists()
    assert (
        "Das ist keine Adresse eines Chats. Erlaubt ist eine, die mit https:// beginnt"
        in answer.content.decode()
    )


def test_form_begins_with_what_a_team_usually_hears_of(gero: User) -> None:
    form = client_for(gero).get("/team-chats/new/?team=marketing").context["form"]
    assert form.initial["events"] == ["returned", "question", "won", "lost", "finding"]


def test_form_proposes_nothing_for_a_team_there_is_not(gero: User) -> None:
    assert "events" not in client_for(gero).get("/team-chats/new/?team=comet").context["form"].initial


def test_empty_address_keeps_the_one_that_is_there(gero: User) -> None:
    chat = make_team_chat(actor=gero)
    data = {**SAID, "name": "#neu", "address": "", "is_active": "on", "expected_version": 1}
    client_for(gero).post(f"/team-chats/{chat.pk}/", data)
    changed = TeamChat.objects.get()

    assert (changed.name, changed.sealed_address) == ("#neu", chat.sealed_address)


def test_another_address_begins_anew(gero: User) -> None:
    chat = make_team_chat(actor=gero)
    TeamChat.objects.update(stopped_at=timezone.now(), failed_at=timezone.now(), failure="404")
    change_team_chat(actor=gero, chat=chat, address="https://chat.example.com/x")
    changed = TeamChat.objects.get()

    assert (changed.host, changed.stopped_at, changed.has_failed_last) == ("chat.example.com", None, False)


def test_form_without_its_tick_switches_the_channel_off(gero: User) -> None:
    chat = make_team_chat(actor=gero)
    client_for(gero).post(f"/team-chats/{chat.pk}/", {**SAID, "address": "", "expected_version": 1})

    assert not TeamChat.objects.get().is_active
    assert "ausgeschaltet" in page_of(gero, "/team-chats/")


def test_who_was_slower_sees_both_values_and_no_address(gero: User, ada: User) -> None:
    chat = make_team_chat(actor=gero)
    change_team_chat(actor=ada, chat=chat, events=["lost"])
    data = {**SAID, "address": ADDRESS, "is_active": "on", "expected_version": 1}
    answer = client_for(gero).post(f"/team-chats/{chat.pk}/", data)
    conflict = answer.context["conflict"]

    assert answer.status_code == 409
    assert [(one.field, one.theirs, one.yours) for one in conflict.conflicts] == [
        ("events", "Ein Lead ist verloren", "Leads kommen in den Pool\nEin Lead ist gewonnen")
    ]


def test_stale_version_is_refused_by_the_service(gero: User) -> None:
    chat = make_team_chat(actor=gero)
    change_team_chat(actor=gero, chat=chat, name="#neu")

    with pytest.raises(StaleVersion):
        change_team_chat(actor=gero, chat=chat, name="#anders", expected_version=1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"events": []}, "events"),
        ({"events": ["comet"]}, "events"),
        ({"team": "comet"}, "team"),
        ({"name": ""}, "name"),
    ],
)
def test_what_is_no_channel_is_refused_beside_its_field(
    gero: User, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        add_team_chat(actor=gero, address=ADDRESS, **{**SAID, **changes})

    assert list(caught.value.error_dict) == [field]


def test_button_sends_a_test_and_the_page_waits_for_it(gero: User) -> None:
    chat = make_team_chat(actor=gero)
    client_for(gero).post(f"/team-chats/{chat.pk}/test/")
    page = page_of(gero, f"/team-chats/{chat.pk}/")

    assert TeamLine.objects.get().is_test and "Eine Probe ist unterwegs." in page
    assert 'hx-trigger="every 2s"' in page


def test_page_waits_for_nothing_without_a_test(gero: User) -> None:
    assert (
        "hx-trigger"
        not in page_of(gero, f"/team-chats/{make_team_chat(actor=gero).pk}/").split("chat-state")[1]
    )


def test_page_says_why_nothing_is_sent_any_more(gero: User) -> None:
    chat = make_team_chat(actor=gero)
    now = timezone.now()
    TeamChat.objects.update(stopped_at=now, failed_at=now, failure="404")

    assert "404: Der Chat kennt diese Adresse nicht." in page_of(gero, f"/team-chats/{chat.pk}/")
    assert "angehalten" in page_of(gero, "/team-chats/")


def test_removed_channel_takes_its_address_and_its_lines_along(gero: User) -> None:
    chat = make_team_chat(actor=gero)
    client_for(gero).post(f"/team-chats/{chat.pk}/test/")
    client_for(gero).post(f"/team-chats/{chat.pk}/remove/")

    assert not TeamChat.objects.exists() and not TeamLine.objects.exists()


@pytest.mark.parametrize("role", [Role.MARKETER, Role.SALES_REP, Role.SALES_LEAD])
def test_only_managers_and_administrators_say_where_is_written(gero: User, role: Role) -> None:
    somebody, chat = make_user(role), make_team_chat(actor=gero)
    for deed in (
        lambda: add_team_chat(actor=somebody, address=ADDRESS, **SAID),
        lambda: change_team_chat(actor=somebody, chat=chat, name="#neu"),
        lambda: remove_team_chat(actor=somebody, chat=chat),
    ):
        with pytest.raises(PermissionDenied):
            deed()


def test_given_up_names_the_channel_and_why(ada: User, gero: User) -> None:
    chat = make_team_chat(actor=gero)
    client_for(gero).post(f"/team-chats/{chat.pk}/test/")
    OutboxMessage.objects.update(parked_at=timezone.now(), attempts=1, last_error="ChatRefused 404")
    page = page_of(ada, "/given-up/")

    assert f'<a href="/team-chats/{chat.pk}/">#vertrieb</a>' in page and "ChatRefused 404" in page
    assert "Nachricht an einen Team-Chat" in page
