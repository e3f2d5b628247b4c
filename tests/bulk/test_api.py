"""Many leads at once by the API: started at once, looked at, taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Role, User
from bulk.models import BulkAction
from feedback.models import FollowUp
from leads.models import Lead, LeadStage
from tests.api import api_for
from tests.bulk.doing import done, work_off
from tests.factories import make_lead, make_user

pytestmark = pytest.mark.django_db
BULK = "/api/v1/bulk"


def test_leads_are_handed_over_and_looked_at(mara: User, sven: User) -> None:
    ready, taken = make_lead(), make_lead(stage=LeadStage.WON)
    lines = [{"lead": lead.pk, "grade": "A", "to_user": sven.pk} for lead in (ready, taken)]
    answer = api_for(mara).post(f"{BULK}/hand-over/", {"leads": lines})
    assert (answer.status_code, answer.data["is_running"], answer.data["counts"]["waiting"]) == (202, True, 2)
    work_off()
    seen = api_for(mara).get(f"{BULK}/{answer.data['id']}/").data
    assert (seen["is_running"], seen["counts"]["done"], seen["counts"]["refused"]) == (False, 1, 1)
    assert [(one["lead"], one["state"]) for one in seen["refused"]] == [(taken.pk, "refused")]


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        ("release", {}),
        ("close-unreachable", {}),
        ("still-customer", {}),
        ("no-customer", {"day": "2026-01-31"}),
        ("follow-up", {"day": (timezone.localdate() + timedelta(days=2)).isoformat(), "time": "14:30"}),
    ],
)
def test_sales_does_its_deeds(sven: User, deed: str, said: dict[str, Any]) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    answer = api_for(sven).post(f"{BULK}/{deed}/", {"leads": [lead.pk], **said})
    assert answer.status_code == 202
    work_off()
    assert BulkAction.objects.get().ended_at is not None


def test_time_of_a_follow_up_is_kept(sven: User) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    day = (timezone.localdate() + timedelta(days=2)).isoformat()
    api_for(sven).post(f"{BULK}/follow-up/", {"leads": [lead.pk], "day": day, "time": "14:30"})
    work_off()
    due = FollowUp.objects.get().due_at
    assert due is not None and f"{timezone.localtime(due):%H:%M}" == "14:30"


def test_sales_lead_passes_on(lena: User, sven: User, sina: User) -> None:
    lead = make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)
    api_for(lena).post(f"{BULK}/pass-on/", {"leads": [lead.pk], "to_user": sina.pk})
    work_off()
    assert Lead.objects.get().assigned_to == sina


def test_hand_over_is_taken_back(mara: User) -> None:
    lead, client = make_lead(), api_for(mara)
    lines = [{"lead": lead.pk, "grade": "A"}]
    number = client.post(f"{BULK}/hand-over/", {"leads": lines}).data["id"]
    work_off()
    assert Lead.objects.in_pool().get() == lead
    assert client.post(f"{BULK}/hand-over/{number}/undo/").status_code == 202
    work_off()
    assert Lead.objects.get().stage == LeadStage.REGISTERED


@pytest.mark.parametrize(
    ("deed", "said", "field"),
    [
        ("hand-over", {"leads": [{"lead": 1, "grade": "E"}]}, "leads"),
        ("hand-over", {"leads": []}, "leads"),
        ("hand-over", {"leads": [{"lead": 0, "grade": "A"}]}, "lead"),
        ("hand-over", {"leads": [{"lead": 2**63, "grade": "A"}]}, "lead"),
    ],
)
def test_what_is_wrong_names_its_field(mara: User, deed: str, said: dict[str, Any], field: str) -> None:
    answer = api_for(mara).post(f"{BULK}/{deed}/", said)
    assert answer.status_code == 400
    assert field in str(answer.data)
    assert not BulkAction.objects.exists()


def test_action_of_somebody_else_does_not_exist(mara: User, lena: User) -> None:
    action = done(lena, "release", [make_lead(stage=LeadStage.ACCEPTED)])
    assert api_for(mara).get(f"{BULK}/{action.pk}/").status_code == 404
    assert api_for(make_user(Role.SALES_LEAD)).post(f"{BULK}/release/{action.pk}/undo/").status_code == 404
