"""How often somebody may call, counted in PostgreSQL, so that it holds over all processes and machines.

A limit is a number of calls a minute. They come back evenly, one by one, so that nobody waits for a minute to
end: of 60 a minute, one each second. A call costs one statement, by the clock of the database; one that is
refused writes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from functools import cache, lru_cache, wraps
from ipaddress import IPv6Network, ip_address

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from accounts.models import CallAllowance
from accounts.requests import SignedInRequest
from values.refusals import TooManyCalls

PERIOD = timedelta(minutes=1)
MICROSECOND = timedelta(microseconds=1)
# An IPv6 customer has a whole network of addresses.
IPV6_PREFIX = 64

_TABLE = CallAllowance._meta.db_table
_NOW = "statement_timestamp()"
# Nobody writes what is further away than a minute, though it may seem so to a statement that set out earlier
# and waited for the row. What is further away than two was written before the clock was put back.
_SPEND = """
    INSERT INTO {table} AS kept (key, full_at) VALUES (%s, {now} + {step})
    ON CONFLICT (key) DO UPDATE SET full_at = {step} + CASE
        WHEN kept.full_at > {now} + 2 * {period} THEN {now} ELSE greatest(kept.full_at, {now}) END
    WHERE kept.full_at + {step} <= {now} + {period} OR kept.full_at > {now} + 2 * {period}
    RETURNING key
"""
_WAIT = "SELECT full_at + {step} - {period} - {now} FROM {table} WHERE key = %s"
_FORGET = "DELETE FROM {table} WHERE full_at <= {now}"


class Limit(StrEnum):
    """What is counted; how many a minute, LIMITS_PER_MINUTE in the settings says, 0 for any number."""

    READS = "reads"  # of the API, by one token or one person
    WRITES = "writes"
    STRANGERS = "strangers"  # calls of the API from one address, without a token or with a wrong one
    SEARCHES = "searches"  # by one person, on pages and in the API
    UNLOCKS = "unlocks"  # tries of the password of one link to figures
    LOOKUPS = "lookups"  # of people who may be the one being typed into a form, by one person
    PAPERS = "papers"  # PDFs made for one person, or for the readers of one link
    EXPORTS = "exports"  # lists of leads taken along as a file by one person

    @property
    def per_minute(self) -> int:
        return int(settings.LIMITS_PER_MINUTE[self.value])


def spend(limit: Limit, who: str) -> None:
    """Count one call of `who`. Raises TooManyCalls, with the seconds until the next is let through."""
    if not limit.per_minute:
        return
    key = [_key(limit, who)]
    with connection.cursor() as cursor:
        cursor.execute(_write(_SPEND, limit.per_minute), key)
        if cursor.fetchone():
            return
        cursor.execute(_write(_WAIT, limit.per_minute), key)
        left = cursor.fetchone()
    raise TooManyCalls(wait=max(1, math.ceil(left[0].total_seconds())) if left else 1)


def spend_as_stranger(request: HttpRequest) -> None:
    """Count one call from the address of somebody nobody knows. Raises TooManyCalls."""
    spend(Limit.STRANGERS, address_of(request))


def address_of(request: HttpRequest) -> str:
    """Whence a request comes, as the trusted proxies say; of IPv6 the network, "" where nobody says."""
    try:
        address = ip_address(get_adapter().get_client_ip(request))
    except (PermissionDenied, ImproperlyConfigured, ValueError):
        return ""
    return str(IPv6Network((address, IPV6_PREFIX), strict=False) if address.version == 6 else address)


def limit_searches(
    *names: str,
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Answer with a page that says how long to wait where a person searches too often.

    A search is a request that says something under one of these names, in its address or its form.
    """

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def limited(request: SignedInRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            said = request.POST if request.method == "POST" else request.GET
            try:
                if any(said.get(name) for name in names):
                    spend(Limit.SEARCHES, str(request.user.pk))
            except TooManyCalls as refusal:
                return _ask_to_wait(request, refusal)
            return view(request, *args, **kwargs)

        return limited

    return decorate


def _ask_to_wait(request: HttpRequest, refusal: TooManyCalls) -> HttpResponse:
    context = {"wait": refusal.wait, "again": request.get_full_path() if request.method == "GET" else ""}
    is_fragment = "HX-Request" in request.headers
    template = "accounts/too_many_searches_line.html" if is_fragment else "accounts/too_many_searches.html"
    answer = render(request, template, context, status=refusal.status)
    answer.headers["Retry-After"] = str(refusal.wait)
    return answer


def forget_full_allowances() -> None:
    """Delete the rows that say nothing any more: who has none has the whole allowance, too."""
    with connection.cursor() as cursor:
        cursor.execute(_write(_FORGET, 1))


@cache
def _write(statement: str, per_minute: int) -> str:
    """The statement with the times of this limit in it: it is sent so often that handing them over counts."""
    step = f"interval '{PERIOD // per_minute // MICROSECOND} microseconds'"
    return statement.format(table=_TABLE, now=_NOW, step=step, period=f"interval '{PERIOD.seconds} seconds'")


@lru_cache(maxsize=4096)
def _key(limit: Limit, who: str) -> str:
    """Nothing can be read from it, and none made for somebody else without the key of the installation."""
    return salted_hmac("accounts.limits", f"{limit}|{who}", algorithm="sha256").hexdigest()[:32]
