"""`/.well-known/security.txt` (RFC 9116): whom to tell of a weakness of this installation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import public

# Always ahead, and well below the year RFC 9116 recommends: who reads it knows that somebody runs this.
GOOD_FOR = timedelta(days=180)


@public
@require_safe
def security_txt(_request: HttpRequest) -> HttpResponse:
    """Name contact, languages, policy and this address; 404 where no contact is set."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    text = "".join(f"{name}: {value}\r\n" for name, value in fields())
    return HttpResponse(text.encode(), content_type="text/plain; charset=utf-8")


def fields() -> list[tuple[str, str]]:
    """The lines, in the order of RFC 9116's example."""
    contacts = [("Contact", _as_address(contact)) for contact in settings.SECURITY_CONTACT]
    policy = [("Policy", settings.SECURITY_POLICY_URL)] if settings.SECURITY_POLICY_URL else []
    return [
        *contacts,
        ("Expires", _expires().strftime("%Y-%m-%dT%H:%M:%SZ")),
        ("Preferred-Languages", ", ".join(code for code, _name in settings.LANGUAGES)),
        ("Canonical", settings.PUBLIC_URL + reverse("security_txt")),
        *policy,
    ]


def _as_address(contact: str) -> str:
    return contact if ":" in contact else f"mailto:{contact}"


def _expires() -> datetime:
    """Midnight, so that the file is the same for a day."""
    return (timezone.now().astimezone(UTC) + GOOD_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
