from __future__ import annotations

import pytest

from counting.statistics.counts import CampaignCounts, add_up, median_leads, subtract

AUDIT = CampaignCounts(key="audit", leads=412, rated=61, good=10, too_high=38, mature=400, mature_won=6)
FAIR = CampaignCounts(key="fair", leads=63, rated=48, good=34, too_high=2, mature=58, mature_won=13)


def test_conversion_is_that_of_the_leads_of_equal_age() -> None:
    assert (AUDIT.conversion.count, AUDIT.conversion.of) == (6, 400)


def test_counts_give_shares_of_the_rated_leads() -> None:
    assert (AUDIT.good_share.count, AUDIT.good_share.of) == (10, 61)
    assert (AUDIT.over_promise_share.count, AUDIT.over_promise_share.of) == (38, 61)


def test_adding_up_sums_every_count() -> None:
    expected = CampaignCounts(key=None, leads=475, rated=109, good=44, too_high=40, mature=458, mature_won=19)
    assert add_up([AUDIT, FAIR]) == expected


def test_subtracting_undoes_adding() -> None:
    assert subtract(add_up([AUDIT, FAIR]), FAIR) == add_up([AUDIT])


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"leads": -1}, "leads is -1 for campaign 'audit', allowed is 0 or more"),
        ({"mature": 11}, r"mature is 11 for campaign 'audit', allowed is 0 to 10 \(leads\)"),
        ({"mature_won": 9}, r"mature_won is 9 for campaign 'audit', allowed is 0 to 8 \(mature\)"),
        ({"rated": 11}, r"rated is 11 for campaign 'audit', allowed is 0 to 10 \(leads\)"),
        ({"good": 6}, r"good is 6 for campaign 'audit', allowed is 0 to 5 \(rated\)"),
        ({"too_high": -2}, r"too_high is -2 for campaign 'audit', allowed is 0 to 5 \(rated\)"),
    ],
)
def test_counts_name_an_impossible_number(wrong: dict[str, int], message: str) -> None:
    numbers = {"leads": 10, "mature": 8, "rated": 5} | wrong
    with pytest.raises(ValueError, match=message):
        CampaignCounts(key="audit", **numbers)


def test_median_counts_a_campaign_of_a_single_lead() -> None:
    single = CampaignCounts(key="single", leads=1, rated=0)
    assert median_leads([single, FAIR]) == 32
