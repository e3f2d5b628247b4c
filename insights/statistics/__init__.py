"""Statistics as pure functions: counts in, figures out; no database, no web, no text, standard library only.

Each module names the source of its formulas; the tests hold them against SciPy and statsmodels.
"""

from __future__ import annotations

from insights.statistics.chance import discoveries, probability_of_chance
from insights.statistics.costs import cost_per_unit
from insights.statistics.counts import CampaignCounts, median_leads
from insights.statistics.finding import Finding, find_over_promise
from insights.statistics.lags import BUCKETS, EDGES_SECONDS, bucket_of, duration_of, quantile
from insights.statistics.proportion import Rate, wilson
from insights.statistics.shrinkage import Prior, fit_prior, shrink
from insights.statistics.targets import MarketingWord, Reached, Target, reach
from insights.statistics.verdict import Comparison, Judgement, SalesWord, Verdict, judge_campaigns

__all__ = [
    "BUCKETS",
    "EDGES_SECONDS",
    "CampaignCounts",
    "Comparison",
    "Finding",
    "Judgement",
    "MarketingWord",
    "Prior",
    "Rate",
    "Reached",
    "SalesWord",
    "Target",
    "Verdict",
    "bucket_of",
    "cost_per_unit",
    "discoveries",
    "duration_of",
    "find_over_promise",
    "fit_prior",
    "judge_campaigns",
    "median_leads",
    "probability_of_chance",
    "quantile",
    "reach",
    "shrink",
    "wilson",
]
