"""Amounts in the company's currency: `{% load company_format %}`, `{{ cents|money }}`."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from accounts.own_company import company_currency
from values.money import format_cents

register = template.Library()


@register.filter
def money(cents: int | None) -> str:
    """Cents in the company's currency and the reader's language; nothing for None."""
    return "" if cents is None else format_cents(int(cents), get_language() or "de", company_currency())
