"""Forms of campaigns, calls-to-action and their definitions."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from accounts.models import Role, Team
from campaigns.models import DailyCost, Need
from tests.campaigns.entering import make_cost_entry
from tests.factories import (
    make_attempt_price,
    make_campaign,
    make_cta,
    make_definition,
    make_finding,
    make_judgement,
    make_milestone,
    make_misled,
    make_objection,
    make_promise,
    make_user,
)
from tests.presses.sending import Data, Press, form, press_of


@form("campaigns:campaign_new")
def campaign_new() -> Press:
    return press_of(make_user(), "campaigns:campaign_new", name="Herbst", promises="Lieferung in 48 Stunden")


@form("campaigns:campaign_edit")
def campaign_edit() -> Press:
    campaign = make_campaign()
    data: Data = {"name": "Herbst", "promises": "Festpreis", "expected_version": campaign.row_version}
    return press_of(make_user(), "campaigns:campaign_edit", campaign.pk, **data)


@form("campaigns:campaign_status")
def campaign_status() -> Press:
    return press_of(make_user(), "campaigns:campaign_status", make_campaign().pk, status="ended")


@form("campaigns:campaign_costs")
def campaign_costs() -> Press:
    data: Data = {"amount": "10,00", "first": "2026-01-01", "last": "2026-01-03", "meaning": "sum"}
    return press_of(make_user(), "campaigns:campaign_costs", make_campaign().pk, **data)


@form("campaigns:milestones")
def milestones() -> Press:
    return press_of(
        make_user(), "campaigns:milestones", text="Neue Landingpage", day="01.03.2026", campaign=""
    )


@form("findings:finding")
def finding() -> Press:
    said = {"step": "changed", "text": "Neue Anzeige", "expected_answer_id": ""}
    return press_of(make_user(), "findings:finding", make_finding().pk, **said)


@form("campaigns:milestone_remove")
def milestone_remove() -> Press:
    user = make_user()
    return press_of(user, "campaigns:milestone_remove", make_milestone(user).pk)


@form("campaigns:cost_take_back")
def cost_take_back() -> Press:
    entry = make_cost_entry()
    return press_of(make_user(), "campaigns:cost_take_back", entry.campaign_id, entry.pk)


@form("campaigns:cost_remove")
def cost_remove() -> Press:
    day = timezone.now().date()
    cost = DailyCost.objects.create(campaign=make_campaign(), day=day, amount_cents=100)
    return press_of(make_user(), "campaigns:cost_remove", cost.campaign_id, day.isoformat(), channel="")


@form("feedback:promise_answers")
def promise_answer() -> Press:
    promise = make_misled()
    data: Data = {"step": "changed", "text": "Aus der Anzeige genommen.", "changed_on": "2026-01-02"}
    return press_of(make_user(), "feedback:promise_answers", promise.campaign_id, promise.pk, **data)


@form("feedback:need_answers")
def need_answer() -> Press:
    campaign = make_misled().campaign
    need = Need.objects.active()[0]
    data: Data = {"step": "unchanged", "text": "Das bieten wir nicht an."}
    return press_of(make_user(), "feedback:need_answers", campaign.pk, need.pk, **data)


@form("feedback:judgement_answers")
def judgement_answer() -> Press:
    campaign = make_judgement(make_campaign(), make_user(Role.SALES_REP)).campaign
    data: Data = {"step": "changed", "text": "Aus der Anzeige genommen."}
    return press_of(make_user(), "feedback:judgement_answers", campaign.pk, "too_high", **data)


@form("feedback:judgement")
def judgement() -> Press:
    promise = make_promise(make_campaign())
    data: Data = {"fit": "too_high", "promises": promise.pk, "text": "Das hält niemand."}
    return press_of(make_user(Role.SALES_REP), "feedback:judgement", promise.campaign_id, **data)


@form("feedback:judgement_take_back")
def judgement_take_back() -> Press:
    made = make_judgement(make_campaign(), make_user(Role.SALES_REP))
    return press_of(made.user, "feedback:judgement_take_back", made.campaign_id)


@form("campaigns:cta_new")
def cta_new() -> Press:
    return press_of(make_user(), "campaigns:cta_new", make_campaign().pk, name="Anruf", kind="call")


@form("campaigns:cta_edit")
def cta_edit() -> Press:
    data: Data = {"name": "Anruf", "kind": "call", "is_active": "on", "expected_version": 1}
    return press_of(make_user(), "campaigns:cta_edit", make_cta().pk, **data)


@form("campaigns:definition_new")
def definition_new() -> Press:
    texts: Data = {"lead_text": "Hat angefragt.", "good_text": "Hat Budget."}
    return press_of(make_user(), "campaigns:definition_new", make_cta().pk, **texts)


@form("campaigns:definition_sign")
def definition_sign() -> Press:
    definition = make_definition(make_cta(is_signed=False), signed_by=(Team.SALES,))
    return press_of(make_user(), "campaigns:definition_sign", definition.cta_id, definition.version)


@form("campaigns:definition_object")
def definition_object() -> Press:
    definition = make_definition(make_cta(is_signed=False), signed_by=())
    person = make_user(Role.SALES_REP)
    where = "campaigns:definition_object"
    return press_of(person, where, definition.cta_id, definition.version, text="Es fehlt das Budget.")


@form("campaigns:objection_withdraw")
def objection_withdraw() -> Press:
    made = make_objection(make_definition(make_cta(is_signed=False)), make_user(Role.SALES_REP))
    where, version = "campaigns:objection_withdraw", made.definition
    return press_of(made.user, where, version.cta_id, version.version, objection_id=made.pk)


@form("feedback:attempt_prices")
def attempt_prices() -> Press:
    data: Data = {"minutes": "20", "hourly_cents": "60,00", "valid_from": "2026-01-01"}
    return press_of(make_user(Role.MANAGER), "feedback:attempt_prices", **data)


@form("feedback:attempt_price_remove")
def attempt_price_remove() -> Press:
    user = make_user(Role.MANAGER)
    price = make_attempt_price(user, since=date(2026, 1, 1))
    return press_of(user, "feedback:attempt_price_remove", price.pk)
