"""Somebody says when they, or people of theirs, are away and who stands in; nothing else is changed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Role, Team, User
from accounts.own_company import today
from accounts.permissions import Action, authorise, may
from handoff import notifications
from handoff.errors import AbsenceOver
from handoff.models import Absence
from handoff.models.absences import ONCE
from values.checking import Findings
from values.columns import take
from values.days import written
from values.errors import field_error, unless_taken
from values.versions import lock_row, save_row

FIELDS: Final = ("first_day", "last_day", "deputy", "note")


@transaction.atomic
def enter_absence(
    *, actor: User, person: User, first_day: date, last_day: date, deputy: User | None = None, note: str = ""
) -> Absence:
    """Note that somebody is away, both days included; deputy and person hear of it unless they said it.

    One's own everybody of a team enters, a sales lead those of sales, an administrator all. Raises
    PermissionDenied, ValidationError (`person`, `first_day`, `last_day`, `deputy`, `note`): days that have
    passed or are taken by another absence, a deputy who is away then or of the other team.
    """
    _authorise(actor, person)
    if not person.is_active or person.team is None:
        message = _("%(person)s works in neither team, so nobody stands in.") % {"person": person}
        raise field_error("person", message)
    absence = Absence(person=person, entered_by=actor)
    _take(absence, {"first_day": first_day, "last_day": last_day, "deputy": deputy, "note": note})
    _wait_for_others_of(person)
    with unless_taken(ONCE, _overlapping(absence)):
        absence.save(force_insert=True)
    notifications.tell_absence_entered(absence=absence, by=actor)
    return absence


@transaction.atomic
def change_absence(
    *, actor: User, absence: Absence, expected_version: int | None = None, **said: Any
) -> Absence:
    """Change days, deputy or note; what is not said stays. Whoever stood in and does no more hears that.

    Raises as `enter_absence`, AbsenceOver for one that has passed, StaleVersion.
    """
    _authorise(actor, absence.person)
    locked = _lock(absence, expected_version=expected_version, changes=said)
    before, days = locked.deputy, (locked.first_day, locked.last_day)
    _take(locked, {**{name: getattr(locked, name) for name in FIELDS}, **said})
    _wait_for_others_of(locked.person)
    with unless_taken(ONCE, _overlapping(locked)):
        save_row(locked, FIELDS)
    if before is not None and before != locked.deputy:
        notifications.tell_deputy_free(absence=locked, deputy=before, by=actor)
    if before != locked.deputy or days != (locked.first_day, locked.last_day):
        notifications.tell_absence_entered(absence=locked, by=actor)
    return locked


@transaction.atomic
def end_absence(*, actor: User, absence: Absence) -> Absence | None:
    """Say that somebody is back today: yesterday was the last day. The deputy hears of it.

    One that has not begun before today is deleted; then the answer is None. Raises PermissionDenied,
    AbsenceOver.
    """
    _authorise(actor, absence.person)
    locked = _lock(absence)
    if locked.deputy is not None:
        notifications.tell_deputy_free(absence=locked, deputy=locked.deputy, by=actor)
    if locked.first_day >= today():
        locked.delete()
        return None
    locked.last_day = today() - timedelta(days=1)
    return save_row(locked, {"last_day"})


def may_edit(actor: User, person: User) -> bool:
    """Whether this person enters and ends absences of that one."""
    if actor.pk == person.pk:
        return may(actor, Action.EDIT_ABSENCES)
    if not may(actor, Action.EDIT_ABSENCES_OF_OTHERS):
        return False
    return actor.role == Role.ADMIN or person.team == Team.SALES


def find_editable(actor: User) -> list[User]:
    """Whose absences this person enters, the own first."""
    people = [one for one in User.objects.active().order_by("full_name", "pk") if one.team is not None]
    mine = [one for one in people if may_edit(actor, one)]
    return sorted(mine, key=lambda one: one.pk != actor.pk)


def _authorise(actor: User, person: User) -> None:
    authorise(actor, Action.EDIT_ABSENCES)
    if actor.pk != person.pk:
        authorise(actor, Action.EDIT_ABSENCES_OF_OTHERS)
    if not may_edit(actor, person):
        raise PermissionDenied(_("You enter absences of yourself and of sales."))


def _wait_for_others_of(person: User) -> None:
    """Write the absences of one person one after the other: two at once, each of which PostgreSQL compares
    with the other, would wait for each other.
    """
    list(User.objects.filter(pk=person.pk).select_for_update(no_key=True).values_list("pk"))


def _lock(absence: Absence, **options: Any) -> Absence:
    locked = lock_row(absence, rows=Absence.objects.with_names(), **options)
    if locked.last_day < today():
        raise AbsenceOver(
            _("This absence ended on %(day)s and stays as it is.") % {"day": written(locked.last_day)}
        )
    return locked


def _take(absence: Absence, said: dict[str, Any]) -> None:
    """Put it into the row and check it all; nothing is written."""
    findings = Findings()
    take(absence, said, findings)
    findings.raise_if_any()
    if absence.last_day < absence.first_day:
        raise field_error("last_day", _("The last day lies before the first."))
    if absence.last_day < today():
        message = _("%(day)s has passed. Choose today or a later day.") % {"day": written(absence.last_day)}
        raise field_error("last_day", message, "out_of_range")
    _check_deputy(absence)
    if (
        Absence.objects.between(absence.first_day, absence.last_day)
        .filter(person=absence.person)
        .exclude(pk=absence.pk)
    ):
        raise _overlapping(absence)


def _check_deputy(absence: Absence) -> None:
    person, deputy = absence.person, absence.deputy
    if deputy is None:
        return
    if deputy.pk == person.pk:
        raise field_error("deputy", _("Nobody stands in for themselves."))
    if not deputy.is_active or deputy.team != person.team:
        message = _("%(deputy)s cannot stand in for %(person)s. Allowed are active people of the same team.")
        raise field_error("deputy", message % {"deputy": deputy, "person": person})
    away = Absence.objects.between(absence.first_day, absence.last_day).filter(person=deputy).first()
    if away is not None:
        message = _("%(deputy)s is away then, too: %(days)s.")
        raise field_error("deputy", message % {"deputy": deputy, "days": away.days})


def _overlapping(absence: Absence) -> Any:
    """The refusal that names the other one."""
    others = Absence.objects.filter(person=absence.person).exclude(pk=absence.pk)
    other = others.between(absence.first_day, absence.last_day).first()
    days = other.days if other else absence.days
    message = _("%(person)s is away on some of these days already: %(days)s. Change that one instead.")
    return field_error("first_day", message % {"person": absence.person, "days": days}, "unique")
