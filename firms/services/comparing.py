"""Firms are held against each other, so that a list of those that may be one costs nobody a search.

The row is the message: `Organisation.is_compared` is False until it was looked at, so whatever makes a firm
or changes its names or domains need not know of this. Each costs a bounded number of looks into the index of
keys, however many firms there are; a key that many share tells nothing and is passed over. Names and domains
stay with a firm that is merged, and so do its pairs.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.db import connection, transaction
from django.db.models import Q

from firms.likeness import Traits, compare, traits_of
from firms.models import FirmKey, FirmPair, Likeness, Organisation

ROUND_SECONDS: Final = 4.0
BATCH: Final = 200
# So many firms at most share a key that still tells something.
MOST_SHARING: Final = 20
# Advisory lock: two that compare at once would not see each other's keys, and miss a pair.
LOCK: Final = 7_201_014
_SHARING: Final = """
    SELECT mine.firm, meeting.firms FROM unnest(%s::bigint[], %s::text[]) AS mine (firm, key)
    CROSS JOIN LATERAL (
        SELECT array_agg(first.organisation_id) AS firms FROM (
            SELECT same.organisation_id FROM firms_firmkey AS same WHERE same.key = mine.key LIMIT %s
        ) AS first
    ) AS meeting
    WHERE cardinality(meeting.firms) BETWEEN 2 AND %s
"""


def compare_firms() -> int:
    """Compare the firms that wait for it, for ROUND_SECONDS; return how many. One at a time does it: beside
    another it does nothing.
    """
    until, looked_at = time.monotonic() + ROUND_SECONDS, 0
    while time.monotonic() < until:
        count = _compare_batch()
        looked_at += count
        if count < BATCH:
            break
    return looked_at


@transaction.atomic
def _compare_batch() -> int:
    if not _is_alone():
        return 0
    waiting = Organisation.objects.filter(is_compared=False).order_by("pk")
    firms = list(waiting.select_for_update(skip_locked=True, no_key=True)[:BATCH])
    traits = read_traits([firm.pk for firm in firms])
    _write_keys(traits)
    _write_pairs(traits, find_alike(traits))
    Organisation.objects.filter(pk__in=traits).update(is_compared=True)
    return len(firms)


def _is_alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def read_traits(numbers: Iterable[int]) -> dict[int, Traits]:
    """What of these firms is compared. Two statements."""
    firms = Organisation.objects.filter(pk__in=set(numbers)).prefetch_related("domains")
    return {
        firm.pk: traits_of(
            [*([firm.name] if firm.folded else []), *firm.other_names],
            [row.domain for row in firm.domains.all()],
        )
        for firm in firms
    }


def _write_keys(traits: Mapping[int, Traits]) -> None:
    keys = [(pk, key) for pk, one in traits.items() for key in sorted(one.keys)]
    FirmKey.objects.filter(organisation__in=traits).delete()
    FirmKey.objects.bulk_create(FirmKey(organisation_id=pk, key=key) for pk, key in keys)


def find_alike(traits: Mapping[int, Traits]) -> dict[tuple[int, int], Likeness]:
    """The pairs that these firms make with any other, in the order of their numbers, and why."""
    met = _find_met(traits)
    others = read_traits({pk for pair in met for pk in pair} - set(traits))
    known = {**traits, **others}
    alike = {}
    for one, other in met:
        if one in known and other in known and (why := compare(known[one], known[other])):
            alike[one, other] = why
    return alike


def _find_met(traits: Mapping[int, Traits]) -> set[tuple[int, int]]:
    """Who shares a key with whom. One statement, by the index of keys."""
    keys = [(pk, key) for pk, one in traits.items() for key in one.keys]
    with connection.cursor() as cursor:
        limits = [MOST_SHARING + 1, MOST_SHARING]
        cursor.execute(_SHARING, [[pk for pk, _ in keys], [key for _, key in keys], *limits])
        found: Sequence[tuple[int, list[int]]] = cursor.fetchall()
    return {(min(pk, other), max(pk, other)) for pk, others in found for other in others if other != pk}


def _write_pairs(traits: Mapping[int, Traits], alike: Mapping[tuple[int, int], Likeness]) -> None:
    """Write what is new, take away what is so no more; a pair that stays keeps its place."""
    own = FirmPair.objects.filter(Q(one__in=traits) | Q(other__in=traits))
    stale = [pk for pk, one, other in own.values_list("pk", "one", "other") if (one, other) not in alike]
    if stale:
        FirmPair.objects.filter(pk__in=stale).delete()
    FirmPair.objects.bulk_create(
        (FirmPair(one_id=one, other_id=other, why=why) for (one, other), why in sorted(alike.items())),
        update_conflicts=True,
        unique_fields=["one", "other"],
        update_fields=["why"],
    )
