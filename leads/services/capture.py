"""A lead comes in: one transaction for the person, the lead, its touches and consents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.own_company import day_of
from accounts.permissions import Action, authorise
from campaigns.errors import CtaNotOpen
from campaigns.models import CallToAction
from leads.errors import NotForSales
from leads.intake import NewConsent, NewLead, NewTouch, check_lead
from leads.life import lock_lead, save_lead
from leads.models import Consent, Lead, LeadKind, LeadSource, LeadStage, Person, Touch, TouchPosition
from leads.services.persons import find_differences, find_or_create_person
from leads.services.receipts import (
    KeyTakenMeanwhile,
    Receipt,
    find_receipt,
    fingerprint_of,
    hash_key,
    write_receipt,
)
from values.text import shorten

__all__ = ["NewConsent", "NewLead", "NewTouch", "Registered", "register_lead", "set_kind"]

# The same person through the same call-to-action within this time was most likely logged twice.
TWICE_WITHIN = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Registered:
    """The receipt: the lead, whether we knew the person, and the enquiry this one may repeat by mistake."""

    lead: Lead
    person_is_known: bool
    duplicate_of: Lead | None = None
    is_replay: bool = False


def register_lead(
    *, actor: User, new: NewLead, source: str = LeadSource.MANUAL, idempotency_key: str | None = None
) -> Registered:
    """Write one enquiry down, all of it or nothing, and give a receipt.

    Finds or makes the person; makes the lead with the campaign, the channel, the definition in force and the
    company's day; both touches; consents. A repeat enquiry is a new lead of the same person, never
    refused. With `idempotency_key` the same request again gives the first lead (`is_replay`).

    Raises PermissionDenied, ValidationError with a message per field, CtaNotOpen, KeyReused.
    """
    authorise(actor, Action.CAPTURE_LEADS)
    if idempotency_key is None:
        with transaction.atomic():
            return _write(actor, check_lead(new), source)
    receipt = Receipt(user=actor, key_hash=hash_key(idempotency_key), fingerprint=fingerprint_of(new))
    try:
        with transaction.atomic():
            if replay := _replay(receipt):
                return replay
            registered = _write(actor, check_lead(new), source)
            write_receipt(**receipt, lead=registered.lead)
            return registered
    except KeyTakenMeanwhile:
        replay = _replay(receipt)
        assert replay is not None, "the request that took the key has committed"
        return replay


@transaction.atomic
def set_kind(*, actor: User, lead: Lead, kind: str, expected_version: int | None = None) -> Lead:
    """Say that a lead is a test, spam or real after all; only real leads count.

    Raises ValidationError (`kind`), NotForSales when sales already works on it, StaleVersion.
    """
    authorise(actor, Action.CAPTURE_LEADS)
    if kind not in LeadKind.values:
        message = _("“%(value)s” is not a kind of lead. Allowed are: %(allowed)s.")
        allowed = ", ".join(LeadKind.values)
        raise ValidationError({"kind": message % {"value": shorten(kind), "allowed": allowed}}, code="kind")
    locked = lock_lead(lead, expected_version=expected_version)
    if locked.kind == kind:
        return locked
    if kind == LeadKind.SPAM and locked.stage not in LeadStage.with_marketing:
        raise NotForSales(
            _("Sales works on this lead (“%(stage)s”): it can be returned or rated, but is not spam.")
            % {"stage": LeadStage(locked.stage).label}
        )
    locked.kind = kind
    return save_lead(locked, {"kind"})


def _replay(receipt: Receipt) -> Registered | None:
    lead = find_receipt(**receipt)
    return Registered(lead=lead, person_is_known=True, is_replay=True) if lead else None


def _write(actor: User, new: NewLead, source: str) -> Registered:
    assert new.received_at is not None, "check_lead has set it"
    cta = _open_cta(new.cta)
    person, is_known = find_or_create_person(new)
    earlier = _find_earlier(person, cta, new.received_at) if is_known else None
    lead = _create_lead(actor=actor, new=new, source=source, cta=cta, person=person)
    _create_touches(lead, new)
    _create_consents(lead, new, default_source=_("Entered by %(person)s") % {"person": actor})
    return Registered(lead=lead, person_is_known=is_known, duplicate_of=earlier)


def _open_cta(cta: CallToAction) -> CallToAction:
    """The call-to-action as it is now: it may have closed while somebody was typing."""
    try:
        return CallToAction.objects.taking_leads().select_related("campaign__channel").get(pk=cta.pk)
    except CallToAction.DoesNotExist:
        raise _not_open(cta) from None


def _not_open(cta: CallToAction) -> ValidationError | CtaNotOpen:
    closed = CallToAction.objects.filter(pk=cta.pk).first()
    if closed is None:
        message = _("There is no call-to-action with the number “%(value)s”.")
        text = message % {"value": shorten(str(cta.pk))}
        return ValidationError({"cta": ValidationError(text, code="does_not_exist")})
    return CtaNotOpen(
        _(
            "The call-to-action “%(cta)s” takes no leads. It needs a campaign that is live and a lead "
            "definition signed by both teams."
        )
        % {"cta": closed}
    )


def _find_earlier(person: Person, cta: CallToAction, received_at: datetime) -> Lead | None:
    recent = person.leads.filter(cta=cta, received_at__gt=received_at - TWICE_WITHIN)
    return recent.order_by("-received_at", "-id").first()


def _create_lead(*, actor: User, new: NewLead, source: str, cta: CallToAction, person: Person) -> Lead:
    assert new.received_at is not None
    lead = Lead(
        person=person,
        campaign=cta.campaign,
        cta=cta,
        channel=new.channel or cta.campaign.channel,
        definition_id=cta.definition_in_force_id,
        kind=new.kind,
        source=source,
        external_id=new.external_id,
        received_at=new.received_at,
        received_on=day_of(new.received_at),
        registered_by=actor,
        page_url=new.page_url,
        answers=dict(new.answers),
        note=new.note,
        contact_as_given=find_differences(person, new),
    )
    try:
        lead.save(force_insert=True)
    except IntegrityError as error:
        if "lead_external_id_once" not in str(error):
            raise
        raise _external_id_taken(new) from error
    return lead


def _external_id_taken(new: NewLead) -> ValidationError:
    message = _("The external number “%(value)s” belongs to another lead already.")
    text = message % {"value": shorten(new.external_id)}
    return ValidationError({"external_id": text}, code="external_id")


def _create_touches(lead: Lead, new: NewLead) -> None:
    touches = ((TouchPosition.FIRST, new.first_touch), (TouchPosition.LAST, new.last_touch))
    Touch.objects.bulk_create(
        [
            Touch(
                lead=lead,
                position=position,
                utm_source=touch.utm_source,
                utm_medium=touch.utm_medium,
                utm_campaign=touch.utm_campaign,
                utm_term=touch.utm_term,
                utm_content=touch.utm_content,
                utm_id=touch.utm_id,
                click_ids=dict(touch.click_ids),
                page_url=touch.page_url,
                referrer=touch.referrer,
                happened_at=touch.happened_at or lead.received_at,
            )
            for position, touch in touches
            if touch is not None
        ]
    )


def _create_consents(lead: Lead, new: NewLead, *, default_source: str) -> None:
    Consent.objects.bulk_create(
        [
            Consent(
                person_id=lead.person_id,
                lead=lead,
                channel=consent.channel,
                text_version=consent.text_version,
                source=consent.source or default_source[:200],
                given_at=consent.given_at or lead.received_at,
            )
            for consent in new.consents
        ]
    )
