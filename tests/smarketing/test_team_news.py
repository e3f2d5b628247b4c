"""What the teams' chats hear of what is done: once for each thing, by the campaign's name and no lead's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from accounts.models import Company, Notification, Role, TeamEvent, TeamLine, User
from accounts.own_company import forget_own_company
from accounts.services import deactivate
from campaigns.services.ctas import propose_definition, sign_definition
from feedback.services import Deal, record_lost, record_won, reopen
from feedback.services.campaign_answers import answer_sales
from feedback.services.disputes import question_rating, settle, withdraw
from feedback.services.undoing import undo
from handoff.models import ReasonUse
from handoff.services import hand_over, pass_on, return_handoff
from handoff.services.questions import ask_question, reply
from handoff.services.taking_back import take_back_handoff
from leads.models import Lead, LeadKind, LeadStage
from tests.accounts.chats import make_team_chat
from tests.bulk.doing import done, taken_back
from tests.factories import (
    make_campaign,
    make_cta,
    make_lead,
    make_misled,
    make_reason,
    make_user,
)
from tests.feedback.saying import accepted_lead, reach, say

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company", "english")]


@pytest.fixture(autouse=True)
def chat(gero: User) -> None:
    """A chat that hears everything, in English."""
    make_team_chat(actor=gero, language="en", events=TeamEvent.values)


def lines() -> list[str]:
    return list(TeamLine.objects.order_by("pk").values_list("text", flat=True))


def lead_of(name: str = "Messe", **fields: object) -> Lead:
    return make_lead(campaign=make_campaign(name=name), **fields)  # type: ignore[arg-type]


def test_lead_in_the_pool_and_back(mara: User) -> None:
    lead = lead_of()
    hand_over(actor=mara, lead=lead, to_user=None, grade="B")
    take_back_handoff(actor=mara, lead=lead)

    assert lines() == [
        "A lead of “Messe” waits in the pool, put there by Mara Marketing.",
        "Mara Marketing took a lead of “Messe” back from the pool.",
    ]


def test_lead_for_a_rep_is_no_news_for_a_team(mara: User, sven: User) -> None:
    hand_over(actor=mara, lead=lead_of(), to_user=sven, grade="B")
    assert lines() == []


def test_test_lead_is_no_news(mara: User) -> None:
    hand_over(actor=mara, lead=lead_of(kind=LeadKind.TEST), to_user=None, grade="B")
    assert lines() == []


def test_rep_puts_a_lead_into_the_pool(sven: User) -> None:
    lead = lead_of(stage=LeadStage.ACCEPTED, assigned_to=sven)
    pass_on(actor=sven, lead=lead, to_user=None)

    assert lines() == ["A lead of “Messe” waits in the pool, put there by Sven Vertrieb."]


def test_return_says_the_reason_of_the_list_and_nothing_typed(sven: User) -> None:
    lead = lead_of(stage=LeadStage.ACCEPTED, assigned_to=sven)
    reason = make_reason()
    return_handoff(actor=sven, lead=lead, reason=reason, text="Frau Muster, 0170 1234567")

    assert lines() == [f"Sven Vertrieb returned a lead of “Messe”: {reason}"]


def test_question_and_reply(mara: User, sven: User) -> None:
    lead = lead_of(stage=LeadStage.ACCEPTED, assigned_to=sven)
    ask_question(actor=sven, lead=lead, text="Wer ist das?")
    reply(actor=mara, lead=lead, text="Frau Muster")

    assert lines() == [
        "Sven Vertrieb asks about a lead of “Messe”.",
        "Mara Marketing replied to the question about a lead of “Messe”.",
    ]


def test_won_open_again_and_lost(sven: User) -> None:
    lead = lead_of(stage=LeadStage.RATED, assigned_to=sven)
    reason = make_reason(ReasonUse.LOST)
    day = datetime.now(UTC)
    won = record_won(
        actor=sven, lead=lead, deals=[Deal(value_cents=1_234_500, decided_at=day)], expected_outcome_id=None
    )
    again = reopen(actor=sven, lead=lead, expected_outcome_id=won.pk)
    record_lost(
        actor=sven, lead=lead, reason=reason, reason_text="Frau Muster zögert", expected_outcome_id=again.pk
    )

    assert lines() == [
        "Won: a lead of “Messe” (€12,345.00), recorded by Sven Vertrieb.",
        "Open again: a lead of “Messe”, recorded by Sven Vertrieb.",
        f"Lost: a lead of “Messe”, recorded by Sven Vertrieb. Reason: {reason}",
    ]


def test_outcome_taken_back(sven: User) -> None:
    lead = lead_of(stage=LeadStage.RATED, assigned_to=sven)
    lost = record_lost(actor=sven, lead=lead, reason=make_reason(ReasonUse.LOST), expected_outcome_id=None)
    undo(actor=sven, kind="outcome", fact_id=lost.pk)

    assert lines()[-1] == "Sven Vertrieb took an outcome back: “Lost”, of a lead of “Messe”."


def test_questioned_rating_is_one_line_though_three_are_told(
    mara: User, sven: User, lena: User, gero: User
) -> None:
    rating = say(sven, lead_of(stage=LeadStage.CONTACTED, assigned_to=sven), quality="C")
    TeamLine.objects.all().delete()
    Notification.objects.all().delete()
    dispute = question_rating(actor=mara, lead=rating.lead, text="Frau Muster hat bestellt.")

    assert Notification.objects.count() == 3
    assert lines() == ["Mara Marketing questions the rating C of a lead of “Messe”."]
    withdraw(actor=mara, lead=rating.lead, dispute_id=dispute.pk)
    assert lines()[1:] == ["Mara Marketing no longer questions the rating C of a lead of “Messe”."]


def test_settled_rating_and_a_new_one(mara: User, sven: User, lena: User, gero: User) -> None:
    rating = say(sven, lead_of(stage=LeadStage.CONTACTED, assigned_to=sven), quality="C")
    question_rating(actor=mara, lead=rating.lead, text="Nein.")
    for settler in (lena, gero):
        settle(actor=settler, lead=rating.lead, verdict="wrong", text="Stimmt.")
    say(sven, rating.lead, quality="A", expected_rating_id=rating.pk)

    assert lines()[1:] == [
        "Sales and marketing agree: the rating C of a lead of “Messe” was wrong.",
        "Sven Vertrieb rated a lead of “Messe” anew: A instead of the questioned C.",
    ]


def test_answer_of_marketing_is_one_line_for_all_who_rated(mara: User, sven: User, sina: User) -> None:
    campaign = make_campaign(name="Messe")
    promise = make_misled(campaign, sven)
    answer_sales(
        actor=mara, campaign=campaign, subject=promise, expected_answer_id=None, step="answered", text="Gut."
    )

    assert lines() == ["Mara Marketing answers what sales rated of “Messe”: Gratis-Lieferung"]
    assert TeamLine.objects.get().path == f"/campaigns/{campaign.pk}/"


def test_definition_proposed_and_agreed(mara: User, sven: User) -> None:
    cta = make_cta(is_signed=False, name="Beratung")
    definition = propose_definition(actor=mara, cta=cta, lead_text="Wer fragt.", good_text="Wer kauft.")
    for person in (mara, sven):
        sign_definition(actor=person, definition=definition)
    version = definition.version

    assert lines() == [
        f"Mara Marketing proposed version {version} of the lead definition of “Beratung”.",
        f"Agreed: version {version} of the lead definition of “Beratung”. Sven Vertrieb signed it too.",
    ]


def test_leads_of_somebody_who_left(ada: User, sven: User, lena: User) -> None:
    accepted_lead(sven)
    deactivate(actor=ada, user=sven)

    assert lines() == ["1 open lead lies with Sven Vertrieb, who takes no leads any more"]


def test_many_leads_into_the_pool_and_back_are_one_line_each(mara: User) -> None:
    leads = [make_lead(), make_lead(), make_lead(kind=LeadKind.TEST)]
    taken_back(mara, done(mara, "hand_over", leads, {"grade": "B"}))

    assert lines() == [
        "2 leads wait in the pool, put there by Mara Marketing.",
        "Mara Marketing took 2 leads back from the pool.",
    ]


def test_many_that_were_closed_are_one_line_whoever_had_handed_them_over() -> None:
    Company.objects.update(attempts_before_closing=1)
    forget_own_company()
    rep = make_user(Role.SALES_REP, full_name="Sina Vertrieb")
    leads = [accepted_lead(rep) for _ in range(3)]
    for lead in leads:
        lead.handoffs.update(from_user=make_user())
        reach(rep, lead, was_reached=False)
    taken_back(rep, done(rep, "close_unreachable", leads))

    assert lines() == [
        "Sina Vertrieb closed 3 leads: nobody was reached.",
        "Sina Vertrieb took closing 3 leads back.",
    ]


def test_no_line_names_whom_a_lead_is_about(sven: User, mara: User) -> None:
    lead = lead_of(stage=LeadStage.ACCEPTED, assigned_to=sven)
    name = lead.contact.title
    ask_question(actor=sven, lead=lead, text=f"Wer ist {name}?")
    return_handoff(actor=sven, lead=lead, reason=make_reason(), text=f"{name} will nicht")

    assert name and all(name not in line for line in lines()) and len(lines()) == 2
