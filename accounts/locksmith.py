"""What encrypts secrets for the database: a copy of it alone opens none."""

from __future__ import annotations

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def locksmith(purpose: bytes) -> MultiFernet:
    """Encrypts by a key derived from SECRET_KEY; SECRET_KEY_FALLBACKS still decrypt after a change of it.

    What was encrypted for one purpose opens for no other. `decrypt` raises cryptography's InvalidToken when
    none of the keys fits.
    """
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_derive_key(secret, purpose)) for secret in secrets])


def _derive_key(secret: str, purpose: bytes) -> bytes:
    """A Fernet key of its own from the installation's secret (HKDF, RFC 5869)."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose)
    return urlsafe_b64encode(derived.derive(secret.encode()))
