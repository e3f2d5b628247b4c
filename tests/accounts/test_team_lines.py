"""What the chats of a team hear: a line for each thing they chose, in their language; and what then."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from pytest_django import Settings

from accounts.chats.shapes import shape
from accounts.models import Language, Notification, Role, TeamChat, TeamEvent, TeamLine, User
from accounts.services import announce, send_test, team_lines, untold
from accounts.services.team_lines import forget_old
from outbox.models import OutboxMessage
from smarketing.celery import app
from tests.accounts.chats import SECRET, Answer, Chat, deliver, make_team_chat, running_chat
from tests.factories import make_user

pytestmark = pytest.mark.usefixtures("company")


@pytest.fixture
def chat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[Chat]:
    settings.TEAM_CHATS_ALLOW_PRIVATE = True
    with running_chat(tmp_path, monkeypatch) as running:
        yield running


def say(*events: TeamEvent, text: str = "Gewonnen") -> None:
    announce(*(events or (TeamEvent.WON,)), word=lambda: text, path="/leads/7/")


def test_chat_hears_what_it_chose_and_nothing_else(db: None) -> None:
    hears = make_team_chat(events=["won", "lost"])
    make_team_chat(events=["returned"])
    say(TeamEvent.WON)
    say(TeamEvent.QUESTION)

    assert [line.chat for line in TeamLine.objects.all()] == [hears]


def test_chat_that_hears_of_two_of_several_gets_one_line(db: None) -> None:
    make_team_chat(events=["won", "lost"])
    say(TeamEvent.WON, TeamEvent.LOST)

    assert TeamLine.objects.count() == OutboxMessage.objects.count() == 1


def test_each_chat_of_a_team_gets_a_line_and_a_message_of_its_own(db: None) -> None:
    for name in ("#a", "#b", "#c"):
        make_team_chat(name=name)
    say()

    assert OutboxMessage.objects.count() == 3


def test_line_is_worded_in_the_language_of_each_chat(db: None) -> None:
    make_team_chat(language=Language.GERMAN)
    make_team_chat(language=Language.ENGLISH)
    announce(TeamEvent.WON, word=lambda: _("Won"))

    assert sorted(TeamLine.objects.values_list("text", flat=True)) == ["Gewonnen", "Won"]


def test_switched_off_chat_is_quiet(db: None) -> None:
    make_team_chat(is_active=False)
    say()

    assert not OutboxMessage.objects.exists()


def test_nothing_is_said_of_what_is_not_told(db: None) -> None:
    make_team_chat()
    with untold():
        say()

    assert not OutboxMessage.objects.exists()


def test_line_is_gone_with_what_it_was_about(db: None) -> None:
    make_team_chat()
    with pytest.raises(RuntimeError), transaction.atomic():
        say()
        raise RuntimeError

    assert not TeamLine.objects.exists() and not OutboxMessage.objects.exists()


def test_line_arrives_with_a_link_for_slack(chat: Chat, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://portal.example.com"
    made = make_team_chat(chat)
    say()
    message = deliver()

    assert chat.heard == [{"text": "Gewonnen <https://portal.example.com/leads/7/|In Smarketing öffnen>"}]
    made.refresh_from_db()
    assert message.done_at and made.arrived_at and not TeamLine.objects.exists()


def test_line_arrives_as_a_card_for_teams(chat: Chat, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://portal.example.com"
    make_team_chat(chat, format="teams", language="en")
    say(text="Won: *a* [lead](https://evil.example.com)")
    deliver()
    (attachment,) = chat.heard[0]["attachments"]
    card = attachment["content"]

    assert (chat.heard[0]["type"], card["type"]) == ("message", "AdaptiveCard")
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    # A run of rich text knows no Markdown.
    assert card["body"][0]["inlines"] == [
        {"type": "TextRun", "text": "Won: *a* [lead](https://evil.example.com)"}
    ]
    assert card["actions"] == [
        {
            "type": "Action.OpenUrl",
            "title": "Open in Smarketing",
            "url": "https://portal.example.com/leads/7/",
        }
    ]


def test_name_calls_nobody_out_in_slack(db: None) -> None:
    line = TeamLine(chat=make_team_chat(), text="<!channel> & <@U1>")
    assert shape(line) == {"text": "&lt;!channel&gt; &amp; &lt;@U1&gt;"}


def test_message_delivered_twice_is_written_once(chat: Chat) -> None:
    make_team_chat(chat)
    say()
    message = deliver()
    team_lines.send(message.payload["line"])

    assert len(chat.heard) == 1


def test_busy_chat_gets_the_line_when_it_said_to_come_again(chat: Chat) -> None:
    made = make_team_chat(chat)
    say()
    chat.answers = [Answer(429, {"Retry-After": "90"}), Answer(200)]
    message = deliver()
    made.refresh_from_db()

    assert timedelta(seconds=80) < message.available_at - timezone.now() < timedelta(seconds=91)
    assert (message.last_error, made.failure, made.stopped_at) == ("ChatBusy 429", "429", None)
    assert deliver().done_at and len(chat.heard) == 2
    made.refresh_from_db()
    assert not made.has_failed_last


def test_chat_that_asks_for_a_day_is_asked_again_in_an_hour(chat: Chat) -> None:
    make_team_chat(chat)
    say()
    chat.answers = [Answer(503, {"Retry-After": "86400"})]

    assert deliver().available_at - timezone.now() < timedelta(hours=1)


def test_deleted_webhook_is_given_up_at_once_and_stops_the_chat(chat: Chat) -> None:
    made = make_team_chat(chat)
    say()
    chat.answers = [Answer(404)]
    message = deliver()
    made.refresh_from_db()

    assert message.parked_at and (message.attempts, message.last_error) == (1, "ChatRefused 404")
    assert made.stopped_at and made.failure == "404"
    say()
    assert OutboxMessage.objects.filter(topic="accounts.tell_team").count() == 1


def test_managers_and_administrators_hear_once_that_a_chat_stopped(
    chat: Chat, ada: User, gero: User, mara: User
) -> None:
    make_team_chat(chat, actor=gero)
    say()
    say()
    chat.answers = [Answer(404)]
    for message in OutboxMessage.objects.all():
        with pytest.raises(ValueError, match="404"):
            app.tasks["accounts.tell_team"](message.pk)

    title = "Der Team-Chat „#vertrieb“ nimmt keine Nachrichten mehr an"
    assert set(Notification.objects.values_list("user", "title")) == {(ada.pk, title), (gero.pk, title)}
    assert Notification.objects.count() == 2


def test_test_that_arrives_lets_a_stopped_chat_hear_again(chat: Chat, gero: User) -> None:
    made = make_team_chat(chat)
    TeamChat.objects.update(stopped_at=timezone.now())
    send_test(actor=gero, chat=made)
    deliver()

    assert TeamChat.objects.get().stopped_at is None
    assert chat.heard[0]["text"].startswith("Probe von Gero Geschäft")


def test_test_reaches_a_chat_that_is_switched_off(chat: Chat, gero: User) -> None:
    send_test(actor=gero, chat=make_team_chat(chat, is_active=False))
    deliver()

    assert len(chat.heard) == 1


def test_line_on_its_way_is_not_written_once_the_chat_is_switched_off(chat: Chat) -> None:
    made = make_team_chat(chat)
    say()
    made.is_active = False
    made.save()

    assert deliver().done_at and chat.heard == []


def test_parked_line_arrives_once_the_cause_is_mended(chat: Chat) -> None:
    make_team_chat(chat)
    say()
    chat.answers = [Answer(404), Answer(200)]
    message = deliver()
    OutboxMessage.objects.filter(pk=message.pk).update(parked_at=None, attempts=0)

    assert deliver().done_at and len(chat.heard) == 2


def test_line_too_old_to_be_news_is_forgotten(db: None, settings: Settings) -> None:
    make_team_chat()
    say(text="alt")
    TeamLine.objects.update(created_at=timezone.now() - timedelta(days=settings.OUTBOX_KEEP_DAYS, hours=1))
    say(text="neu")

    assert forget_old() == 1 and TeamLine.objects.get().text == "neu"


def test_address_is_secret_in_database_outbox_and_what_redis_gets(chat: Chat) -> None:
    made = make_team_chat(chat)
    say()
    rows = [list(model.objects.values()) for model in (TeamChat, TeamLine, OutboxMessage)]
    kept = json.dumps(rows, default=str)

    assert "geheim" not in kept.lower() and SECRET not in repr(made)
    # Redis gets the number of the message and no more (outbox/relay.py).
    assert OutboxMessage.objects.get().payload == {"line": TeamLine.objects.get().pk}


def test_address_that_cannot_be_opened_any_more_says_so(chat: Chat, settings: Settings) -> None:
    made = make_team_chat(chat)
    say()
    settings.SECRET_KEY = "another-key-of-the-portal-0123456789-0123456789-abc"
    deliver()
    made.refresh_from_db()

    assert made.failure == "unreadable" and chat.heard == []


def test_only_who_may_sends_a_test() -> None:
    made = make_team_chat()
    with pytest.raises(PermissionDenied):
        send_test(actor=make_user(Role.MARKETER), chat=made)
