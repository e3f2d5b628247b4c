"""What stands in a contact beside the one address and the one number a person is kept under."""

from __future__ import annotations

from values.emails import find_further_emails
from values.phones import find_extension, find_further_phones


def find_further(*, email: str, phone: str) -> tuple[str, ...]:
    """The addresses and numbers behind the first, each in its normal form; texts that were read before."""
    return (*find_further_emails(email), *find_further_phones(phone))


def keep_typed(phone: str) -> str:
    """The phone as it was typed where the number alone does not say it all; else ""."""
    return phone.strip() if find_extension(phone) or find_further_phones(phone) else ""
