"""A lead before it is one: what a form or the API hands to `capture.register_lead`, and its checking.

Nothing here reads or writes the database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.models import CallToAction, Channel
from leads.models import ClickId, ConsentChannel, LeadKind
from values.emails import normalise_email
from values.moments import CLOCK_SLACK
from values.phones import normalise_phone
from values.text import check_bytes, check_text, shorten

UTM_FIELDS = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id")
LONGEST_TOUCH_VALUE = 1000
LONGEST_NAME = 200
LONGEST_NOTE = 4000
LONGEST_QUESTION = 300
LONGEST_ANSWER = 2000
MOST_ANSWERS = 50
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class NewTouch:
    """Where somebody came from; `click_ids` {name of ClickId: value} are kept byte for byte."""

    utm_source: str = ""
    utm_medium: str = ""
    utm_campaign: str = ""
    utm_term: str = ""
    utm_content: str = ""
    utm_id: str = ""
    click_ids: Mapping[str, str] = field(default_factory=dict)
    page_url: str = ""
    referrer: str = ""
    happened_at: datetime | None = None

    @property
    def is_blank(self) -> bool:
        return not (
            self.click_ids
            or self.page_url
            or self.referrer
            or any(getattr(self, name) for name in UTM_FIELDS)
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class NewConsent:
    """One consent: by which channel (ConsentChannel), to which version of the wording, given where."""

    channel: str
    text_version: str
    source: str = ""
    given_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NewLead:
    """One enquiry as it came in. `channel` None means the campaign's; `received_at` None means now."""

    cta: CallToAction
    name: str = ""
    company: str = ""
    email: str = ""
    phone: str = ""
    note: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    page_url: str = ""
    channel: Channel | None = None
    first_touch: NewTouch | None = None
    last_touch: NewTouch | None = None
    consents: tuple[NewConsent, ...] = ()
    received_at: datetime | None = None
    kind: str = LeadKind.REAL
    external_id: str = ""


class FieldErrors(dict[str, ValidationError]):
    """Errors by field, so that a person sees all of them at once."""

    def text(self, name: str, value: str, check: Callable[[str], str]) -> str:
        """The checked value, or "" with the error noted under `name`."""
        try:
            return check(value)
        except ValidationError as error:
            self[name] = error
            return ""

    def line(self, name: str, value: str, *, max_length: int) -> str:
        return self.text(name, value, lambda text: check_text(text, max_length=max_length))

    def note(self, name: str, message: str, code: str) -> None:
        self[name] = ValidationError(message, code=code)


def check_lead(new: NewLead) -> NewLead:
    """The lead with every value in the form we keep. Raises one ValidationError with a message per field."""
    errors = FieldErrors()
    checked = replace(
        new,
        name=errors.line("name", new.name, max_length=LONGEST_NAME),
        company=errors.line("company", new.company, max_length=LONGEST_NAME),
        email=errors.text("email", new.email, normalise_email),
        phone=errors.text("phone", new.phone, normalise_phone),
        note=errors.text(
            "note", new.note, lambda text: check_text(text, max_length=LONGEST_NOTE, is_multiline=True)
        ),
        answers=_check_answers(new.answers, errors),
        page_url=_check_address("page_url", new.page_url, errors),
        first_touch=_check_touch("first_touch", new.first_touch, errors),
        last_touch=_check_touch("last_touch", new.last_touch, errors),
        consents=tuple(_check_consent(consent, errors) for consent in new.consents),
        received_at=_check_time("received_at", new.received_at, errors) or timezone.now(),
        external_id=errors.line("external_id", new.external_id, max_length=160),
    )
    _check_reachable(checked, errors)
    _check_kind(new.kind, errors)
    _check_consents_differ(new.consents, errors)
    if errors:
        raise ValidationError(dict(errors))
    return checked


def _check_reachable(lead: NewLead, errors: FieldErrors) -> None:
    if not lead.email and not lead.phone and not {"email", "phone"} & errors.keys():
        errors.note(
            "email", _("Please give an e-mail address or a phone number, so that sales can call."), "reach"
        )


