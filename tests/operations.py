"""Every operation of the API as a program uses it: its action, what it is sent, and whose row it is about.

The actions stand here a second time, by hand: the walk in tests/test_operations.py holds views, services and
document against them and against the permission table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.permissions import Action
from feedback.services.undoing import DEEDS
from leads.models import LeadStage
from tests.operation_rows import STAGES, Rows
from tests.routes_objects import NOWHERE

V1 = "/api/v1/"


Body = Callable[[Rows], Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Operation:
    """`row` is what stands in the address: a campaign, a call-to-action, a lead in this stage, or behind
    "bulk:" an action that began so.
    """

    method: str
    path: str
    action: Action
    row: str = ""
    body: Body | None = None
    status: int = 200

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def is_of_a_lead(self) -> bool:
        return self.row in STAGES

    @property
    def is_write(self) -> bool:
        return self.method != "get"

    def addresses(self, rows: Rows) -> dict[str, str]:
        """Its address with a row of one's own, of somebody else where that can be, and with none."""
        if not self.row:
            return {"own": self.path}
        if self.row.startswith("bulk:"):
            return {"own": self._at(rows.bulk[self.row[5:]]), "missing": self._at(NOWHERE)}
        if not self.is_of_a_lead:
            return {"own": self._at(getattr(rows, self.row)), "missing": self._at(NOWHERE)}
        stage = LeadStage(self.row)
        return {
            "own": self._at(rows.own[stage]),
            "foreign": self._at(rows.foreign[stage]),
            "missing": self._at(NOWHERE),
        }

    def _at(self, pk: int | str) -> str:
        head, _, rest = self.path.partition("{")
        return f"{head}{pk}{rest.partition('}')[2]}".replace("{version}", "1")


def _campaign(method: str, rest: str, action: Action, **more: Any) -> Operation:
    return Operation(
        method=method, path=f"{V1}campaigns/{{id}}/{rest}", action=action, row="campaign", **more
    )


def _cta(method: str, rest: str, action: Action, **more: Any) -> Operation:
    return Operation(method=method, path=f"{V1}ctas/{{id}}/{rest}", action=action, row="cta", **more)


def _facts(rest: str, action: Action, stage: LeadStage, body: Body) -> list[Operation]:
    """The facts of a lead are listed, and one more is appended."""
    path = f"{V1}leads/{{lead_id}}/{rest}/"
    return [
        Operation(method="get", path=path, action=Action.VIEW_LEADS, row=stage),
        Operation(method="post", path=path, action=action, row=stage, body=body, status=201),
    ]


def _on_handoff(rest: str, action: Action, body: Body) -> Operation:
    path, stage = f"{V1}leads/{{lead_id}}/handoffs/{rest}/", LeadStage.HANDED_OVER
    return Operation(method="post", path=path, action=action, row=stage, body=body, status=201)


def _on_rating(rest: str, action: Action, stage: LeadStage, said: dict[str, Any]) -> Operation:
    path = f"{V1}leads/{{lead_id}}/disputes/{rest}"
    return Operation(method="post", path=path, action=action, row=stage, body=lambda _: said, status=201)


def _undo(kind: str, action: Action) -> Operation:
    path = f"{V1}undo/{kind.replace('_', '-')}/"
    return Operation(method="post", path=path, action=action, body=lambda rows: {"id": rows.done[kind]})


def _bulk_of(start: str, action: Action, stage: LeadStage, said: dict[str, Any]) -> list[Operation]:
    """Many leads at once: begun, and taken back."""
    path = f"{V1}bulk/{start.replace('_', '-')}/"

    def body(rows: Rows) -> dict[str, Any]:
        lead = rows.own[stage]
        if start == "hand_over":
            return {"leads": [{"lead": lead, "grade": "B", "to_user": rows.rep}]}
        return {"leads": [lead], **said, **({"to_user": rows.rep} if start == "pass_on" else {})}

    return [
        Operation(method="post", path=path, action=action, body=body, status=202),
        Operation(method="post", path=f"{path}{{id}}/undo/", action=action, row=f"bulk:{start}", status=202),
    ]


