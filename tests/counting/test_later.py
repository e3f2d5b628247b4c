"""A page is shown as it last was while the next one is drawn, and says of which moment it is."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import pytest
from django.utils import timezone, translation
from pytest_django.fixtures import Settings
from structlog.testing import capture_logs

from accounts.models import Company
from campaigns.models import CallToAction, Campaign
from counting import cache, job, later
from counting.cache import draw_while_unchanged, one_moment
from leads.models import Lead
from tests.factories import make_lead

pytestmark = pytest.mark.django_db

Page = Callable[[], str]
Waiting = list[Callable[[], object]]


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Waiting:
    """What is to be drawn later, when the test says so."""
    settings.PAGES_SHOWN_SECONDS = 60
    drawings: Waiting = []
    monkeypatch.setattr(cache, "draw_later", lambda _key, draw: drawings.append(draw))
    return drawings


@pytest.fixture
def page() -> Page:
    """Says how many leads there are; one is counted already."""

    @draw_while_unchanged
    def draw() -> str:
        return f"{Lead.objects.count()} leads of {Campaign.objects.get().name}"

    make_lead()
    job.compute()
    return draw


@pytest.mark.usefixtures("company")
def test_last_page_is_shown_until_the_next_one_is_drawn(page: Page, waiting: Waiting) -> None:
    first = page()
    come_in()
    assert page() == first
    (draw,) = waiting
    draw()
    assert page() == first.replace("1 leads", "2 leads") and len(waiting) == 1


@pytest.mark.usefixtures("company")
def test_shown_page_says_of_which_moment_it_is(page: Page, waiting: Waiting) -> None:
    page()
    with one_moment() as moment:
        page()
        seen = moment.as_of
    come_in()
    with one_moment() as moment:
        page()
        assert moment.as_of == seen
    waiting.pop()()
    with one_moment() as moment:
        page()
        assert moment.as_of > seen


@pytest.mark.usefixtures("company")
def test_page_of_long_ago_is_drawn_anew_before_it_is_shown(
    page: Page, waiting: Waiting, settings: Settings
) -> None:
    first = page()
    come_in()
    settings.PAGES_SHOWN_SECONDS = 0
    assert page() != first and not waiting


@pytest.mark.usefixtures("company")
def test_changed_name_is_never_taken_back_by_the_last_page(page: Page, waiting: Waiting) -> None:
    assert read_while_renamed(page) == ["1 leads of Neu", "1 leads of Neu"]
    assert not waiting


@pytest.mark.usefixtures("company", "waiting")
def test_twin_without_a_look_at_names_the_changed_one_is_gone_again(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_may_be_shown", lambda *_: True)
    assert read_while_renamed(page) == ["1 leads of Neu", "1 leads of Alt"]


def test_it_is_drawn_in_the_language_and_zone_of_whoever_asked() -> None:
    said: list[tuple[str | None, str]] = []
    with translation.override("en"), timezone.override("Asia/Tokyo"):
        later.draw_later(
            "page",
            lambda: said.append((translation.get_language(), timezone.get_current_timezone_name())),
        )
    later.wait()
    assert said == [("en", "Asia/Tokyo")]


def test_what_waits_already_is_not_drawn_twice() -> None:
    drawn: list[str] = []
    may_go_on = Event()
    later.draw_later("first", may_go_on.wait)
    for _ in range(3):
        later.draw_later("second", lambda: drawn.append("second"))
    may_go_on.set()
    later.wait()
    assert drawn == ["second"]
    later.draw_later("second", lambda: drawn.append("second"))
    later.wait()
    assert drawn == ["second", "second"]


def test_what_fails_is_told_to_the_log_and_the_next_is_drawn() -> None:
    drawn: list[str] = []
    with capture_logs() as logs:
        later.draw_later("page", lambda: 1 / 0)
        later.draw_later("other", lambda: drawn.append("other"))
        later.wait()
    later.draw_later("page", lambda: drawn.append("page"))
    later.wait()
    assert drawn == ["other", "page"]
    assert [entry["error"] for entry in logs] == ["ZeroDivisionError"]


@pytest.mark.django_db(transaction=True)
def test_thread_draws_what_is_counted_by_then(company: Company, page: Page, settings: Settings) -> None:
    settings.PAGES_SHOWN_SECONDS = 60
    first = page()
    come_in()
    assert page() == first
    later.wait()
    assert page() == first.replace("1 leads", "2 leads")


def read_while_renamed(page: Page) -> list[str]:
    """Right after the name has changed, and when that was counted."""
    Campaign.objects.update(name="Alt")
    job.compute()
    page()
    Campaign.objects.update(name="Neu")
    seen = [page()]
    job.compute()
    return [*seen, page()]


def come_in() -> None:
    """By a way in that is there already: a new one would be a new name."""
    make_lead(cta=CallToAction.objects.get())
    job.compute()
