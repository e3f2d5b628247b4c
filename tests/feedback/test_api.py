from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import User
from feedback.models import ContactAttempt, LeadStanding, Outcome, Rating
from handoff.models import ReasonUse
from leads.models import LeadStage
from tests.api import api_for
from tests.factories import make_lead, make_reason
from tests.feedback.saying import accepted_lead, say, win

RATING = {"potential": "yes", "quality": "B", "fit": "too_high", "expected_rating_id": None}


def test_attempt_logged_by_api_makes_the_lead_contacted(sven: User) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    path = f"/api/v1/leads/{lead.pk}/attempts/"
    answer = api_for(sven).post(path, {"channel": "phone", "was_reached": True})
    lead.refresh_from_db()
    assert (answer.status_code, lead.stage) == (201, LeadStage.CONTACTED)
    assert ContactAttempt.objects.get().was_reached is True


def test_rating_by_api_is_listed_newest_first(sven: User) -> None:
    lead = make_lead(stage=LeadStage.CONTACTED, assigned_to=sven)
    client, path = api_for(sven), f"/api/v1/leads/{lead.pk}/ratings/"
    first = client.post(path, RATING).json()
    client.post(path, {**RATING, "quality": "C", "expected_rating_id": first["id"]})
    assert [rating["quality"] for rating in client.get(path).json()["results"]] == ["C", "B"]


def test_rating_over_an_unseen_one_is_a_conflict(sven: User) -> None:
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    answer = api_for(sven).post(f"/api/v1/leads/{lead.pk}/ratings/", RATING)
    assert (answer.status_code, answer.json()["code"]) == (409, "RatingConflict")
    assert Rating.objects.count() == 1


def test_conflict_over_an_unseen_rating_shows_both_values(sven: User, lena: User) -> None:
    sven.language = "en"
    sven.save(update_fields=["language"])
    lead = accepted_lead(sven)
    say(lena, lead, quality="A", note="Call in May")
    answer = api_for(sven).post(f"/api/v1/leads/{lead.pk}/ratings/", RATING)
    assert answer.json()["conflicts"] == [
        {"place": "quality", "theirs": "A – will buy soon", "yours": "B – serious interest"},
        {"place": "fit", "theirs": "Realistic expectation", "yours": "Promised too much"},
        {"place": "note", "theirs": "Call in May", "yours": ""},
    ]


def test_conflict_over_an_unseen_outcome_shows_both_values(sven: User, lena: User) -> None:
    sven.language = "en"
    sven.save(update_fields=["language"])
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    decided_at = timezone.now()
    win(lena, lead, value_cents=1234_50, decided_at=decided_at)
    said = {
        "kind": "won",
        "value_cents": 77_00,
        "decided_at": decided_at.isoformat(),
        "expected_outcome_id": None,
    }
    answer = api_for(sven).post(f"/api/v1/leads/{lead.pk}/outcomes/", said)
    assert (answer.status_code, answer.json()["code"]) == (409, "OutcomeConflict")
    assert answer.json()["conflicts"] == [{"place": "value_cents", "theirs": "€1,234.50", "yours": "€77.00"}]


def test_quality_outside_the_scale_is_refused(sven: User) -> None:
    lead = make_lead(stage=LeadStage.CONTACTED, assigned_to=sven)
    answer = api_for(sven).post(f"/api/v1/leads/{lead.pk}/ratings/", {**RATING, "quality": "E"})
    assert (answer.status_code, answer.json()["errors"][0]["place"]) == (400, "quality")


def test_marketing_reads_ratings_but_writes_none(mara: User) -> None:
    lead = make_lead(stage=LeadStage.RATED)
    client, path = api_for(mara), f"/api/v1/leads/{lead.pk}/ratings/"
    assert len(client.get(path).json()["results"]) == 1
    assert client.post(path, RATING).status_code == 403


