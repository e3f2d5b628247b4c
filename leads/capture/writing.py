"""What enquiries came to is written: new rows whole, additions only into what is blank.

New rows go in one round trip, or by COPY where they are many; either way each table takes one statement.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from operator import attrgetter
from typing import Any, Final
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db import IntegrityError, connection

from accounts.own_company import company_zone
from firms.finding import NewFirm
from firms.models import FirmDomain, Organisation
from leads.capture.receipts import Receipts
from leads.capture.rows import NewRows, next_ids, write_rows
from leads.capture.senders import Sender
from leads.capture.states import LISTS, LeadState, PersonState
from leads.fields import LEAD_FIELDS, PERSON_FIELDS, UTM_FIELDS
from leads.models import Consent, Door, Lead, Person, Touch
from pages.models import Receipt
from values.names import search_text

_OF_PERSON: Final = (*PERSON_FIELDS, *LISTS)


def _news(name: str, which: str = "") -> str:
    """A column of the rows to write; a list comes as text, since PostgreSQL unnests lists to the last."""
    return f"news.{name}{which}" + ("::varchar[]" if name in LISTS else "")


# Nothing but "as they were read" is changed: whoever was faster is read again.
_FILL_PERSONS: Final = f"""
    UPDATE leads_person AS person
    SET ({", ".join(_OF_PERSON)}, search_text, is_placed)
        = ({", ".join(map(_news, _OF_PERSON))}, news.search_text, FALSE)
    FROM unnest(%s::bigint[], %s::text[], {", ".join("%s::text[]" for _ in _OF_PERSON * 2)})
        AS news (id, search_text, {", ".join(_OF_PERSON)}, {", ".join(f"{n}_read" for n in _OF_PERSON)})
    WHERE person.id = news.id
        AND ({", ".join(f"person.{name}" for name in _OF_PERSON)})
          = ({", ".join(_news(name, "_read") for name in _OF_PERSON)})
"""
# Fills only what is still blank, in one statement: what somebody else wrote meanwhile stands.
_FILL_LEADS: Final = f"""
    UPDATE leads_lead AS lead SET
        cta_id = coalesce(lead.cta_id, news.cta_id),
        channel_id = coalesce(lead.channel_id, news.channel_id),
        {", ".join(f"{n} = coalesce(nullif(lead.{n}, ''), news.{n})" for n in LEAD_FIELDS)},
        contact_as_given = news.contact || lead.contact_as_given,
        raw = news.raw || lead.raw,
        row_version = lead.row_version + 1
    FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::jsonb[], %s::jsonb[],
                {", ".join("%s::text[]" for _ in LEAD_FIELDS)})
        AS news (id, cta_id, channel_id, contact, raw, {", ".join(LEAD_FIELDS)})
    WHERE lead.id = news.id
"""
_KEEP_RAW: Final = """
    UPDATE leads_lead AS lead SET raw = news.raw || lead.raw, row_version = lead.row_version + 1
    FROM unnest(%s::bigint[], %s::jsonb[]) AS news (id, raw) WHERE lead.id = news.id
