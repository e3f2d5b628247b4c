"""Every operation of the API as a program uses it: its action, what it is sent, and whose row it is about.

The actions stand here a second time, by hand: the walk in tests/test_operations.py holds views, services and
document against them and against the permission table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.models import Role, User
from accounts.permissions import Action
from bulk.api.urls import BEGUN_ELSEWHERE, STARTS
from bulk.models import BulkAction
from feedback.services.undoing import DEEDS
from handoff.models import Answer, HandoffAnswer, Reason, ReasonUse
from leads.models import Lead, LeadStage
from tests.factories import (
    make_absence,
    make_campaign,
    make_comment,
    make_cta,
    make_dispute,
    make_follow_up,
    make_lead,
    make_misled,
    make_user,
)
from tests.firms.firms import firm_of_lead, merged_into
from tests.routes_objects import NOWHERE

V1 = "/api/v1/"


@dataclass(frozen=True, kw_only=True, slots=True)
class Rows:
    """The rows that operations are about, and one of each that lies with somebody else."""

    campaign: int
    cta: int
    own: dict[LeadStage, int]
    foreign: dict[LeadStage, int]
    rep: int
    reason: int
    lost_reason: int
    # By what can be taken back: a fact of this person, and an action on many leads.
    done: dict[str, int]
    bulk: dict[str, int]
    # A firm of which they see a lead, another one, one that was merged into the first, and one of its people.
    firm: int
    other_firm: int
    merged_firm: int
    person: int
    comment: int
    # One that this person may change, and somebody whose sign-in can be taken away.
    absence: int
    who_is_away: int
    leaver: int
    misled: int
    kept_list: str = "needs"

    @classmethod
    def make(cls, user: User) -> Rows:
        """For this person; who takes no leads has those of some rep, and nothing is foreign to them."""
        rep = user if user.role in {Role.SALES_REP, Role.SALES_LEAD} else make_user(Role.SALES_REP)
        cta, misled = make_cta(), make_misled()
        reasons = Reason.objects.filter(is_active=True)
        own = {stage: _make_lead(stage, rep, user).pk for stage in STAGES}
        firms = [firm_of_lead(own[stage]) for stage in (LeadStage.ACCEPTED, LeadStage.RATED)]
        return cls(
            firm=firms[0].pk,
            other_firm=firms[1].pk,
            merged_firm=merged_into(firms[0]).pk,
            person=Lead.objects.get(pk=own[LeadStage.ACCEPTED]).person_id,
            campaign=misled.campaign_id,
            misled=misled.pk,
            cta=cta.pk,
            own=own,
            foreign={stage: _make_lead(stage, make_user(Role.SALES_REP), user).pk for stage in STAGES},
            rep=rep.pk,
            reason=reasons.filter(use=ReasonUse.RETURN)[0].pk,
            lost_reason=reasons.filter(use=ReasonUse.LOST)[0].pk,
            done={kind: make(user, rep) for kind, make in DONE.items()},
            comment=make_comment(make_campaign(), user).pk,
            bulk={start: _bulk(user, start) for start in (*STARTS, *BEGUN_ELSEWHERE)},
            absence=make_absence(user if user.team else rep).pk,
            who_is_away=user.pk if user.team else rep.pk,
            leaver=make_user(Role.SALES_REP).pk,
        )


def _hand_over(user: User, rep: User) -> int:
    """A handoff of this person's, which they can take back."""
    lead = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=rep)
    lead.handoffs.update(from_user=user, created_at=timezone.now())
    return int(lead.handoffs.get().pk)


def _return(user: User, rep: User) -> int:
    lead = make_lead(stage=LeadStage.RETURNED)
    lead.handoffs.get().answers.update(user=rep, created_at=timezone.now())
    return int(lead.handoffs.get().answers.get().pk)


def _last(stage: LeadStage, related: str) -> Callable[[User, User], int]:
    """What sales did last to a lead in this stage."""

    def make(_user: User, rep: User) -> int:
        lead = make_lead(stage=stage, assigned_to=rep)
        facts = lead.handoffs.get().answers if related == "answers" else getattr(lead, related)
        return int(facts.get().pk)

    return make


DONE: dict[str, Callable[[User, User], int]] = {
    "handoff": _hand_over,
    "pass_on": _hand_over,
    "return": _return,
    "accept": _last(LeadStage.ACCEPTED, "answers"),
    "attempt": _last(LeadStage.CONTACTED, "attempts"),
    "rating": _last(LeadStage.RATED, "ratings"),
    "outcome": _last(LeadStage.WON, "outcomes"),
}


def _bulk(user: User, start: str) -> int:
    return int(BulkAction.objects.create(user=user, deed=start, ended_at=timezone.now()).pk)


def _make_lead(stage: LeadStage, rep: User, user: User) -> Lead:
    """A lead with an open question, where sales has it.

    Once rated with an open follow-up, and with a rating that this person questions.
    """
    lead = make_lead(stage=stage, assigned_to=None if stage in LeadStage.with_marketing else rep)
    if handoff := lead.handoffs.first():
        HandoffAnswer.objects.create(handoff=handoff, user=rep, kind=Answer.QUESTION, text="Wann?")
    if stage == LeadStage.RATED:
        make_follow_up(lead, rep)
        make_dispute(lead, user)
    return lead


STAGES = (
    LeadStage.REGISTERED,
    LeadStage.HANDED_OVER,
    LeadStage.ACCEPTED,
    LeadStage.CONTACTED,
    LeadStage.RATED,
    LeadStage.WON,
)
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
        return f"{head}{pk}{rest.partition('}')[2]}"


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
    Operation(method="get", path=f"{V1}conversion/", action=Action.VIEW_CONVERSION),
    Operation(method="get", path=f"{V1}leads/", action=Action.VIEW_LEADS),
    Operation(method="get", path=f"{V1}search/", action=Action.VIEW_LEADS),
    Operation(method="get", path=f"{V1}firms/", action=Action.VIEW_LEADS),
    _firm("get", "", Action.VIEW_LEADS),
    _firm("patch", "", Action.EDIT_FIRMS, body=lambda _: {"name": "Neu AG", "row_version": 1}),
    _firm("post", "customer/", Action.SET_CUSTOMERS, body=lambda _: {"kind": "since", "day": "2020-03-01"}),
    _firm("post", "merge/", Action.EDIT_FIRMS, body=lambda rows: {"into": rows.other_firm}),
    _firm("post", "split/", Action.EDIT_FIRMS, body=lambda rows: {"firm": rows.merged_firm}),
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
