"""The look at the figures: each night asked for, made once a week, and silent where there is nothing."""

from __future__ import annotations

from datetime import date
from typing import Final

import structlog
from django.db import transaction
from django.db.models import Max, Q

from accounts.own_company import day_of, today
from campaigns.models import Campaign
from counting.filters import Filters
from counting.statistics import METHOD
from counting.weeks import WEEK, monday_of
from findings.beside import Evidence, read_evidence
from findings.looking import Compared, Key, compare_all, find_all
from findings.models import Finding, FindingKind, FindingStep, Look
from findings.notifications import announce_found, tell_found

logger = structlog.get_logger(__name__)
_NO_LIMIT: Final = float("inf")


@transaction.atomic
def look(day: date | None = None) -> list[Finding]:
    """Look at the weeks before this week's Monday unless somebody did; return what was found.

    May run every night and several times at once: the row of the week lets one of them look, the others wait
    for it and leave.
    """
    monday = monday_of(day or today())
    row, is_new = Look.objects.get_or_create(monday=monday, defaults={"method": METHOD})
    if not is_new:
        return []
    compared = compare_all(monday, _begins())
    row.tested = len(compared)
    row.save(update_fields=["tested"])
    found: list[Finding] = []
    # In the order of their kinds, so that one that says more comes before one that it says too.
    for one in find_all(compared):
        draft = _draft(row, one)
        if not _is_said(draft, found):
            found.append(draft)
    # The newest stand first on every page: what is told of first is written last.
    found.sort(key=_rank)
    for finding in reversed(found):
        finding.save(force_insert=True)
        tell_found(finding)
    announce_found(found)
    logger.info("findings_looked", monday=str(monday), tested=row.tested, found=len(found))
    return found


def _begins() -> dict[Key, date | None]:
    """Of what was found before: None while it is open, else the first Monday after it was closed."""
    closed_at = Max("answers__created_at", filter=Q(answers__step=FindingStep.CLOSED))
    rows = Finding.objects.order_by("pk").annotate(closed_at=closed_at)
    begins: dict[Key, date | None] = {}
    for kind, campaign, named, closed in rows.values_list("kind", "campaign", "promise", "closed_at"):
        promise = named if kind == FindingKind.PROMISE else None
        begins[FindingKind(kind), campaign, promise] = monday_of(day_of(closed)) + WEEK if closed else None
    return begins


def _rank(finding: Finding) -> tuple[int, float]:
    return FindingKind.values.index(finding.kind), finding.probability


def _is_said(draft: Finding, found: list[Finding]) -> bool:
    """Whether one of the same campaign, open or of this look, names the promise already."""
    if draft.kind not in {FindingKind.TOO_MUCH, FindingKind.PROMISE}:
        return False
    kinds = [FindingKind.FEW_DEALS, FindingKind.TOO_MUCH]
    before = Finding.objects.open().filter(campaign=draft.campaign, kind__in=kinds)
    named = {one.promise_id for one in (*before, *found) if one.campaign == draft.campaign} - {None}
    return bool(named) if draft.kind == FindingKind.TOO_MUCH else draft.promise_id in named


def _draft(row: Look, one: Compared) -> Finding:
    """In words to be kept, not written."""
    kind, campaign, promise = one.key
    signal, last = one.signal, one.end - (WEEK / 7)
    evidence = _evidence(campaign, one.since or one.start, last)
    return Finding(
        look=row,
        kind=kind,
        direction=signal.direction,
        campaign=Campaign.objects.select_related("owner").get(pk=campaign) if campaign else None,
        promise_id=promise if kind == FindingKind.PROMISE else evidence.promise,
        reason_id=evidence.reason,
        start=one.start,
        since=one.since,
        end=last,
        days=one.days,
        count=signal.rate.count,
        of=signal.rate.of,
        other_count=signal.other.count,
        other_of=signal.other.of,
        low=signal.low,
        high=None if signal.high == _NO_LIMIT else signal.high,
        probability=signal.probability,
        too_high=evidence.too_high,
        rated=evidence.rated,
        blamed=evidence.blamed,
        heard=evidence.heard,
        reason_count=evidence.reason_count,
    )


def _evidence(campaign: int | None, first: date, last: date) -> Evidence:
    """Of the whole company no promise is to blame."""
    if campaign is None:
        return Evidence(too_high=0, rated=0)
    return read_evidence(Filters(start=first, end=last, campaign_id=campaign))
