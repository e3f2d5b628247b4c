from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from insights.statistics.counts import CampaignCounts
from insights.statistics.finding import find_over_promise

AUDIT = CampaignCounts(key="free audit", leads=412, won=6, rated=61, too_high=38)
GUIDE = CampaignCounts(key="heat pump guide", leads=214, won=36, rated=157, too_high=15)
NEWS = CampaignCounts(key="newsletter", leads=148, won=17, rated=104, too_high=9)
FAIR = CampaignCounts(key="trade fair", leads=63, won=13, rated=48, too_high=2)
OTHERS = [GUIDE, NEWS, FAIR]


def test_finding_names_the_campaign_that_promises_too_much() -> None:
    finding = find_over_promise([*OTHERS, AUDIT])
    assert finding is not None
    assert finding.campaign == AUDIT


def test_finding_carries_the_counts_that_say_why() -> None:
    finding = find_over_promise([*OTHERS, AUDIT])
    assert finding is not None
    assert (finding.conversion.count, finding.conversion.of) == (6, 412)
    assert (finding.rest_conversion.count, finding.rest_conversion.of) == (66, 425)
    assert (finding.over_promise.count, finding.over_promise.of) == (38, 61)
    assert (finding.rest_over_promise.count, finding.rest_over_promise.of) == (26, 309)


def test_finding_counts_the_deals_missing_against_the_rest() -> None:
    finding = find_over_promise([*OTHERS, AUDIT])
    assert finding is not None
    assert finding.missing_deals == pytest.approx(412 * 66 / 425 - 6, rel=1e-12)


@pytest.mark.parametrize(
    "harmless",
    [
        pytest.param(replace(AUDIT, leads=100, won=0), id="few leads"),
        pytest.param(replace(AUDIT, rated=9, too_high=9), id="under ten ratings"),
        pytest.param(replace(AUDIT, won=60), id="conversion within chance of the rest"),
        pytest.param(replace(AUDIT, won=200), id="conversion above the rest"),
        pytest.param(replace(AUDIT, too_high=6), id="over-promise within chance of the rest"),
        pytest.param(replace(AUDIT, too_high=0), id="over-promise below the rest"),
        pytest.param(replace(AUDIT, too_young=400), id="leads too young to judge"),
    ],
)
def test_finding_leaves_a_harmless_campaign_alone(harmless: CampaignCounts[str]) -> None:
    assert find_over_promise([*OTHERS, harmless]) is None


def test_finding_takes_the_campaign_missing_the_most_deals() -> None:
    smaller = replace(AUDIT, key="smaller", leads=230, won=3)
    finding = find_over_promise([smaller, AUDIT, *OTHERS])
    assert finding is not None
    assert finding.campaign.key == "free audit"


def test_finding_takes_the_first_of_equal_campaigns() -> None:
    finding = find_over_promise([replace(AUDIT, key="first"), replace(AUDIT, key="second"), *OTHERS])
    assert finding is not None
    assert finding.campaign.key == "first"


def test_finding_looks_at_the_median_campaign_too() -> None:
    finding = find_over_promise([AUDIT, replace(GUIDE, leads=413, won=70), FAIR])
    assert finding is not None
    assert (finding.median_leads, finding.campaign) == (412, AUDIT)


def test_finding_needs_ratings_of_the_rest() -> None:
    assert find_over_promise([AUDIT, replace(GUIDE, rated=0, too_high=0)]) is None


def test_finding_needs_a_rest_to_compare_with() -> None:
    assert find_over_promise([AUDIT]) is None


def test_finding_in_no_campaign_is_none() -> None:
    assert find_over_promise(list[CampaignCounts[str]]()) is None


def test_finding_is_rarely_false_where_all_campaigns_are_alike() -> None:
    random = np.random.default_rng(3)
    false_alarms = 0
    for _ in range(400):
        leads = random.integers(50, 500, size=12)
        won, rated = random.binomial(leads, 0.1), random.binomial(leads, 0.6)
        too_high = random.binomial(rated, 0.2)
        rows = zip(leads.tolist(), won.tolist(), rated.tolist(), too_high.tolist(), strict=True)
        campaigns = [
            CampaignCounts(key=key, leads=n, won=w, rated=r, too_high=t)
            for key, (n, w, r, t) in enumerate(rows)
        ]
        false_alarms += find_over_promise(campaigns) is not None
    assert false_alarms <= 20  # 5 % of 400
