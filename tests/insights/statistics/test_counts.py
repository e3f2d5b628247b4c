from __future__ import annotations

import pytest

from insights.statistics.counts import CampaignCounts, add_up, median_leads, subtract

AUDIT = CampaignCounts(key="audit", leads=412, won=6, rated=61, good=10, too_high=38, too_young=12)
FAIR = CampaignCounts(key="fair", leads=63, won=13, rated=48, good=34, too_high=2, too_young=5)


def test_counts_leave_open_young_leads_out_of_the_conversion() -> None:
    assert (AUDIT.conversion.count, AUDIT.conversion.of) == (6, 400)


def test_counts_give_shares_of_the_rated_leads() -> None:
    assert (AUDIT.good_share.count, AUDIT.good_share.of) == (10, 61)
    assert (AUDIT.over_promise_share.count, AUDIT.over_promise_share.of) == (38, 61)


def test_adding_up_sums_every_count() -> None:
    expected = CampaignCounts(key=None, leads=475, won=19, rated=109, good=44, too_high=40, too_young=17)
    assert add_up([AUDIT, FAIR]) == expected


def test_subtracting_undoes_adding() -> None:
    assert subtract(add_up([AUDIT, FAIR]), FAIR) == add_up([AUDIT])


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"leads": -1}, "leads is -1 for campaign 'audit', allowed is 0 or more"),
        ({"won": 11}, r"won is 11 for campaign 'audit', allowed is 0 to 10 \(leads\)"),
        ({"too_young": 9}, r"too_young is 9 for campaign 'audit', allowed is 0 to 8 \(leads not won\)"),
        ({"rated": 11}, r"rated is 11 for campaign 'audit', allowed is 0 to 10 \(leads\)"),
        ({"good": 6}, r"good is 6 for campaign 'audit', allowed is 0 to 5 \(rated\)"),
        ({"too_high": -2}, r"too_high is -2 for campaign 'audit', allowed is 0 to 5 \(rated\)"),
    ],
)
def test_counts_name_an_impossible_number(wrong: dict[str, int], message: str) -> None:
    numbers = {"leads": 10, "won": 2, "rated": 5} | wrong
    with pytest.raises(ValueError, match=message):
        CampaignCounts(key="audit", **numbers)


def test_median_counts_a_campaign_of_a_single_lead() -> None:
    single = CampaignCounts(key="single", leads=1, won=0, rated=0)
    assert median_leads([single, FAIR]) == 32
