"""Where marketing sees what was put aside, and decides about what was refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.utils import timezone, translation
from django.utils.formats import date_format
from pytest_django import Settings

from accounts.models import User
from campaigns.models import CallToAction
from leads.capture import PersonSender, check, put_aside
from leads.capture.aside import take_in
from leads.models import Door, Lead, PutAside
from leads.services.put_aside import discard
from leads.tasks import forget_put_aside
from smarketing.health.checks import check_put_aside
from tests.factories import make_cta, make_lead
from tests.leads.enquiries import enquire

pytestmark = pytest.mark.django_db

PAGE = "/leads/put-aside/"


@pytest.fixture
def cta(company: object) -> CallToAction:
    return make_cta(name="Rückruf")


@pytest.fixture
def browser(client: Client, mara: User) -> Client:
    mara.language = "en"
    mara.save()
    client.force_login(mara)
    return client


def put(actor: User, cta: CallToAction, *, key: str | None = None, **said: str) -> PutAside:
    checked = check(enquire(cta, key=key, **said))
    put_aside(checked, door=Door.HAND, sender=PersonSender(actor), came_at=timezone.now())
    return PutAside.objects.latest("pk")


def put_and_refused(actor: User, cta: CallToAction, *, key: str | None = None) -> PutAside:
    """Its external number belongs to somebody else by the time it is taken in."""
    row = put(actor, cta, key=key, name="Erika Muster", email="erika@example.org", external_id="X-1")
    make_lead(external_id="X-1")
    take_in()
    return row


def format_date(day: date) -> str:
    """As the page writes it in English."""
    with translation.override("en"):
        return date_format(day, "SHORT_DATE_FORMAT")


def read(browser: Client, path: str) -> str:
    return " ".join(unescape(browser.get(path).content.decode()).split())


def test_list_of_leads_says_how_many_wait_for_an_import(
    browser: Client, mara: User, cta: CallToAction
) -> None:
    assert "waits for an import" not in read(browser, "/leads/")
    put(mara, cta, email="erika@example.org")
    assert "1 enquiry waits for an import to end" in read(browser, "/leads/")
    put(mara, cta, email="otto@example.org")
    assert "2 enquiries wait for an import to end" in read(browser, "/leads/")


def test_list_of_leads_says_nothing_of_it_to_sales(
    client: Client, mara: User, sven: User, cta: CallToAction
) -> None:
    put(mara, cta, email="erika@example.org")
    client.force_login(sven)
    assert PAGE not in read(client, "/leads/")


def test_page_names_what_waits_and_since_when(browser: Client, mara: User, cta: CallToAction) -> None:
    assert "Nothing is put aside" in read(browser, PAGE)
    row = put(mara, cta, name="Erika Muster", phone="030 1234567")
    page = read(browser, PAGE)
    assert "1 enquiry becomes a lead in a moment" in page
    for said in ("Erika Muster", "+49301234567", "Rückruf", row.came_at.isoformat()[:4]):
        assert said in page
    assert "Discard" not in page


def test_refused_enquiry_is_shown_with_its_reason(browser: Client, mara: User, cta: CallToAction) -> None:
    put_and_refused(mara, cta)
    assert "1 enquiry could not be taken in as a lead." in read(browser, "/leads/")
    page = read(browser, PAGE)
    assert "1 enquiry could not be taken in" in page
    assert "The external number “X-1” belongs to another lead already." in page


def test_refused_enquiry_is_discarded_with_all_it_says(
    browser: Client, mara: User, cta: CallToAction
) -> None:
    row = put_and_refused(mara, cta, key="k-1")
    with time_machine.travel("2026-11-26T10:00:00Z", tick=False):
        assert browser.post(f"{PAGE}{row.pk}/discard/").status_code == 302
    row.refresh_from_db()
    assert (row.discarded_by, row.discarded_at) == (mara, datetime(2026, 11, 26, 10, tzinfo=UTC))
    assert (row.enquiry, row.refusal) == ({"values": {}, "cta_id": cta.pk}, "")
    assert (row.key_hash, row.fingerprint) == ("", "")
    assert PutAside.objects.counts() == {"untaken": 0, "refused": 0}


def test_page_says_who_discarded_what_kind_of_enquiry(browser: Client, mara: User, cta: CallToAction) -> None:
    row = put_and_refused(mara, cta)
    browser.post(f"{PAGE}{row.pk}/discard/")
    page = read(browser, PAGE)
    assert "Discarded lately" in page and f"· {mara}" in page and ", Rückruf" in page
    assert "Erika" not in page and "Nothing is put aside" not in page


def test_discarding_is_asked_for_once_and_cannot_be_repeated(
    browser: Client, mara: User, cta: CallToAction
) -> None:
    row = put_and_refused(mara, cta)
    page = read(browser, PAGE)
    assert page.index("<summary>Discard …</summary>") < page.index("This cannot be taken back.")
    assert page.index("This cannot be taken back.") < page.index("Discard for good </button>")
    assert browser.post(f"{PAGE}{row.pk}/discard/").status_code == 302
    assert browser.post(f"{PAGE}{row.pk}/discard/").status_code == 404


@time_machine.travel("2026-11-26T10:00:00Z", tick=False)
def test_page_says_until_when_a_refused_enquiry_is_kept(
    browser: Client, mara: User, cta: CallToAction, settings: Settings
) -> None:
    settings.PUT_ASIDE_DAYS = 5
    put_and_refused(mara, cta)
    assert f"Kept until {format_date(date(2026, 12, 1))}, then deleted." in read(browser, PAGE)


@pytest.mark.parametrize("is_discarded", [False, True])
def test_what_was_refused_is_deleted_after_its_time(
    mara: User, cta: CallToAction, is_discarded: bool
) -> None:
    with time_machine.travel("2026-08-01T10:00:00Z", tick=False):
        row = put_and_refused(mara, cta)
        if is_discarded:
            discard(actor=mara, row=row)
        put(mara, cta, email="otto@example.org")
    with time_machine.travel("2026-10-30T10:00:00Z", tick=False):
        forget_put_aside()
        assert PutAside.objects.count() == 2
    with time_machine.travel("2026-10-30T10:00:01Z", tick=False):
        forget_put_aside()
        assert [one.said["email"] for one in PutAside.objects.all()] == ["otto@example.org"]


def test_refused_enquiry_is_taken_in_after_its_cause_was_mended(
    browser: Client, mara: User, cta: CallToAction
) -> None:
    row = put_and_refused(mara, cta)
    Lead.objects.update(external_id="X-2")
    browser.post(f"{PAGE}{row.pk}/again/")
    assert (take_in(), Lead.objects.filter(external_id="X-1").get().uuid) == (1, row.receipt)


def test_refused_enquiry_that_was_sent_again_is_not_tried_twice(
    browser: Client, mara: User, cta: CallToAction
) -> None:
    row = put_and_refused(mara, cta, key="k-1")
    put(mara, cta, key="k-1", email="erika@example.org")
    browser.post(f"{PAGE}{row.pk}/again/")
    assert "discard this one" in read(browser, PAGE)
    assert PutAside.objects.refused().get() == row


def test_enquiry_that_is_to_be_taken_in_cannot_be_discarded(
    browser: Client, mara: User, cta: CallToAction
) -> None:
    row = put(mara, cta, email="erika@example.org")
    assert browser.post(f"{PAGE}{row.pk}/discard/").status_code == 404
    assert PutAside.objects.count() == 1


def test_health_says_how_long_the_oldest_waits(mara: User, cta: CallToAction) -> None:
    assert check_put_aside() == {"ok": True, "lag_seconds": 0.0}
    row = put(mara, cta, email="erika@example.org")
    PutAside.objects.update(came_at=row.came_at - timedelta(seconds=400))
    found = check_put_aside()
    assert (found["ok"], found["lag_seconds"] >= 400) == (False, True)
