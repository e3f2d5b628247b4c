from __future__ import annotations

from dataclasses import replace

import pytest

from counting.statistics.counts import CampaignCounts
from counting.statistics.finding import find_over_promise

AUDIT = CampaignCounts(key="free audit", leads=412, rated=61, too_high=38, mature=412, mature_won=6)
GUIDE = CampaignCounts(key="heat pump guide", leads=214, rated=157, too_high=15, mature=214, mature_won=36)
NEWS = CampaignCounts(key="newsletter", leads=148, rated=104, too_high=9, mature=148, mature_won=17)
FAIR = CampaignCounts(key="trade fair", leads=63, rated=48, too_high=2, mature=63, mature_won=13)
OTHERS = [GUIDE, NEWS, FAIR]


def test_finding_names_the_campaign_that_promises_too_much() -> None:
    finding = find_over_promise([*OTHERS, AUDIT])
    assert finding is not None
    assert finding.campaign == AUDIT


def test_finding_carries_the_counts_that_say_why() -> None:
    finding = find_over_promise([*OTHERS, AUDIT])
    assert finding is not None
    assert (finding.conversion.rate.count, finding.conversion.rate.of) == (6, 412)
    assert (finding.conversion.rest.count, finding.conversion.rest.of) == (66, 425)
    assert (finding.over_promise.rate.count, finding.over_promise.rate.of) == (38, 61)
    assert (finding.over_promise.rest.count, finding.over_promise.rest.of) == (26, 309)


def test_finding_counts_the_deals_missing_against_the_rest() -> None:
    finding = find_over_promise([*OTHERS, AUDIT])
    assert finding is not None
    assert finding.missing_deals == pytest.approx(412 * 66 / 425 - 6, rel=1e-12)


@pytest.mark.parametrize(
    "harmless",
    [
        pytest.param(replace(AUDIT, leads=100, mature=100, mature_won=0), id="few leads"),
        pytest.param(replace(AUDIT, rated=9, too_high=9), id="under ten ratings"),
        pytest.param(replace(AUDIT, mature_won=60), id="conversion within chance of the rest"),
        pytest.param(replace(AUDIT, mature_won=200), id="conversion above the rest"),
        pytest.param(replace(AUDIT, too_high=6), id="over-promise within chance of the rest"),
        pytest.param(replace(AUDIT, too_high=0), id="over-promise below the rest"),
        pytest.param(replace(AUDIT, mature=9, mature_won=0), id="leads too young to judge"),
    ],
)
def test_finding_leaves_a_harmless_campaign_alone(harmless: CampaignCounts[str]) -> None:
    assert find_over_promise([*OTHERS, harmless]) is None


def test_finding_takes_the_campaign_missing_the_most_deals() -> None:
    smaller = replace(AUDIT, key="smaller", leads=230, mature=230, mature_won=3)
    finding = find_over_promise([smaller, AUDIT, *OTHERS])
    assert finding is not None
    assert finding.campaign.key == "free audit"


def test_finding_takes_the_first_of_equal_campaigns() -> None:
    finding = find_over_promise([replace(AUDIT, key="first"), replace(AUDIT, key="second"), *OTHERS])
    assert finding is not None
    assert finding.campaign.key == "first"


def test_finding_looks_at_the_median_campaign_too() -> None:
    finding = find_over_promise([AUDIT, replace(GUIDE, leads=413), FAIR])
    assert finding is not None
    assert finding.campaign == AUDIT


def test_finding_needs_ratings_of_the_rest() -> None:
    assert find_over_promise([AUDIT, replace(GUIDE, rated=0, too_high=0)]) is None


def test_finding_needs_a_rest_to_compare_with() -> None:
    assert find_over_promise([AUDIT]) is None


def test_finding_in_no_campaign_is_none() -> None:
    assert find_over_promise(list[CampaignCounts[str]]()) is None