def test_outcome_won_carries_its_value(sven: User) -> None:
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    said = {"kind": "won", "value_cents": 99_00, "expected_outcome_id": None}
    path = f"/api/v1/leads/{lead.pk}/outcomes/"
    answer = api_for(sven).post(path, {**said, "decided_at": lead.accepted_at.isoformat()})  # type: ignore[union-attr]
    lead.refresh_from_db()
    assert (answer.status_code, lead.stage, Outcome.objects.get().value_cents) == (201, LeadStage.WON, 9900)


def test_outcome_won_carries_several_deals_and_lists_them(sven: User) -> None:
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    client, path = api_for(sven), f"/api/v1/leads/{lead.pk}/outcomes/"
    day = lead.received_at.isoformat().replace("+00:00", "Z")
    deals = [
        {"value_cents": 99_00, "decided_at": day, "number": "A"},
        {"value_cents": 1_00, "decided_at": None, "number": ""},
    ]
    answer = client.post(path, {"kind": "won", "deals": deals, "expected_outcome_id": None})
    assert answer.status_code == 201
    listed = client.get(path).json()["results"]
    assert [(row["value_cents"], len(row["deals"])) for row in listed] == [(100_00, 2)]
    assert [(deal["value_cents"], deal["number"]) for deal in listed[0]["deals"]] == [(9900, "A"), (100, "")]
    assert LeadStanding.objects.get(lead=lead).value_cents == 100_00


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({"deals": []}, "deals"),
        ({"deals": [{"value_cents": 1}]}, "deals.0.decided_at"),
        ({"deals": [{"value_cents": 1, "decided_at": None}], "value_cents": 1}, "deals"),
        ({"value_cents": 1}, "decided_at"),
        ({"value_cents": 1, "decided_at": "2099-01-01"}, "decided_at"),
        ({"deals": [{"value_cents": 1, "decided_at": "2099-01-01"}]}, "decided_at"),
        (
            {"deals": [{"value_cents": 1, "decided_at": None, "number": "A"}] * 2},
            "number_2",
        ),
    ],
)
def test_deals_that_cannot_be_are_refused(sven: User, said: dict[str, object], place: str) -> None:
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    path = f"/api/v1/leads/{lead.pk}/outcomes/"
    answer = api_for(sven).post(path, {"kind": "won", **said, "expected_outcome_id": None})
    assert (answer.status_code, answer.json()["errors"][0]["place"]) == (400, place)
    assert not Outcome.objects.exists()


@pytest.mark.parametrize(
    ("said", "place"),
    [({"kind": "won"}, "value_cents"), ({"kind": "lost"}, "reason"), ({"kind": "maybe"}, "kind")],
)
def test_outcome_names_what_is_missing(sven: User, said: dict[str, str], place: str) -> None:
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    path = f"/api/v1/leads/{lead.pk}/outcomes/"
    answer = api_for(sven).post(path, {**said, "expected_outcome_id": None})
    assert answer.status_code == 400
    assert place in [error["place"] for error in answer.json()["errors"]]


def test_lost_then_reopened_leaves_both_facts(sven: User) -> None:
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sven)
    client, path = api_for(sven), f"/api/v1/leads/{lead.pk}/outcomes/"
    reason = make_reason(ReasonUse.LOST)
    lost = client.post(path, {"kind": "lost", "reason": reason.pk, "expected_outcome_id": None}).json()
    client.post(path, {"kind": "reopened", "expected_outcome_id": lost["id"]})
    lead.refresh_from_db()
    assert [row["kind"] for row in client.get(path).json()["results"]] == ["reopened", "lost"]
    assert lead.stage == LeadStage.RATED


def test_facts_of_a_foreign_lead_are_not_found(sven: User, sina: User) -> None:
    lead = make_lead(stage=LeadStage.RATED, assigned_to=sina)
    assert api_for(sven).get(f"/api/v1/leads/{lead.pk}/ratings/").status_code == 404
    assert api_for(sven).post(f"/api/v1/leads/{lead.pk}/ratings/", RATING).status_code == 404
