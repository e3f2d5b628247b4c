"""Every kept figure counts what its name says, and no figure could stand in for another unnoticed.

The oracle of the counts takes the lines of counting.measures as given; here the numbers are written down.
"""

from __future__ import annotations

import pytest

from counting import job
from counting.measures import LAGS, STORED
from feedback.models import ExpectationFit, LeadStanding
from leads.models import Lead, LeadKind, LeadStage
from tests.counting.recount import kept
from tests.factories import make_lead
from tests.figures.zoo import LONG_AGO, add_history, fill_the_zoo

COUNTED = {
    "leads": 64,
    "handed_over": 53,
    "accepted": 48,
    "accepted_recorded": 23,
    "contacted": 44,
    "contacted_recorded": 19,
    "rated": 42,
    "rated_recorded": 17,
    "good": 38,
    "good_recorded": 14,
    "won": 27,
    "lost": 4,
    "open": 33,
    "won_in_time": 13,
    "telling": 52,
    "won_later": 2,
    "won_undated": 12,
    "history_leads": 30,
    "history_won": 24,
    "existing_leads": 16,
    "existing_rated": 10,
    "existing_good": 8,
    "existing_won": 5,
    "judged": 41,
    "agreed": 20,
    "callable": 9,
    "valued_in_time": 11,
    "realistic": 7,
    "too_high": 3,
    "too_low": 6,
    "other_fit": 1,
}
# A step is known where both of its moments are recorded.
STEPS = {"lag_accepted": 23, "lag_contacted": 19, "lag_rated": 17, "lag_won": 15}


def fill_a_larger_zoo() -> None:
    """The zoo and a few more, so that every rule finds another number of leads."""
    _search, fair = fill_the_zoo()
    for _ in range(4):
        make_lead(cta=fair, stage=LeadStage.RATED, received_at=LONG_AGO)
    add_history(fair, outcomes=[""] * 4)
    for decided_at, number in ((LONG_AGO, 10), (None, 12)):
        before = set(LeadStanding.objects.values_list("pk", flat=True))
        add_history(fair, outcomes=["won"] * number)
        LeadStanding.objects.exclude(pk__in=before).update(decided_at=decided_at)
    without_value = LeadStanding.objects.filter(decided_at=LONG_AGO).order_by("-pk")[:2]
    LeadStanding.objects.filter(pk__in=[each.pk for each in without_value]).update(value_cents=None)
    rated = LeadStanding.objects.filter(lead__kind=LeadKind.REAL).exclude(fit="").order_by("pk")
    fits = [*["too_high"] * 3, *["too_low"] * 6, "other", *["realistic"] * 7]
    for standing, fit in zip(rated, fits, strict=True):
        standing.fit = ExpectationFit(fit)
        standing.save()
    undated = Lead.objects.filter(standing__outcome="won", standing__decided_at=None).latest("pk")
    Lead.objects.filter(pk=undated.pk).update(is_of_customer=True)
    job.compute()


@pytest.mark.django_db
@pytest.mark.usefixtures("company")
def test_every_figure_counts_what_its_name_says() -> None:
    fill_a_larger_zoo()
    cells = kept().values()
    assert {name: sum(counts[name] for counts in cells) for name in STORED} == {
        **COUNTED,
        "revenue_cents": 1_400_000,
        "revenue_in_time_cents": 700_000,
        "existing_revenue_cents": 350_000,
    }
    assert {lag.name: sum(len(counts[lag.name]) for counts in cells) for lag in LAGS} == STEPS


@pytest.mark.parametrize("numbers", [COUNTED, STEPS], ids=["counts", "lags"])
def test_no_figure_could_stand_in_for_another_unnoticed(numbers: dict[str, int]) -> None:
    assert len(set(numbers.values())) == len(numbers)
