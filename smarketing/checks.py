"""What must be right before a process starts: system checks of Django's, which each command runs first."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

DRIVER, CONTACT = "driver", "contact"


@register(DRIVER)
def check_driver(**_: Any) -> list[CheckMessage]:
    """Refuse psycopg 3: where it can be imported, Django takes it instead of psycopg2 and says nothing."""
    found = find_spec("psycopg")
    if found is None:
        return []
    return [
        Error(
            f"psycopg 3 is installed beside psycopg2, in {found.origin}. Django would use it, but the "
            "portal's statements are written and tested for psycopg2.",
            hint="Remove it: python -m pip uninstall psycopg psycopg-binary psycopg-c",
            id="smarketing.E001",
        )
    ]


@register(CONTACT)
def check_security_contact(**_: Any) -> list[CheckMessage]:
    """Refuse a contact of security.txt that nobody could follow (RFC 9116: mailto:, https:// or tel:)."""
    allowed = ("mailto:", "https://", "tel:")
    named = settings.SECURITY_CONTACT
    wrong = [text for text in named if not (text.startswith(allowed) or ("@" in text and ":" not in text))]
    if settings.SECURITY_POLICY_URL and not settings.SECURITY_POLICY_URL.startswith("https://"):
        wrong.append(settings.SECURITY_POLICY_URL)
    return [
        Error(
            f"SECURITY_CONTACT or SECURITY_POLICY_URL has {text!r}.",
            hint="Allowed are an e-mail address, mailto:…, https://… or tel:…; for the policy https://….",
            id="smarketing.E030",
        )
        for text in wrong
    ]
