from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from campaigns.models import Campaign
from counting import cache, job
from counting.weeks import WEEK
from tests.factories import make_campaign
from tests.findings.kept import MONDAY, keep_ratings, weeks_before


@pytest.fixture(autouse=True)
def _nothing_kept(request: pytest.FixtureRequest) -> Iterator[None]:
    """Figures of another test are not in memory."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def monday(company: object) -> Iterator[None]:
    """Ten in the morning of a Monday; nothing waits to be counted."""
    with time_machine.travel(f"{MONDAY}T10:00:00+02:00", tick=False):
        job.compute()
        yield


@pytest.fixture
def fallen(monday: None) -> Campaign:
    """A campaign whose ratings were good in 8 of 20 a week for a year, and in 2 of 20 for the last eight."""
    campaign = make_campaign(name="Messe")
    for week in weeks_before(MONDAY, 52, age=4):
        is_old = week < MONDAY - WEEK * 12
        keep_ratings(campaign, week, rated=20, good=8 if is_old else 2)
    return campaign
