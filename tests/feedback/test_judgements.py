"""Sales judges the ads of a campaign without a lead: an opinion that counts apart from every rating."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from accounts.kinds import Kind
from accounts.models import Notification, Role, User
from campaigns.models import Campaign
from feedback.errors import NothingToTakeBack
from feedback.models import CampaignJudgement, ExpectationFit
from feedback.services.campaign_answers import answer_sales, find_judges
from feedback.services.judgements import find_own, judge_campaign, take_back_judgement
from tests.api import api_for
from tests.factories import (
    make_absence,
    make_campaign,
    make_judgement,
    make_misled,
    make_promise,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
TEXT = "Gratis ist die Lieferung nie."


@pytest.fixture
def campaign(mara: User) -> Campaign:
    mara.language = "en"
    mara.save(update_fields=["language"])
    return make_campaign(owner=mara, name="Herbst")


def judge(actor: User, campaign: Campaign, **said: Any) -> CampaignJudgement:
    said = {"fit": ExpectationFit.TOO_HIGH, "text": TEXT, **said}
    return judge_campaign(actor=actor, campaign=campaign, **said)


def told(kind: Kind) -> list[tuple[User, str, str]]:
    rows = Notification.objects.filter(kind=kind).order_by("pk").select_related("user")
    return [(row.user, row.title, row.body) for row in rows]


def test_judgement_keeps_who_what_and_of_which_promises(sven: User, campaign: Campaign) -> None:
    promise = make_promise(campaign, "Gratis-Lieferung")
    row = judge(sven, campaign, promises=[promise], text=f" {TEXT}\n")
    assert (row.user, row.fit, row.text) == (sven, ExpectationFit.TOO_HIGH, TEXT)
    assert list(row.promises.all()) == [promise]


@pytest.mark.parametrize("role", [Role.SALES_REP, Role.SALES_LEAD])
def test_sales_judges(role: Role, campaign: Campaign) -> None:
    assert judge(make_user(role), campaign).campaign == campaign


@pytest.mark.parametrize("role", [Role.MARKETER, Role.MANAGER, Role.ADMIN])
def test_nobody_else_does(role: Role, campaign: Campaign) -> None:
    for attempt in (judge, lambda actor, row: take_back_judgement(actor=actor, campaign=row)):
        with pytest.raises(PermissionDenied):
            attempt(make_user(role), campaign)
    assert not CampaignJudgement.objects.exists()


def test_realistic_needs_no_sentence(sven: User, campaign: Campaign) -> None:
    assert judge(sven, campaign, fit="realistic", text="").text == ""


@pytest.mark.parametrize("fit", ["too_high", "too_low", "other"])
def test_every_other_answer_needs_one(fit: str, sven: User, campaign: Campaign) -> None:
    with pytest.raises(ValidationError) as refused:
        judge(sven, campaign, fit=fit, text=" ")
    assert refused.value.message_dict == {"text": ["Please say it in a sentence: marketing reads it."]}


def test_database_takes_no_other_answer_without_one_either(sven: User, campaign: Campaign) -> None:
    with pytest.raises(IntegrityError, match="judgement_says_why"):
        make_judgement(campaign, sven, text="")


@pytest.mark.parametrize(("fit", "said"), [("", "Please fill in"), ("bad", "Allowed are: realistic")])
def test_answer_is_one_of_four(fit: str, said: str, sven: User, campaign: Campaign) -> None:
    with pytest.raises(ValidationError, match=said) as refused:
        judge(sven, campaign, fit=fit)
    assert list(refused.value.message_dict) == ["fit"]


def test_promise_of_another_campaign_is_refused(sven: User, campaign: Campaign) -> None:
    foreign = make_promise(make_campaign())
    with pytest.raises(ValidationError, match=f"Promise {foreign.pk} does not belong to this campaign"):
        judge(sven, campaign, promises=[foreign])


def test_newest_of_each_person_counts_and_all_are_kept(sven: User, sina: User, campaign: Campaign) -> None:
    judge(sven, campaign)
    newer = judge(sven, campaign, fit="realistic")
    other = judge(sina, campaign)
    assert set(CampaignJudgement.objects.standing()) == {newer, other}
    assert CampaignJudgement.objects.count() == 3


def test_same_person_judges_each_campaign_for_itself(sven: User, campaign: Campaign) -> None:
    rows = {judge(sven, campaign), judge(sven, make_campaign())}
    assert set(CampaignJudgement.objects.standing()) == rows


def test_double_click_judges_once_and_tells_once(sven: User, campaign: Campaign) -> None:
    promises = [make_promise(campaign)]
    assert judge(sven, campaign, promises=promises) == judge(sven, campaign, promises=promises)
    assert (CampaignJudgement.objects.count(), len(told(Kind.CAMPAIGN_JUDGED))) == (1, 1)


def test_other_promises_are_another_judgement(sven: User, campaign: Campaign) -> None:
    judge(sven, campaign)
    judge(sven, campaign, promises=[make_promise(campaign)])
    assert CampaignJudgement.objects.count() == 2


def test_taken_back_nothing_counts_any_more(sven: User, campaign: Campaign) -> None:
    judge(sven, campaign)
    take_back_judgement(actor=sven, campaign=campaign)
    assert find_own(sven, campaign) is None
    assert not CampaignJudgement.objects.standing().exists()


def test_nothing_is_taken_back_twice(sven: User, campaign: Campaign) -> None:
    judge(sven, campaign)
    take_back_judgement(actor=sven, campaign=campaign)
    with pytest.raises(NothingToTakeBack):
        take_back_judgement(actor=sven, campaign=campaign)


def test_after_taking_back_the_same_words_count_again(sven: User, campaign: Campaign) -> None:
    judge(sven, campaign)
    take_back_judgement(actor=sven, campaign=campaign)
    assert judge(sven, campaign) == find_own(sven, campaign)


def test_owner_is_told_with_promise_and_sentence(sven: User, mara: User, campaign: Campaign) -> None:
    judge(sven, campaign, promises=[make_promise(campaign, "Gratis-Lieferung")])
    said = "Sven Vertrieb says so of the ads themselves. It is about no lead and is no rating."
    body = f"{said}\nPromise: Gratis-Lieferung\n\n{TEXT}"
    title = "Sales on the ads of “Herbst”: Promised too much"
    assert told(Kind.CAMPAIGN_JUDGED) == [(mara, title, body)]


def test_owner_is_told_what_is_no_longer_said(sven: User, mara: User, campaign: Campaign) -> None:
    make_judgement(campaign, sven)
    take_back_judgement(actor=sven, campaign=campaign)
    body = "Sven Vertrieb has taken back what they said of these ads."
    assert told(Kind.CAMPAIGN_JUDGED) == [(mara, "No longer said of the ads of “Herbst”", body)]


def test_whoever_stands_in_for_the_owner_is_told_too(sven: User, mara: User, campaign: Campaign) -> None:
    deputy = make_user()
    make_absence(mara, deputy=deputy)
    judge(sven, campaign)
    assert [user for user, _title, _body in told(Kind.CAMPAIGN_JUDGED)] == [mara, deputy]


def test_campaign_without_owner_takes_a_judgement(sven: User) -> None:
    judge(sven, make_campaign())
    assert told(Kind.CAMPAIGN_JUDGED) == []


def test_address_in_the_sentence_is_covered_in_what_is_told(sven: User, campaign: Campaign) -> None:
    judge(sven, campaign, text="Fragen an max@example.com")
    ((_user, _title, body),) = told(Kind.CAMPAIGN_JUDGED)
    assert "max@example.com" not in body


def test_marketing_answers_to_those_who_say_so(
    mara: User, sven: User, sina: User, campaign: Campaign
) -> None:
    User.objects.filter(pk=sven.pk).update(language="en")
    make_judgement(campaign, sven)
    make_judgement(campaign, sina, fit=ExpectationFit.REALISTIC)
    row = answer_sales(
        actor=mara,
        campaign=campaign,
        subject=ExpectationFit.TOO_HIGH,
        expected_answer_id=None,
        step="changed",
        text="Jetzt steht „ab 50 Euro“ dabei.",
    )
    title = "Marketing has changed what you say of the ads: Promised too much"
    assert (row.fit, row.promise, row.need) == ("too_high", None, None)
    assert told(Kind.CAMPAIGN_ANSWERED) == [(sven, title, f"Campaign: Herbst.\n\n{row.text}")]


def test_answer_to_a_promise_reaches_raters_and_judges_each_once(
    mara: User, sven: User, sina: User, campaign: Campaign
) -> None:
    User.objects.filter(pk__in=[sven.pk, sina.pk]).update(language="en")
    promise = make_misled(campaign, sven)
    for person in (sven, sina):
        make_judgement(campaign, person, promise)
    answer_sales(
        actor=mara, campaign=campaign, subject=promise, expected_answer_id=None, step="answered", text="Ja."
    )
    assert [(user, title.split(":")[0]) for user, title, _body in told(Kind.CAMPAIGN_ANSWERED)] == [
        (sven, "Marketing answers what you rated"),
        (sina, "Marketing answers what you say of the ads"),
    ]


def test_promise_named_beside_realistic_is_not_blamed(sven: User, campaign: Campaign) -> None:
    promise = make_promise(campaign)
    make_judgement(campaign, sven, promise, fit=ExpectationFit.REALISTIC)
    assert not find_judges(campaign, promise).exists()


def test_api_judges_lists_and_takes_back(sven: User, campaign: Campaign) -> None:
    api, path = api_for(sven), f"/api/v1/campaigns/{campaign.pk}/judgements/"
    promise = make_promise(campaign)
    made = api.post(path, {"fit": "too_high", "text": TEXT, "promises": [promise.pk]}, format="json")
    assert (made.status_code, made.json()["fit"], made.json()["promises"]) == (201, "too_high", [promise.pk])
    gone = api.post(f"{path}take-back/", {}, format="json")
    assert (gone.status_code, gone.json()["fit"]) == (201, "")
    assert [row["fit"] for row in api.get(path).json()["results"]] == ["", "too_high"]


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "fit"), ({"fit": ""}, "fit"), ({"fit": "x"}, "fit"), ({"fit": "other"}, "text")],
)
def test_api_says_which_field_is_wrong(
    body: dict[str, str], field: str, sven: User, campaign: Campaign
) -> None:
    answered = api_for(sven).post(f"/api/v1/campaigns/{campaign.pk}/judgements/", body, format="json")
    assert answered.status_code == 400
    assert field in answered.content.decode()


def test_api_answers_a_judgement(mara: User, sven: User, campaign: Campaign) -> None:
    make_judgement(campaign, sven)
    said = {"fit": "too_high", "step": "unchanged", "text": "So bleibt es.", "expected_answer_id": None}
    made = api_for(mara).post(f"/api/v1/campaigns/{campaign.pk}/answers/", said, format="json")
    assert (made.status_code, made.json()["fit"]) == (201, "too_high")


def test_api_answers_no_judgement_that_nobody_made(mara: User, campaign: Campaign) -> None:
    said = {"fit": "too_low", "step": "seen", "expected_answer_id": None}
    made = api_for(mara).post(f"/api/v1/campaigns/{campaign.pk}/answers/", said, format="json")
    assert (made.status_code, made.json()["code"]) == (409, "NothingToAnswer")
