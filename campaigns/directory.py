"""Campaigns, calls-to-action and channels by the names others call them; PostgreSQL says which names are the
same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Final, TypeVar

from django.db import connection
from django.utils.translation import gettext as _

from campaigns.models import CallToAction, Campaign, Channel, CtaKind
from files.problems import ImportRefused

# More new names of one kind than this in a file are no names: some column is mapped wrongly.
MOST_NEW: Final = 5_000


Name = TypeVar("Name", str, tuple[int, str])


class Directory:
    """Remembers the ids of names. Channels are made as they are found; campaigns and CTAs only with
    `create`.
    """

    def __init__(self, *, create: bool) -> None:
        self.create = create
        self.campaigns: dict[str, int] = {}
        self.channels: dict[str, int] = {}
        self.ctas: dict[tuple[int, str], int] = {}
        self._made = {"campaign": 0, "cta": 0, "channel": 0}

    def learn_campaigns(self, names: Iterable[str]) -> None:
        """Look up names not known yet; with `create` make the missing ones, as campaigns that have ended."""
        missing = self._find_campaigns(_unknown(names, self.campaigns))
        if missing and self.create:
            self._count("campaign", missing)
            Campaign.objects.bulk_create(
                [Campaign(name=name, status=Campaign.Status.ENDED) for name in missing],
                ignore_conflicts=True,
            )
            self._find_campaigns(missing)

    def _find_campaigns(self, names: list[str]) -> list[str]:
        sql = """
            SELECT wanted.name, campaign.id FROM unnest(%s::text[]) AS wanted(name)
            JOIN campaigns_campaign AS campaign ON lower(campaign.name) = lower(wanted.name)
        """
        self.campaigns |= dict(_fetch(sql, names))
        return _unknown(names, self.campaigns)

    def learn_channels(self, names: Iterable[str]) -> None:
        """Look up names not known yet and make the missing ones."""
        missing = self._find_channels(_unknown(names, self.channels))
        if missing:
            self._count("channel", missing)
            Channel.objects.bulk_create([Channel(name=name) for name in missing], ignore_conflicts=True)
            self._find_channels(missing)

    def _find_channels(self, names: list[str]) -> list[str]:
        sql = """
            SELECT wanted.name, coalesce(channel.merged_into_id, channel.id)
            FROM unnest(%s::text[]) AS wanted(name)
            JOIN campaigns_channel AS channel ON lower(channel.name) = lower(wanted.name)
        """
        self.channels |= dict(_fetch(sql, names))
        return _unknown(names, self.channels)

    def learn_ctas(self, pairs: Iterable[tuple[int, str]]) -> None:
        """Look up (campaign id, name) not known yet; with `create` make the missing ones, to leave contact
        details.
        """
        missing = self._find_ctas(_unknown(pairs, self.ctas))
        if missing and self.create:
            self._count("cta", missing)
            CallToAction.objects.bulk_create(
                [
                    CallToAction(campaign_id=campaign_id, name=name, kind=CtaKind.CONTACT_DETAILS)
                    for campaign_id, name in missing
                ],
                ignore_conflicts=True,
            )
            self._find_ctas(missing)

    def _find_ctas(self, pairs: list[tuple[int, str]]) -> list[tuple[int, str]]:
        sql = """
            SELECT wanted.campaign_id, wanted.name, cta.id
            FROM unnest(%s::bigint[], %s::text[]) AS wanted(campaign_id, name)
            JOIN campaigns_calltoaction AS cta
              ON cta.campaign_id = wanted.campaign_id AND lower(cta.name) = lower(wanted.name)
        """
        found = _fetch(sql, [pair[0] for pair in pairs], [pair[1] for pair in pairs])
        self.ctas |= {(campaign_id, name): pk for campaign_id, name, pk in found}
        return _unknown(pairs, self.ctas)

    def _count(self, kind: str, names: Collection[object]) -> None:
        self._made[kind] += len(names)
        if self._made[kind] > MOST_NEW:
            message = _(
                "The file names more than %(limit)d new values for “%(field)s”. "
                "Is the right column mapped to it?"
            )
            raise ImportRefused(message % {"limit": MOST_NEW, "field": kind})


def _unknown(names: Iterable[Name], known: Collection[Name]) -> list[Name]:
    """Names not known yet, once each and as they come: the first way to write one is kept."""
    return [name for name in dict.fromkeys(names) if name not in known]


def _fetch(sql: str, *arrays: list[str] | list[int]) -> list[tuple[Any, ...]]:
    if not arrays[0]:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, list(arrays))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
