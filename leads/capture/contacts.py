"""What stands in a contact beside the one address and the one number a person is kept under."""

from __future__ import annotations

from accounts.own_company import company_country
from values.emails import find_further_emails
from values.phones import find_extension, find_further_phones, is_bare


def find_further(*, email: str, phone: str, country: str = "") -> tuple[str, ...]:
    """The addresses and numbers behind the first, each in its normal form; texts that were read before.

    A number without country code is one of `country`, "" for the company's.
    """
    return (*find_further_emails(email), *find_further_phones(phone, region=country or company_country()))


def keep_typed(phone: str) -> str:
    """The phone as it was typed where the number alone does not say it all; else ""."""
    says_more = phone and (find_extension(phone) or find_further_phones(phone, region=company_country()))
    return phone.strip() if says_more else ""


def keep_bare(phone: str) -> str:
    """The phone as it was typed where no sign said that its first digits are the country code; else ""."""
    return phone.strip() if phone and is_bare(phone, region=company_country()) else ""
