"""Marketing answers what ratings of a campaign say; whoever rated so is told, and all of it is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from accounts.kinds import Kind
from accounts.models import Notification, Role, User
from accounts.own_company import today
from campaigns.models import Need, Promise
from feedback.errors import AnswerConflict, NothingToAnswer
from feedback.models import AnswerStep, CampaignAnswer, Rating, Subject
from feedback.services.campaign_answers import answer_sales
from leads.models import LeadKind, LeadStage
from tests.api import api_for
from tests.factories import make_campaign, make_lead, make_misled, make_promise, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def promise(sven: User, mara: User) -> Promise:
    """Sven's rating calls it misleading."""
    for person in (sven, mara):
        person.language = "en"
        person.save(update_fields=["language"])
    return make_misled(rep=sven)


def answer(
    actor: User, promise: Promise, subject: Subject | None = None, *, seen: int | None = None, **said: Any
) -> CampaignAnswer:
    said = {"step": AnswerStep.CHANGED, "text": "Jetzt steht „ab 50 Euro“ dabei.", **said}
    return answer_sales(
        actor=actor, campaign=promise.campaign, subject=subject or promise, expected_answer_id=seen, **said
    )


def told() -> list[tuple[User, str, str]]:
    found = Notification.objects.filter(kind=Kind.CAMPAIGN_ANSWERED).order_by("user_id", "pk")
    return [(news.user, news.title, news.body) for news in found]


def test_answer_keeps_what_was_changed_when_and_by_whom(mara: User, promise: Promise) -> None:
    row = answer(mara, promise, changed_on=today())
    assert (row.campaign, row.promise, row.need, row.user) == (promise.campaign, promise, None, mara)
    assert (row.step, row.changed_on) == (AnswerStep.CHANGED, today())


def test_whoever_rated_so_is_told_once_with_the_sentence_and_without_names(
    mara: User, sven: User, promise: Promise
) -> None:
    again = make_lead(stage=LeadStage.RATED, campaign=promise.campaign, assigned_to=sven)
    again.ratings.get().misleading_promises.add(promise)
    make_lead(stage=LeadStage.RATED, campaign=promise.campaign)
    row = answer(mara, promise)
    body = f"Campaign: {promise.campaign}.\n\n{row.text}"
    assert told() == [(sven, "Marketing has changed what you rated: Gratis-Lieferung", body)]


def test_need_is_answered_to_those_who_heard_it(mara: User, sven: User, promise: Promise) -> None:
    need = Rating.objects.get().needs.get()
    row = answer(mara, promise, need, step=AnswerStep.UNCHANGED)
    assert (row.need, row.promise) == (need, None)
    assert [(user, str(need) in title) for user, title, _body in told()] == [(sven, True)]


def test_seen_needs_no_sentence_and_tells_nobody(mara: User, promise: Promise) -> None:
    assert answer(mara, promise, step=AnswerStep.SEEN, text="").text == ""
    assert told() == []


@pytest.mark.parametrize("step", [AnswerStep.ANSWERED, AnswerStep.CHANGED, AnswerStep.UNCHANGED])
def test_every_other_step_needs_one(mara: User, promise: Promise, step: AnswerStep) -> None:
    with pytest.raises(ValidationError) as refused:
        answer(mara, promise, step=step, text=" ")
    assert refused.value.message_dict == {"text": ["Please say it in a sentence: sales reads it."]}


def test_database_takes_no_other_step_without_one_either(mara: User, promise: Promise) -> None:
    with pytest.raises(IntegrityError, match="campaign_answer_says_why"):
        CampaignAnswer.objects.create(
            campaign=promise.campaign, promise=promise, user=mara, step=AnswerStep.CHANGED
        )


def test_day_belongs_to_a_change_only(mara: User, promise: Promise) -> None:
    with pytest.raises(ValidationError, match="belongs to “Changed” only"):
        answer(mara, promise, step=AnswerStep.UNCHANGED, changed_on=today())


def test_day_of_a_change_has_come(mara: User, promise: Promise) -> None:
    with pytest.raises(ValidationError, match="has not come yet"):
        answer(mara, promise, changed_on=today() + timedelta(days=1))


def test_double_click_answers_once(mara: User, promise: Promise) -> None:
    assert answer(mara, promise) == answer(mara, promise)
    assert (CampaignAnswer.objects.count(), len(told())) == (1, 1)


