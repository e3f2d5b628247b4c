"""Two who take costs back at once, and one who enters another meanwhile; the twins do without the lock."""

from __future__ import annotations

from datetime import date
from threading import Barrier

import pytest

from accounts.models import User
from campaigns import imported_costs
from campaigns.models import Campaign, CostEntry, DailyCost
from campaigns.services import costs
from campaigns.services.costs import set_daily_costs, take_costs_back
from tests.at_once import at_once
from tests.factories import make_campaign, make_company, make_user
from values.refusals import IllegalMove

pytestmark = pytest.mark.django_db(transaction=True)
FIRST, SECOND = date(2026, 3, 1), date(2026, 3, 2)
REPEATS = 5


@pytest.fixture
def mara() -> User:
    make_company()
    return make_user()


def pasted(mara: User, campaign: Campaign) -> CostEntry:
    """What replaced 1 on the first day by 900, and entered 800 on the second."""
    set_daily_costs(actor=mara, campaign=campaign, costs={FIRST: 1})
    saved = set_daily_costs(actor=mara, campaign=campaign, costs={FIRST: 900, SECOND: 800})
    assert saved.entry is not None
    return saved.entry


def take_back_twice(mara: User, entry: CostEntry) -> list[int]:
    """Each with a row of its own, as two requests have it; how many days each took back."""
    rows = [CostEntry.objects.get(pk=entry.pk) for _ in range(2)]
    return sorted(
        back.count
        for back in at_once(*[lambda row=row: take_costs_back(actor=mara, entry=row) for row in rows])
    )


def take_back_while_edited(mara: User, entry: CostEntry, campaign: Campaign) -> dict[date, int]:
    """What the days cost once both are through."""
    at_once(
        lambda: take_costs_back(actor=mara, entry=entry),
        lambda: set_daily_costs(actor=mara, campaign=campaign, costs={FIRST: 55}),
        refused=IllegalMove,
    )
    return dict(campaign.daily_costs.values_list("day", "amount_cents"))


def test_two_presses_at_once_take_it_back_once(mara: User) -> None:
    for _repeat in range(REPEATS):
        campaign = make_campaign()
        assert take_back_twice(mara, pasted(mara, campaign)) == [0, 2]
        assert dict(campaign.daily_costs.values_list("day", "amount_cents")) == {FIRST: 1}


def test_two_presses_at_once_take_it_back_twice_without_the_lock(
    mara: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = pasted(mara, make_campaign())
    both_have_read, put_back = Barrier(2, timeout=20), imported_costs.let_later_ones_stand_on_what_was_before

    def meet(*said: object, **more: int) -> None:
        both_have_read.wait()
        put_back(*said, **more)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(costs, "hold", lambda _campaigns: {})
    monkeypatch.setattr(costs, "let_later_ones_stand_on_what_was_before", meet)
    assert take_back_twice(mara, entry) == [2, 2]


def test_cost_entered_meanwhile_is_never_overwritten(mara: User) -> None:
    for _repeat in range(REPEATS):
        campaign = make_campaign()
        assert take_back_while_edited(mara, pasted(mara, campaign), campaign) == {FIRST: 55}


def test_cost_entered_meanwhile_is_lost_without_the_lock(mara: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: what still stands was read, then somebody enters another, then it is put back."""
    campaign = make_campaign()
    entry, put_back = pasted(mara, campaign), imported_costs.put_back

    def be_late(said: list[object]) -> None:
        at_once(lambda: set_daily_costs(actor=mara, campaign=campaign, costs={FIRST: 55}))
        put_back(said)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(costs, "hold", lambda _campaigns: {})
    monkeypatch.setattr(costs, "put_back", be_late)
    take_costs_back(actor=mara, entry=entry)
    assert not DailyCost.objects.filter(amount_cents=55).exists()
