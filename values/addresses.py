"""Addresses of pages as people recognise them."""

from __future__ import annotations

from typing import Final
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from values.text import shorten

_is_page: Final = URLValidator(schemes=("http", "https"))


def check_page(address: str) -> None:
    """Refuse what is no web page: an address such as javascript:… would become a link that others click."""
    try:
        _is_page(address)
    except ValidationError as error:
        message = _(
            "“%(value)s” is not the address of a page. Allowed are addresses that begin with https://."
        )
        raise ValidationError(message, code="address", params={"value": shorten(address)}) from error


def safe_address(address: str) -> str:
    """The address when a browser may open it (http or https), else nothing."""
    parts = split_address(address)
    return address if parts and parts.scheme in {"http", "https"} and parts.netloc else ""


def short_address(address: str) -> str:
    """Host and path of an address, which is what people recognise."""
    parts = split_address(address)
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}" if parts else address


def host_of(address: str) -> str:
    """The site of an address without “www.”; nothing when there is none."""
    parts = split_address(address)
    return parts.netloc.removeprefix("www.")[:100] if parts else ""


def split_address(address: str) -> SplitResult | None:
    """The parts of an address; None for what has none, such as “http://[::1”."""
    try:
        return urlsplit(address)
    except ValueError:
        return None
