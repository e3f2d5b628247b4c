from __future__ import annotations

import pytest

from insights.statistics.counts import CampaignCounts, median_leads
from insights.statistics.verdict import Quadrant, judge_campaigns


def campaign(key: str, *, leads: int, good: int, rated: int) -> CampaignCounts[str]:
    return CampaignCounts(key=key, leads=leads, won=0, rated=rated, good=good)


GUIDE = campaign("heat pump guide", leads=214, good=91, rated=157)
FAIR = campaign("trade fair", leads=63, good=34, rated=48)
AUDIT = campaign("free audit", leads=412, good=10, rated=61)
BANNER = campaign("banner", leads=90, good=6, rated=40)
PARTNER = campaign("partner north", leads=120, good=3, rated=3)
ALL = [GUIDE, FAIR, AUDIT, BANNER, PARTNER]


@pytest.mark.parametrize(
    ("judged", "quadrant"),
    [(GUIDE, "both"), (FAIR, "sales"), (AUDIT, "marketing"), (BANNER, "neither"), (PARTNER, "young")],
)
def test_verdict_names_the_quadrant(judged: CampaignCounts[str], quadrant: Quadrant) -> None:
    assert judge_campaigns(ALL)[judged.key].quadrant == quadrant


@pytest.mark.parametrize(("rated", "quadrant"), [(9, "young"), (10, "both")])
def test_verdict_waits_for_ten_ratings(rated: int, quadrant: Quadrant) -> None:
    alone = campaign("alone", leads=500, good=9, rated=rated)
    assert judge_campaigns([alone])["alone"].quadrant == quadrant


def test_verdict_of_the_median_campaign_contents_marketing() -> None:
    verdict = judge_campaigns([GUIDE, FAIR, BANNER])["banner"]
    assert (verdict.leads, verdict.median_leads, verdict.quadrant) == (90, 90.0, "marketing")


def test_verdict_of_an_average_good_share_contents_sales() -> None:
    a, b = campaign("a", leads=10, good=4, rated=10), campaign("b", leads=70, good=28, rated=70)
    assert judge_campaigns([a, b])["a"].quadrant == "sales"


def test_verdict_carries_the_counts_it_rests_on() -> None:
    verdict = judge_campaigns(ALL)["free audit"]
    assert (verdict.good.count, verdict.good.of) == (10, 61)
    assert (verdict.overall_good.count, verdict.overall_good.of) == (144, 309)


def test_verdict_is_clear_beyond_chance() -> None:
    assert judge_campaigns(ALL)["free audit"].is_clear


def test_verdict_is_unclear_within_chance() -> None:
    a, b = campaign("a", leads=20, good=5, rated=12), campaign("b", leads=90, good=30, rated=80)
    assert not judge_campaigns([a, b])["a"].is_clear


def test_verdict_of_a_lone_campaign_is_unclear() -> None:
    assert not judge_campaigns([GUIDE])[GUIDE.key].is_clear


def test_verdict_of_a_young_campaign_is_unclear() -> None:
    young = campaign("young", leads=9, good=9, rated=9)
    poor = campaign("poor", leads=900, good=9, rated=900)
    assert not judge_campaigns([young, poor])["young"].is_clear


def test_judging_no_campaign_gives_no_verdict() -> None:
    assert judge_campaigns(list[CampaignCounts[str]]()) == {}


def test_judging_the_same_campaign_twice_is_named() -> None:
    with pytest.raises(ValueError, match="campaign 'trade fair' is given twice, allowed is once"):
        judge_campaigns([FAIR, GUIDE, FAIR])


def test_median_leads_leaves_out_campaigns_without_a_lead() -> None:
    idle = campaign("idle", leads=0, good=0, rated=0)
    assert median_leads([GUIDE, FAIR, idle]) == 138.5


def test_median_leads_without_any_lead_is_unknown() -> None:
    assert median_leads([campaign("idle", leads=0, good=0, rated=0)]) is None
