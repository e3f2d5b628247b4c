"""Marketing questions a rating; sales' lead and the manager settle it; only a new rating changes anything."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import Notification, Role, Team, User
from desk.timeline import build_timeline
from feedback.disputes import Counts, DisputeOf, count_open
from feedback.errors import DisputeEnded, NothingToQuestion, RatedSince
from feedback.history import ImportedQuality, record_imported_qualities
from feedback.models import Dispute, DisputeEnd, LeadStanding, Rating
from feedback.services.disputes import question_rating, settle, withdraw
from feedback.services.undoing import undo
from leads.models import Lead
from tests.api import api_for
from tests.factories import make_campaign, make_user
from tests.feedback.saying import accepted_lead, say

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def rating(sven: User, mara: User, lena: User, gero: User) -> Rating:
    """Sven has said C of a lead; Lena and Gero are there to settle what is questioned."""
    return say(sven, accepted_lead(sven, grade="A"), quality="C")


def question(actor: User, rating: Rating, text: str = "Er hat sofort bestellt.") -> Dispute:
    return question_rating(actor=actor, lead=rating.lead, rating_id=rating.pk, text=text)


def word(actor: User, dispute: Dispute, verdict: str, text: str = "Ich war dabei.") -> Dispute:
    return settle(actor=actor, lead=dispute.lead, dispute_id=dispute.pk, verdict=verdict, text=text)


def rate_anew(actor: User, rating: Rating, **fields: Any) -> Rating:
    return say(actor, rating.lead, **{"quality": "A", "expected_rating_id": rating.pk, **fields})


def ended(dispute: Dispute) -> tuple[str, User | None]:
    dispute.refresh_from_db()
    return dispute.ended_how, dispute.ended_by


def seen(user: User, lead: Lead) -> DisputeOf:
    return DisputeOf(user=user, lead=Lead.objects.get(pk=lead.pk))


def told(user: User) -> list[str]:
    """The kinds of what was told them of questioned ratings."""
    found = Notification.objects.filter(user=user, kind__startswith="rating_").order_by("pk")
    return [news.kind for news in found]


def test_questioned_rating_counts_all_the_same(mara: User, rating: Rating) -> None:
    dispute = question(mara, rating)
    assert dispute.is_open
    standing = LeadStanding.objects.get(lead=rating.lead)
    assert (standing.rating, standing.quality) == (rating, "C")


def test_one_rating_is_questioned_once_at_a_time(mara: User, rating: Rating) -> None:
    question(mara, rating)
    with pytest.raises(NothingToQuestion, match="has questioned this rating already"):
        question(make_user(), rating)
    assert Dispute.objects.count() == 1


def test_same_words_again_change_nothing(mara: User, rating: Rating) -> None:
    assert question(mara, rating) == question(mara, rating)
    assert Notification.objects.filter(kind="rating_questioned").count() == 3


def test_only_the_newest_rating_is_questioned(mara: User, sven: User, rating: Rating) -> None:
    rate_anew(sven, rating)
    with pytest.raises(RatedSince):
        question(mara, rating)


def test_imported_rating_is_not_questioned(mara: User, rating: Rating) -> None:
    Rating.objects.filter(pk=rating.pk).update(user=None)
    with pytest.raises(NothingToQuestion, match="imported history"):
        question(mara, rating)


def test_question_needs_a_sentence(mara: User, rating: Rating) -> None:
    with pytest.raises(ValidationError) as refused:
        question(mara, rating, text="  ")
    assert list(refused.value.message_dict) == ["text"]


@pytest.mark.parametrize("who", ["sven", "lena", "gero", "ada"])
def test_only_marketing_questions(rating: Rating, who: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(PermissionDenied):
        question(request.getfixturevalue(who), rating)


def test_both_teams_settle_that_it_stays(mara: User, lena: User, gero: User, rating: Rating) -> None:
    dispute = question(mara, rating)
    word(lena, dispute, "stays")
    assert ended(dispute) == ("", None)
    word(gero, dispute, "stays")
    assert ended(dispute) == (DisputeEnd.STAYS, gero)
    assert [one.team for one in dispute.words.all()] == [Team.SALES, Team.MARKETING]


def test_teams_that_differ_leave_it_open_until_one_changes_its_word(
    mara: User, lena: User, gero: User, rating: Rating
) -> None:
    dispute = question(mara, rating)
    word(lena, dispute, "stays")
    word(gero, dispute, "wrong")
    assert ended(dispute) == ("", None)
    word(lena, dispute, "wrong")
    assert ended(dispute) == (DisputeEnd.WRONG, lena)


def test_two_of_one_team_do_not_settle_it(mara: User, gero: User, rating: Rating) -> None:
    dispute = question(mara, rating)
    word(gero, dispute, "stays")
    word(make_user(Role.MANAGER), dispute, "stays")
    assert ended(dispute) == ("", None)


def test_wrong_one_is_rated_anew_by_sales_alone(
    mara: User, sven: User, lena: User, gero: User, rating: Rating
) -> None:
    dispute = question(mara, rating)
    word(lena, dispute, "wrong")
    word(gero, dispute, "wrong")
    assert LeadStanding.objects.get(lead=rating.lead).quality == "C"
    assert seen(sven, rating.lead).is_to_rate_anew
    rate_anew(sven, rating)
    assert LeadStanding.objects.get(lead=rating.lead).quality == "A"
    assert not seen(sven, rating.lead).is_shown
    assert ended(dispute) == (DisputeEnd.WRONG, gero)


def test_settled_rating_is_not_questioned_again(mara: User, lena: User, gero: User, rating: Rating) -> None:
    dispute = question(mara, rating)
    word(lena, dispute, "stays")
    word(gero, dispute, "stays")
    with pytest.raises(NothingToQuestion, match="settled this rating already"):
        question(mara, rating)


def test_new_rating_ends_it(mara: User, sven: User, rating: Rating) -> None:
    dispute = question(mara, rating)
    rate_anew(sven, rating)
    assert ended(dispute) == (DisputeEnd.RATED_ANEW, sven)
    assert told(mara) == ["rating_anew"]


def test_rating_from_a_file_ends_it(mara: User, rating: Rating) -> None:
    dispute = question(mara, rating)
    Rating.objects.filter(pk=rating.pk).update(user=None)
    later = ImportedQuality(lead_id=rating.lead_id, quality="A", rated_at=timezone.now())
    record_imported_qualities([later])
    assert ended(dispute) == (DisputeEnd.RATED_ANEW, None)


def test_rating_that_is_taken_back_ends_it(mara: User, sven: User, rating: Rating) -> None:
    dispute = question(mara, rating)
    undo(actor=sven, kind="rating", fact_id=rating.pk)
    assert ended(dispute) == (DisputeEnd.TAKEN_BACK, sven)
    assert told(mara) == ["rating_question_ended"]


def test_it_is_withdrawn_by_who_questioned_and_can_be_questioned_again(mara: User, rating: Rating) -> None:
    dispute = question(mara, rating)
    with pytest.raises(PermissionDenied):
        withdraw(actor=make_user(), lead=rating.lead, dispute_id=dispute.pk)
    withdraw(actor=mara, lead=rating.lead, dispute_id=dispute.pk)
    assert ended(dispute) == (DisputeEnd.WITHDRAWN, mara)
    assert question(mara, rating).is_open


def test_what_has_ended_is_neither_settled_nor_withdrawn(mara: User, lena: User, rating: Rating) -> None:
    dispute = question(mara, rating)
    withdraw(actor=mara, lead=rating.lead, dispute_id=dispute.pk)
    with pytest.raises(DisputeEnded):
        word(lena, dispute, "stays")
    with pytest.raises(DisputeEnded):
        withdraw(actor=mara, lead=rating.lead, dispute_id=dispute.pk)


def test_sales_and_those_who_settle_are_told_once_each(
    mara: User, sven: User, lena: User, gero: User, rating: Rating
) -> None:
    question(mara, rating, text="Ruft bitte 0171 2345678 an.")
    told = Notification.objects.filter(kind="rating_questioned").values_list("user", flat=True)
    assert sorted(told) == sorted([sven.pk, lena.pk, gero.pk])
    news = Notification.objects.get(user=lena, kind="rating_questioned")
    assert "0171" not in news.title + news.body


def test_rep_and_marketer_hear_how_it_was_settled(
    mara: User, sven: User, lena: User, gero: User, rating: Rating
) -> None:
    dispute = question(mara, rating)
    word(lena, dispute, "wrong")
    word(gero, dispute, "wrong")
    kinds = Notification.objects.filter(kind="rating_settled").values_list("user", flat=True)
    assert set(kinds) == {mara.pk, sven.pk}


def test_owner_who_questioned_hears_of_the_new_rating_once(mara: User, sven: User) -> None:
    rating = say(sven, accepted_lead(sven, campaign=make_campaign(owner=mara)), quality="C")
    question(mara, rating)
    rate_anew(sven, rating)
    since = Notification.objects.filter(user=mara).order_by("pk").values_list("kind", flat=True)
    assert list(since) == ["lead_rated", "rating_anew"]


def test_rep_to_whom_the_lead_was_passed_is_told_and_the_one_before_is_not(
    mara: User, sven: User, sina: User, rating: Rating
) -> None:
    Lead.objects.filter(pk=rating.lead_id).update(assigned_to=sina)
    question(mara, rating)
    told = Notification.objects.filter(kind="rating_questioned").values_list("user", flat=True)
    assert sina.pk in told
    assert sven.pk not in told


def test_both_words_stand_on_the_timeline(mara: User, sven: User, lena: User, rating: Rating) -> None:
    dispute = question(mara, rating)
    word(lena, dispute, "stays")
    said = [(event.title, event.text) for event in build_timeline(lead=rating.lead, viewer=sven)]
    assert (f"Rating questioned: {rating.get_quality_display()}", "Er hat sofort bestellt.") in said
    assert ("Sales on the questioned rating: It stays", "Ich war dabei.") in said


def test_marketings_grade_in_the_question_is_hidden_once_the_rating_was_taken_back(
    mara: User, sven: User, rating: Rating
) -> None:
    question(mara, rating, text="Wir hatten A gesagt.")
    undo(actor=sven, kind="rating", fact_id=rating.pk)
    lead = Lead.objects.get(pk=rating.lead_id)
    assert not lead.shows_grade_to(sven)
    assert "Wir hatten A gesagt." not in [event.text for event in build_timeline(lead=lead, viewer=sven)]
    assert seen(sven, lead).newest is None
    assert api_for(sven).get(f"/api/v1/leads/{lead.pk}/disputes/").json()["results"] == []
    assert len(api_for(mara).get(f"/api/v1/leads/{lead.pk}/disputes/").json()["results"]) == 1


def test_counts_say_what_waits_for_ones_team(mara: User, lena: User, gero: User, rating: Rating) -> None:
    dispute = question(mara, rating)
    word(lena, dispute, "stays")
    assert (count_open(lena), count_open(gero)) == (Counts(1, 0), Counts(1, 1))
    assert count_open(mara) is None


def test_api_questions_settles_and_withdraws(mara: User, lena: User, rating: Rating) -> None:
    path = f"/api/v1/leads/{rating.lead_id}/disputes/"
    said = api_for(mara).post(path, {"rating_id": rating.pk, "text": "Stimmt nicht."})
    assert (said.status_code, said.json()["ended_at"]) == (201, None)
    number = said.json()["id"]
    body = {"dispute_id": number, "verdict": "stays", "text": "Doch."}
    answer = api_for(lena).post(f"{path}words/", body).json()
    assert (answer["team"], answer["verdict"], answer["ended_how"]) == ("sales", "stays", "")
    listed = api_for(mara).get(path).json()["results"][0]
    assert [one["text"] for one in listed["words"]] == ["Doch."]
    end = api_for(mara).post(f"{path}withdraw/", {"dispute_id": number}).json()
    assert end["ended_how"] == "withdrawn"
