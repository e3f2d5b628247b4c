"""People: made, given another role, kept out and let in again."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.errors import LastAdministrator
from accounts.models import ApiToken, Role, User
from accounts.services import (
    change_person,
    create_person,
    create_token,
    deactivate,
    reactivate,
    update_profile,
)
from tests.factories import PASSWORD, make_user


def test_create_person_can_sign_in(db: None) -> None:
    mara = create_person(
        email="Mara@Example.com", full_name="Mara", role=Role.MARKETER, password=PASSWORD, language="en"
    )

    assert (mara.email, mara.language, mara.check_password(PASSWORD)) == ("mara@example.com", "en", True)


def test_create_person_refuses_an_address_in_other_letters(mara: User) -> None:
    with pytest.raises(ValidationError) as caught:
        create_person(email="MARA@example.com", full_name="M", role=Role.MARKETER, password=PASSWORD)

    assert list(caught.value.error_dict) == ["email"]


def test_create_person_refuses_the_own_name_as_password(db: None) -> None:
    with pytest.raises(ValidationError) as caught:
        create_person(
            email="mara@example.com", full_name="Mara", role=Role.MARKETER, password="mara@example.com"
        )

    assert list(caught.value.error_dict) == ["password"]


def test_change_person_changes_the_team(ada: User, mara: User) -> None:
    changed = change_person(actor=ada, user=mara, role=Role.SALES_REP)

    assert (changed.team, User.objects.get(pk=mara.pk).role) == ("sales", "sales_rep")


def test_change_person_is_for_administrators(gero: User, mara: User) -> None:
    with pytest.raises(PermissionDenied):
        change_person(actor=gero, user=mara, role=Role.ADMIN)


def test_change_person_keeps_the_last_administrator(ada: User) -> None:
    with pytest.raises(LastAdministrator):
        change_person(actor=ada, user=ada, role=Role.MANAGER)


def test_change_person_lets_one_of_two_administrators_go(ada: User) -> None:
    make_user(Role.ADMIN)

    assert change_person(actor=ada, user=ada, role=Role.MANAGER).role == Role.MANAGER


def test_change_person_does_not_count_administrators_who_left(ada: User) -> None:
    make_user(Role.ADMIN, is_active=False)

    with pytest.raises(LastAdministrator):
        change_person(actor=ada, user=ada, role=Role.MANAGER)


def test_deactivate_keeps_the_last_administrator(ada: User) -> None:
    with pytest.raises(LastAdministrator):
        deactivate(actor=ada, user=ada)


def test_deactivate_ends_sessions(ada: User, mara: User) -> None:
    browser = Client()
    browser.post("/account/login/", {"login": mara.email, "password": PASSWORD})
    assert browser.get("/profile/").status_code == 200
    deactivate(actor=ada, user=mara)
    reactivate(actor=ada, user=mara)

    assert browser.get("/profile/").status_code == 302


def test_deactivate_ends_tokens(ada: User, mara: User) -> None:
    create_token(actor=mara, name="Formular", scopes=["leads.capture"])
    deactivate(actor=ada, user=mara)
    reactivate(actor=ada, user=mara)

    assert ApiToken.objects.of_user(mara).count() == 0


def test_update_profile_writes_only_what_is_given(mara: User) -> None:
    User.objects.filter(pk=mara.pk).update(theme="dark")
    update_profile(actor=mara, language="en")

    assert User.objects.values_list("language", "theme").get(pk=mara.pk) == ("en", "dark")


@pytest.mark.parametrize(
    ("field", "value"), [("language", "fr"), ("theme", "pink"), ("time_zone", "Mars/Base"), ("full_name", "")]
)
def test_update_profile_refuses_values_outside_the_choices(mara: User, field: str, value: str) -> None:
    with pytest.raises(ValidationError) as caught:
        update_profile(actor=mara, **{field: value})

    assert list(caught.value.error_dict) == [field]


def test_update_profile_cannot_give_a_role(mara: User) -> None:
    with pytest.raises(TypeError, match="role"):
        update_profile(actor=mara, role=Role.ADMIN)
