"""Whether an enquiry can be one: every value read by its field, all errors at once. No database is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from leads.capture.enquiries import Checked, Enquiry, NewConsent, NewTouch
from leads.fields import ENQUIRY_FIELDS, LONGEST_TOUCH_VALUE, TOUCH_FIELDS, read_page_address
from leads.models import ClickId, ConsentChannel, LeadKind
from values.text import check_bytes, check_text, shorten

LONGEST_QUESTION: Final = 300
LONGEST_ANSWER: Final = 2000
MOST_ANSWERS: Final = 50
LONGEST_KEY: Final = 200
EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
CLOCK_SLACK: Final = timedelta(minutes=5)


class FieldErrors(dict[str, ValidationError]):
    """Errors by field, so that a person sees all of them at once."""

    def text(self, name: str, value: str, read: Callable[[str], str]) -> str:
        """The value as it is kept, or "" with the error noted under `name`."""
        try:
            return read(value)
        except ValidationError as error:
            self[name] = error
            return ""

    def line(self, name: str, value: str, *, max_length: int) -> str:
        return self.text(name, value, lambda text: check_text(text, max_length=max_length))

    def note(self, name: str, message: str, code: str) -> None:
        self[name] = ValidationError(message, code=code)


def check(enquiry: Enquiry) -> Checked:
    """The enquiry with every value in the form we keep. Raises one ValidationError with a message per field.

    Refused is also what sales could do nothing with: no e-mail address and no phone number.
    """
    errors = FieldErrors()
    checked = replace(
        enquiry,
        values={
            field.name: errors.text(field.name, value, field.read)
            for field in ENQUIRY_FIELDS
            if (value := enquiry.get(field.name))
        },
        answers=_check_answers(enquiry.answers, errors),
        first_touch=_check_touch("first_touch", enquiry.first_touch, errors),
        last_touch=_check_touch("last_touch", enquiry.last_touch, errors),
        consents=tuple(_check_consent(consent, errors) for consent in enquiry.consents),
        received_at=_check_time("received_at", enquiry.received_at, errors),
    )
    _check_reachable(checked, errors)
    _check_kind(enquiry.kind, errors)
    _check_consents_differ(enquiry.consents, errors)
    _check_key(enquiry.key, errors)
    if errors:
        raise ValidationError(dict(errors))
    return Checked(checked)


def _check_reachable(enquiry: Enquiry, errors: FieldErrors) -> None:
    if not any(enquiry.get(name) or name in errors for name in ("email", "phone")):
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


def _check_touch(prefix: str, touch: NewTouch | None, errors: FieldErrors) -> NewTouch | None:
    if touch is None or touch.is_blank:
        return None
    texts = {
        field.name: errors.text(f"{prefix}.{field.name}", getattr(touch, field.name), field.read)
        for field in TOUCH_FIELDS
    }
    return replace(
        touch,
        **texts,
        referrer=errors.line(f"{prefix}.referrer", touch.referrer, max_length=LONGEST_TOUCH_VALUE),
        page_url=errors.text(f"{prefix}.page_url", touch.page_url, read_page_address),
        click_ids=_check_click_ids(f"{prefix}.click_ids", touch.click_ids, errors),
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


def _check_key(key: str | None, errors: FieldErrors) -> None:
    if key is None:
        return
    errors.text("idempotency_key", key, lambda text: check_bytes(text, max_length=LONGEST_KEY))
    if not key.strip():
        message = _("The idempotency key is blank. Leave it out or send up to %(limit)d characters.")
        errors.note("idempotency_key", message % {"limit": LONGEST_KEY}, "blank")


def _check_time(name: str, when: datetime | None, errors: FieldErrors) -> datetime | None:
    if when is None:
        return None
    if timezone.is_naive(when):
        errors.note(name, _("“%(when)s” lacks its time zone.") % {"when": when.isoformat()}, "naive")
    elif not EARLIEST <= when <= timezone.now() + CLOCK_SLACK:
        message = _("“%(when)s” cannot be: allowed is any time from the year 2000 until now.")
        errors.note(name, message % {"when": when.isoformat(timespec="minutes")}, "out_of_range")
    return when