def test_second_answer_that_saw_the_first_is_kept_beside_it(mara: User, promise: Promise) -> None:
    first = answer(mara, promise, step=AnswerStep.SEEN, text="")
    second = answer(mara, promise, seen=first.pk)
    assert list(CampaignAnswer.objects.about(promise.campaign, promise)) == [second, first]


def test_second_answer_that_did_not_see_the_first_is_a_conflict(mara: User, promise: Promise) -> None:
    first = answer(mara, promise)
    with pytest.raises(AnswerConflict) as refused:
        answer(make_user(), promise, step=AnswerStep.UNCHANGED, text="So bleibt es.")
    assert refused.value.current == first.pk
    assert [one.field for one in refused.value.conflicts] == ["step", "text"]


def test_answer_to_a_need_does_not_stand_in_the_way_of_one_to_a_promise(mara: User, promise: Promise) -> None:
    answer(mara, promise, Rating.objects.get().needs.get())
    assert answer(mara, promise).promise == promise


def test_nothing_is_answered_that_nobody_says(mara: User, promise: Promise) -> None:
    with pytest.raises(NothingToAnswer):
        answer(mara, promise, make_promise(promise.campaign, "Festpreis"))


def test_what_a_newer_rating_does_not_say_any_more_is_not_answered(mara: User, promise: Promise) -> None:
    Rating.objects.get().misleading_promises.clear()
    with pytest.raises(NothingToAnswer):
        answer(mara, promise)


def test_tests_and_spam_say_nothing(mara: User, promise: Promise) -> None:
    Rating.objects.get().lead.__class__.objects.update(kind=LeadKind.TEST)
    with pytest.raises(NothingToAnswer):
        answer(mara, promise)


def test_promise_of_another_campaign_is_refused(mara: User, promise: Promise) -> None:
    with pytest.raises(ValidationError, match="does not belong to this campaign"):
        answer_sales(
            actor=mara, campaign=make_campaign(), subject=promise, expected_answer_id=None, step="seen"
        )


@pytest.mark.parametrize("role", [Role.SALES_REP, Role.SALES_LEAD, Role.MANAGER])
def test_only_who_edits_campaigns_answers(promise: Promise, role: Role) -> None:
    with pytest.raises(PermissionDenied):
        answer(make_user(role), promise)


def test_who_cannot_sign_in_any_more_is_not_told(mara: User, sven: User, promise: Promise) -> None:
    sven.is_active = False
    sven.save(update_fields=["is_active"])
    answer(mara, promise)
    assert told() == []


def test_address_in_the_sentence_is_covered_in_what_is_told(mara: User, promise: Promise) -> None:
    answer(mara, promise, text="Fragen an max@example.com")
    ((_user, _title, body),) = told()
    assert "max@example.com" not in body


def test_api_appends_and_lists_answers(mara: User, promise: Promise) -> None:
    api, path = api_for(mara), f"/api/v1/campaigns/{promise.campaign_id}/answers/"
    said = {"promise": promise.pk, "step": "unchanged", "text": "So bleibt es.", "expected_answer_id": None}
    made = api.post(path, said, format="json")
    assert (made.status_code, made.json()["user"], made.json()["text"]) == (201, mara.pk, "So bleibt es.")
    assert [row["id"] for row in api.get(path).json()["results"]] == [made.json()["id"]]


def test_api_wants_one_thing_to_answer(mara: User, promise: Promise) -> None:
    api, path = api_for(mara), f"/api/v1/campaigns/{promise.campaign_id}/answers/"
    both = {"promise": promise.pk, "need": Need.objects.active()[0].pk, "step": "seen"}
    judged = {"need": both["need"], "fit": "too_high", "step": "seen"}
    for said in ({"step": "seen"}, both, judged):
        answered = api.post(path, {**said, "expected_answer_id": None}, format="json")
        assert answered.status_code == 400
        assert "one of the three: a promise, a need or a judgement" in answered.content.decode()


def test_api_says_both_values_in_a_conflict(mara: User, promise: Promise) -> None:
    answer(make_user(), promise)
    path = f"/api/v1/campaigns/{promise.campaign_id}/answers/"
    said = {"promise": promise.pk, "step": "unchanged", "text": "So bleibt es.", "expected_answer_id": None}
    answered = api_for(mara).post(path, said, format="json")
    assert (answered.status_code, answered.json()["code"]) == (409, "AnswerConflict")
    assert answered.json()["conflicts"][0] == {"place": "step", "theirs": "Changed", "yours": "Not changed"}
