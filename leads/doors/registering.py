"""One enquiry at a time, as by hand and through the API: taken whole, or refused with its reason."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import OperationalError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.own_company import day_of
from campaigns.models import Channel
from files.batches import has_waited_too_long
from leads.capture import Became, Enquiry, LeadState, Noted, Sender, Taken, check, put_aside, take
from leads.models import Door, Lead, Person
from pages.receipts import AlreadyDone


@dataclass(frozen=True, kw_only=True, slots=True)
class Registered:
    """What became of it: the lead, whether we knew the person, and the lead this one may repeat by mistake.

    `enquiry` is what was sent, as it was read.
    """

    lead: Lead
    enquiry: Enquiry
    person_is_known: bool
    duplicate_of: int | None = None
    is_replay: bool = False


def register(enquiry: Enquiry, *, door: Door, sender: Sender) -> Registered | Noted:
    """Write one enquiry down, all of it or nothing, and give a receipt.

    With a key the same request again gives the first lead (`is_replay`), and so does a known external number
    by a door that knows them. Noted is what somebody else keeps from being written now: it is put aside, and
    becomes a lead when they have ended. Raises PermissionDenied, ValidationError with a message per field,
    CtaNotOpen, KeyReused, AlreadyDone when what it made is gone.
    """
    came_at, checked = timezone.now(), check(enquiry)
    try:
        (taken,) = take([checked], door=door, sender=sender)
    except OperationalError as error:
        if not has_waited_too_long(error):
            raise
        noted = put_aside(checked, door=door, sender=sender, came_at=came_at)
        return noted or register(enquiry, door=door, sender=sender)
    if taken.refusal is not None:
        raise taken.refusal
    if taken.receipt and taken.receipt.arrival:
        return Noted(enquiry=checked, arrival=taken.receipt.arrival, is_replay=True)
    return _registered(checked, taken, door=door, sender=sender)


def _registered(enquiry: Enquiry, taken: Taken, *, door: Door, sender: Sender) -> Registered:
    repeated = taken.duplicate_of
    return Registered(
        lead=_lead_of(taken, door=door, sender=sender),
        enquiry=enquiry,
        person_is_known=taken.person_is_known,
        duplicate_of=repeated.id if repeated else None,
        is_replay=taken.is_replay,
    )


def _lead_of(taken: Taken, *, door: Door, sender: Sender) -> Lead:
    if taken.lead is None or taken.became is not Became.CREATED:
        assert taken.lead_id is not None, "a repeated key or a known number has its lead"
        known = Lead.objects.select_related("person", "channel").filter(pk=taken.lead_id).first()
        if known is None:
            message = _("This made lead %(lead)s, which is not here any more.")
            raise AlreadyDone(message % {"lead": taken.lead_id})
        return known
    lead = _as_lead(taken.lead)
    lead.door, lead.sender, lead.registered_by_id = door, sender.reference, sender.user_id
    return lead


def _as_lead(state: LeadState) -> Lead:
    """The row that was just written, without asking for it again."""
    assert state.uuid is not None
    person = Person(id=state.person.id, **state.person.values)
    lead = Lead(
        id=state.id,
        uuid=state.uuid,
        person=person,
        campaign_id=state.campaign_id,
        cta_id=state.cta_id,
        channel_id=state.channel_id,
        definition_id=state.definition_id,
        kind=state.kind,
        received_at=state.received_at,
        received_on=day_of(state.received_at),
        answers=dict(state.answers),
        contact_as_given=state.contact,
        raw=state.raw,
        **state.values,
    )
    origin = state.origin
    if origin and origin.channel_id and origin.channel_id == state.channel_id:
        lead.channel = Channel(pk=origin.channel_id, name=origin.channel_name or "")
    for row in (person, lead):
        row._state.adding, row._state.db = False, "default"
    return lead
