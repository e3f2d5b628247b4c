from __future__ import annotations

import pytest
from scipy.stats import fisher_exact

from counting.statistics.counts import CampaignCounts, median_leads
from counting.statistics.verdict import SalesWord, judge_campaigns


def campaign(
    key: str, *, leads: int = 5_000, good: int = 0, rated: int = 0, won: int = 0, mature: int = 0
) -> CampaignCounts[str]:
    return CampaignCounts(key=key, leads=leads, rated=rated, good=good, mature=mature, mature_won=won)


GUIDE = campaign("heat pump guide", good=120, rated=157)
FAIR = campaign("trade fair", good=24, rated=48)
AUDIT = campaign("free audit", good=10, rated=61)
PARTNER = campaign("partner north", good=3, rated=3)
ALL = [GUIDE, FAIR, AUDIT, PARTNER]


@pytest.mark.parametrize(
    ("judged", "word"), [(GUIDE, "content"), (FAIR, "unsure"), (AUDIT, "discontent"), (PARTNER, "young")]
)
def test_sales_is_content_where_more_is_rated_good_than_elsewhere(
    judged: CampaignCounts[str], word: SalesWord
) -> None:
    assert judge_campaigns(ALL).verdicts[judged.key].sales == word


@pytest.mark.parametrize(("won", "word"), [(60, "content"), (22, "unsure"), (2, "discontent")])
def test_sales_is_content_where_more_is_won_than_elsewhere(won: int, word: SalesWord) -> None:
    judged, rest = campaign("a", won=won, mature=200), campaign("b", won=100, mature=1000)
    assert judge_campaigns([judged, rest]).verdicts["a"].sales == word


def test_good_by_one_share_and_bad_by_the_other_is_mixed() -> None:
    judged = campaign("a", good=90, rated=100, won=2, mature=200)
    rest = campaign("b", good=200, rated=500, won=100, mature=500)
    assert judge_campaigns([judged, rest]).verdicts["a"].sales == "mixed"


def test_all_campaigns_without_one_good_lead_content_nobody() -> None:
    rows = [campaign(key, good=0, rated=200, won=0, mature=200) for key in "abc"]
    assert {verdict.sales for verdict in judge_campaigns(rows).verdicts.values()} == {"unsure"}


@pytest.mark.parametrize(("rated", "word"), [(9, "young"), (10, "content")])
def test_verdict_waits_for_ten_ratings(rated: int, word: SalesWord) -> None:
    alone, rest = campaign("alone", good=9, rated=rated), campaign("rest", good=1, rated=400)
    assert judge_campaigns([alone, rest]).verdicts["alone"].sales == word


def test_verdict_needs_ten_cases_elsewhere_too() -> None:
    assert judge_campaigns([GUIDE]).verdicts[GUIDE.key].sales == "young"


def test_verdict_carries_the_counts_it_rests_on() -> None:
    good = judge_campaigns(ALL).verdicts["free audit"].good
    assert (good.rate.count, good.rate.of, good.rest.count, good.rest.of) == (10, 61, 147, 208)


def test_verdict_says_how_likely_chance_alone_is_and_the_middle_campaign() -> None:
    judgement = judge_campaigns(
        [campaign("a", leads=10, good=8, rated=10), campaign("b", leads=50, good=2, rated=40)]
    )
    probability = judgement.verdicts["a"].good.probability
    assert probability is not None and probability == pytest.approx(fisher_exact([[8, 2], [2, 38]]).pvalue)
    assert (judgement.verdicts["a"].good.side, judgement.median_leads) == ("better", 30)


def test_what_stands_out_alone_may_be_chance_among_many() -> None:
    odd = campaign("odd", good=65, rated=100)
    rest = [campaign(str(number), good=50, rated=100) for number in range(49)]
    # Beside one other campaign this difference is called one; beside 49 it is not.
    assert judge_campaigns([odd, campaign("one", good=2450, rated=4900)]).verdicts["odd"].sales == "content"
    assert judge_campaigns([odd, *rest]).verdicts["odd"].sales == "unsure"


def test_judging_no_campaign_gives_no_verdict() -> None:
    judgement = judge_campaigns(list[CampaignCounts[str]]())
    assert (judgement.verdicts, judgement.good.of, judgement.median_leads) == ({}, 0, None)


def test_judging_the_same_campaign_twice_is_named() -> None:
    with pytest.raises(ValueError, match="campaign 'trade fair' is given twice, allowed is once"):
        judge_campaigns([FAIR, GUIDE, FAIR])


def test_median_leads_leaves_out_campaigns_without_a_lead() -> None:
    rows = [campaign("a", leads=214), campaign("b", leads=63), campaign("idle", leads=0)]
    assert median_leads(rows) == 138.5


def test_median_leads_without_any_lead_is_unknown() -> None:
    assert median_leads([campaign("idle", leads=0)]) is None
