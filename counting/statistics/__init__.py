"""Statistics as pure functions: counts in, figures out; no database, no web, no text, standard library only.

Each module names the source of its formulas; the tests hold them against SciPy and statsmodels.
"""

from __future__ import annotations

from counting.statistics.agreement import Agreement, Kappa, Lean, compare_grades
from counting.statistics.attribution import Model, attribute, split_cents
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
from counting.statistics.forecast import Cohort, Forecast, Span, forecast_deals
from counting.statistics.lags import BUCKETS, EDGES_SECONDS, bucket_of, duration_of, quantile
from counting.statistics.means import Mean, MeanDifference, mean_of, subtract_means
from counting.statistics.money import (
    CostRange,
    UnitCost,
    Waste,
    add_waste,
    bound_cost,
    divide_cost,
    find_waste,
    price_attempts,
    return_on_cost,
)
from counting.statistics.patience import cases_needed
from counting.statistics.proportion import Band, Rate, wilson
from counting.statistics.shrinkage import Prior, fit_prior, shrink
from counting.statistics.silence import find_silent, probability_of_silence
from counting.statistics.standardise import Standardised, Stratum, standardise
from counting.statistics.targets import MarketingWord, Reached, Target, reach
from counting.statistics.trend import (
    Change,
    Trend,
    TrendWithin,
    find_change,
    fit_trend,
    fit_trend_within,
)
from counting.statistics.verdict import (
    Comparison,
    Judgement,
    SalesWord,
    Side,
    Verdict,
    compare,
    decide,
    judge_campaigns,
)
from counting.statistics.watch import (
    METHOD,
    Signal,
    add_rates,
    find_shift,
    find_signals,
    hold_against,
    hold_named,
)

__all__ = [
    "BUCKETS",
    "EDGES_SECONDS",
    "METHOD",
    "Agreement",
    "Band",
    "CampaignCounts",
    "Change",
    "Cohort",
    "Comparison",
    "CompetingEnds",
    "CostRange",
    "Difference",
    "Direction",
    "Finding",
    "Forecast",
    "Incidence",
    "IncidenceDay",
    "Judgement",
    "Kappa",
    "Lean",
    "MarketingWord",
    "Mean",
    "MeanDifference",
    "Model",
    "Pace",
    "PaceChange",
    "Prior",
    "Rate",
    "Reached",
    "SalesWord",
    "Side",
    "Signal",
    "Span",
    "Standardised",
    "Stratum",
    "Target",
    "Trend",
    "TrendWithin",
    "UnitCost",
    "Verdict",
    "Waste",
    "add_rates",
    "add_waste",
    "attribute",
    "bound_cost",
    "bucket_of",
    "cases_needed",
    "compare",
    "compare_grades",
    "cost_per_unit",
    "decide",
    "discoveries",
    "divide_cost",
    "divide_paces",
    "duration_of",
    "estimate_incidence",
    "find_change",
    "find_over_promise",
    "find_shift",
    "find_signals",
    "find_silent",
    "find_waste",
    "fit_prior",
    "fit_trend",
    "fit_trend_within",
    "forecast_deals",
    "hold_against",
    "hold_named",
    "judge_campaigns",
    "mean_of",
    "median_leads",
    "price_attempts",
    "probability_of_chance",
    "probability_of_silence",
    "quantile",
    "reach",
    "return_on_cost",
    "shrink",
    "split_cents",
    "standardise",
    "subtract_means",
    "subtract_rates",
    "wilson",
]
