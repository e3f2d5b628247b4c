"""One request each that is taken, of every operation of the API."""

from __future__ import annotations

from accounts.models import Role
from bulk.api.urls import BEGUN_ELSEWHERE, STARTS
from feedback.services.undoing import DEEDS
from tests.odd.saying import (
    V1,
    Request,
    answer_to_sales,
    at_absence,
    at_campaign,
    at_cta,
    at_firm,
    at_person,
    at_second_opinion,
    at_version,
    at_view,
    bulk_of,
    bulk_undo_of,
    lead_in,
    new_campaign,
    new_lead,
    of_campaign,
    of_cta,
    say_comment,
    say_judgement,
    say_rating,
    say_today,
    say_won,
    undo_of,
)

REQUESTS: dict[str, Request] = {
    f"GET {V1}/campaigns/": Request(role=Role.MARKETER),
    f"POST {V1}/campaigns/": Request(role=Role.MARKETER, body=new_campaign),
    f"GET {V1}/campaigns/{{id}}/": Request(role=Role.MARKETER, path=at_campaign),
    f"PATCH {V1}/campaigns/{{id}}/": Request(
        role=Role.MARKETER, path=at_campaign, body=lambda _: {"name": "Neu", "row_version": 1}
    ),
    f"GET {V1}/campaigns/{{id}}/costs/": Request(role=Role.MARKETER, path=at_campaign),
    f"PUT {V1}/campaigns/{{id}}/costs/": Request(
        role=Role.MARKETER, path=at_campaign, body=lambda _: [{"day": "2026-01-05", "amount_cents": 100}]
    ),
    f"GET {V1}/campaigns/{{id}}/cost-entries/": Request(role=Role.MARKETER, path=at_campaign),
    f"POST {V1}/campaigns/{{id}}/cost-entries/take-back/": Request(
        role=Role.MARKETER, path=at_campaign, body=lambda world: {"id": world.ids["cost_entry"]}
    ),
    f"POST {V1}/campaigns/{{id}}/status/": Request(
        role=Role.MARKETER, path=at_campaign, body=lambda _: {"status": "ended"}
    ),
    f"GET {V1}/milestones/": Request(role=Role.MARKETER),
    f"POST {V1}/milestones/": Request(
        role=Role.MARKETER, body=lambda _: {"day": "2026-01-05", "text": "Neue Landingpage"}
    ),
    f"POST {V1}/milestones/{{id}}/remove/": Request(
        role=Role.MARKETER, path=lambda world: {"id": world.ids["milestone"]}, body=lambda _: {}
    ),
    f"GET {V1}/attempt-prices/": Request(role=Role.MANAGER),
    f"POST {V1}/attempt-prices/": Request(
        role=Role.MANAGER,
        body=lambda _: {"minutes": 15, "hourly_cents": 4000, "valid_from": "2026-01-05"},
    ),
    f"POST {V1}/attempt-prices/{{id}}/remove/": Request(
        role=Role.MANAGER, path=lambda world: {"id": world.ids["attempt_price"]}, body=lambda _: {}
    ),
    f"GET {V1}/conversion/introduction/": Request(role=Role.MANAGER),
    f"PATCH {V1}/conversion/introduction/": Request(
        role=Role.MANAGER, body=lambda _: {"introduced_on": "2026-01-05", "row_version": 1}
    ),
    f"GET {V1}/findings/": Request(role=Role.MARKETER, query={"state": "open"}),
    f"GET {V1}/findings/{{id}}/": Request(
        role=Role.MARKETER, path=lambda world: {"id": world.ids["finding"]}
    ),
    f"POST {V1}/findings/{{id}}/acknowledge/": Request(
        role=Role.MARKETER,
        path=lambda world: {"id": world.ids["finding"]},
        body=lambda _: {"expected_answer_id": None},
    ),
    f"POST {V1}/findings/{{id}}/answer/": Request(
        role=Role.MARKETER,
        path=lambda world: {"id": world.ids["finding"]},
        body=lambda _: {"step": "changed", "text": "Neue Anzeige", "expected_answer_id": None},
    ),
    f"POST {V1}/findings/{{id}}/close/": Request(
        role=Role.MARKETER,
        path=lambda world: {"id": world.ids["finding"]},
        body=lambda _: {"text": "Erledigt", "expected_answer_id": None},
    ),
    f"GET {V1}/conversion/": Request(role=Role.MANAGER, query={"by": "campaign"}),
    f"GET {V1}/conversion/alignment/": Request(role=Role.MANAGER, query={"from": "2026-01-01"}),
    f"GET {V1}/conversion/breakdown/": Request(role=Role.MANAGER, query={"by": "channel"}),
    f"GET {V1}/conversion/cohorts/": Request(role=Role.MANAGER, query={"by": "week"}),
    f"GET {V1}/conversion/incidence/": Request(role=Role.MANAGER, query={"from": "2026-01-01"}),
    f"GET {V1}/conversion/kinds/": Request(role=Role.MANAGER, query={"from": "2026-01-01"}),
    f"GET {V1}/conversion/ripeness/": Request(role=Role.MANAGER, query={"from": "2026-01-01"}),
    f"GET {V1}/conversion/money/": Request(role=Role.MANAGER, query={"from": "2026-01-01"}),
    f"GET {V1}/conversion/reps/": Request(role=Role.MANAGER, query={"to": "2026-12-31"}),
    f"GET {V1}/conversion/velocity/": Request(role=Role.MANAGER, query={"to": "2026-12-31"}),
    f"GET {V1}/conversion/changes/": Request(role=Role.MANAGER, query={"since": "2026-09-30"}),
    f"GET {V1}/conversion/helped/": Request(role=Role.MANAGER, query={"from": "2026-01-01"}),
    f"GET {V1}/conversion/health/": Request(role=Role.MANAGER, query={"from": "2026-01-01"}),
    f"GET {V1}/ctas/": Request(role=Role.MARKETER),
    f"POST {V1}/ctas/": Request(
        role=Role.MARKETER,
        body=lambda world: {"name": "Angebot", "kind": "download", "campaign": world.campaign.pk},
    ),
    f"GET {V1}/ctas/{{id}}/": Request(role=Role.MARKETER, path=at_cta),
    f"PATCH {V1}/ctas/{{id}}/": Request(
        role=Role.MARKETER, path=at_cta, body=lambda _: {"name": "Neu", "row_version": 1}
    ),
    f"GET {V1}/ctas/{{id}}/definitions/": Request(role=Role.MARKETER, path=at_cta),
    f"POST {V1}/ctas/{{id}}/definitions/": Request(
        role=Role.MARKETER, path=at_cta, body=lambda _: {"lead_text": "Fragt an.", "good_text": "Hat Budget."}
    ),
    f"POST {V1}/ctas/{{id}}/definitions/{{version}}/signature/": Request(
        role=Role.MARKETER, path=at_version, by_session=True
    ),
    f"POST {V1}/ctas/{{id}}/definitions/{{version}}/objections/": Request(
        role=Role.MARKETER, path=at_version, body=lambda _: {"text": "Es fehlt das Budget."}
    ),
    f"POST {V1}/ctas/{{id}}/definitions/{{version}}/objections/withdraw/": Request(
        role=Role.SALES_LEAD, path=at_version, body=lambda world: {"id": world.ids["objection"]}
    ),
    f"GET {V1}/lists/{{list_name}}/": Request(role=Role.MARKETER, path=lambda _: {"list_name": "needs"}),
    f"GET {V1}/views/": Request(role=Role.MANAGER),
    f"POST {V1}/views/": Request(
        role=Role.MANAGER, body=lambda _: {"name": "Messen", "page": "overview", "filters": {"by": "cta"}}
    ),
    f"GET {V1}/views/{{id}}/": Request(role=Role.MANAGER, path=at_view),
    f"PATCH {V1}/views/{{id}}/": Request(role=Role.MANAGER, path=at_view, body=lambda _: {"name": "Neu"}),
    f"POST {V1}/views/{{id}}/link/": Request(role=Role.MANAGER, path=at_view, body=lambda _: {"days": 7}),
    f"POST {V1}/views/{{id}}/remove/": Request(role=Role.MANAGER, path=at_view, body=lambda _: {}),
    f"GET {V1}/view-links/": Request(role=Role.MANAGER),
    f"POST {V1}/view-links/{{id}}/revoke/": Request(
        role=Role.MANAGER, path=lambda world: {"id": world.ids["view_link"]}, body=lambda _: {}
    ),
    f"GET {V1}/leads/csv/": Request(role=Role.MARKETER),
    f"GET {V1}/leads/": Request(role=Role.MARKETER),
    f"POST {V1}/leads/": Request(role=Role.MARKETER, body=new_lead),
    f"GET {V1}/leads/{{id}}/": Request(
        role=Role.MARKETER, path=lambda world: {"id": world.leads["rated"].pk}
    ),
    f"GET {V1}/leads/{{lead_id}}/attempts/": Request(role=Role.SALES_REP, path=lead_in("rated")),
    f"POST {V1}/leads/{{lead_id}}/attempts/": Request(
        role=Role.SALES_REP,
        path=lead_in("accepted"),
        body=lambda _: {"channel": "phone", "was_reached": True, "note": "Ruft zurück"},
    ),
    f"GET {V1}/leads/{{lead_id}}/follow-ups/": Request(role=Role.SALES_REP, path=lead_in("rated")),
    f"POST {V1}/leads/{{lead_id}}/follow-ups/": Request(
        role=Role.SALES_REP,
        path=lead_in("accepted"),
        body=lambda _: {"day": "2099-11-30", "time": "14:30", "note": "Angebot nachfassen"},
    ),
    f"POST {V1}/leads/{{lead_id}}/follow-ups/done/": Request(
        role=Role.SALES_REP,
        path=lead_in("rated"),
        body=lambda world: {"follow_up_id": world.ids["follow_up"]},
    ),
    f"GET {V1}/leads/{{lead_id}}/comments/": Request(role=Role.SALES_REP, path=lead_in("rated")),
    f"POST {V1}/leads/{{lead_id}}/comments/": Request(
        role=Role.SALES_REP, path=lead_in("accepted"), body=say_comment
    ),
    f"GET {V1}/campaigns/{{campaign_id}}/comments/": Request(role=Role.MARKETER, path=of_campaign),
    f"POST {V1}/campaigns/{{campaign_id}}/comments/": Request(
        role=Role.MARKETER, path=of_campaign, body=say_comment
    ),
    f"GET {V1}/campaigns/{{campaign_id}}/answers/": Request(role=Role.MARKETER, path=of_campaign),
    f"POST {V1}/campaigns/{{campaign_id}}/answers/": Request(
        role=Role.MARKETER, path=of_campaign, body=answer_to_sales
    ),
    f"GET {V1}/campaigns/{{campaign_id}}/judgements/": Request(role=Role.MARKETER, path=of_campaign),
    f"POST {V1}/campaigns/{{campaign_id}}/judgements/": Request(
        role=Role.SALES_REP, path=of_campaign, body=say_judgement
    ),
    f"POST {V1}/campaigns/{{campaign_id}}/judgements/take-back/": Request(
        role=Role.SALES_LEAD, path=of_campaign
    ),
    f"GET {V1}/ctas/{{cta_id}}/comments/": Request(role=Role.MARKETER, path=of_cta),
    f"POST {V1}/ctas/{{cta_id}}/comments/": Request(role=Role.MARKETER, path=of_cta, body=say_comment),
    f"POST {V1}/comments/{{id}}/delete/": Request(
        role=Role.MARKETER, path=lambda world: {"id": world.ids["comment"]}
    ),
    f"GET {V1}/leads/{{lead_id}}/disputes/": Request(role=Role.MARKETER, path=lead_in("won")),
    f"POST {V1}/leads/{{lead_id}}/disputes/": Request(
        role=Role.MARKETER, path=lead_in("rated"), body=lambda _: {"text": "Das kann nicht sein."}
    ),
    f"POST {V1}/leads/{{lead_id}}/disputes/words/": Request(
        role=Role.MANAGER, path=lead_in("won"), body=lambda _: {"verdict": "stays", "text": "Doch."}
    ),
    f"POST {V1}/leads/{{lead_id}}/disputes/withdraw/": Request(
        role=Role.MARKETER, path=lead_in("won"), body=lambda _: {}
    ),
    f"GET {V1}/leads/{{lead_id}}/handoffs/": Request(role=Role.SALES_REP, path=lead_in("rated")),
    f"POST {V1}/leads/{{lead_id}}/handoffs/": Request(
        role=Role.MARKETER,
        path=lead_in("registered"),
        body=lambda world: {"to_user": world.users[Role.SALES_REP].pk, "grade": "B", "note": "Bitte"},
    ),
    f"POST {V1}/leads/{{lead_id}}/handoffs/answer/": Request(
        role=Role.SALES_REP,
        path=lead_in("handed_over"),
        body=lambda world: {"kind": "return", "reason": world.ids["return"], "text": "Passt nicht"},
    ),
    f"POST {V1}/leads/{{lead_id}}/handoffs/pass-on/": Request(
        role=Role.SALES_REP,
        path=lead_in("accepted"),
        body=lambda _: {"to_user": None, "note": "Ich bin im Urlaub"},
    ),
    f"POST {V1}/leads/{{lead_id}}/handoffs/reply/": Request(
        role=Role.MARKETER,
        path=lambda world: {"lead_id": world.ids["asked"]},
        body=lambda _: {"text": "Sie meint die große Anlage."},
    ),
    f"GET {V1}/leads/{{lead_id}}/corrections/": Request(role=Role.SALES_REP, path=lead_in("accepted")),
    f"POST {V1}/leads/{{lead_id}}/corrections/": Request(
        role=Role.SALES_REP,
        path=lead_in("accepted"),
        body=lambda _: {"name": "Erika", "company": "", "email": "e@example.org", "phone": "030 1234567"},
    ),
    **{f"POST {V1}/undo/{kind.replace('_', '-')}/": undo_of(kind) for kind in DEEDS},
    f"GET {V1}/bulk/{{id}}/": Request(
        role=Role.MARKETER, path=lambda world: {"id": world.ids["bulk_hand_over"]}
    ),
    **{f"POST {V1}/bulk/{start.replace('_', '-')}/": bulk_of(start) for start in STARTS},
    **{
        f"POST {V1}/bulk/{start.replace('_', '-')}/{{id}}/undo/": bulk_undo_of(start)
        for start in (*STARTS, *BEGUN_ELSEWHERE)
    },
    f"GET {V1}/leads/{{lead_id}}/outcomes/": Request(role=Role.SALES_REP, path=lead_in("won")),
    f"POST {V1}/leads/{{lead_id}}/outcomes/": Request(
        role=Role.SALES_REP, path=lead_in("rated"), body=say_won
    ),
    f"GET {V1}/leads/{{lead_id}}/customer-statuses/": Request(role=Role.SALES_REP, path=lead_in("won")),
    f"POST {V1}/leads/{{lead_id}}/customer-statuses/": Request(
        role=Role.SALES_REP, path=lead_in("won"), body=lambda _: {"is_customer": True, "day": say_today()}
    ),
    f"GET {V1}/leads/{{lead_id}}/ratings/": Request(role=Role.SALES_REP, path=lead_in("rated")),
    f"POST {V1}/leads/{{lead_id}}/ratings/": Request(
        role=Role.SALES_REP, path=lead_in("contacted"), body=say_rating
    ),
    f"GET {V1}/firms/": Request(role=Role.MARKETER, query={"q": "muster"}),
    f"GET {V1}/firms/{{id}}/": Request(role=Role.MARKETER, path=at_firm),
    f"PATCH {V1}/firms/{{id}}/": Request(
        role=Role.MARKETER, path=at_firm, body=lambda _: {"name": "Neue AG", "row_version": 1}
    ),
    f"POST {V1}/firms/{{id}}/customer/": Request(
        role=Role.SALES_REP, path=at_firm, body=lambda _: {"kind": "since", "day": "2020-03-01"}
    ),
    f"POST {V1}/firms/{{id}}/merge/": Request(
        role=Role.MARKETER, path=at_firm, body=lambda world: {"into": world.ids["other_firm"]}
    ),
    f"POST {V1}/firms/{{id}}/split/": Request(
        role=Role.MARKETER, path=at_firm, body=lambda world: {"firm": world.ids["merged_firm"]}
    ),
    f"GET {V1}/firms/alike/": Request(role=Role.MARKETER),
    f"POST {V1}/firms/{{id}}/apart/": Request(
        role=Role.MARKETER, path=at_firm, body=lambda world: {"other": world.ids["other_firm"]}
    ),
    f"POST {V1}/firms/{{id}}/apart/undo/": Request(
        role=Role.MARKETER,
        path=lambda world: {"id": world.ids["told_apart"]},
        body=lambda world: {"other": world.ids["told_from"]},
    ),
    f"POST {V1}/firms/{{id}}/persons/": Request(
        role=Role.MARKETER, path=at_firm, body=lambda world: {"person": world.leads["rated"].person_id}
    ),
    f"GET {V1}/notifications/choices/": Request(role=Role.MARKETER),
    f"PATCH {V1}/notifications/choices/": Request(
        role=Role.MARKETER,
        body=lambda _: {
            "ways": {"lead_rated": "mail"},
            "times": {
                "digest_at": "08:00",
                "quiet_from": "20:00",
                "quiet_until": "07:00",
                "quiet_weekends": True,
            },
        },
    ),
    f"GET {V1}/surveys/settings/": Request(role=Role.MANAGER),
    f"PATCH {V1}/surveys/settings/": Request(
        role=Role.MANAGER,
        body=lambda _: {
            "is_on": False,
            "delay_days": 14,
            "language": "en",
            "sender_name": "Beispiel",
            "reply_to": "antwort@example.com",
            "words_de": "Zwei Fragen an Sie.",
            "words_en": "Two questions.",
            "row_version": 1,
        },
    ),
    f"GET {V1}/surveys/results/": Request(
        role=Role.MARKETER, query={"from": "2026-01-01", "to": "2026-12-31"}
    ),
    f"GET {V1}/surveys/answers/": Request(
        role=Role.MARKETER, query={"from": "2026-01-01", "to": "2026-12-31"}
    ),
    f"GET {V1}/second-opinions/settings/": Request(role=Role.MANAGER),
    f"PATCH {V1}/second-opinions/settings/": Request(
        role=Role.MANAGER, body=lambda _: {"share_percent": 5, "row_version": 1}
    ),
    f"GET {V1}/second-opinions/": Request(role=Role.SALES_REP),
    f"GET {V1}/second-opinions/{{id}}/": Request(role=Role.SALES_REP, path=at_second_opinion),
    f"POST {V1}/second-opinions/{{id}}/answer/": Request(
        role=Role.SALES_REP, path=at_second_opinion, body=lambda _: {"quality": "C"}
    ),
    f"GET {V1}/people/{{id}}/work/": Request(role=Role.ADMIN, path=at_person),
    f"POST {V1}/people/{{id}}/deactivate/": Request(
        role=Role.ADMIN,
        path=at_person,
        body=lambda world: {
            "way": "give",
            "receivers": [world.users[Role.SALES_REP].pk],
            "owner": world.users[Role.MARKETER].pk,
        },
    ),
    f"GET {V1}/absences/": Request(role=Role.SALES_REP),
    f"POST {V1}/absences/": Request(
        role=Role.SALES_LEAD,
        body=lambda world: {
            "person": world.users[Role.SALES_REP].pk,
            "first_day": "2099-01-04",
            "last_day": "2099-01-08",
            "deputy": world.users[Role.SALES_LEAD].pk,
            "note": "Urlaub",
        },
    ),
    f"PATCH {V1}/absences/{{id}}/": Request(
        role=Role.SALES_REP,
        path=at_absence,
        body=lambda _: {"last_day": "2098-12-31", "note": "Kur", "row_version": 1},
    ),
    f"POST {V1}/absences/{{id}}/end/": Request(role=Role.SALES_REP, path=at_absence),
    f"GET {V1}/search/": Request(role=Role.SALES_REP, query={"q": "müller"}),
}
