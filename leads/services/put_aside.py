"""What marketing does with an enquiry that was put aside and refused when it was to be taken in."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, authorise
from leads.models import PutAside
from values.errors import unless_taken


def try_again(*, actor: User, row: PutAside) -> None:
    """Have it taken in once more, after its cause was mended; a second time changes nothing.

    Raises ValidationError where the sender sent the same again, which is put aside itself.
    """
    authorise(actor, Action.CAPTURE_LEADS)
    taken = ValidationError(_("The sender sent it again, and that one is put aside too: discard this one."))
    with unless_taken("putaside_once_per_key", taken):
        PutAside.objects.refused().filter(pk=row.pk).update(refused_at=None, refusal="", failures=0)


def discard(*, actor: User, row: PutAside) -> None:
    """Delete all it says; who discarded it and when stays. One that is to be taken in stays whole."""
    authorise(actor, Action.CAPTURE_LEADS)
    said_nothing = {"values": {}, "cta_id": row.enquiry["cta_id"]}
    emptied = {"enquiry": said_nothing, "refusal": "", "key_hash": "", "fingerprint": ""}
    decided = {"discarded_at": timezone.now(), "discarded_by": actor}
    PutAside.objects.refused().filter(pk=row.pk).update(**emptied, **decided)


def forget_expired() -> int:
    """Delete what was refused PUT_ASIDE_DAYS ago; return how many there were."""
    return PutAside.objects.expired().delete()[0]