def _check_kind(kind: str, errors: FieldErrors) -> None:
    if kind not in LeadKind.values:
        allowed = ", ".join(LeadKind.values)
        message = _("“%(value)s” is not a kind of lead. Allowed are: %(allowed)s.")
        errors.note("kind", message % {"value": shorten(kind), "allowed": allowed}, "kind")


def _check_answers(answers: Mapping[str, str], errors: FieldErrors) -> dict[str, str]:
    if len(answers) > MOST_ANSWERS:
        message = _("%(count)d answers are too many, at most %(limit)d fit.")
        errors.note("answers", message % {"count": len(answers), "limit": MOST_ANSWERS}, "too_many")
        return {}
    return {
        errors.line("answers", question, max_length=LONGEST_QUESTION): errors.text(
            "answers", answer, lambda text: check_text(text, max_length=LONGEST_ANSWER, is_multiline=True)
        )
        for question, answer in answers.items()
    }


def _check_address(name: str, value: str, errors: FieldErrors) -> str:
    address = errors.line(name, value, max_length=LONGEST_TOUCH_VALUE)
    if address and not address.lower().startswith(("http://", "https://")):
        message = _("“%(value)s” is not the address of a page. It begins with https:// or http://.")
        errors.note(name, message % {"value": shorten(address)}, "address")
    return address


def _check_touch(prefix: str, touch: NewTouch | None, errors: FieldErrors) -> NewTouch | None:
    if touch is None or touch.is_blank:
        return None
    utm = {
        name: errors.line(f"{prefix}.{name}", getattr(touch, name), max_length=LONGEST_TOUCH_VALUE)
        for name in (*UTM_FIELDS, "referrer")
    }
    return replace(
        touch,
        **utm,
        click_ids=_check_click_ids(f"{prefix}.click_ids", touch.click_ids, errors),
        page_url=_check_address(f"{prefix}.page_url", touch.page_url, errors),
        happened_at=_check_time(f"{prefix}.happened_at", touch.happened_at, errors),
    )


def _check_click_ids(name: str, click_ids: Mapping[str, str], errors: FieldErrors) -> dict[str, str]:
    checked = {}
    for key, value in click_ids.items():
        if key.lower() not in ClickId.values:
            message = _("“%(value)s” is not a click id we know. Known are: %(known)s.")
            known = ", ".join(ClickId.values)
            errors.note(name, message % {"value": shorten(key), "known": known}, "click_id")
        elif value:
            checked[key.lower()] = errors.text(
                name, value, lambda text: check_bytes(text, max_length=LONGEST_TOUCH_VALUE)
            )
    return checked


def _check_consent(consent: NewConsent, errors: FieldErrors) -> NewConsent:
    if consent.channel not in ConsentChannel.values:
        message = _("“%(value)s” is not a channel of consent. Allowed are: %(allowed)s.")
        allowed = ", ".join(ConsentChannel.values)
        errors.note("consents", message % {"value": shorten(consent.channel), "allowed": allowed}, "channel")
    version = errors.line("consents", consent.text_version, max_length=80)
    if not version and "consents" not in errors:
        errors.note("consents", _("A consent needs the version of the wording it was given to."), "wording")
    return replace(
        consent,
        text_version=version,
        source=errors.line("consents", consent.source, max_length=200),
        given_at=_check_time("consents", consent.given_at, errors),
    )


def _check_consents_differ(consents: tuple[NewConsent, ...], errors: FieldErrors) -> None:
    channels = [consent.channel for consent in consents]
    if len(set(channels)) < len(channels):
        errors.note("consents", _("There is more than one consent for the same channel."), "twice")


def _check_time(name: str, when: datetime | None, errors: FieldErrors) -> datetime | None:
    if when is None:
        return None
    if timezone.is_naive(when):
        errors.note(name, _("“%(when)s” lacks its time zone.") % {"when": when.isoformat()}, "naive")
    elif not EARLIEST <= when <= timezone.now() + CLOCK_SLACK:
        message = _("“%(when)s” cannot be: allowed is any time from the year 2000 until now.")
        errors.note(name, message % {"when": when.isoformat(timespec="minutes")}, "out_of_range")
    return when
