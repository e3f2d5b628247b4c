"""Programs read who is away, and enter, change and end absences; a handoff says that its receiver is away."""

from __future__ import annotations

import pytest

from accounts.models import User
from accounts.own_company import today
from accounts.permissions import Action
from handoff.models import Absence
from leads.models import LeadStage
from tests.api import api_for
from tests.factories import make_absence, make_lead

pytestmark = pytest.mark.django_db
ABSENCES = "/api/v1/absences/"
DAYS = {"first_day": "2099-01-04", "last_day": "2099-01-08"}


def test_list_has_who_is_away_now_and_later(sven: User, sina: User) -> None:
    later = make_absence(sven, deputy=sina, first=3, last=9)
    make_absence(sina, first=-9, last=-2)
    rows = api_for(sven).get(ABSENCES).json()
    assert [(row["id"], row["person"], row["deputy"]) for row in rows] == [(later.pk, sven.pk, sina.pk)]


def test_note_is_blank_for_others(sven: User, sina: User) -> None:
    make_absence(sven, note="Kur")
    assert [api_for(user).get(ABSENCES).json()[0]["note"] for user in (sven, sina)] == ["Kur", ""]


def test_own_absence_is_entered(sven: User, sina: User) -> None:
    answer = api_for(sven).post(ABSENCES, {**DAYS, "deputy": sina.pk}, format="json")
    assert (answer.status_code, answer.json()["person"], answer.json()["deputy"]) == (201, sven.pk, sina.pk)


def test_somebody_elses_is_refused(sven: User, sina: User) -> None:
    answer = api_for(sven).post(ABSENCES, {**DAYS, "person": sina.pk}, format="json")
    assert (answer.status_code, Absence.objects.exists()) == (403, False)


def test_token_that_only_reads_enters_none(sven: User) -> None:
    answer = api_for(sven, scopes=[Action.VIEW_ABSENCES]).post(ABSENCES, DAYS, format="json")
    assert answer.status_code == 403


def test_overlap_names_its_field(sven: User) -> None:
    make_absence(sven, first_day="2099-01-01", last_day="2099-01-04")
    answer = api_for(sven).post(ABSENCES, DAYS, format="json")
    assert (answer.status_code, [one["place"] for one in answer.json()["errors"]]) == (400, ["first_day"])


def test_change_needs_the_version_that_was_read(sven: User) -> None:
    absence = make_absence(sven)
    address = f"{ABSENCES}{absence.pk}/"
    changes = [{"note": "Kur"}, {"note": "Kur", "row_version": 2}, {"note": "Kur", "row_version": 1}]
    answers = [api_for(sven).patch(address, change, format="json").status_code for change in changes]
    assert answers == [400, 409, 200]


def test_end_says_the_last_day_or_nothing_where_it_is_deleted(sven: User) -> None:
    running, later = make_absence(sven, first=-3, last=2), make_absence(sven, first=4, last=6)
    ended = api_for(sven).post(f"{ABSENCES}{running.pk}/end/")
    deleted = api_for(sven).post(f"{ABSENCES}{later.pk}/end/")
    assert (ended.status_code, deleted.status_code, Absence.objects.count()) == (200, 204, 1)
    assert ended.json()["last_day"] < today().isoformat()


def test_colleague_finds_none_to_end(sven: User, sina: User) -> None:
    assert api_for(sina).post(f"{ABSENCES}{make_absence(sven).pk}/end/").status_code == 404


def test_hand_over_to_somebody_away_says_so_and_is_done(sven: User, sina: User, mara: User) -> None:
    absence = make_absence(sven, deputy=sina)
    address = f"/api/v1/leads/{make_lead().pk}/handoffs/"
    answer = api_for(mara).post(address, {"grade": "B", "to_user": sven.pk}, format="json").json()
    assert (answer["to_user"], answer["away_until"], answer["deputy"]) == (
        sven.pk,
        absence.last_day.isoformat(),
        sina.pk,
    )


def test_handoff_to_somebody_here_says_nothing(sven: User) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    row = api_for(sven).get(f"/api/v1/leads/{lead.pk}/handoffs/").json()[0]
    assert (row["away_until"], row["deputy"]) == (None, None)


def test_many_handed_over_say_who_of_the_receivers_is_away(mara: User, sven: User, sina: User) -> None:
    absence = make_absence(sven, deputy=sina)
    leads = [{"lead": make_lead().pk, "grade": "B", "to_user": rep.pk} for rep in (sven, sina)]
    answer = api_for(mara).post("/api/v1/bulk/hand-over/", {"leads": leads}, format="json").json()
    until = absence.last_day.isoformat()
    assert answer["away"] == [{"person": sven.pk, "until": until, "deputy": sina.pk}]


def test_many_passed_on_to_somebody_away_without_a_deputy_say_so(sven: User, sina: User) -> None:
    make_absence(sina)
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    said = {"leads": [lead.pk], "to_user": sina.pk}
    answer = api_for(sven).post("/api/v1/bulk/pass-on/", said, format="json").json()
    assert [(one["person"], one["deputy"]) for one in answer["away"]] == [(sina.pk, None)]
