"""Persons are given their firms: those who were there before firms were, whom a file brought, and whoever is
called or reached otherwise since.

The row is the message: `Person.is_placed` is False until the firm was looked for. A batch is a short
transaction of its own, so that nobody waits for the firms it makes.
"""

from __future__ import annotations

import time
from typing import Final

import structlog
from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from files.batches import retry
from firms.clues import clue_of
from firms.services.learning import find_or_make
from leads.models import FirmPlacing, Person
from values.patience import long_statements

logger = structlog.get_logger(__name__)
ROUND_SECONDS: Final = 4.0
BATCH: Final = 500
VERIFY_SECONDS: Final = 1800
_PLACE: Final = """
    UPDATE leads_person AS person SET organisation_id = news.firm, is_placed = TRUE
    FROM unnest(%s::bigint[], %s::bigint[]) AS news (id, firm) WHERE person.id = news.id
"""
# Whom somebody has placed stays there.
_LEAVE: Final = "UPDATE leads_person SET is_placed = TRUE WHERE id = ANY(%s)"
# Which leads are of a customer, put together from nothing but persons and periods.
_HEAL: Final = """
    UPDATE leads_lead AS lead SET is_of_customer = NOT lead.is_of_customer
    FROM leads_person AS person
    WHERE person.id = lead.person_id
        AND lead.is_of_customer <> EXISTS (
            SELECT FROM firms_customerperiod AS period
            WHERE period.organisation_id = person.organisation_id
                AND period.start <= lead.received_on
                AND (period.until IS NULL OR lead.received_on < period.until)
        )
"""


def place_persons() -> int:
    """Give firms to those who wait for one, for ROUND_SECONDS; return how many were looked at.

    May run any number of times, beside itself too.
    """
    until, looked_at = time.monotonic() + ROUND_SECONDS, 0
    while time.monotonic() < until:
        count = retry(_place_batch)
        looked_at += count
        if count < BATCH:
            break
    return looked_at


def _place_batch() -> int:
    waiting = Person.objects.filter(is_placed=False).order_by("pk")
    is_said = Exists(FirmPlacing.objects.filter(person=OuterRef("pk")))
    rows = waiting.select_for_update(skip_locked=True, no_key=True, of=("self",)).annotate(is_said=is_said)
    people = list(rows.values_list("pk", "email", "company", "is_said")[:BATCH])
    clues = {
        pk: clue_of(email=email, company=company) for pk, email, company, is_said in people if not is_said
    }
    firms = find_or_make(list(dict.fromkeys(clues.values())))
    with connection.cursor() as cursor:
        if clues:
            cursor.execute(_PLACE, [list(clues), [firms.get(clue) for clue in clues.values()]])
        if left := [pk for pk, *_, is_said in people if is_said]:
            cursor.execute(_LEAVE, [left])
    return len(people)


@transaction.atomic
def verify_customers() -> int:
    """Compare which leads are of a customer with what persons and firms say, heal what differs.

    Triggers keep it; a lead and a word on its firm that are written at the very same moment do not see each
    other. Returns how many differed; the counts follow by themselves.
    """
    with long_statements(VERIFY_SECONDS), connection.cursor() as cursor:
        cursor.execute(_HEAL)
        count: int = cursor.rowcount
    if count:
        logger.warning("customers_of_leads_drifted", leads=count)
    return count
