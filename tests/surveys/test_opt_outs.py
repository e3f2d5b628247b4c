"""Addresses that want no mails stay known, whatever becomes of SECRET_KEY, and nobody reads them."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from surveys.errors import OptOutsUnreadable
from surveys.models import OptOut, SurveySettings
from surveys.opt_outs import check_key, hash_address, make_key, renew_key, wants_none

NEW_SECRET = "ein-ganz-anderes-geheimnis-mit-vielen-zeichen-0123456789"


def test_an_address_is_known_however_it_is_written() -> None:
    row = SurveySettings(opt_out_key=make_key())
    assert hash_address(" Erika@Example.org", row) == hash_address("erika@example.org", row)


def test_another_installation_has_other_hashes() -> None:
    one, other = SurveySettings(opt_out_key=make_key()), SurveySettings(opt_out_key=make_key())
    assert hash_address("erika@example.org", one) != hash_address("erika@example.org", other)


def test_no_address_stands_in_the_hash() -> None:
    row = SurveySettings(opt_out_key=make_key())
    assert "erika" not in hash_address("erika@example.org", row)


@pytest.mark.django_db
def test_a_renewed_key_outlives_a_change_of_the_secret(settings: Settings) -> None:
    row = SurveySettings(opt_out_key=make_key())
    OptOut.objects.create(address_hash=hash_address("erika@example.org", row))
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], NEW_SECRET
    row.opt_out_key = renew_key(row.opt_out_key)
    settings.SECRET_KEY_FALLBACKS = []
    assert wants_none("erika@example.org", row)


def test_a_key_that_was_not_renewed_is_said_to_be_unreadable(settings: Settings) -> None:
    row = SurveySettings(opt_out_key=make_key())
    settings.SECRET_KEY = NEW_SECRET
    for ask in (lambda: hash_address("erika@example.org", row), lambda: check_key(row.opt_out_key)):
        with pytest.raises(OptOutsUnreadable):
            ask()


def test_no_key_yet_is_no_trouble() -> None:
    check_key("")
