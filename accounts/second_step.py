"""The second step at sign-in: of whom it is asked, and how its secrets are kept.

They are encrypted: a copy of the database alone opens no account.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import Final

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest

from accounts.models import Role, User
from accounts.own_company import own_company
from accounts.sign_ins import is_by_directory

# Whoever sees all figures or lets others in.
ASKED_FOR_SECOND_STEP: Final = frozenset({Role.MANAGER, Role.ADMIN})


def lacks_second_step(request: HttpRequest, user: User) -> bool:
    """Whether this person is asked for a second step and has none; at the directory it is the directory's."""
    if user.role not in ASKED_FOR_SECOND_STEP or is_by_directory(request):
        return False
    return not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def must_set_up_second_step(request: HttpRequest, user: User) -> bool:
    """Whether the company lets this person do nothing else before; asks the database only where it can be."""
    return (
        user.role in ASKED_FOR_SECOND_STEP
        and own_company().requires_second_step
        and lacks_second_step(request, user)
    )


class EncryptingMFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    """Encrypts by a key derived from SECRET_KEY; SECRET_KEY_FALLBACKS still decrypt after a change of it."""

    def encrypt(self, text: str) -> str:
        return locksmith().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises cryptography's InvalidToken when none of the keys fits."""
        return locksmith().decrypt(encrypted_text.encode()).decode()


def locksmith() -> MultiFernet:
    return MultiFernet(
        [Fernet(derive_key(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def derive_key(secret: str) -> bytes:
    """A Fernet key of its own from the installation's secret (HKDF, RFC 5869)."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"smarketing second step")
    return urlsafe_b64encode(derived.derive(secret.encode()))
