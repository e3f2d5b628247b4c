"""Two firms turn out to be one, or not to be. Names, domains and customer facts stay where they are."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from django.db import transaction
from django.db.models import F, Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, authorise
from firms.models import Distinction, FirmMerge, FirmPair, Organisation
from firms.services.customers import refuse_merged, renew_periods
from firms.services.distinguishing import lock_both, refuse_told_apart
from values.errors import field_error
from values.patience import long_statements
from values.refusals import IllegalMove, StaleVersion
from values.versions import save_row

MERGE_SECONDS: Final = 60
MEMBERS: Final = "members"
# What moves from one firm to the other, {label: (model, column)}; rooms above say what of theirs does.
_MOVING: dict[str, tuple[type[Model], str]] = {}


def register_moving(model: type[Model], column: str) -> None:
    """Let what this column names follow a merge, and go back when it is taken back."""
    _MOVING[f"{model._meta.label_lower}.{column}"] = (model, column)


@transaction.atomic
def merge_firms(
    *, actor: User, firm: Organisation, into: Organisation, expected_version: int | None = None
) -> FirmMerge:
    """Let all persons of one firm be of the other, which is found by the names and domains of both.

    Whoever comes in meanwhile waits and is of the other (a trigger of `leads`). Raises ValidationError
    (`into`), FirmMerged, ToldApart, StaleVersion of the firm that is kept.
    """
    authorise(actor, Action.EDIT_FIRMS)
    if firm.pk == into.pk:
        raise field_error("into", _("Choose another company."), "invalid")
    source, target = lock_both(firm, into)
    refuse_merged(source)
    refuse_merged(target)
    refuse_told_apart(source, target)
    _check_version(target, expected_version)
    moved = {MEMBERS: list(source.members.order_by("pk").values_list("pk", flat=True))}
    Organisation.objects.filter(pk__in=moved[MEMBERS]).update(merged_into=target)
    source.merged_into = target
    save_row(source, {"merged_into"})
    _renew_pairs(source, target, moved[MEMBERS])
    with long_statements(MERGE_SECONDS):
        renew_periods([target])
        for label, (model, column) in _MOVING.items():
            rows = model._base_manager.filter(**{column: source.pk})
            moved[label] = sorted(rows.values_list("pk", flat=True))
            rows.update(**{column: target.pk})
        renew_periods([source])
    save_row(target, set())
    return FirmMerge.objects.create(organisation=source, into=target, moved=moved, user=actor)


@transaction.atomic
def undo_merge(*, actor: User, merge: FirmMerge) -> Organisation:
    """Take a merge apart: what moved with it goes back, as far as nobody has moved it on since.

    Who came in since stays with the firm that was kept. Returns the firm that stands for itself again.
    Raises IllegalMove.
    """
    authorise(actor, Action.EDIT_FIRMS)
    locked = FirmMerge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    source, target = lock_both(locked.organisation, locked.into)
    if locked.undone_at is not None or source.merged_into_id != target.pk:
        raise IllegalMove(_("This merge was taken back already, or the company was merged on since."))
    source.merged_into = None
    save_row(source, {"merged_into"})
    moved = locked.moved
    Organisation.objects.filter(pk__in=moved[MEMBERS], merged_into=target).update(merged_into=source)
    _renew_pairs(source, target, moved[MEMBERS])
    with long_statements(MERGE_SECONDS):
        renew_periods([source])
        for label, (model, column) in _MOVING.items():
            rows = model._base_manager.filter(pk__in=moved.get(label, []), **{column: target.pk})
            rows.update(**{column: source.pk})
        renew_periods([target])
    save_row(target, set())
    locked.undone_at, locked.undone_by = timezone.now(), actor
    locked.save(update_fields=["undone_at", "undone_by"])
    return source


def _renew_pairs(source: Organisation, target: Organisation, members: Collection[int]) -> None:
    """Let the trigger look again for whom the two of each pair of these stand."""
    moved = [source.pk, target.pk, *members]
    for model in (FirmPair, Distinction):
        rows = model.objects.filter(Q(one__in=moved) | Q(other__in=moved))
        rows.update(low=F("low"))


def _check_version(firm: Organisation, expected: int | None) -> None:
    if expected is not None and expected != firm.row_version:
        raise StaleVersion(expected=expected, current=firm.row_version)
