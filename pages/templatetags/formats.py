"""`{% load formats %}`: times and addresses as people say them."""

from __future__ import annotations

from django import template

from values import addresses, formats

register = template.Library()
register.filter("waits", formats.waits)
register.filter("moment", formats.moment)
register.filter("safe_address", addresses.safe_address)
register.filter("short_address", addresses.short_address)
register.filter("on_day", formats.on_day)
register.filter("has_come", formats.has_come)
