from __future__ import annotations

from datetime import datetime
from itertools import product

import pytest
from django.db import connection
from django.utils import timezone

from feedback.models import LeadStanding
from feedback.stages import STAGE_SAID, stage_said
from leads.models import LeadStage

NOW = timezone.now()
# Outcome, when rated, when contacted: everything a standing can say, and what follows.
SAID = list(product(("", "won", "lost"), (None, NOW), (None, NOW)))
STAGES = [None, "contacted", "rated", "rated", *["won"] * 4, *["lost"] * 4]


def ask_postgres(outcome: str, rated_at: datetime | None, contacted_at: datetime | None) -> str | None:
    row = "(SELECT %s AS outcome, %s::timestamptz AS rated_at, %s::timestamptz AS contacted_at) AS standing"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {STAGE_SAID} FROM {row}", [outcome, rated_at, contacted_at])
        found: str | None = cursor.fetchone()[0]
    return found


def test_stage_follows_the_furthest_thing_said() -> None:
    standings = [
        LeadStanding(outcome=outcome, rated_at=rated_at, contacted_at=contacted_at)
        for outcome, rated_at, contacted_at in SAID
    ]
    assert [stage_said(standing) for standing in standings] == STAGES


@pytest.mark.django_db
def test_postgres_says_the_same_stage_of_every_standing() -> None:
    assert [ask_postgres(*said) for said in SAID] == STAGES


def test_every_stage_said_is_one_of_an_accepted_lead() -> None:
    assert {stage for stage in STAGES if stage} == set(LeadStage.accepted_or_later) - {"accepted"}
