"""Two firms are not one, though they look alike: said once, and neither offered nor merged from then on.

It holds for all that either stands for: who merged others into it since is told apart as well.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, authorise
from firms.errors import ToldApart
from firms.models import Distinction, Organisation
from firms.services.customers import refuse_merged
from values.errors import field_error
from values.refusals import IllegalMove


@transaction.atomic
def tell_apart(*, actor: User, firm: Organisation, other: Organisation) -> Distinction:
    """Say that two firms are not one. Saying so twice is saying it once.

    Raises ValidationError (`other`) for a firm and itself, FirmMerged where somebody merged one meanwhile.
    """
    authorise(actor, Action.EDIT_FIRMS)
    if firm.pk == other.pk:
        raise field_error("other", _("Choose another company."), "invalid")
    for locked in lock_both(firm, other):
        refuse_merged(locked)
    one, later = sorted([firm.pk, other.pk])
    if (said := find_said(firm, other)) is not None:
        return said
    return Distinction.objects.create(one_id=one, other_id=later, user=actor)


@transaction.atomic
def undo_telling_apart(*, actor: User, distinction: Distinction) -> Distinction:
    """Take it back: from then on the two are offered again. Raises IllegalMove where it was already."""
    authorise(actor, Action.EDIT_FIRMS)
    locked: Distinction = Distinction.objects.select_for_update(of=("self",)).get(pk=distinction.pk)
    if locked.undone_at is not None:
        raise IllegalMove(_("This was taken back already."))
    locked.undone_at, locked.undone_by = timezone.now(), actor
    locked.save(update_fields=["undone_at", "undone_by"])
    return locked


def refuse_told_apart(firm: Organisation, other: Organisation) -> None:
    """Raises ToldApart where somebody said that these two are not one. The caller holds both."""
    if (said := find_said(firm, other)) is not None:
        message = _(
            "%(who)s said that “%(one)s” and “%(other)s” are not the same company. Take that back first."
        )
        raise ToldApart(message % {"who": said.user, "one": said.one, "other": said.other})


def find_said(firm: Organisation, other: Organisation) -> Distinction | None:
    """That these two, or any they stand for, are not one; None where nobody said so."""
    said = Distinction.objects.standing().between(firm.pk, other.pk)
    found: Distinction | None = said.select_related("one", "other", "user").first()
    return found


def lock_both(one: Organisation, other: Organisation) -> tuple[Organisation, Organisation]:
    """Both rows, in one order whoever asks; nobody refers to either until the transaction ends."""
    rows = Organisation.objects.select_for_update(of=("self",)).select_related("merged_into")
    locked = {row.pk: row for row in rows.filter(pk__in=[one.pk, other.pk]).order_by("pk")}
    return locked[one.pk], locked[other.pk]
