"""How a notification reaches a person is theirs to say: on the page, by API and by the link in a mail."""

from __future__ import annotations

from datetime import time
from itertools import groupby

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.kinds import ABOUT, Group, Kind
from accounts.models import NoticeChoice, Notification, User, WaitingMail, Way
from accounts.services import choices_of, choose_times, choose_usual, choose_ways, notify, times_of
from accounts.services.notice_choices import DIGEST, unsubscribe_secret
from accounts.tasks import mail_notification
from outbox.models import OutboxMessage
from tests.api import api_for
from tests.factories import client_for

pytestmark = pytest.mark.usefixtures("company")
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def way_of(user: User, kind: Kind) -> Way:
    return next(choice.way for choice in choices_of(user) if choice.kind is kind)


def tell(user: User, kind: str = Kind.LEAD_RATED) -> Notification:
    return notify(user=user, kind=kind, title="Neu", path="/leads/7/")


@pytest.mark.parametrize(
    ("way", "kept", "messages", "waiting"),
    [(Way.PAGE, 1, 0, 0), (Way.MAIL, 1, 1, 0), (Way.DIGEST, 1, 0, 1), (Way.OFF, 0, 0, 0)],
)
def test_notification_comes_as_it_was_chosen(
    mara: User, way: Way, kept: int, messages: int, waiting: int
) -> None:
    choose_ways(actor=mara, ways={Kind.LEAD_RATED: way})
    tell(mara)

    found = (Notification.objects.count(), OutboxMessage.objects.count(), WaitingMail.objects.count())
    assert found == (kept, messages, waiting)


def test_what_is_on_its_way_follows_a_new_choice(mara: User) -> None:
    tell(mara, Kind.LEAD_RETURNED)
    choose_ways(actor=mara, ways={Kind.LEAD_RETURNED: Way.PAGE})
    mail_notification(OutboxMessage.objects.get().pk)

    assert mail.outbox == []


def test_what_is_on_its_way_can_still_become_part_of_the_digest(mara: User) -> None:
    notification = tell(mara, Kind.LEAD_RETURNED)
    choose_ways(actor=mara, ways={Kind.LEAD_RETURNED: Way.DIGEST})
    mail_notification(OutboxMessage.objects.get().pk)

    waiting = WaitingMail.objects.get()
    assert (mail.outbox, waiting.notification, waiting.held_until) == ([], notification, None)


