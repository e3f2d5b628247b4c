"""Writes what a batch made: new persons, leads and touches by COPY, additions to known ones set-based."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from files.copying import copy_rows, next_ids
from leads.imports.labels import Labels
from leads.imports.states import CONTACT_FIELDS, LeadState, PersonState
from leads.models import Lead, LeadSource, Person, Touch, TouchPosition
from values.names import search_text

# Fills only what is still blank, in one statement: what somebody else wrote meanwhile stands.
_FILL_LEADS: Final = """
    UPDATE leads_lead AS lead SET
        cta_id = coalesce(lead.cta_id, news.cta_id),
        channel_id = coalesce(lead.channel_id, news.channel_id),
        grade = CASE WHEN lead.grade = '' THEN news.grade ELSE lead.grade END,
        note = CASE WHEN lead.note = '' THEN news.note ELSE lead.note END,
        contact_as_given = news.contact || lead.contact_as_given,
        raw = news.raw || lead.raw,
        row_version = lead.row_version + 1
    FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::jsonb[], %s::jsonb[])
        AS news(id, cta_id, channel_id, grade, note, contact, raw)
    WHERE lead.id = news.id
"""


def write_persons(persons: Sequence[PersonState]) -> None:
    """Write new persons and give them their ids. IntegrityError when somebody made one of them meanwhile."""
    now = timezone.now()
    for person, pk in zip(persons, next_ids(Person, len(persons)), strict=True):
        person.id = pk
    copy_rows(
        Person,
        [
            {
                "id": person.id,
                **(contact := {name: getattr(person, name) for name in CONTACT_FIELDS}),
                "search_text": search_text(**contact),
                "created_at": now,
            }
            for person in persons
        ],
    )


def fill_persons(persons: Iterable[PersonState]) -> None:
    """Add to known persons what they lack; they are locked in one order first."""
    by_id = {person.id: person for person in persons if person.id}
    locked = list(Person.objects.select_for_update(no_key=True).filter(pk__in=by_id).order_by("pk"))
    for row in locked:
        for name in by_id[row.pk].filled:
            setattr(row, name, getattr(row, name) or getattr(by_id[row.pk], name))
        row.search_text = search_text(name=row.name, company=row.company, email=row.email, phone=row.phone)
    Person.objects.bulk_update(locked, [*CONTACT_FIELDS, "search_text"], batch_size=500)


def write_leads(leads: Sequence[LeadState], *, labels: Labels, zone: ZoneInfo, user_id: int | None) -> None:
    """Write new leads of written persons, as history unless their CTA was under a signed definition by
    then.
    """
    now = timezone.now()
    for lead, pk in zip(leads, next_ids(Lead, len(leads)), strict=True):
        lead.id = pk
    copy_rows(
        Lead,
        [
            {
                "id": lead.id,
                "uuid": uuid.uuid4(),
                "person_id": lead.person.id,
                "campaign_id": lead.campaign_id,
                "cta_id": lead.cta_id,
                "channel_id": lead.channel_id,
                "definition_id": labels.definition_at(lead.cta_id, lead.received_at),
                "source": LeadSource.IMPORT,
                "external_id": lead.external_id,
                "received_at": lead.received_at,
                "received_on": lead.received_at.astimezone(zone).date(),
                "registered_by_id": user_id,
                "grade": lead.grade,
                "note": lead.note,
                "contact_as_given": lead.contact,
                "raw": lead.raw,
                "created_at": now,
            }
            for lead in leads
        ],
    )


def fill_leads(leads: Sequence[LeadState]) -> None:
    """Add to known leads what they lack; each counts one `row_version` up."""
    if not leads:
        return
    ordered = sorted(leads, key=lambda lead: lead.id or 0)
    with connection.cursor() as cursor:
        cursor.execute(
            _FILL_LEADS,
            [
                [lead.id for lead in ordered],
                [lead.cta_id for lead in ordered],
                [lead.channel_id for lead in ordered],
                [lead.grade for lead in ordered],
                [lead.note for lead in ordered],
                [json.dumps(lead.contact) for lead in ordered],
                [json.dumps(lead.raw) for lead in ordered],
            ],
        )


def write_touches(leads: Iterable[LeadState]) -> None:
    """Write the touches this batch brought."""
    copy_rows(
        Touch,
        [
            {
                "lead_id": lead.id,
                "position": TouchPosition.LAST,
                "happened_at": lead.received_at,
                **lead.touch,
            }
            for lead in leads
            if lead.touch is not None
        ],
    )


def keep_raw(cells: Mapping[int, Mapping[str, str]]) -> None:
    """Keep unmapped columns on known leads, {lead id: {column: cell}}; what is there stands."""
    news = [(pk, json.dumps(raw)) for pk, raw in sorted(cells.items()) if raw]
    if not news:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE leads_lead AS lead SET raw = news.raw || lead.raw, row_version = lead.row_version + 1
            FROM unnest(%s::bigint[], %s::jsonb[]) AS news(id, raw) WHERE lead.id = news.id
            """,
            [[pk for pk, _raw in news], [raw for _pk, raw in news]],
        )
