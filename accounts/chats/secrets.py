"""Addresses of chats: read from what people paste, encrypted for the database."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from cryptography.fernet import InvalidToken
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from accounts.chats.faults import ChatRefused, Failure
from accounts.chats.reach import is_known_inside
from accounts.locksmith import locksmith
from values.errors import field_error

LONGEST: Final = 2_000
_PURPOSE: Final = b"smarketing team chats"
_check_address: Final = URLValidator(schemes=("https",))


def read_address(text: str) -> tuple[str, str]:
    """An address as somebody pasted it, and its host. Raises ValidationError beside `address`.

    The words repeat nothing but the host: the rest is a secret.
    """
    address = text.strip()
    if not address:
        raise field_error("address", _("This field is required."), "required")
    host = _host_of(address)
    if not host:
        message = _(
            "This is no address of a chat. Allowed is one that begins with https:// and names a host, "
            "up to %(limit)d characters, as the chat shows it for an incoming webhook."
        )
        raise field_error("address", message % {"limit": LONGEST}, "address")
    if is_known_inside(host):
        message = _("“%(host)s” lies in a network of its own. Allowed are addresses on the internet.")
        raise field_error("address", message % {"host": host}, "inside")
    return address, host


def _host_of(address: str) -> str:
    """Nothing where it is no https address, or one with a user's name or a fragment, which none gives out."""
    if len(address) > LONGEST or not (address.isascii() and address.isprintable()):
        return ""
    try:
        _check_address(address)
        parts = urlsplit(address)
        is_port = parts.port != 0  # reads the port: one that is none raises ValueError
    except (ValidationError, ValueError):
        return ""
    is_plain = is_port and "@" not in parts.netloc and not parts.fragment
    return parts.hostname or "" if is_plain else ""


def seal(address: str) -> str:
    """The address as the database keeps it."""
    return locksmith(_PURPOSE).encrypt(address.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises ChatRefused where SECRET_KEY was changed and the former one is no longer known."""
    try:
        return locksmith(_PURPOSE).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise ChatRefused(Failure.UNREADABLE) from None