@pytest.mark.parametrize(
    ("kind", "way", "code"),
    [
        (Kind.LEAD_RETURNED, "off", "way"),
        (Kind.LEAD_HANDED_OVER, "mail", "unknown"),
        ("nonsense", "mail", "unknown"),
    ],
)
def test_choice_that_is_none_is_refused_beside_its_kind(mara: User, kind: str, way: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        choose_ways(actor=mara, ways={kind: way})

    assert [error.code for error in refused.value.error_dict[kind]] == [code]
    assert not NoticeChoice.objects.exists()


def test_all_kinds_are_as_usual_again_and_the_times_stay(mara: User) -> None:
    choose_ways(actor=mara, ways={Kind.LEAD_RATED: Way.OFF})
    choose_times(actor=mara, digest_at=time(9))
    choose_usual(actor=mara)

    assert (way_of(mara, Kind.LEAD_RATED), times_of(mara).digest_at) == (Way.DIGEST, time(9))


@pytest.mark.parametrize(
    ("begin", "end", "field"),
    [(time(20), None, "quiet_until"), (None, time(7), "quiet_from"), (time(7), time(7), "quiet_until")],
)
def test_quiet_hours_need_two_ends(mara: User, begin: time | None, end: time | None, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        choose_times(actor=mara, digest_at=time(7), quiet_from=begin, quiet_until=end)

    assert list(refused.value.error_dict) == [field]


def test_page_takes_a_way_by_one_press_and_comes_back_to_its_line(mara: User) -> None:
    answer = client_for(mara).post(
        reverse("accounts:notices_choose"), {"kind": "lead_returned", "way": "digest"}
    )

    assert answer["Location"] == "/profile/notifications/#lead_returned"
    assert way_of(mara, Kind.LEAD_RETURNED) is Way.DIGEST


def test_page_shows_a_rep_what_reps_get(sven: User) -> None:
    page = client_for(sven).get(reverse("accounts:notices")).content.decode()

    assert "Ihnen wird ein Lead übergeben" in page
    assert "Der Vertrieb gibt einen Lead zurück" not in page


def test_each_heading_of_the_page_stands_once() -> None:
    headings = [heading for heading, _ in groupby(about.group for about in ABOUT.values())]
    assert headings == list(Group)


def test_page_says_what_it_does_not_take(mara: User) -> None:
    client = client_for(mara)
    client.post(reverse("accounts:notices_choose"), {"kind": "lead_returned", "way": "off"})
    page = client.get(reverse("accounts:notices")).content.decode()

    assert "Der Vertrieb gibt einen Lead zurück“ kann so nicht kommen." in page


def test_program_reads_and_changes_what_it_names(mara: User) -> None:
    client = api_for(mara)
    answer = client.patch(
        "/api/v1/notifications/choices/",
        {"ways": {"lead_rated": "off"}, "times": {"quiet_from": "20:00", "quiet_until": "07:00"}},
        format="json",
    )

    ways = {line["kind"]: line["way"] for line in answer.data["kinds"]}
    assert (answer.status_code, ways["lead_rated"], ways["lead_returned"]) == (200, "off", "mail")
    assert client.get("/api/v1/notifications/choices/").data["times"] == {
        "digest_at": "07:30:00",
        "quiet_from": "20:00:00",
        "quiet_until": "07:00:00",
        "quiet_weekends": False,
    }


def test_program_that_is_refused_one_thing_has_changed_nothing(mara: User) -> None:
    said = {"ways": {"lead_rated": "off"}, "times": {"quiet_from": "20:00"}}
    answer = api_for(mara).patch("/api/v1/notifications/choices/", said, format="json")

    assert (answer.status_code, NoticeChoice.objects.count()) == (400, 0)


def sent_to(mara: User) -> mail.EmailMessage:
    tell(mara, Kind.LEAD_RETURNED)
    mail_notification(OutboxMessage.objects.latest("pk").pk)
    return mail.outbox[-1]


def link_in(message: mail.EmailMessage, settings: Settings) -> str:
    return str(message.extra_headers["List-Unsubscribe"])[1:-1].removeprefix(settings.PUBLIC_URL)


def test_mail_program_ends_a_kind_with_one_post_and_nobody_signed_in(mara: User, settings: Settings) -> None:
    sent = sent_to(mara)
    answer = Client(enforce_csrf_checks=True).post(link_in(sent, settings), ONE_CLICK)

    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (answer.status_code, way_of(mara, Kind.LEAD_RETURNED)) == (200, Way.PAGE)
    assert way_of(mara, Kind.LEAD_QUESTION) is Way.MAIL


def test_opening_the_link_changes_nothing(mara: User, settings: Settings) -> None:
    answer = Client().get(link_in(sent_to(mara), settings))

    assert "Diese Mails abbestellen?" in answer.content.decode()
    assert way_of(mara, Kind.LEAD_RETURNED) is Way.MAIL


def test_link_of_a_digest_ends_what_comes_by_digest(mara: User) -> None:
    secret = unsubscribe_secret(mara, [DIGEST])
    Client().post(reverse("accounts:notices_unsubscribe", args=[secret]), ONE_CLICK)

    assert (way_of(mara, Kind.LEAD_RATED), way_of(mara, Kind.LEAD_RETURNED)) == (Way.PAGE, Way.MAIL)


def test_link_of_old_brings_nothing_back_that_is_off(mara: User) -> None:
    choose_ways(actor=mara, ways={Kind.LEAD_RATED: Way.OFF})
    secret = unsubscribe_secret(mara, [Kind.LEAD_RATED])
    Client().post(reverse("accounts:notices_unsubscribe", args=[secret]), ONE_CLICK)

    assert way_of(mara, Kind.LEAD_RATED) is Way.OFF


def test_page_says_what_a_link_has_changed_until_the_person_chooses(mara: User) -> None:
    secret = unsubscribe_secret(mara, [Kind.LEAD_RETURNED])
    Client().post(reverse("accounts:notices_unsubscribe", args=[secret]), ONE_CLICK)
    client, said = client_for(mara), "Über den Link in einer Mail"
    before = client.get(reverse("accounts:notices")).content.decode()
    choose_ways(actor=mara, ways={Kind.LEAD_RETURNED: Way.MAIL})
    after = client.get(reverse("accounts:notices")).content.decode()

    assert (said in before, said in after) == (True, False)


def test_link_somebody_changed_is_answered_kindly_and_counted(mara: User, settings: Settings) -> None:
    settings.LIMITS_PER_MINUTE = {**settings.LIMITS_PER_MINUTE, "strangers": 1}
    address = reverse("accounts:notices_unsubscribe", args=[unsubscribe_secret(mara, ["lead_rated"]) + "x"])
    first, second = (Client().post(address, ONE_CLICK) for _ in range(2))

    assert (first.status_code, second.status_code) == (404, 429)
    assert "Dieser Link funktioniert nicht" in first.content.decode()
    assert way_of(mara, Kind.LEAD_RATED) is Way.DIGEST
