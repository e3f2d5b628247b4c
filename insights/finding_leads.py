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
    FindingKind.TOO_MUCH: {True: ("too_high", _RATED), False: ("rated_recorded", _RATED)},
    FindingKind.QUALITY: {True: ("good_recorded", _RATED), False: ("rated_recorded", _RATED)},
    FindingKind.CONTACT: {
        True: ("telling", {"contacted_within": CONTACT_DAYS}),
        False: ("telling", {}),
    },
}


def say_address(finding: Finding, part: Part) -> str:
    """ "" for the other promises of a campaign: a lead is counted once for each that it heard."""
    is_counted, is_before = part.startswith("count"), part.endswith("before")
    if finding.kind == FindingKind.PROMISE and is_before:
        return ""
    figure, narrowing = _list_of(finding, is_counted=is_counted)
    if finding.since is None:
        there = Address(()).but(from_=finding.start, to=finding.end)
        if is_before:
            return there.leads(figure, **narrowing, outside=finding.campaign_id or 0)
        return there.but(campaign=finding.campaign_id).leads(figure, **narrowing)
    start, end = finding.since, finding.end
    if is_before:
        start, end = finding.start, finding.since - timedelta(days=1)
    return Address(()).but(campaign=finding.campaign_id, from_=start, to=end).leads(figure, **narrowing)


def _list_of(finding: Finding, *, is_counted: bool) -> tuple[str, dict[str, int | str]]:
    promise = finding.promise_id or 0
    match finding.kind:
        case FindingKind.FEW_DEALS | FindingKind.CONVERSION:
            # By the age of that day: the company may judge by another one since.
            return ("won", {"won_within": finding.days}) if is_counted else ("telling", {})
        case FindingKind.PROMISE:
            return "rated_recorded", {"promise": promise} if is_counted else {"promised": promise}
        case _:
            return _LISTED[finding.kind][is_counted]
