from __future__ import annotations

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.fernet import InvalidToken
from pytest_django import Settings

from accounts.models import User


def test_secret_of_the_second_step_is_not_readable_in_the_database(gero: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(gero, secret)
    stored = Authenticator.objects.get(user=gero).data["secret"]
    assert secret not in stored
    assert get_adapter().decrypt(stored) == secret


def test_secret_survives_a_change_of_the_installations_key(settings: Settings) -> None:
    stored = get_adapter().encrypt("JBSWY3DP")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-entirely"
    assert get_adapter().decrypt(stored) == "JBSWY3DP"


def test_secret_is_lost_to_whoever_has_another_key(settings: Settings) -> None:
    stored = get_adapter().encrypt("JBSWY3DP")
    settings.SECRET_KEY = "another-key-entirely"
    with pytest.raises(InvalidToken):
        get_adapter().decrypt(stored)
