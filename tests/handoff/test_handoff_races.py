"""Twenty reps want one lead, on real PostgreSQL. The twin takes the lock away and sees it fail."""

from __future__ import annotations

from collections import Counter
from functools import partial
from threading import Barrier

import pytest
from django.db import IntegrityError

from accounts.models import Role, User
from handoff import services as handoffs
from handoff.errors import LeadTaken
from handoff.models import Answer, HandoffAnswer
from handoff.services import answers
from leads.models import Lead, LeadStage
from tests.at_once import at_once
from tests.factories import make_company, make_lead, make_user

pytestmark = pytest.mark.django_db(transaction=True)

REPS = 20


def claim_all_at_once(lead: Lead, reps: list[User]) -> Counter[str]:
    claims = [partial(handoffs.claim_from_pool, actor=rep, lead=lead) for rep in reps]
    results = at_once(*claims, refused=(LeadTaken, IntegrityError))
    return Counter(type(one).__name__ if isinstance(one, Exception) else "won" for one in results)


def make_pool_lead() -> tuple[Lead, list[User]]:
    make_company()
    reps = [make_user(Role.SALES_REP) for _ in range(REPS)]
    return make_lead(stage=LeadStage.HANDED_OVER), reps


def test_twenty_reps_claim_one_lead_and_one_gets_it() -> None:
    lead, reps = make_pool_lead()
    assert claim_all_at_once(lead, reps) == {"won": 1, "LeadTaken": REPS - 1}
    lead.refresh_from_db()
    accepted = HandoffAnswer.objects.get(kind=Answer.ACCEPT)
    assert (lead.assigned_to, lead.row_version) == (accepted.user, 2)


def test_twin_without_the_lock_lets_more_than_one_try(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = Barrier(REPS)

    def look_without_locking(lead: Lead, **_: object) -> Lead:
        found = Lead.objects.get(pk=lead.pk)
        looked.wait(timeout=10)
        return found

    monkeypatch.setattr(answers, "lock_row", look_without_locking)
    lead, reps = make_pool_lead()
    assert claim_all_at_once(lead, reps) == {"won": 1, "IntegrityError": REPS - 1}
