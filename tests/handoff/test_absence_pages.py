"""The page of absences: oneself, and for who leads sales or administers, others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.own_company import today
from handoff.models import Absence
from tests.factories import client_for, make_absence

pytestmark = pytest.mark.django_db
PAGE = "/absences/"


def said(**changes: Any) -> dict[str, Any]:
    days = {"first_day": today().isoformat(), "last_day": (today() + timedelta(days=4)).isoformat()}
    return {**days, "deputy": "", "note": "", **changes}


def test_rep_enters_the_own_absence(sven: User, sina: User) -> None:
    answer = client_for(sven).post(PAGE, said(deputy=sina.pk, note="Urlaub"))
    found = Absence.objects.get()
    assert (answer.status_code, found.person, found.deputy, found.note) == (302, sven, sina, "Urlaub")


def test_rep_has_no_choice_of_whom(sven: User, sina: User) -> None:
    client_for(sven).post(PAGE, said(person=sina.pk))
    assert Absence.objects.get().person == sven


def test_sales_lead_enters_it_for_a_rep(lena: User, sven: User) -> None:
    client_for(lena).post(PAGE, said(person=sven.pk))
    assert (Absence.objects.get().person, Absence.objects.get().entered_by) == (sven, lena)


def test_what_is_wrong_stands_beside_its_field(sven: User) -> None:
    before = (today() - timedelta(days=1)).isoformat()
    answer = client_for(sven).post(PAGE, said(last_day=before))
    assert (answer.status_code, Absence.objects.exists()) == (422, False)
    assert "liegt vor" in answer.content.decode()


def test_note_is_read_by_oneself_and_who_may_enter_it(sven: User, sina: User, lena: User, mara: User) -> None:
    make_absence(sven, note="Operation")
    shows = {
        user.email: "Operation" in client_for(user).get(PAGE).content.decode()
        for user in (sven, sina, lena, mara)
    }
    assert shows == {sven.email: True, sina.email: False, lena.email: True, mara.email: False}


def test_manager_reads_and_enters_nothing(gero: User, sven: User) -> None:
    make_absence(sven)
    browser = client_for(gero)
    page = browser.get(PAGE).content.decode()
    assert ("Sven Vertrieb" in page, 'name="first_day"' in page) == (True, False)
    assert browser.post(PAGE, said()).status_code == 403


def test_one_that_is_over_is_not_listed(sven: User, sina: User) -> None:
    make_absence(sina, first=-9, last=-1)
    assert "<b>Sina Vertrieb</b>" not in client_for(sven).get(PAGE).content.decode()


def test_change_and_end(sven: User) -> None:
    absence, browser = make_absence(sven, first=-1), client_for(sven)
    version = absence.row_version
    form = said(first_day=absence.first_day.isoformat(), note="Kur", expected_version=version)
    browser.post(reverse("handoff:absence", args=[absence.pk]), form)
    absence.refresh_from_db()
    assert absence.note == "Kur"
    browser.post(reverse("handoff:absence_end", args=[absence.pk]))
    absence.refresh_from_db()
    assert absence.last_day == today() - timedelta(days=1)


def test_somebody_was_faster_and_both_values_are_shown(sven: User) -> None:
    absence = make_absence(sven, note="Kur")
    Absence.objects.filter(pk=absence.pk).update(row_version=2, note="Urlaub")
    form = said(note="Messe", expected_version=1)
    answer = client_for(sven).post(reverse("handoff:absence", args=[absence.pk]), form)
    page = answer.content.decode()
    assert (answer.status_code, "Urlaub" in page, "Messe" in page) == (409, True, True)


def test_colleagues_absence_is_not_there(sven: User, sina: User) -> None:
    absence, browser = make_absence(sven), client_for(sina)
    assert browser.get(reverse("handoff:absence", args=[absence.pk])).status_code == 404
    assert browser.post(reverse("handoff:absence_end", args=[absence.pk])).status_code == 404


def test_profile_leads_there(sven: User, client: Client) -> None:
    assert PAGE in client_for(sven).get("/profile/").content.decode()
