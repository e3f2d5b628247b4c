"""Where enquiries came in: their calls-to-action and campaigns as they are now, and which definition was in
force when.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import Team
from campaigns.errors import CtaNotOpen
from campaigns.models import Campaign
from leads.capture.enquiries import Enquiry

_CTAS: Final = """
    SELECT cta.id, cta.name, campaign.id, channel.id, channel.name, cta.definition_in_force_id,
           cta.is_active AND campaign.status = %s AND cta.definition_in_force_id IS NOT NULL
    FROM campaigns_calltoaction AS cta
    JOIN campaigns_campaign AS campaign ON campaign.id = cta.campaign_id
    LEFT JOIN campaigns_channel AS channel ON channel.id = campaign.channel_id
    WHERE cta.id = ANY(%s)
"""
_CAMPAIGNS: Final = "SELECT id, channel_id FROM campaigns_campaign WHERE id = ANY(%s)"
# Every version both teams have signed, from the moment of the second signature.
_SIGNED: Final = """
    SELECT definition.cta_id, max(signature.signed_at) AS since, definition.id
    FROM campaigns_leaddefinition AS definition
    JOIN campaigns_definitionsignature AS signature ON signature.definition_id = definition.id
    WHERE definition.cta_id = ANY(%s)
    GROUP BY definition.id HAVING count(*) = %s
    ORDER BY since, definition.id
"""


@dataclass(slots=True)
class Origin:
    """A call-to-action, or a campaign without one; `takes_leads` whether real leads may come in now."""

    campaign_id: int
    channel_id: int | None
    channel_name: str | None = None
    cta_id: int | None = None
    cta_name: str = ""
    definition_id: int | None = None
    takes_leads: bool = False
    signed: list[tuple[datetime, int]] = field(default_factory=list)

    def definition_at(self, when: datetime | None) -> int | None:
        """The definition in force at that time, or now; None is history from before any agreement."""
        if when is None:
            return self.definition_id
        place = bisect_right(self.signed, when, key=lambda version: version[0])
        return self.signed[place - 1][1] if place else None


class Origins:
    """The origins of some enquiries, fetched with one to three queries; `first` is sent along with the first
    of them where an enquiry has a call-to-action, which all have that are not history.
    """

    def __init__(self, enquiries: Collection[Enquiry], *, first: str = "") -> None:
        self._by_cta: dict[int, Origin] = {}
        self._by_campaign: dict[int, Origin] = {}
        self._load_ctas({enquiry.cta_id for enquiry in enquiries if enquiry.cta_id}, first=first)
        self._load_signed({enquiry.cta_id for enquiry in enquiries if enquiry.cta_id and enquiry.came_in_at})
        self._load_campaigns(
            {enquiry.campaign_id for enquiry in enquiries if enquiry.campaign_id and not enquiry.cta_id}
        )

    def _load_ctas(self, ids: set[int], *, first: str) -> None:
        for pk, name, campaign_id, channel_id, channel, definition_id, takes_leads in _fetch(
            first + _CTAS, [Campaign.Status.LIVE, sorted(ids)], ids
        ):
            self._by_cta[pk] = Origin(
                campaign_id=campaign_id,
                channel_id=channel_id,
                channel_name=channel,
                cta_id=pk,
                cta_name=name,
                definition_id=definition_id,
                takes_leads=takes_leads,
            )

    def _load_signed(self, ids: set[int]) -> None:
        for cta_id, since, pk in _fetch(_SIGNED, [sorted(ids), len(Team)], ids):
            self._by_cta[cta_id].signed.append((since, pk))

    def _load_campaigns(self, ids: set[int]) -> None:
        for pk, channel_id in _fetch(_CAMPAIGNS, [sorted(ids)], ids):
            self._by_campaign[pk] = Origin(campaign_id=pk, channel_id=channel_id)

    def find(self, enquiry: Enquiry, *, takes_history: bool) -> Origin:
        """Where this enquiry came in.

        Raises ValidationError (`cta`, `campaign`) when there is no such thing, and CtaNotOpen, unless history
        is taken, when the call-to-action takes no leads. Of what was put aside that was asked when it came.
        """
        if enquiry.cta_id:
            origin = self._by_cta.get(enquiry.cta_id)
            if origin is None:
                raise _unknown(
                    "cta", _("There is no call-to-action with the number “%(value)s”."), enquiry.cta_id
                )
            if not (origin.takes_leads or takes_history or enquiry.arrival):
                raise _closed(origin)
            return origin
        if enquiry.campaign_id in self._by_campaign and takes_history:
            return self._by_campaign[enquiry.campaign_id]
        raise _unknown(
            "campaign", _("There is no campaign with the number “%(value)s”."), enquiry.campaign_id
        )


def _unknown(name: str, message: str, number: int | None) -> ValidationError:
    return ValidationError({name: ValidationError(message % {"value": number}, code="does_not_exist")})


def _closed(origin: Origin) -> CtaNotOpen:
    message = _(
        "The call-to-action “%(cta)s” takes no leads. It needs a campaign that is live and a lead "
        "definition signed by both teams."
    )
    return CtaNotOpen(message % {"cta": origin.cta_name})


def _fetch(sql: str, values: list[Any], wanted: Iterable[int]) -> list[tuple[Any, ...]]:
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
