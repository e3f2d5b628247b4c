"""Somebody is away: entered, changed and ended by whom it concerns, with a deputy who can be one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Notification, Role, User
from accounts.own_company import today
from handoff.errors import AbsenceOver
from handoff.models import Absence
from handoff.services import change_absence, end_absence, enter_absence, find_editable
from tests.factories import make_absence, make_user
from values.refusals import StaleVersion

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def day(days: int) -> date:
    return today() + timedelta(days=days)


def errors_of(caught: pytest.ExceptionInfo[ValidationError]) -> dict[str, list[str]]:
    return caught.value.message_dict


def told(user: User) -> list[str]:
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_own_absence_has_its_days_and_deputy(sven: User, lena: User) -> None:
    entered = enter_absence(
        actor=sven, person=sven, first_day=day(1), last_day=day(3), deputy=lena, note="Urlaub"
    )
    found = Absence.objects.get()
    assert (found, found.first_day, found.last_day) == (entered, day(1), day(3))
    assert (found.person, found.deputy, found.note, found.entered_by) == (sven, lena, "Urlaub", sven)


def test_deputy_is_told_and_who_says_it_is_not(sven: User, lena: User) -> None:
    enter_absence(actor=sven, person=sven, first_day=day(0), last_day=day(3), deputy=lena)
    assert (told(lena), told(sven)) == (["absence_deputy"], [])


def test_sales_lead_enters_it_for_a_rep_who_hears_of_it(sven: User, lena: User) -> None:
    enter_absence(actor=lena, person=sven, first_day=day(0), last_day=day(0))
    assert told(sven) == ["absence_entered"]


@pytest.mark.parametrize(
    ("actor", "person"), [("sina", "sven"), ("lena", "mara"), ("mara", "sven"), ("gero", "sven")]
)
def test_others_are_refused(request: pytest.FixtureRequest, actor: str, person: str) -> None:
    """A rep enters no colleague's, a sales lead none of marketing's, a manager nobody's."""
    with pytest.raises(PermissionDenied):
        enter_absence(
            actor=request.getfixturevalue(actor),
            person=request.getfixturevalue(person),
            first_day=day(0),
            last_day=day(1),
        )


def test_administrator_enters_it_for_marketing_too(ada: User, mara: User) -> None:
    assert enter_absence(actor=ada, person=mara, first_day=day(0), last_day=day(1)).person == mara


def test_who_is_in_no_team_is_never_absent(ada: User, gero: User) -> None:
    with pytest.raises(ValidationError) as caught:
        enter_absence(actor=ada, person=gero, first_day=day(0), last_day=day(1))
    assert list(errors_of(caught)) == ["person"]


def test_those_whom_one_may_enter_begin_with_oneself(sven: User, sina: User, lena: User, mara: User) -> None:
    assert find_editable(lena)[0] == lena
    assert set(find_editable(lena)) == {lena, sven, sina}
    assert find_editable(sven) == [sven]


@pytest.mark.parametrize(
    ("first", "last", "field"), [(3, 2, "last_day"), (-5, -1, "last_day"), (-1, 0, None), (0, 0, None)]
)
def test_days_are_in_order_and_not_over(sven: User, first: int, last: int, field: str | None) -> None:
    if field is None:
        enter_absence(actor=sven, person=sven, first_day=day(first), last_day=day(last))
        return
    with pytest.raises(ValidationError) as caught:
        enter_absence(actor=sven, person=sven, first_day=day(first), last_day=day(last))
    assert list(errors_of(caught)) == [field]


@pytest.mark.parametrize(("first", "last"), [(0, 1), (5, 9), (2, 3), (-3, 20)])
def test_one_that_overlaps_is_refused_and_names_the_other(sven: User, first: int, last: int) -> None:
    other = make_absence(sven, first=1, last=5)
    with pytest.raises(ValidationError) as caught:
        enter_absence(actor=sven, person=sven, first_day=day(first), last_day=day(last))
    assert other.days in errors_of(caught)["first_day"][0]


def test_day_after_the_last_is_free(sven: User) -> None:
    make_absence(sven, first=1, last=5)
    enter_absence(actor=sven, person=sven, first_day=day(6), last_day=day(7))
    assert sven.absences.count() == 2


@pytest.mark.parametrize("deputy", ["sven", "mara", "otto"])
def test_deputy_is_an_active_colleague(request: pytest.FixtureRequest, sven: User, deputy: str) -> None:
    """Not oneself, nobody of the other team, nobody who left."""
    with pytest.raises(ValidationError) as caught:
        enter_absence(
            actor=sven,
            person=sven,
            first_day=day(0),
            last_day=day(1),
            deputy=request.getfixturevalue(deputy),
        )
    assert list(errors_of(caught)) == ["deputy"]


def test_deputy_is_not_away_on_one_of_these_days(sven: User, sina: User) -> None:
    away = make_absence(sina, first=3, last=9)
    with pytest.raises(ValidationError) as caught:
        enter_absence(actor=sven, person=sven, first_day=day(0), last_day=day(3), deputy=sina)
    assert errors_of(caught)["deputy"] == [f"Sina Vertrieb is away then, too: {away.days}."]


def test_another_deputy_is_told_and_the_first_is_free(sven: User, sina: User, lena: User) -> None:
    absence = make_absence(sven, deputy=sina)
    change_absence(actor=sven, absence=absence, deputy=lena)
    assert (told(sina), told(lena)) == (["absence_deputy_free"], ["absence_deputy"])


def test_what_is_not_said_stays(sven: User, sina: User) -> None:
    absence = make_absence(sven, deputy=sina, note="Urlaub")
    changed = change_absence(actor=sven, absence=absence, last_day=day(9), expected_version=1)
    assert (changed.last_day, changed.deputy, changed.note) == (day(9), sina, "Urlaub")


def test_change_of_an_older_version_is_refused(sven: User) -> None:
    absence = make_absence(sven)
    change_absence(actor=sven, absence=absence, note="Kur")
    with pytest.raises(StaleVersion):
        change_absence(actor=sven, absence=absence, note="Urlaub", expected_version=1)


def test_back_today_ends_it_yesterday(sven: User, sina: User) -> None:
    ended = end_absence(actor=sven, absence=make_absence(sven, deputy=sina, first=-3, last=4))
    assert ended is not None
    assert (ended.last_day, told(sina)) == (day(-1), ["absence_deputy_free"])


@pytest.mark.parametrize("first", [0, 2])
def test_one_that_had_no_day_yet_is_deleted(sven: User, first: int) -> None:
    assert end_absence(actor=sven, absence=make_absence(sven, first=first)) is None
    assert not Absence.objects.exists()


def test_one_that_is_over_stays_as_it_was(sven: User) -> None:
    over = make_absence(sven, first=-9, last=-1)
    with pytest.raises(AbsenceOver):
        end_absence(actor=sven, absence=over)
    with pytest.raises(AbsenceOver):
        change_absence(actor=sven, absence=over, note="Kur")


def test_colleague_ends_nobody_elses(sven: User, sina: User) -> None:
    with pytest.raises(PermissionDenied):
        end_absence(actor=sina, absence=make_absence(sven))


def test_deputy_who_leaves_is_said_to_whom_they_stood_in_for(ada: User, sven: User) -> None:
    from accounts.services import deactivate

    rep = make_user(Role.SALES_REP)
    make_absence(sven, deputy=rep, first=2)
    deactivate(actor=ada, user=rep)
    assert told(sven) == ["absence_without_deputy"]
