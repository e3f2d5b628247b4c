"""On Monday morning everybody hears once of last week: the one thing to look at, and what it brought."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.utils import translation

from accounts.kinds import Kind
from accounts.models import NoticeChoice, Notification, User, Way
from accounts.services import due_mails
from counting import job
from feedback.models import AnswerStep
from feedback.services.campaign_answers import answer_sales
from insights.models import WeeklyWord
from insights.pages.weekly import Week, word_week
from insights.services.weekly import count_week, tell_one, tell_weekly
from leads.models import LeadKind, LeadStage
from outbox.models import OutboxMessage
from tests.factories import make_campaign, make_lead, make_misled

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 3, 30)  # the day after the clocks went forward
MORNING = datetime(2026, 3, 30, 7, tzinfo=BERLIN)
THURSDAY = datetime(2026, 3, 26, 12, tzinfo=BERLIN)


@pytest.fixture
def busy_week(mara: User, sven: User) -> Iterator[None]:
    """Three leads came in on Thursday, two of them were rated; then the clock stands at Monday, seven."""
    with time_machine.travel(THURSDAY, tick=False):
        campaign = make_campaign()
        make_lead(campaign=campaign)
        for _number in range(2):
            make_lead(campaign=campaign, stage=LeadStage.RATED, assigned_to=sven)
        job.compute()
    with time_machine.travel(MORNING, tick=False):
        yield


def told(user: User) -> list[Notification]:
    return list(Notification.objects.filter(user=user, kind=Kind.WEEKLY_FIGURES))


@pytest.mark.usefixtures("busy_week")
def test_everybody_is_told_once_and_mailed(mara: User, sven: User) -> None:
    assert tell_weekly() == User.objects.active().count()
    assert tell_weekly() == 0
    assert [len(told(user)) for user in (mara, sven)] == [1, 1]
    mails = OutboxMessage.objects.filter(topic="accounts.mail_notification")
    assert mails.count() == User.objects.active().count()


@pytest.mark.usefixtures("busy_week")
@pytest.mark.parametrize(
    ("moment", "is_told"),
    [
        (MORNING - timedelta(seconds=1), False),
        (MORNING, True),
        (MORNING + timedelta(hours=40, minutes=59), True),
        (MORNING + timedelta(hours=41), False),
    ],
)
def test_week_is_told_of_from_monday_seven_to_the_end_of_tuesday(moment: datetime, is_told: bool) -> None:
    assert (tell_weekly(moment) > 0) is is_told


@pytest.mark.usefixtures("busy_week")
def test_next_week_is_another(mara: User) -> None:
    tell_weekly()
    with time_machine.travel(MORNING + timedelta(days=7), tick=False):
        make_lead(received_at=MORNING + timedelta(days=6))
        job.compute()
        assert tell_weekly() > 0
    assert len(told(mara)) == 2


def test_nothing_is_told_where_nothing_happened(mara: User) -> None:
    with time_machine.travel(MORNING, tick=False):
        assert tell_weekly() == 0
    assert not told(mara)
    assert WeeklyWord.objects.count() == 1


@pytest.mark.usefixtures("busy_week")
def test_whoever_wants_no_such_mail_gets_none(mara: User) -> None:
    NoticeChoice.objects.create(user=mara, kind=Kind.WEEKLY_FIGURES, way=Way.OFF)
    tell_weekly()
    assert not told(mara)


@pytest.mark.usefixtures("busy_week")
def test_whoever_has_left_is_told_nothing(sven: User) -> None:
    User.objects.filter(pk=sven.pk).update(is_active=False)
    tell_weekly()
    assert not told(sven)


@pytest.mark.usefixtures("busy_week")
def test_week_counts_what_happened_in_it(sven: User) -> None:
    with time_machine.travel(THURSDAY - timedelta(days=7), tick=False):
        make_lead(stage=LeadStage.RATED, assigned_to=sven)
    with time_machine.travel(THURSDAY, tick=False):
        make_lead(stage=LeadStage.RATED, assigned_to=sven, kind=LeadKind.TEST)
    job.compute()
    week = count_week(MONDAY)
    assert (week.leads, week.rated, week.ratings) == (3, 2, {sven.pk: 2})


@pytest.mark.usefixtures("busy_week")
def test_rep_hears_what_marketing_answered_to_the_own_ratings(mara: User, sven: User, sina: User) -> None:
    with time_machine.travel(THURSDAY, tick=False):
        promise = make_misled(rep=sven)
        answer_sales(
            actor=mara,
            campaign=promise.campaign,
            subject=promise,
            expected_answer_id=None,
            step=AnswerStep.ANSWERED,
            text="Das steht nicht mehr auf der Seite.",
        )
    week = count_week(MONDAY)
    assert week.answers == {sven.pk: 1}
    with translation.override("en"):
        assert "Marketing answered 1 time what your ratings say." in word_week(week, sven).text
        assert "Marketing" not in word_week(week, sina).text


@pytest.mark.usefixtures("busy_week", "english")
def test_word_says_the_week_in_figures_that_add_up(mara: User) -> None:
    week = Week(monday=MONDAY, leads=3, good=1, won=1, ratings={1: 2})
    assert word_week(week, mara).text.endswith(
        "Last week: 3 leads came in, 2 ratings were given, 1 of them good, and 1 deal was recorded."
    )


@pytest.mark.usefixtures("english")
def test_change_beyond_chance_is_the_thing_to_look_at(mara: User) -> None:
    long_ago = THURSDAY - timedelta(days=100)
    for day, number in ((long_ago, 1), (THURSDAY - timedelta(days=7), 2), (THURSDAY, 40)):
        with time_machine.travel(day, tick=False):
            for _lead in range(number):
                make_lead()
    with time_machine.travel(MORNING, tick=False):
        job.compute()
        word = word_week(count_week(MONDAY), mara)
    assert word.title == "More leads came in than in the week before"
    assert word.text.startswith("40 last week, 2 in the week before.")
    assert word.path == "/overview/?from=2026-03-23&to=2026-03-29"


@pytest.mark.usefixtures("company", "english")
def test_first_weeks_are_held_against_nothing(mara: User) -> None:
    for day, number in ((THURSDAY - timedelta(days=7), 2), (THURSDAY, 40)):
        with time_machine.travel(day, tick=False):
            for _lead in range(number):
                make_lead()
    with time_machine.travel(MORNING, tick=False):
        job.compute()
        assert word_week(count_week(MONDAY), mara).title == "0 deals came from 42 leads"


@pytest.mark.usefixtures("busy_week", "english")
def test_change_that_chance_may_make_is_none(mara: User) -> None:
    assert word_week(count_week(MONDAY), mara).title == "0 deals came from 3 leads"


@pytest.mark.usefixtures("busy_week")
def test_mail_is_in_the_readers_language_with_the_page_and_a_way_to_end_them(
    sven: User, mailoutbox: list[object]
) -> None:
    User.objects.filter(pk=sven.pk).update(language="en")
    tell_weekly()
    due_mails.mail_notification(told(sven)[0].pk, of=OutboxMessage.objects.latest("id"))
    (mail,) = mailoutbox
    assert "You gave 2 ratings." in mail.body  # type: ignore[attr-defined]
    assert "/overview/" in mail.body  # type: ignore[attr-defined]
    assert "List-Unsubscribe" in mail.extra_headers  # type: ignore[attr-defined]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("busy_week")
def test_two_workers_tell_a_person_once(mara: User) -> None:
    assert _tell_twice(mara) == [False, True]
    assert len(told(mara)) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("busy_week")
def test_without_the_row_both_would_tell(mara: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WeeklyWord.objects, "get_or_create", lambda **_said: (None, True))
    assert _tell_twice(mara) == [True, True]
    assert len(told(mara)) == 2


def _tell_twice(user: User) -> list[bool]:
    week = count_week(MONDAY)

    def tell(_number: int) -> bool:
        try:
            return tell_one(user, week)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        return sorted(workers.map(tell, range(2)))
