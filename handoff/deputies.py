"""Who is away today and who stands in: derived from the absences of the day, so that nothing has to be moved.

A deputy who is away as well passes it on to the own one, and so on to the first who is here. Where there is
none, or the way leads back, nobody stands in: sales leads see these leads, as they see all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import DateField
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.own_company import today
from handoff.models import Absence
from values.compiled import Compiled, Given
from values.days import written

_RUNNING: Final = Compiled(lambda: Absence.objects.running(Given("day", DateField())).with_names())


@dataclass(frozen=True, kw_only=True, slots=True)
class Absent:
    """Somebody who is away on the day that was asked for: `until` and with that day; `deputy` is here."""

    person: User
    until: date
    deputy: User | None

    @property
    def said(self) -> str:
        """For whoever is about to hand something over."""
        values = {"person": self.person, "day": written(self.until), "deputy": self.deputy}
        if self.deputy is None:
            return _("%(person)s is away until %(day)s, and nobody stands in.") % values
        return _("%(person)s is away until %(day)s. Deputy: %(deputy)s.") % values

    @property
    def label(self) -> str:
        """The person as a choice among others."""
        return _("%(person)s (away until %(day)s)") % {"person": self.person, "day": written(self.until)}


def read_absent(day: date | None = None) -> dict[int, Absent]:
    """Who is away on this day of the company's (today), by the number of the person; one statement."""
    running = {one.person_id: one for one in _RUNNING.rows(day=day or today())}
    return {
        pk: Absent(person=one.person, until=one.last_day, deputy=_find_present(one, running))
        for pk, one in running.items()
    }


def read_absent_for(user: User, day: date) -> dict[int, Absent]:
    """`read_absent`, once a request: with each the person is read anew, and a page asks a dozen times."""
    known: tuple[date, dict[int, Absent]] | None = vars(user).get("_absent")
    if known is None or known[0] != day:
        known = vars(user)["_absent"] = (day, read_absent(day))
    return known[1]


def _find_present(absence: Absence, running: Mapping[int, Absence]) -> User | None:
    seen, deputy = {absence.person_id}, absence.deputy
    while deputy is not None and deputy.pk in running:
        if deputy.pk in seen:
            return None
        seen.add(deputy.pk)
        deputy = running[deputy.pk].deputy
    is_here = deputy is not None and deputy.is_active and deputy.team == absence.person.team
    return deputy if is_here else None


def represented_ids(user: User, day: date) -> frozenset[int]:
    """The numbers of those for whom this person stands in on this day."""
    away = read_absent_for(user, day).values()
    return frozenset(one.person.pk for one in away if one.deputy is not None and one.deputy.pk == user.pk)


def find_deputy(person: User) -> User | None:
    """Who stands in for this person today; None while they are here."""
    absent = read_absent().get(person.pk)
    return absent.deputy if absent else None
