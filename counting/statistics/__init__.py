"""Statistics as pure functions: counts in, figures out; no database, no web, no text, standard library only.

Each module names the source of its formulas; the tests hold them against SciPy and statsmodels.
"""

from __future__ import annotations

from counting.statistics.agreement import Agreement, Kappa, Lean, compare_grades
from counting.statistics.chance import discoveries, probability_of_chance
from counting.statistics.competing import CompetingEnds, Incidence, IncidenceDay, estimate_incidence
from counting.statistics.costs import cost_per_unit
from counting.statistics.counts import CampaignCounts, median_leads
from counting.statistics.difference import (
    Difference,
    Direction,
    Pace,
    PaceChange,
    divide_paces,
    subtract_rates,
)
from counting.statistics.finding import Finding, find_over_promise
from counting.statistics.lags import BUCKETS, EDGES_SECONDS, bucket_of, duration_of, quantile
from counting.statistics.proportion import Band, Rate, wilson
from counting.statistics.shrinkage import Prior, fit_prior, shrink
from counting.statistics.silence import find_silent, probability_of_silence
from counting.statistics.standardise import Standardised, Stratum, standardise
from counting.statistics.targets import MarketingWord, Reached, Target, reach
from counting.statistics.trend import Change, Trend, find_change, fit_trend
from counting.statistics.verdict import Comparison, Judgement, SalesWord, Verdict, judge_campaigns

__all__ = [
    "BUCKETS",
    "EDGES_SECONDS",
    "Agreement",
    "Band",
    "CampaignCounts",
    "Change",
    "Comparison",
    "CompetingEnds",
    "Difference",
    "Direction",
    "Finding",
    "Incidence",
    "IncidenceDay",
    "Judgement",
    "Kappa",
    "Lean",
    "MarketingWord",
    "Pace",
    "PaceChange",
    "Prior",
    "Rate",
    "Reached",
    "SalesWord",
    "Standardised",
    "Stratum",
    "Target",
    "Trend",
    "Verdict",
    "bucket_of",
    "compare_grades",
    "cost_per_unit",
    "discoveries",
    "divide_paces",
    "duration_of",
    "estimate_incidence",
    "find_change",
    "find_over_promise",
    "find_silent",
    "fit_prior",
    "fit_trend",
    "judge_campaigns",
    "median_leads",
    "probability_of_chance",
    "probability_of_silence",
    "quantile",
    "reach",
    "shrink",
    "standardise",
    "subtract_rates",
    "wilson",
]
