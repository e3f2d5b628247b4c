"""Keys to the API: shown once, hashed, scoped, and no more than the person may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import ApiToken, User
from accounts.own_company import today
from accounts.services import authenticate_token, create_token, deactivate, revoke_token


def make_token(user: User) -> tuple[ApiToken, str]:
    return create_token(actor=user, name="Landingpage", scopes=["leads.capture"])


def test_create_token_keeps_only_a_hash(mara: User) -> None:
    token, plain = make_token(mara)

    assert (plain.startswith("smk_"), len(plain), plain[:10]) == (True, 47, token.prefix)
    assert plain not in str(ApiToken.objects.values().get())


def test_create_token_refuses_a_scope_outside_the_role(mara: User) -> None:
    with pytest.raises(ValidationError) as caught:
        create_token(actor=mara, name="Zu viel", scopes=["leads.capture", "feedback.rate"])

    assert "feedback.rate" in caught.value.message_dict["scopes"][0]


@pytest.mark.parametrize("scopes", [[], ["people.manage"], ["leads"]])
def test_create_token_refuses_unknown_scopes(ada: User, scopes: list[str]) -> None:
    with pytest.raises(ValidationError) as caught:
        create_token(actor=ada, name="Test", scopes=scopes)

    assert list(caught.value.error_dict) == ["scopes"]


def test_create_token_refuses_an_end_in_the_past(mara: User) -> None:
    with pytest.raises(ValidationError) as caught:
        create_token(actor=mara, name="Test", scopes=["leads.view"], expires_at=timezone.now())

    assert list(caught.value.error_dict) == ["expires_at"]


def test_authenticate_token_finds_person_and_scopes(mara: User) -> None:
    found = authenticate_token(make_token(mara)[1])

    assert found is not None
    assert (found.user, found.allows("leads.capture"), found.allows("leads.view")) == (mara, True, False)


@pytest.mark.parametrize("plain", ["", "smk_", "smk_" + "x" * 43, "\ud800", "x" * 100_000])
def test_authenticate_token_knows_no_other_text(mara: User, plain: str) -> None:
    make_token(mara)

    assert authenticate_token(plain) is None


def test_authenticate_token_refuses_a_revoked_one(mara: User) -> None:
    token, plain = make_token(mara)
    revoke_token(actor=mara, token=token)

    assert authenticate_token(plain) is None


def test_authenticate_token_refuses_one_that_has_ended(mara: User) -> None:
    _, plain = make_token(mara)
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert authenticate_token(plain) is None


def test_authenticate_token_refuses_people_who_left(ada: User, mara: User) -> None:
    _, plain = make_token(mara)
    deactivate(actor=ada, user=mara)

    assert authenticate_token(plain) is None


def test_authenticate_token_writes_the_day_once(
    mara: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _, plain = make_token(mara)
    authenticate_token(plain)
    with django_assert_num_queries(1):
        authenticate_token(plain)

    assert ApiToken.objects.get().last_used_on == today()


def test_revoke_token_leaves_tokens_of_others(mara: User, sven: User) -> None:
    token, plain = make_token(mara)
    revoke_token(actor=sven, token=token)

    assert authenticate_token(plain) == token
