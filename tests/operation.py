"""One operation of the API, and those that come by the dozen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.permissions import Action
from leads.models import LeadStage
from tests.operation_rows import STAGES, Rows
from tests.routes_of_firms import NOWHERE

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


def on_campaign(method: str, rest: str, action: Action, **more: Any) -> Operation:
    return Operation(
        method=method, path=f"{V1}campaigns/{{id}}/{rest}", action=action, row="campaign", **more
    )


def on_cta(method: str, rest: str, action: Action, **more: Any) -> Operation:
    return Operation(method=method, path=f"{V1}ctas/{{id}}/{rest}", action=action, row="cta", **more)


def facts(rest: str, action: Action, stage: LeadStage, body: Body) -> list[Operation]:
    """The facts of a lead are listed, and one more is appended."""
    path = f"{V1}leads/{{lead_id}}/{rest}/"
    return [
        Operation(method="get", path=path, action=Action.VIEW_LEADS, row=stage),
        Operation(method="post", path=path, action=action, row=stage, body=body, status=201),
    ]


def on_handoff(rest: str, action: Action, body: Body) -> Operation:
    path, stage = f"{V1}leads/{{lead_id}}/handoffs/{rest}/", LeadStage.HANDED_OVER
    return Operation(method="post", path=path, action=action, row=stage, body=body, status=201)


def on_rating(rest: str, action: Action, stage: LeadStage, said: dict[str, Any]) -> Operation:
    path = f"{V1}leads/{{lead_id}}/disputes/{rest}"
    return Operation(method="post", path=path, action=action, row=stage, body=lambda _: said, status=201)


def undo(kind: str, action: Action) -> Operation:
    path = f"{V1}undo/{kind.replace('_', '-')}/"
    return Operation(method="post", path=path, action=action, body=lambda rows: {"id": rows.done[kind]})


def bulk_of(start: str, action: Action, stage: LeadStage, said: dict[str, Any]) -> list[Operation]:
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


def on_firm(method: str, rest: str, action: Action, **more: Any) -> Operation:
    return Operation(method=method, path=f"{V1}firms/{{id}}/{rest}", action=action, row="firm", **more)
