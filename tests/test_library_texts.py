"""What forms and the API can say in a library's words is said in ours, in German and in English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from babel.messages.pofile import read_po
from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator, MinLengthValidator
from django.urls import get_resolver
from django.utils import translation
from rest_framework.exceptions import APIException
from rest_framework.fields import Field
from rest_framework.pagination import CursorPagination
from rest_framework.serializers import Serializer

from smarketing.library_texts import API, FORMS, PASSWORDS, SIGN_IN
from tests.test_architecture import ROOMS

HOUSE = tuple(room for room in ROOMS if room not in {"outbox", "smarketing", "demo", "run"})
LIBRARIES = (*HOUSE, "smarketing", "allauth.account.forms", "allauth.mfa")
ApiField = Field[Any, Any, Any, Any]
# What allauth says where people have user names or phones, or keep several addresses: nobody does here.
NEVER_SAID = frozenset(
    """
    cannot_remove_primary_email duplicate_email phone_password_mismatch email_taken invalid_or_expired_key
    invalid_login max_email_addresses phone_taken unknown_email unknown_phone unverified_primary_email
    username_blacklisted username_password_mismatch username_taken select_only_one same_as_current
    add_email_blocked cannot_delete_authenticator unverified_email
    """.split()
)


def msgid_of(message: object) -> str:
    """A text in the words of the code that says it; of one by number the singular."""
    by_number: dict[str, str] = getattr(message, "_kw", {})
    return str(by_number.get("singular") or message)


def catalogue(language: str) -> set[str]:
    path = Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        ids = [message.id for message in read_po(file, locale=language) if message.id]
    return {one if isinstance(one, str) else one[0] for one in ids}


def kinds_of(base: type) -> Iterator[type]:
    for kind in base.__subclasses__():
        yield kind
        yield from kinds_of(kind)


def fields_of_forms() -> Iterator[forms.Field]:
    for form in kinds_of(forms.BaseForm):
        if form.__module__.startswith(LIBRARIES):
            yield from getattr(form, "base_fields", {}).values()


def fields_of_api() -> Iterator[ApiField]:
    for kind in kinds_of(Serializer):
        if kind.__module__.startswith(HOUSE):
            yield from with_inner(kind())


def with_inner(field: ApiField) -> Iterator[ApiField]:
    yield field
    inner = [getattr(field, name) for name in ("child", "child_relation") if hasattr(field, name)]
    for one in (*inner, *getattr(field, "fields", {}).values()):
        yield from with_inner(one)


def said_by(fields: Iterable[forms.Field | ApiField]) -> Iterator[object]:
    for field in fields:
        yield from field.error_messages.values()


@pytest.fixture(scope="module", autouse=True)
def _every_page_is_loaded() -> None:
    assert get_resolver().url_patterns


def test_what_a_field_can_say_is_said_in_our_german() -> None:
    with translation.override(None):
        said = {msgid_of(message) for message in said_by([*fields_of_forms(), *fields_of_api()])}
    assert len(said) > 50
    assert sorted(said - catalogue("de")) == []


def test_what_the_api_answers_of_itself_is_said_in_our_german() -> None:
    errors = [kind for kind in kinds_of(APIException) if kind.__module__.startswith("rest_framework")]
    with translation.override(None):
        said = {str(getattr(error, "default_detail")) for error in errors}  # noqa: B009  # a type of any kind
        said.add(str(CursorPagination.invalid_cursor_message))
    assert sorted(said - catalogue("de")) == []


def test_what_sign_in_can_say_is_said_in_our_german() -> None:
    said = {**DefaultAccountAdapter.error_messages, **DefaultMFAAdapter.error_messages}
    assert NEVER_SAID <= said.keys()
    with translation.override(None):
        texts = {str(text) for key, text in said.items() if key not in NEVER_SAID}
    assert sorted(texts - catalogue("de")) == []


def test_every_text_of_a_library_has_our_english() -> None:
    with translation.override(None):
        listed = {msgid_of(text) for text in (*FORMS, *PASSWORDS, *SIGN_IN, *API)}
    assert sorted(listed - catalogue("en")) == []


def test_our_english_is_heard_where_the_library_has_its_own() -> None:
    with translation.override("en"):
        assert str(forms.Field.default_error_messages["required"]) == "Please fill in this field."
        assert "at most 3 characters" in str(
            MaxLengthValidator(3).message % {"limit_value": 3, "show_value": 4}
        )
        assert "least 3 characters" in str(
            MinLengthValidator(3).message % {"limit_value": 3, "show_value": 2}
        )