def _firm(method: str, rest: str, action: Action, **more: Any) -> Operation:
    return Operation(method=method, path=f"{V1}firms/{{id}}/{rest}", action=action, row="firm", **more)


EDIT, VIEW = Action.EDIT_CAMPAIGNS, Action.VIEW_CAMPAIGNS
COSTS = [{"day": "2026-11-01", "amount_cents": 1250}]
DEFINITION = {"lead_text": "Fragt an.", "good_text": "Kauft bald."}
RATING = {"potential": "yes", "quality": "B", "fit": "too_high", "expected_rating_id": None}

COMMENT = {"text": "Wie lief es?"}

OPERATIONS: list[Operation] = [
    Operation(method="get", path=f"{V1}campaigns/", action=VIEW),
    Operation(
        method="post", path=f"{V1}campaigns/", action=EDIT, body=lambda _: {"name": "Herbst"}, status=201
    ),
    _campaign("get", "", VIEW),
    _campaign("patch", "", EDIT, body=lambda _: {"name": "Winter", "row_version": 1}),
    _campaign("post", "status/", EDIT, body=lambda _: {"status": "ended"}),
    _campaign("get", "costs/", VIEW),
    _campaign("put", "costs/", EDIT, body=lambda _: COSTS),
    Operation(method="get", path=f"{V1}milestones/", action=VIEW),
    Operation(
        method="post",
        path=f"{V1}milestones/",
        action=Action.SET_MILESTONES,
        body=lambda _: {"day": "2026-03-01", "text": "Neue Landingpage"},
        status=201,
    ),
    Operation(
        method="post",
        path=f"{V1}milestones/{{id}}/remove/",
        action=Action.SET_MILESTONES,
        row="milestone",
        status=200,
    ),
    Operation(method="get", path=f"{V1}findings/", action=Action.VIEW_CONVERSION),
    Operation(method="get", path=f"{V1}findings/{{id}}/", action=Action.VIEW_CONVERSION, row="finding"),
    Operation(
        method="post",
        path=f"{V1}findings/{{id}}/acknowledge/",
        action=Action.ANSWER_FINDINGS,
        row="finding",
        body=lambda _: {"expected_answer_id": None},
        status=201,
    ),
    Operation(
        method="post",
        path=f"{V1}findings/{{id}}/answer/",
        action=Action.ANSWER_FINDINGS,
        row="finding",
        body=lambda _: {"step": "changed", "text": "Neue Anzeige", "expected_answer_id": None},
        status=201,
    ),
    Operation(
        method="post",
        path=f"{V1}findings/{{id}}/close/",
        action=Action.ANSWER_FINDINGS,
        row="finding",
        body=lambda _: {"text": "Erledigt", "expected_answer_id": None},
        status=201,
    ),
    Operation(method="get", path=f"{V1}lists/{{list_name}}/", action=VIEW, row="kept_list"),
    Operation(method="get", path=f"{V1}ctas/", action=VIEW),
    Operation(
        method="post",
        path=f"{V1}ctas/",
        action=EDIT,
        body=lambda rows: {"campaign": rows.campaign, "name": "Muster", "kind": "download"},
        status=201,
    ),
    _cta("get", "", VIEW),
    _cta("patch", "", EDIT, body=lambda _: {"name": "Probe", "row_version": 1}),
    _cta("get", "definitions/", VIEW),
    _cta("post", "definitions/", EDIT, body=lambda _: DEFINITION, status=201),
    _cta(
        "post",
        "definitions/{version}/objections/",
        Action.OBJECT_TO_DEFINITIONS,
        body=lambda _: {"text": "Es fehlt das Budget."},
        status=201,
    ),
    Operation(
        method="post",
        path=f"{V1}ctas/{{id}}/definitions/{{version}}/objections/withdraw/",
        action=Action.OBJECT_TO_DEFINITIONS,
        row="objected",
        body=lambda _: {},
        status=201,
    ),
    Operation(method="get", path=f"{V1}conversion/", action=Action.VIEW_CONVERSION),
    Operation(method="get", path=f"{V1}conversion/alignment/", action=Action.VIEW_CONVERSION),
    Operation(method="get", path=f"{V1}conversion/breakdown/", action=Action.VIEW_CONVERSION),
    Operation(method="get", path=f"{V1}conversion/cohorts/", action=Action.VIEW_CONVERSION),
    Operation(method="get", path=f"{V1}conversion/incidence/", action=Action.VIEW_CONVERSION),
    Operation(method="get", path=f"{V1}conversion/kinds/", action=Action.VIEW_CONVERSION),
    Operation(method="get", path=f"{V1}conversion/ripeness/", action=Action.VIEW_CONVERSION),
    Operation(method="get", path=f"{V1}conversion/money/", action=Action.VIEW_CONVERSION),
    Operation(method="get", path=f"{V1}conversion/reps/", action=Action.VIEW_FIGURES_OF_REPS),
    Operation(method="get", path=f"{V1}conversion/velocity/", action=Action.VIEW_CONVERSION),
    Operation(method="get", path=f"{V1}conversion/changes/", action=Action.VIEW_CONVERSION),
    Operation(method="get", path=f"{V1}conversion/helped/", action=Action.VIEW_CONVERSION),
    Operation(method="get", path=f"{V1}conversion/health/", action=Action.VIEW_CONVERSION),
    Operation(method="get", path=f"{V1}views/", action=Action.KEEP_VIEWS),
    Operation(
        method="post",
        path=f"{V1}views/",
        action=Action.KEEP_VIEWS,
        body=lambda _: {"name": "Messen", "page": "overview", "filters": {"period": "90_days"}},
        status=201,
    ),
    Operation(method="get", path=f"{V1}views/{{id}}/", action=Action.KEEP_VIEWS, row="view"),
    Operation(
        method="patch",
        path=f"{V1}views/{{id}}/",
        action=Action.KEEP_VIEWS,
        row="view",
        body=lambda _: {"name": "Neu"},
    ),
    Operation(
        method="post",
        path=f"{V1}views/{{id}}/link/",
        action=Action.SHARE_VIEWS,
        row="view",
        body=lambda _: {"days": 7},
        status=201,
    ),
    Operation(method="post", path=f"{V1}views/{{id}}/remove/", action=Action.KEEP_VIEWS, row="view"),
    Operation(method="get", path=f"{V1}view-links/", action=Action.SHARE_VIEWS),
    Operation(
        method="post", path=f"{V1}view-links/{{id}}/revoke/", action=Action.SHARE_VIEWS, row="view_link"
    ),
    Operation(method="get", path=f"{V1}leads/csv/", action=Action.VIEW_LEADS),
    Operation(method="get", path=f"{V1}leads/", action=Action.VIEW_LEADS),
    Operation(method="get", path=f"{V1}search/", action=Action.VIEW_LEADS),
    Operation(method="get", path=f"{V1}firms/", action=Action.VIEW_LEADS),
    _firm("get", "", Action.VIEW_LEADS),
    _firm("patch", "", Action.EDIT_FIRMS, body=lambda _: {"name": "Neu AG", "row_version": 1}),
    _firm("post", "customer/", Action.SET_CUSTOMERS, body=lambda _: {"kind": "since", "day": "2020-03-01"}),
    _firm("post", "merge/", Action.EDIT_FIRMS, body=lambda rows: {"into": rows.other_firm}),
    _firm("post", "split/", Action.EDIT_FIRMS, body=lambda rows: {"firm": rows.merged_firm}),
    Operation(method="get", path=f"{V1}firms/alike/", action=Action.EDIT_FIRMS),
    _firm("post", "apart/", Action.EDIT_FIRMS, body=lambda rows: {"other": rows.other_firm}),
    Operation(
        method="post",
        path=f"{V1}firms/{{id}}/apart/undo/",
        action=Action.EDIT_FIRMS,
        row="told_apart",
        body=lambda rows: {"other": rows.told_from},
    ),
    _firm("post", "persons/", Action.EDIT_FIRMS, body=lambda rows: {"person": rows.person}),
    Operation(
        method="post",
        path=f"{V1}leads/",
        action=Action.CAPTURE_LEADS,
        body=lambda rows: {"cta": rows.cta, "email": "neu@example.org"},
        status=201,
    ),
    Operation(method="get", path=f"{V1}leads/{{id}}/", action=Action.VIEW_LEADS, row=LeadStage.ACCEPTED),
    Operation(
        method="get",
        path=f"{V1}leads/{{lead_id}}/handoffs/",
        action=Action.VIEW_LEADS,
        row=LeadStage.HANDED_OVER,
    ),
    Operation(
        method="post",
        path=f"{V1}leads/{{lead_id}}/handoffs/",
        action=Action.HAND_OVER_LEADS,
        row=LeadStage.REGISTERED,
        body=lambda rows: {"to_user": rows.rep, "grade": "B"},
        status=201,
    ),
    _on_handoff("answer", Action.ANSWER_HANDOFFS, lambda _: {"kind": "accept"}),
    _on_handoff("answer", Action.ANSWER_HANDOFFS, lambda rows: {"kind": "return", "reason": rows.reason}),
    _on_handoff("answer", Action.ANSWER_HANDOFFS, lambda _: {"kind": "question", "text": "Wo?"}),
    _on_handoff("pass-on", Action.ANSWER_HANDOFFS, lambda _: {"to_user": None}),
    _on_handoff("reply", Action.HAND_OVER_LEADS, lambda _: {"text": "Morgen."}),
    *(_undo(kind, deed.action) for kind, deed in DEEDS.items()),
    Operation(method="get", path=f"{V1}notifications/choices/", action=Action.CHOOSE_NOTICES),
    Operation(
        method="patch",
        path=f"{V1}notifications/choices/",
        action=Action.CHOOSE_NOTICES,
        body=lambda _: {"times": {"digest_at": "08:00", "quiet_weekends": True}},
    ),
    Operation(method="get", path=f"{V1}surveys/settings/", action=Action.SET_SURVEYS),
    Operation(
        method="patch",
        path=f"{V1}surveys/settings/",
        action=Action.SET_SURVEYS,
        body=lambda _: {"delay_days": 14, "row_version": 1},
    ),
    Operation(method="get", path=f"{V1}surveys/results/", action=Action.VIEW_SATISFACTION),
    Operation(method="get", path=f"{V1}surveys/answers/", action=Action.VIEW_SATISFACTION),
    Operation(method="get", path=f"{V1}bulk/{{id}}/", action=Action.VIEW_LEADS, row="bulk:hand_over"),
    *_bulk_of("hand_over", Action.HAND_OVER_LEADS, LeadStage.REGISTERED, {}),
    *_bulk_of("pass_on", Action.ANSWER_HANDOFFS, LeadStage.ACCEPTED, {}),
    *_bulk_of("release", Action.ANSWER_HANDOFFS, LeadStage.ACCEPTED, {}),
    *_bulk_of("follow_up", Action.SET_FOLLOW_UPS, LeadStage.ACCEPTED, {"day": "2099-11-30"}),
    *_bulk_of("close_unreachable", Action.RECORD_OUTCOMES, LeadStage.ACCEPTED, {}),
    Operation(
        method="post",
        path=f"{V1}bulk/move/{{id}}/undo/",
        action=Action.DEACTIVATE_PEOPLE,
        row="bulk:move",
        status=202,
    ),
    Operation(method="get", path=f"{V1}people/{{id}}/work/", action=Action.DEACTIVATE_PEOPLE, row="leaver"),
    Operation(
        method="post",
        path=f"{V1}people/{{id}}/deactivate/",
        action=Action.DEACTIVATE_PEOPLE,
        row="leaver",
        body=lambda rows: {"way": "give", "receivers": [rows.rep]},
        status=202,
    ),
    Operation(method="get", path=f"{V1}absences/", action=Action.VIEW_ABSENCES),
    Operation(
        method="post",
        path=f"{V1}absences/",
        action=Action.EDIT_ABSENCES,
        body=lambda rows: {"person": rows.who_is_away, "first_day": "2099-01-04", "last_day": "2099-01-08"},
        status=201,
    ),
    Operation(
        method="patch",
        path=f"{V1}absences/{{id}}/",
        action=Action.EDIT_ABSENCES,
        row="absence",
        body=lambda _: {"last_day": "2099-01-08", "row_version": 1},
    ),
    Operation(
        method="post",
        path=f"{V1}absences/{{id}}/end/",
        action=Action.EDIT_ABSENCES,
        row="absence",
        status=204,
    ),
    *_facts("corrections", Action.CORRECT_CONTACTS, LeadStage.ACCEPTED, lambda _: {"name": "Neu"}),
    *_facts(
        "attempts",
        Action.LOG_ATTEMPTS,
        LeadStage.ACCEPTED,
        lambda _: {"channel": "phone", "was_reached": True},
    ),
    *_facts("ratings", Action.RATE_LEADS, LeadStage.CONTACTED, lambda _: RATING),
    *_facts(
        "outcomes",
        Action.RECORD_OUTCOMES,
        LeadStage.RATED,
        lambda rows: {"kind": "lost", "reason": rows.lost_reason, "expected_outcome_id": None},
    ),
    *_facts("customer-statuses", Action.RECORD_OUTCOMES, LeadStage.WON, lambda _: {"is_customer": True}),
    *_facts("follow-ups", Action.SET_FOLLOW_UPS, LeadStage.ACCEPTED, lambda _: {"day": "2099-11-30"}),
    *_facts("comments", Action.COMMENT, LeadStage.ACCEPTED, lambda _: COMMENT),
    *(
        Operation(method=method, path=f"{V1}{row}s/{{{row}_id}}/comments/", row=row, **asked)
        for row in ("campaign", "cta")
        for method, asked in (
            ("get", {"action": VIEW}),
            ("post", {"action": Action.COMMENT, "body": lambda _: COMMENT, "status": 201}),
        )
    ),
    Operation(method="get", path=f"{V1}campaigns/{{campaign_id}}/answers/", action=VIEW, row="campaign"),
    Operation(
        method="post",
        path=f"{V1}campaigns/{{campaign_id}}/answers/",
        action=EDIT,
        row="campaign",
        body=lambda rows: {"promise": rows.misled, "step": "seen", "expected_answer_id": None},
        status=201,
    ),
    Operation(method="get", path=f"{V1}campaigns/{{campaign_id}}/judgements/", action=VIEW, row="campaign"),
    Operation(
        method="post",
        path=f"{V1}campaigns/{{campaign_id}}/judgements/",
        action=Action.JUDGE_CAMPAIGNS,
        row="campaign",
        body=lambda rows: {"fit": "too_high", "text": "Nie gratis.", "promises": [rows.misled]},
        status=201,
    ),
    Operation(
        method="post",
        path=f"{V1}campaigns/{{campaign_id}}/judgements/take-back/",
        action=Action.JUDGE_CAMPAIGNS,
        row="judged",
        status=201,
    ),
    Operation(method="post", path=f"{V1}comments/{{id}}/delete/", action=Action.COMMENT, row="comment"),
    Operation(
        method="get",
        path=f"{V1}leads/{{lead_id}}/disputes/",
        action=Action.VIEW_LEADS,
        row=LeadStage.RATED,
    ),
    _on_rating("", Action.QUESTION_RATINGS, LeadStage.WON, {"text": "Nein."}),
    _on_rating("words/", Action.SETTLE_RATINGS, LeadStage.RATED, {"verdict": "stays", "text": "Ja."}),
    _on_rating("withdraw/", Action.QUESTION_RATINGS, LeadStage.RATED, {}),
    Operation(
        method="post",
        path=f"{V1}leads/{{lead_id}}/follow-ups/done/",
        action=Action.SET_FOLLOW_UPS,
        row=LeadStage.RATED,
        body=lambda _: {},
        status=201,
    ),
]
