"""What customers say by their link, and who hears of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.kinds import Kind
from accounts.models import Company, Notification, User
from leads.life import LeadStage
from leads.models import Lead
from surveys.links import ANSWER_LINK, OPT_OUT_LINK
from surveys.models import OptOut, PromiseKept, Survey, SurveyAnswer
from surveys.services import answers
from surveys.services.answers import answer_survey, open_survey, opt_out
from tests.factories import make_lead
from tests.surveys.saying import make_survey
from values.mail_links import LinkBroken, LinkEnded


@pytest.fixture
def lead(sven: User, mara: User) -> Lead:
    """Mara handed it over to Sven, who lost it."""
    return make_lead(stage=LeadStage.LOST, assigned_to=sven)


@pytest.fixture
def survey(lead: Lead) -> Survey:
    return make_survey(lead)


def answer(survey: Survey, *, mark: int = 4, kept: str = "yes", text: str = "") -> SurveyAnswer:
    return answer_survey(secret=ANSWER_LINK.sign(survey.pk), mark=mark, promise_kept=kept, text=text)


def test_an_answer_is_kept_with_its_words(survey: Survey) -> None:
    said = answer(survey, mark=5, kept="partly", text="Gern wieder.")
    assert (said.survey, said.mark, said.promise_kept, said.text) == (
        survey,
        5,
        PromiseKept.PARTLY,
        "Gern wieder.",
    )


def test_a_correction_is_another_answer(survey: Survey) -> None:
    answer(survey, mark=5)
    answer(survey, mark=2)
    assert [one.mark for one in survey.answers.all()] == [2, 5]
    assert [one.mark for one in SurveyAnswer.objects.newest()] == [2]


def test_the_same_answer_twice_is_one(survey: Survey) -> None:
    assert answer(survey) == answer(survey)
    assert SurveyAnswer.objects.count() == 1


@pytest.mark.parametrize("mark", [0, 6, None])
def test_a_mark_that_is_none_is_refused(survey: Survey, mark: int | None) -> None:
    with pytest.raises(ValidationError) as refused:
        answer_survey(secret=ANSWER_LINK.sign(survey.pk), mark=mark, promise_kept="yes")
    assert set(refused.value.message_dict) == {"mark"}


def test_all_that_is_wrong_is_said_at_once(survey: Survey) -> None:
    with pytest.raises(ValidationError) as refused:
        answer_survey(secret=ANSWER_LINK.sign(survey.pk), mark=9, promise_kept="perhaps", text="x" * 1001)
    assert set(refused.value.message_dict) == {"mark", "promise_kept", "text"}


def test_a_link_ends_after_sixty_days(survey: Survey) -> None:
    secret = ANSWER_LINK.sign(survey.pk)
    with time_machine.travel(timezone.now() + timedelta(days=61)), pytest.raises(LinkEnded) as ended:
        open_survey(secret)
    assert ended.value.message == "Der Link in dieser Mail ist älter als 60 Tage."


def test_a_link_nobody_made_is_broken(survey: Survey) -> None:
    with pytest.raises(LinkBroken):
        open_survey(ANSWER_LINK.sign(survey.pk) + "x")


def test_the_link_of_another_kind_opens_nothing(survey: Survey) -> None:
    with pytest.raises(LinkBroken):
        open_survey(OPT_OUT_LINK.sign(survey.pk))


def test_the_link_of_a_deleted_lead_says_so(survey: Survey) -> None:
    secret = ANSWER_LINK.sign(survey.pk)
    survey.delete()
    with pytest.raises(LinkEnded):
        open_survey(secret)


def test_an_answer_is_not_corrected_without_end(survey: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "MOST_ANSWERS", 2)
    answer(survey, mark=3)
    answer(survey, mark=4)
    with pytest.raises(LinkEnded):
        answer(survey, mark=5)


def told() -> list[tuple[str, str]]:
    rows = Notification.objects.filter(kind=Kind.CUSTOMER_DISSATISFIED).order_by("pk")
    return [(row.user.full_name, row.title) for row in rows]


def test_a_bad_answer_is_told_to_both_teams(survey: Survey, lead: Lead) -> None:
    answer(survey, mark=2, kept="no", text="Rufen Sie mich an: 030 1234567.")
    title = f"Kunde nicht zufrieden: {lead.contact.title}"
    assert told() == [("Sven Vertrieb", title), ("Mara Marketing", title)]
    body = Notification.objects.filter(kind=Kind.CUSTOMER_DISSATISFIED)[0].body
    assert "2 von 5. Versprechen bestätigt: Nein." in body
    assert "Rufen Sie mich an: •••" in body


def test_a_middling_answer_is_told_to_nobody(survey: Survey) -> None:
    answer(survey, mark=3, kept="no")
    assert told() == []


def test_a_bad_answer_corrected_is_told_once(survey: Survey) -> None:
    answer(survey, mark=2)
    answer(survey, mark=1)
    assert len(told()) == 2


def test_an_answer_that_becomes_bad_is_told(survey: Survey) -> None:
    answer(survey, mark=4)
    assert told() == []
    answer(survey, mark=1)
    assert len(told()) == 2


def test_nobody_is_told_who_has_left(survey: Survey, sven: User) -> None:
    sven.is_active = False
    sven.save()
    answer(survey, mark=1)
    assert [name for name, _title in told()] == ["Mara Marketing"]


def test_opting_out_twice_is_once(company: Company) -> None:
    secret = OPT_OUT_LINK.sign(["f" * 64, "de"])
    opt_out(secret=secret)
    opt_out(secret=secret)
    assert [row.address_hash for row in OptOut.objects.all()] == ["f" * 64]


def test_opting_out_works_for_ever(company: Company) -> None:
    secret = OPT_OUT_LINK.sign(["f" * 64, "de"])
    with time_machine.travel(timezone.now() + timedelta(days=4000)):
        opt_out(secret=secret)
    assert OptOut.objects.count() == 1


@pytest.mark.parametrize("signed", [7, ["f" * 64], {"a": 1}])
def test_a_link_that_holds_something_else_opts_nobody_out(company: Company, signed: object) -> None:
    with pytest.raises(LinkBroken):
        opt_out(secret=OPT_OUT_LINK.sign(signed))
