"""Whether an enquiry can be one: every value read by its field, all errors at once. No database is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from leads.capture.contacts import find_further, keep_bare, keep_typed
from leads.capture.enquiries import Checked, Enquiry, NewConsent, NewTouch
from leads.fields import ENQUIRY_FIELDS, LONGEST_TOUCH_VALUE, TOUCH_FIELDS, read_page_address
from leads.models import INCOMING_KINDS, ClickId, ConsentChannel
from pages.receipts import check_key
from values.checking import Findings, check_choice
from values.text import check_bytes, check_text, shorten

LONGEST_QUESTION: Final = 300
LONGEST_ANSWER: Final = 2000
MOST_ANSWERS: Final = 50
EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
CLOCK_SLACK: Final = timedelta(minutes=5)


def check(enquiry: Enquiry) -> Checked:
    """The enquiry with every value in the form we keep. Raises one ValidationError with a message per field.

    Refused is also what sales could do nothing with: no e-mail address and no phone number.
    """
    findings = Findings()
    checked = read_parts(enquiry, findings)
    _check_reachable(checked, findings)
    if not any(name in findings for name in ("email", "phone")):
        email, phone = enquiry.get("email"), enquiry.get("phone")
        checked = replace(
            checked,
            also_reached_by=find_further(email=email, phone=phone),
            phone_as_typed=keep_typed(phone) or keep_bare(phone),
        )
    _check_key(enquiry.key, findings)
    findings.raise_if_any()
    return Checked(checked)


def read_parts(enquiry: Enquiry, findings: Findings) -> Enquiry:
    """Everything it says in the form we keep, whoever it is from; what is wrong is noted in `findings`."""
    with findings.collect():
        check_choice("kind", enquiry.kind, INCOMING_KINDS)
    _check_consents_differ(enquiry.consents, findings)
    return replace(
        enquiry,
        values={
            field.name: findings.text(field.name, value, field.read)
            for field in ENQUIRY_FIELDS
            if (value := enquiry.get(field.name))
        },
        answers=_check_answers(enquiry.answers, findings),
        first_touch=_check_touch("first_touch", enquiry.first_touch, findings),
        last_touch=_check_touch("last_touch", enquiry.last_touch, findings),
        consents=tuple(_check_consent(consent, findings) for consent in enquiry.consents),
        received_at=_check_time("received_at", enquiry.received_at, findings),
    )


def _check_reachable(enquiry: Enquiry, findings: Findings) -> None:
    if not any(enquiry.get(name) or name in findings for name in ("email", "phone")):
        findings.note(
            "email", _("Please give an e-mail address or a phone number, so that sales can call."), "reach"
        )


def _check_answers(answers: Mapping[str, str], findings: Findings) -> dict[str, str]:
    if len(answers) > MOST_ANSWERS:
        message = _("%(count)d answers are too many, at most %(limit)d fit.")
        findings.note("answers", message % {"count": len(answers), "limit": MOST_ANSWERS}, "too_many")
        return {}
    return {
        findings.line("answers", question, max_length=LONGEST_QUESTION): findings.text(
            "answers", answer, lambda text: check_text(text, max_length=LONGEST_ANSWER, is_multiline=True)
        )
        for question, answer in answers.items()
    }


def _check_touch(prefix: str, touch: NewTouch | None, findings: Findings) -> NewTouch | None:
    if touch is None or touch.is_blank:
        return None
    texts = {
        field.name: findings.text(f"{prefix}.{field.name}", getattr(touch, field.name), field.read)
        for field in TOUCH_FIELDS
    }
    checked = replace(
        touch,
        **texts,
        referrer=findings.line(f"{prefix}.referrer", touch.referrer, max_length=LONGEST_TOUCH_VALUE),
        page_url=findings.text(f"{prefix}.page_url", touch.page_url, read_page_address),
        click_ids=_check_click_ids(f"{prefix}.click_ids", touch.click_ids, findings),
        happened_at=_check_time(f"{prefix}.happened_at", touch.happened_at, findings),
    )
    return None if checked.is_blank else checked


def _check_click_ids(name: str, click_ids: Mapping[str, str], findings: Findings) -> dict[str, str]:
    checked = {}
    for key, value in click_ids.items():
        if key.lower() not in ClickId.values:
            message = _("“%(value)s” is not a click id we know. Known are: %(known)s.")
            known = ", ".join(ClickId.values)
            findings.note(name, message % {"value": shorten(key), "known": known}, "click_id")
        elif value:
            checked[key.lower()] = findings.text(
                name, value, lambda text: check_bytes(text, max_length=LONGEST_TOUCH_VALUE)
            )
    return checked


def _check_consent(consent: NewConsent, findings: Findings) -> NewConsent:
    if consent.channel not in ConsentChannel.values:
        message = _("“%(value)s” is not a channel of consent. Allowed are: %(allowed)s.")
        allowed = ", ".join(ConsentChannel.values)
        findings.note(
            "consents", message % {"value": shorten(consent.channel), "allowed": allowed}, "channel"
        )
    version = findings.line("consents", consent.text_version, max_length=80)
    if not version and "consents" not in findings:
        findings.note("consents", _("A consent needs the version of the wording it was given to."), "wording")
    return replace(
        consent,
        text_version=version,
        source=findings.line("consents", consent.source, max_length=200),
        given_at=_check_time("consents", consent.given_at, findings),
    )


def _check_consents_differ(consents: tuple[NewConsent, ...], findings: Findings) -> None:
    channels = [consent.channel for consent in consents]
    if len(set(channels)) < len(channels):
        findings.note("consents", _("There is more than one consent for the same channel."), "twice")


def _check_key(key: str | None, findings: Findings) -> None:
    if key is None:
        return
    findings.text("idempotency_key", key, check_key)


def _check_time(name: str, when: datetime | None, findings: Findings) -> datetime | None:
    if when is None:
        return None
    if timezone.is_naive(when):
        findings.note(name, _("“%(when)s” lacks its time zone.") % {"when": when.isoformat()}, "naive")
    elif not EARLIEST <= when <= timezone.now() + CLOCK_SLACK:
        message = _("“%(when)s” cannot be: allowed is any time from the year 2000 until now.")
        findings.note(name, message % {"when": when.isoformat(timespec="minutes")}, "out_of_range")
    return when
