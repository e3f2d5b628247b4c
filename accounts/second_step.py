"""Keeps the secrets of the second step encrypted: a copy of the database alone opens no account."""

from __future__ import annotations

from base64 import urlsafe_b64encode

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


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
