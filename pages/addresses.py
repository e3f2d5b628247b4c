"""Addresses with a query: filters, order and place all stand in them."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import QueryDict


def address(path: str, /, **query: object) -> str:
    """The path with these values behind it; None and "" are left out."""
    said = urlencode({name: str(value) for name, value in query.items() if value not in (None, "")})
    return f"{path}?{said}" if said else path


def requery(query: QueryDict, /, **changes: object) -> str:
    """The same page with other values in its query, as a relative address; None and "" take one away."""
    new = query.copy()
    for name, value in changes.items():
        new.pop(name, None)
        if value not in (None, ""):
            new[name] = str(value)
    return f"?{new.urlencode()}"
