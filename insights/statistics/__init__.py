"""Statistics as pure functions: counts in, figures out; no database, no web, no text, standard library only.

Each module names the source of its formulas; the tests hold them against SciPy and statsmodels.
"""

from __future__ import annotations

from insights.statistics.costs import cost_per_unit
from insights.statistics.counts import CampaignCounts, median_leads
from insights.statistics.finding import Finding, find_over_promise
from insights.statistics.lags import BUCKETS, EDGES_SECONDS, bucket_of, duration_of, quantile
from insights.statistics.proportion import Difference, Rate, difference, differs, wilson
from insights.statistics.shrinkage import Prior, fit_prior, shrink
from insights.statistics.verdict import Quadrant, Verdict, judge_campaigns

__all__ = [
    "BUCKETS",
    "EDGES_SECONDS",
    "CampaignCounts",
    "Difference",
    "Finding",
    "Prior",
    "Quadrant",
    "Rate",
    "Verdict",
    "bucket_of",
    "cost_per_unit",
    "difference",
    "differs",
    "duration_of",
    "find_over_promise",
    "fit_prior",
    "judge_campaigns",
    "median_leads",
    "quantile",
    "shrink",
    "wilson",
]
