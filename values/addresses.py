"""Addresses of pages as people recognise them."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit


def safe_address(address: str) -> str:
    """The address when a browser may open it (http or https), else nothing."""
    parts = _split(address)
    return address if parts and parts.scheme in {"http", "https"} and parts.netloc else ""


def short_address(address: str) -> str:
    """Host and path of an address, which is what people recognise."""
    parts = _split(address)
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}" if parts else address


def host_of(address: str) -> str:
    """The site of an address without “www.”; nothing when there is none."""
    parts = _split(address)
    return parts.netloc.removeprefix("www.")[:100] if parts else ""


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:
        return None