"""
_FIRM_COLUMNS: Final = ("id", "name", "folded", "search_text", "other_names")
_PERSON_COLUMNS: Final = ("id", *_OF_PERSON, "search_text", "organisation_id", "is_placed")
_LEAD_COLUMNS: Final = (
    *("id", "uuid", "person_id", "campaign_id", "cta_id", "channel_id", "definition_id", "kind"),
    *("received_at", "received_on", "answers", "contact_as_given", "raw", *LEAD_FIELDS),
)
_TOUCH_TEXTS: Final = (*UTM_FIELDS, "page_url", "referrer")
_TOUCH_COLUMNS: Final = ("lead_id", "position", "happened_at", "click_ids", *_TOUCH_TEXTS)
_CONSENT_COLUMNS: Final = ("person_id", "lead_id", "channel", "text_version", "source", "given_at")
_RECEIPT_COLUMNS: Final = ("key_hash", "fingerprint", "made_id")
LONGEST_SOURCE: Final = 200
_encode: Final = json.JSONEncoder(ensure_ascii=False).encode  # made once: json.dumps makes one at each call
_touch_texts: Final = attrgetter(*_TOUCH_TEXTS)
Row = tuple[Any, ...]


class Overtaken(IntegrityError):
    """Somebody else changed a person between reading and writing; reading again shows what is right."""


def write_new(
    *,
    firms: Sequence[NewFirm],
    persons: Sequence[PersonState],
    leads: Sequence[LeadState],
    receipts: Receipts,
    door: Door,
    sender: Sender,
    now: datetime,
) -> None:
    """Write new firms, persons and leads with their touches, consents and receipts; give them their ids.

    Raises IntegrityError when somebody else made one of them meanwhile.
    """
    _give_ids(firms, persons, leads)
    origin = {"door": door, "sender": sender.reference, "registered_by_id": sender.user_id}
    made = {"created_at": now}
    write_rows(
        [
            NewRows(Organisation, _FIRM_COLUMNS, firms, made, _firm_row),
            NewRows(FirmDomain, ("organisation_id", "domain"), _domain_rows(firms)),
            NewRows(Person, _PERSON_COLUMNS, persons, made, _person_row),
            NewRows(Lead, _LEAD_COLUMNS, leads, {**origin, **made}, partial(_lead_row, company_zone())),
            NewRows(Touch, _TOUCH_COLUMNS, _touch_rows(leads)),
            NewRows(Consent, _CONSENT_COLUMNS, _consent_rows(leads, str(sender)[:LONGEST_SOURCE])),
            NewRows(Receipt, _RECEIPT_COLUMNS, _receipt_rows(receipts), made),
        ]
    )


def _give_ids(firms: Sequence[NewFirm], persons: Sequence[PersonState], leads: Sequence[LeadState]) -> None:
    counts = {Organisation: len(firms), Person: len(persons), Lead: len(leads)}
    ids = next_ids(counts)
    for firm, pk in zip(firms, ids[Organisation], strict=True):
        firm.id = pk
    for person, pk in zip(persons, ids[Person], strict=True):
        person.id = pk
    for lead, pk in zip(leads, ids[Lead], strict=True):
        lead.id, lead.uuid = pk, lead.uuid or uuid4()


def _firm_row(firm: NewFirm) -> Row:
    return (firm.id, firm.name, firm.folded, firm.search_text, "{}")


def _domain_rows(firms: Iterable[NewFirm]) -> list[Row]:
    return sorted((firm.id, domain) for firm in firms for domain in firm.domains)


def _person_row(person: PersonState) -> Row:
    firm_id = person.new_firm.id if person.new_firm else person.firm_id
    return (
        person.id,
        *map(_as_text, person.as_row),
        _search_text(person),
        firm_id,
        person.is_placed,
    )


def _search_text(person: PersonState) -> str:
    return search_text(
        **person.values, other_names=person.other_names, also_reached_by=person.also_reached_by
    )


def _as_text(value: str | tuple[str, ...]) -> str:
    """A text as it is, a list as PostgreSQL writes one."""
    if isinstance(value, str):
        return value
    if not value:
        return "{}"
    quoted = ('"' + re.sub(r'(["\\])', r"\\\1", one) + '"' for one in value)
    return "{" + ",".join(quoted) + "}"


def _lead_row(zone: ZoneInfo, lead: LeadState) -> Row:
    return (
        lead.id,
        lead.uuid,
        lead.person.id,
        lead.campaign_id,
        lead.cta_id,
        lead.channel_id,
        lead.definition_id,
        lead.kind,
        lead.received_at,
        lead.received_at.astimezone(zone).date(),
        _as_json(lead.answers),
        _as_json(lead.contact),
        _as_json(lead.raw),
        *lead.values.values(),
    )


def _touch_rows(leads: Iterable[LeadState]) -> list[Row]:
    return [
        (
            lead.id,
            position,
            touch.happened_at or lead.received_at,
            _as_json(touch.click_ids),
            *_touch_texts(touch),
        )
        for lead in leads
        for position, touch in lead.touches.items()
    ]


def _consent_rows(leads: Iterable[LeadState], source: str) -> list[Row]:
    return [
        (
            lead.person.id,
            lead.id,
            consent.channel,
            consent.text_version,
            consent.source or source,
            consent.given_at or lead.received_at,
        )
        for lead in leads
        for consent in lead.consents
    ]


def _receipt_rows(receipts: Receipts) -> list[Row]:
    return [
        (key, receipt.fingerprint, receipt.lead.id if receipt.lead else receipt.lead_id)
        for key, receipt in receipts.new.items()
    ]


def fill_persons(persons: Collection[PersonState]) -> None:
    """Add to known persons what they lack. Raises Overtaken when one of them is no longer as it was read."""
    if not persons:
        return
    ordered = sorted(persons, key=lambda person: person.id or 0)
    values = _columns(person.as_row for person in ordered)
    as_read = _columns(person.as_read for person in ordered)
    texts = [_search_text(person) for person in ordered]
    with connection.cursor() as cursor:
        cursor.execute(_FILL_PERSONS, [[person.id for person in ordered], texts, *values, *as_read])
        if cursor.rowcount != len(ordered):
            raise Overtaken("A person was changed while enquiries were read.")


def _columns(rows: Iterable[tuple[Any, ...]]) -> list[list[str]]:
    return [[_as_text(value) for value in column] for column in zip(*rows, strict=True)]


def fill_leads(leads: Collection[LeadState]) -> None:
    """Add to known leads what they lack, touches included; each counts one `row_version` up."""
    if not leads:
        return
    ordered = sorted((lead for lead in leads if lead.filled - {"touch"}), key=lambda lead: lead.id or 0)
    with connection.cursor() as cursor:
        cursor.execute(
            _FILL_LEADS,
            [
                [lead.id for lead in ordered],
                [lead.cta_id for lead in ordered],
                [lead.channel_id for lead in ordered],
                [_as_json(lead.contact) for lead in ordered],
                [_as_json(lead.raw) for lead in ordered],
                *([lead.values[name] for lead in ordered] for name in LEAD_FIELDS),
            ],
        )
    write_rows([NewRows(Touch, _TOUCH_COLUMNS, _touch_rows(leads))])


def keep_raw(cells: Mapping[int, Mapping[str, str]]) -> None:
    """Keep unmapped columns on known leads, {lead id: {column: cell}}; what is there stands."""
    news = [(pk, json.dumps(raw)) for pk, raw in sorted(cells.items()) if raw]
    if not news:
        return
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_RAW, [[pk for pk, _raw in news], [raw for _pk, raw in news]])


def _as_json(value: Mapping[str, Any]) -> str:
    return _encode(dict(value)) if value else "{}"
