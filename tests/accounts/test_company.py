"""The company: set up once, changed with care, and the days it counts in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from accounts.errors import AlreadySetUp
from accounts.forms.fields import time_zone_choices
from accounts.models import Company, Invitation, Role, SetupCode, User
from accounts.own_company import company_zone, day_of
from accounts.services import CompanyDetails, NewAdmin, issue_setup_code, set_up_company, update_company
from outbox.models import OutboxMessage
from tests.factories import PASSWORD, make_company
from values.refusals import StaleVersion

DETAILS = CompanyDetails(
    name="Beispiel GmbH", currency="EUR", time_zone="Europe/Berlin", country="DE", land="BE"
)
ADA = NewAdmin(full_name="Ada Admin", email="Ada@Example.com", password=PASSWORD, language="en")


def test_set_up_company_makes_company_admin_and_invitations(db: None) -> None:
    ada = set_up_company(details=DETAILS, admin=ADA, invitations=[("sven@example.com", Role.SALES_REP)])

    assert (ada.email, ada.role, ada.language, ada.check_password(PASSWORD)) == (
        "ada@example.com",
        Role.ADMIN,
        "en",
        True,
    )
    assert Company.objects.get().name == "Beispiel GmbH"
    assert Invitation.objects.values_list("email", "role").get() == ("sven@example.com", "sales_rep")
    assert OutboxMessage.objects.get().topic == "accounts.mail_invitation"


def test_set_up_company_uses_up_the_code(db: None) -> None:
    issue_setup_code()
    set_up_company(details=DETAILS, admin=ADA)

    assert SetupCode.objects.count() == 0


def test_set_up_company_works_once(company: Company) -> None:
    with pytest.raises(AlreadySetUp):
        set_up_company(details=DETAILS, admin=ADA)


@pytest.mark.parametrize(
    ("admin", "field"),
    [(replace(ADA, password="kurz"), "password"), (replace(ADA, email="ada"), "email")],
)
def test_set_up_company_writes_nothing_for_a_bad_admin(db: None, admin: NewAdmin, field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        set_up_company(details=DETAILS, admin=admin)

    assert list(caught.value.error_dict) == [field]
    assert (Company.objects.count(), User.objects.count()) == (0, 0)


def test_set_up_company_names_the_invitation_that_is_wrong(db: None) -> None:
    with pytest.raises(ValidationError) as caught:
        set_up_company(details=DETAILS, admin=ADA, invitations=[("ada@example.com", Role.MARKETER)])

    assert caught.value.message_dict["invitations"][0].startswith("ada@example.com: ")
    assert Company.objects.count() == 0


def test_day_of_is_the_day_in_the_companys_zone(company: Company) -> None:
    assert day_of(datetime(2026, 6, 30, 22, 30, tzinfo=UTC)) == date(2026, 7, 1)


def test_day_of_follows_the_summer_time(company: Company) -> None:
    assert day_of(datetime(2026, 12, 31, 22, 30, tzinfo=UTC)) == date(2026, 12, 31)


def test_day_of_asks_the_database_once(
    company: Company, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        days = {day_of(datetime(2026, 1, day, tzinfo=UTC)) for day in range(1, 29)}

    assert len(days) == 28


def test_company_zone_before_the_set_up_is_the_installations(db: None) -> None:
    assert company_zone().key == "Europe/Berlin"


def test_update_company_reaches_the_zone_at_once(
    ada: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    before = company_zone().key
    with django_capture_on_commit_callbacks(execute=True):
        update_company(actor=ada, details=replace(DETAILS, time_zone="America/New_York"), expected_version=1)

    assert (before, company_zone().key) == ("Europe/Berlin", "America/New_York")


def test_update_company_refuses_an_old_version(ada: User) -> None:
    update_company(actor=ada, details=replace(DETAILS, name="Erste GmbH"), expected_version=1)

    with pytest.raises(StaleVersion):
        update_company(actor=ada, details=replace(DETAILS, name="Zweite GmbH"), expected_version=1)
    assert Company.objects.get().name == "Erste GmbH"


def test_update_company_refuses_a_zone_that_does_not_exist(ada: User) -> None:
    with pytest.raises(ValidationError) as caught:
        update_company(actor=ada, details=replace(DETAILS, time_zone="Mars/Base"), expected_version=1)

    assert list(caught.value.error_dict) == ["time_zone"]


def test_update_company_is_for_administrators(gero: User) -> None:
    with pytest.raises(PermissionDenied):
        update_company(actor=gero, details=DETAILS, expected_version=1)


def test_company_exists_once(company: Company) -> None:
    with pytest.raises(Exception, match="accounts_company_pkey"):
        make_company(name="Zweite GmbH")


@pytest.mark.parametrize(
    ("language", "usual", "vienna"), [("de", "Üblich", "Wien"), ("en", "Usual", "Vienna")]
)
def test_time_zones_are_in_the_readers_language_with_the_usual_ones_first(
    language: str, usual: str, vienna: str
) -> None:
    with translation.override(language):
        (first, zones), *_others = time_zone_choices()
    assert (first, zones[:2]) == (usual, [("Europe/Berlin", "Berlin"), ("Europe/Vienna", vienna)])
