"""An enquiry about people somebody else is writing: acknowledged at once, put aside, taken in afterwards.

An import holds whom it writes until its end. A capture waits for that no longer than its door is patient;
then the enquiry is one short row, and `take_in` tries again every few seconds. The row is message and memory
in one: nothing is posted for it that could be lost or come twice.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto
from typing import Final
from uuid import uuid4

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from files.batches import has_waited_too_long
from leads.capture.enquiries import Arrival, Checked, Enquiry
from leads.capture.origins import Origins
from leads.capture.policies import POLICIES
from leads.capture.receipts import fingerprint_of, hash_of, refuse_other
from leads.capture.senders import FormerSender, Sender
from leads.capture.stored import as_json, from_json
from leads.capture.take import take
from leads.capture.turns import Waiting, in_turn
from leads.capture.writing import LONGEST_SOURCE
from leads.models import Door, PutAside
from leads.notifications import tell_refused
from values.refusals import Refusal

logger = structlog.get_logger(__name__)
ROUND_SECONDS: Final = 2.0
# Who still has to wait is asked again in a later round: nobody behind shall wait for the answer.
PATIENCE: Final = 0.003
MOST_FAILURES: Final = 5
# Two enquiries that share one of these may be about the same person: they come in in their order.
KNOWN_BY: Final = ("email", "phone", "external_id")


class Tried(Enum):
    """What became of an enquiry whose turn it was."""

    TAKEN = auto()
    REFUSED = auto()
    WAITS = auto()


@dataclass(frozen=True, kw_only=True, slots=True)
class Noted:
    """An enquiry that was put aside, no lead yet; `enquiry` is what was sent, as it was read."""

    enquiry: Enquiry
    arrival: Arrival
    is_replay: bool = False


def put_aside(enquiry: Checked, *, door: Door, sender: Sender, came_at: datetime) -> Noted | None:
    """Keep an enquiry that could not be taken in at once; the same key again gets the same receipt.

    None when the first with this key was taken in this very moment: then its lead is there. What could not
    be a lead later either is refused: raises ValidationError, CtaNotOpen, KeyReused.
    """
    Origins([enquiry]).find(enquiry, takes_history=POLICIES[door].takes_history)
    row = PutAside(
        receipt=uuid4(),
        door=door,
        sender=sender.reference,
        user_id=sender.user_id,
        owner=sender.owner,
        source=str(sender)[:LONGEST_SOURCE],
        key_hash=hash_of(enquiry.key, owner=sender.owner) if enquiry.key else "",
        fingerprint=fingerprint_of(enquiry),
        enquiry=as_json(enquiry),
        came_at=came_at,
    )
    PutAside.objects.bulk_create([row], ignore_conflicts=True)
    kept = _find(row) if row.key_hash else row
    if kept is None:
        return None
    return Noted(enquiry=enquiry, arrival=_arrival_of(kept), is_replay=kept.receipt != row.receipt)


def _find(row: PutAside) -> PutAside | None:
    """The row that was written, or that its key had written before."""
    kept = PutAside.objects.untaken().filter(key_hash=row.key_hash).first()
    if kept is not None and kept.fingerprint != row.fingerprint:
        refuse_other()
    return kept


def _arrival_of(row: PutAside) -> Arrival:
    return Arrival(at=row.came_at, receipt=row.receipt)


def take_in() -> int:
    """Take in what was put aside, for ROUND_SECONDS; return how many became leads.

    Whose people are still being written stays for a later round, and so do those about the same people that
    came after it. Any number may run beside each other.
    """
    until = time.monotonic() + ROUND_SECONDS
    taken, held = 0, []
    for chain in in_turn(_find_waiting()):
        became, waits = _take_chain(chain, until=until)
        taken += became
        held += waits
        if time.monotonic() > until:
            break
    _note_tried(held)
    return taken


def _find_waiting() -> Iterator[Waiting]:
    said = PutAside.objects.untaken().values_list(
        "pk", "tried_at", "enquiry__values", "enquiry__also_reached_by"
    )
    for pk, tried_at, values, further in said:
        known_by = {values.get(name, "") for name in KNOWN_BY} | set(further)
        yield Waiting(pk=pk, tried_at=tried_at, known_by=frozenset(known_by - {""}))


def _take_chain(chain: Sequence[int], *, until: float) -> tuple[int, list[int]]:
    """How many became leads, and the one that has to wait, if one does."""
    taken = 0
    for pk in chain:
        if time.monotonic() > until:
            break
        tried = _try(pk)
        if tried is Tried.WAITS:
            return taken, [pk]
        taken += tried is Tried.TAKEN
    return taken, []


def _note_tried(pks: Sequence[int]) -> None:
    """So that their turn comes again after everybody else's."""
    PutAside.objects.filter(pk__in=pks).update(tried_at=timezone.now())


def _try(pk: int) -> Tried:
    try:
        return _take_in(pk)
    except OperationalError as error:
        if not has_waited_too_long(error):
            raise
    except Exception:  # one that breaks us must not keep back those behind it
        logger.exception("put_aside_failed", put_aside=pk)
        _note_failure(pk)
    return Tried.WAITS


@transaction.atomic
def _take_in(pk: int) -> Tried:
    """Make a lead of it; a refusal is kept with the row. Raises OperationalError if it has to wait."""
    row = _lock(pk)
    if row is None:  # another round has it in hand
        return Tried.WAITS
    with translation.override(_language_of(row)):
        (taken,) = take(
            [Checked(enquiry_of(row))], door=Door(row.door), sender=_sender_of(row), patience=PATIENCE
        )
        if taken.refusal is not None:
            _refuse(row, _worded(taken.refusal))
            return Tried.REFUSED
    row.delete()
    return Tried.TAKEN


def _lock(pk: int) -> PutAside | None:
    rows = PutAside.objects.untaken().filter(pk=pk).select_related("user")
    return rows.select_for_update(of=("self",), skip_locked=True).first()


def enquiry_of(row: PutAside) -> Enquiry:
    """What was sent, and when."""
    return replace(from_json(row.enquiry), arrival=_arrival_of(row))


def _sender_of(row: PutAside) -> FormerSender:
    return FormerSender(reference=row.sender, user_id=row.user_id, owner=row.owner, source=row.source)


def _language_of(row: PutAside) -> str:
    return row.user.language if row.user else settings.LANGUAGE_CODE


def _worded(refusal: ValidationError | Refusal) -> str:
    return refusal.message if isinstance(refusal, Refusal) else " ".join(refusal.messages)


@transaction.atomic
def _note_failure(pk: int) -> None:
    PutAside.objects.filter(pk=pk).update(failures=F("failures") + 1)
    row = _lock(pk)
    if row is not None and row.failures >= MOST_FAILURES:
        with translation.override(_language_of(row)):
            _refuse(row, _("Something went wrong on our side."))


def _refuse(row: PutAside, why: str) -> None:
    row.refused_at, row.refusal = timezone.now(), why
    row.save(update_fields=["refused_at", "refusal"])
    tell_refused(row)
