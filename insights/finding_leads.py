"""Where the leads behind a finding are listed."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from counting.first_ratings import RATED_WITHIN_DAYS
from findings.addresses import Part
from findings.models import Finding, FindingKind
from findings.series import CONTACT_DAYS
from insights.pages.address import Address

_RATED: Final[dict[str, int | str]] = {"rated_within": RATED_WITHIN_DAYS}
# Figure and what narrows it: of the leads that are counted, and of all those are a share of.
_LISTED: Final[dict[str, dict[bool, tuple[str, dict[str, int | str]]]]] = {
    FindingKind.FEW_DEALS: {True: ("mature_won", {}), False: ("mature_leads", {})},
    FindingKind.CONVERSION: {True: ("mature_won", {}), False: ("mature_leads", {})},
    FindingKind.TOO_MUCH: {True: ("too_high", _RATED), False: ("rated_recorded", _RATED)},
    FindingKind.QUALITY: {True: ("good_recorded", _RATED), False: ("rated_recorded", _RATED)},
    FindingKind.CONTACT: {
        True: ("telling", {"contacted_within": CONTACT_DAYS}),
        False: ("telling", {}),
    },
}


def say_address(finding: Finding, part: Part) -> str:
    """ "" for who heard of a promise: that list is asked for nowhere else."""
    is_counted, is_before = part.startswith("count"), part.endswith("before")
    start, end = finding.since or finding.start, finding.end
    if is_before and finding.since is not None:
        start, end = finding.start, finding.since - timedelta(days=1)
    there = Address(()).but(campaign=finding.campaign_id, from_=start, to=end)
    if finding.kind == FindingKind.PROMISE:
        return there.leads("rated_recorded", promise=finding.promise_id or 0) if is_counted else ""
    figure, narrowing = _LISTED[finding.kind][is_counted]
    return there.leads(figure, **narrowing)
