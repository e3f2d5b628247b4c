"""What a lead says in no column of its own, as one cell of a file: written by an export, read by an import.

So a list that was taken along comes back unchanged: answers, consents, the first touch, the exact moment. The
other columns are for people, and go before it: whoever changes a name or a day there has changed it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from leads.capture import Enquiry, NewConsent, NewTouch, read_parts
from leads.fields import FIELDS, PERSON_FIELDS, UTM_FIELDS
from leads.models import INCOMING_KINDS, Consent, Lead, Touch, TouchPosition
from values.checking import Findings
from values.text import check_text, shorten

RECORD: Final = "smarketing_record"
VERSION: Final = 1
MOST_NAMES: Final = 20
LONGEST_CONTACT: Final = 1000
# What the column of the day says of a moment.
EXACT_TO: Final = timedelta(seconds=1)
_CONTACT: Final = frozenset({*PERSON_FIELDS, "phone_as_typed", "also_reached_by"})
_READERS: Final = {field.name: field.read for field in FIELDS if field.name in PERSON_FIELDS}


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """One lead as it was exported; `said` has no person, who stands in `person`.

    `contact` is what the lead says otherwise than its person.
    """

    said: Enquiry
    person: Mapping[str, str]
    contact: Mapping[str, str]

    def complete(self, row: Enquiry) -> Enquiry:
        """The row with what the record adds; where the row says something else, the row stands."""
        said = self.said
        whole = replace(
            row,
            values={**row.values, "external_source": "", **said.values},
            answers=said.answers,
            raw={**row.raw, **said.raw},
            first_touch=said.first_touch,
            last_touch=_join(row.last_touch, said.last_touch),
            consents=said.consents,
            kind=said.kind if row.kind == INCOMING_KINDS[0] else row.kind,
            received_at=_exact(row.received_at, said.received_at),
        )
        return self._with_person(whole) if self._is_of(row) else whole

    def _is_of(self, row: Enquiry) -> bool:
        """Whether the columns name whom the record names."""
        return all(row.get(name) == text for name, text in _shown(self.person, self.contact).items())

    def _with_person(self, whole: Enquiry) -> Enquiry:
        kept = {name: value for name, value in whole.values.items() if name not in PERSON_FIELDS}
        return replace(
            whole,
            values={**kept, **self.person},
            also_reached_by=self.said.also_reached_by,
            other_names=self.said.other_names,
            phone_as_typed="",
            contact=self.contact,
        )


def write_record(lead: Lead) -> str:
    """The cell. The lead comes with its person, touches and consents."""
    touches = {touch.position: touch for touch in lead.touches.all()}
    said: dict[str, Any] = {
        "v": VERSION,
        "received_at": lead.received_at.isoformat(),
        "kind": lead.kind if lead.kind in INCOMING_KINDS else INCOMING_KINDS[0],
        "external_source": lead.external_source,
        "page_url": lead.page_url,
        "answers": lead.answers,
        "raw": lead.raw,
        "first": _write_touch(touches.get(TouchPosition.FIRST)),
        "last": _write_touch(touches.get(TouchPosition.LAST)),
        "consents": [_write_consent(consent) for consent in lead.consents.all()],
        "person": {name: getattr(lead.person, name) for name in PERSON_FIELDS},
        "contact": lead.contact_as_given,
        "also": lead.person.also_reached_by,
        "names": lead.person.other_names,
    }
    return json.dumps(
        {name: value for name, value in said.items() if value}, ensure_ascii=False, separators=(",", ":")
    )


def shown_contact(lead: Lead) -> dict[str, str]:
    """Name, company, e-mail and phone as the columns have them: as given with the enquiry."""
    return _shown({name: getattr(lead.person, name) for name in PERSON_FIELDS}, lead.contact_as_given)


def read_record(text: str) -> Record:
    """Raise ValidationError where it is none, or holds what no lead may say."""
    findings = Findings()
    try:
        record = _read(json.loads(text), findings)
        findings.raise_if_any()
    except ValidationError as error:
        raise ValidationError(" ".join(error.messages), code="record") from error
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        message = _(
            "“%(value)s” is no record of an export from Smarketing. Leave the cell as it was, or empty."
        )
        raise ValidationError(message % {"value": shorten(text)}, code="record") from error
    return record


def _read(said: Any, findings: Findings) -> Record:
    if said["v"] != VERSION:
        raise ValueError(said["v"])
    enquiry = Enquiry(
        values={name: _text(said[name]) for name in ("external_source", "page_url") if said.get(name)},
        answers={_text(asked): _text(answer) for asked, answer in said.get("answers", {}).items()},
        raw={_text(name): _text(cell) for name, cell in said.get("raw", {}).items()},
        first_touch=_read_touch(said.get("first")),
        last_touch=_read_touch(said.get("last")),
        consents=tuple(_read_consent(one) for one in said.get("consents", ())),
        kind=_text(said.get("kind", INCOMING_KINDS[0])),
        received_at=datetime.fromisoformat(said["received_at"]),
        also_reached_by=_texts(said.get("also", ())),
        other_names=_texts(said.get("names", ())),
    )
    return Record(
        said=read_parts(enquiry, findings),
        person={
            name: findings.text(name, _text(value), _READERS[name])
            for name, value in said.get("person", {}).items()
            if value
        },
        contact={
            name: check_text(_text(value), max_length=LONGEST_CONTACT)
            for name, value in said.get("contact", {}).items()
            if name in _CONTACT
        },
    )


def _shown(person: Mapping[str, str], contact: Mapping[str, str]) -> dict[str, str]:
    return {name: contact.get(name) or person.get(name, "") for name in PERSON_FIELDS}


def _exact(day: datetime | None, moment: datetime | None) -> datetime | None:
    """The moment to its fraction, where the column says the same."""
    if day is None or moment is None:
        return day or moment
    return moment if timedelta() <= moment - day < EXACT_TO else day


def _join(row: NewTouch | None, said: NewTouch | None) -> NewTouch | None:
    """UTM values and click ids as the columns have them, all else as the record has it."""
    if said is None:
        return row
    shown = row or NewTouch()
    return replace(shown, page_url=said.page_url, referrer=said.referrer, happened_at=said.happened_at)


def _write_touch(touch: Touch | None) -> dict[str, Any]:
    if touch is None:
        return {}
    texts = {name: getattr(touch, name) for name in (*UTM_FIELDS, "page_url", "referrer")}
    written = {name: text for name, text in texts.items() if text}
    return {**written, "click_ids": touch.click_ids, "at": touch.happened_at.isoformat()}


def _read_touch(said: Mapping[str, Any] | None) -> NewTouch | None:
    if not said:
        return None
    names = {field.name for field in fields(NewTouch)} - {"click_ids", "happened_at"}
    return NewTouch(
        **{name: _text(said[name]) for name in names if name in said},
        click_ids={_text(name): _text(value) for name, value in said.get("click_ids", {}).items()},
        happened_at=datetime.fromisoformat(said["at"]),
    )


def _write_consent(consent: Consent) -> dict[str, str]:
    return {
        "channel": consent.channel,
        "text": consent.text_version,
        "source": consent.source,
        "at": consent.given_at.isoformat(),
    }


def _read_consent(said: Mapping[str, Any]) -> NewConsent:
    return NewConsent(
        channel=_text(said["channel"]),
        text_version=_text(said["text"]),
        source=_text(said["source"]),
        given_at=datetime.fromisoformat(said["at"]),
    )


def _texts(said: Any) -> tuple[str, ...]:
    return tuple(check_text(_text(one), max_length=LONGEST_CONTACT) for one in said)[:MOST_NAMES]


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(type(value))
    return value
