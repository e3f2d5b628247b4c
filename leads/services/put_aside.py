"""What marketing does with an enquiry that was put aside and refused when it was to be taken in."""

from __future__ import annotations

from django.core.exceptions import ValidationError
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
    """Delete it with all it says. One that is to be taken in stays."""
    authorise(actor, Action.CAPTURE_LEADS)
    PutAside.objects.refused().filter(pk=row.pk).delete()
