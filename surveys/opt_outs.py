"""Addresses that want no mails: made unreadable by a key of the installation's own, compared by that.

The key stands encrypted in the settings of the survey, so that a change of SECRET_KEY forgets nobody. Where
it cannot be read, nobody is asked.
"""

from __future__ import annotations

import hmac
from hashlib import sha256
from secrets import token_bytes
from typing import Final

from cryptography.fernet import InvalidToken

from accounts.locksmith import locksmith
from surveys.errors import OptOutsUnreadable
from surveys.models import OptOut, SurveySettings

_PURPOSE: Final = b"smarketing survey opt-outs"
_BYTES: Final = 32


def make_key() -> str:
    """A new key as the database keeps it."""
    return locksmith(_PURPOSE).encrypt(token_bytes(_BYTES)).decode()


def renew_key(sealed: str) -> str:
    """The same key, encrypted by the present SECRET_KEY. Raises OptOutsUnreadable."""
    try:
        return locksmith(_PURPOSE).rotate(sealed.encode()).decode()
    except InvalidToken:
        raise OptOutsUnreadable from None


def check_key(sealed: str) -> None:
    """Raises OptOutsUnreadable for a key that cannot be read any more; none yet is no trouble."""
    if sealed:
        renew_key(sealed)


def hash_address(address: str, settings: SurveySettings) -> str:
    """What an address is known by here. Raises OptOutsUnreadable."""
    try:
        key = locksmith(_PURPOSE).decrypt(settings.opt_out_key.encode())
    except InvalidToken:
        raise OptOutsUnreadable from None
    return hmac.new(key, address.strip().casefold().encode(), sha256).hexdigest()


def wants_none(address: str, settings: SurveySettings) -> bool:
    """Whether this address has said that it wants no such mails. Raises OptOutsUnreadable."""
    return OptOut.objects.filter(address_hash=hash_address(address, settings)).exists()
