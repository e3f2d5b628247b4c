"""What share of leads is won, and what share lost, by each age: two ends that compete, with open leads in.

A lead still open has been watched up to its age and no further. Leaving it out, or counting it as not won,
makes young campaigns look bad; taking a lost lead as one that is only not yet won makes all look good.
Aalen and Johansen's estimate does neither. It takes young leads as going the way of the older ones: where a
campaign has changed, ask of the time since.

Sources:
- O. O. Aalen, S. Johansen (1978), "An empirical transition matrix for non-homogeneous Markov chains based on
  censored observations", Scandinavian Journal of Statistics 5, 141-150.
- G. E. Dinse, M. G. Larson (1986), "A note on semi-Markov models for partially censored data", Biometrika 73,
  379-386, and E. Marubini, M. G. Valsecchi (1995), "Analysing Survival Data from Clinical Trials and
  Observational Studies", Wiley, section 10.3: its variance by the delta method.
- J. B. Choudhury (2002), "Non-parametric confidence interval estimation for competing risks analysis:
  application to contraceptive data", Statistics in Medicine 21, 1129-1144: the log(-log) limits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Final

from counting.statistics.distributions import Z95
from counting.statistics.proportion import SMALL_SAMPLE, Band, wilson
from counting.statistics.ranges import check_count

# Below this the rounding of some thousand sums is all there is.
_NO_VARIANCE: Final = 1e-14


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetingEnds:
    """How many leads were won, were lost, and are still open, each by the age in days when that was so.

    A lead open at some age is taken as watched through that day. Raises ValueError when an age or a count is
    negative.
    """

    won: Mapping[int, int]
    lost: Mapping[int, int]
    open: Mapping[int, int]

    def __post_init__(self) -> None:
        for name, counts in {"won": self.won, "lost": self.lost, "open": self.open}.items():
            for age, count in counts.items():
                check_count(f"an age of {name}", age)
                check_count(f"{name} at {age} days", count)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidenceDay:
    """What has become of leads by the end of this day of theirs; `at_risk` were still open as it began."""

    days: int
    at_risk: int
    won: Band
    lost: Band


@dataclass(frozen=True, slots=True, kw_only=True)
class Incidence:
    """What becomes of leads day by day, from day 0 to the last that any lead has reached.

    `supported_days` is the last age that at least ten leads were watched at: later ones are drawn grey, if at
    all. None when no age has ten.
    """

    ages: tuple[IncidenceDay, ...]
    supported_days: int | None

    def share_in(self, days: int, *, of: int | None = None) -> float | None:
        """Return which share of the final deals is in at this age, from 0 to 1.

        Final is what is known of the age `of`; without one, of the last supported age, and then None when no
        age is. None when no deal is known by then. Raises ValueError when an age is negative.
        """
        check_count("days", days)
        check_count("of", of or 0)
        last = self.supported_days if of is None else min(of, len(self.ages) - 1)
        if last is None or last < 0:
            return None
        final = self.ages[last].won.value
        return self.ages[min(days, last)].won.value / final if final else None

    def days_until(self, share: float) -> int | None:
        """Return the first age by which this share of the final deals is in; None when no deal is known.

        Raises ValueError when share is not from 0 to 1.
        """
        if not 0 <= share <= 1:
            raise ValueError(f"share is {share}, allowed is 0 to 1")
        if self.supported_days is None:
            return None
        known = self.ages[: self.supported_days + 1]
        final = known[-1].won.value
        return next(age.days for age in known if age.won.value >= share * final) if final else None


def estimate_incidence(ends: CompetingEnds) -> Incidence:
    """Return the cumulative incidence of won and lost (Aalen and Johansen 1978).

    Of nⱼ leads at risk on day j, dⱼ end, dₖⱼ of them as k; Sⱼ₋₁ is the share open before. Then
    F(t) = Σ Sⱼ₋₁ dₖⱼ ÷ nⱼ over all days up to t. What ends on a day does so before what is last seen on it.
    """
    ages = tuple(_walk(ends))
    supported = [age.days for age in ages if age.at_risk >= SMALL_SAMPLE]
    return Incidence(ages=ages, supported_days=max(supported, default=None))


def _walk(ends: CompetingEnds) -> Iterator[IncidenceDay]:
    days = [day for counts in (ends.won, ends.lost, ends.open) for day, count in counts.items() if count]
    at_risk = sum(sum(counts.values()) for counts in (ends.won, ends.lost, ends.open))
    still_open, won, lost = 1.0, _End(), _End()
    for day in range(max(days, default=-1) + 1):
        by_won, by_lost = ends.won.get(day, 0), ends.lost.get(day, 0)
        ended = by_won + by_lost
        for end, count in ((won, by_won), (lost, by_lost)):
            end.advance(count, ended=ended, at_risk=at_risk, still_open=still_open)
        yield IncidenceDay(days=day, at_risk=at_risk, won=won.share(at_risk), lost=lost.share(at_risk))
        still_open *= (at_risk - ended) / at_risk
        at_risk -= ended + ends.open.get(day, 0)


class _End:
    """The incidence of one end so far, and the sums its variance is made of.

    Var F(t) = Σ (F(t) - Fⱼ)² dⱼ ÷ (nⱼ (nⱼ - dⱼ)) + Σ Sⱼ₋₁² (nⱼ - dₖⱼ) dₖⱼ ÷ nⱼ³
    - 2 Σ (F(t) - Fⱼ) Sⱼ₋₁ dₖⱼ ÷ nⱼ², sums over all days up to t; multiplied out, each day adds to them.
    """

    def __init__(self) -> None:
        self.incidence = 0.0
        self._square = self._linear = self._constant = 0.0

    def advance(self, count: int, *, ended: int, at_risk: int, still_open: float) -> None:
        self.incidence += still_open * count / at_risk
        # When all end, F never moves again and its first sum has no further term.
        hazard = ended / (at_risk * (at_risk - ended)) if ended < at_risk else 0.0
        step = still_open * count / at_risk**2
        self._square += hazard
        self._linear -= 2 * (hazard * self.incidence + step)
        self._constant += hazard * self.incidence**2 + 2 * step * self.incidence
        self._constant += still_open**2 * (at_risk - count) * count / at_risk**3

    def share(self, at_risk: int) -> Band:
        """F with its limits F^exp(± z s ÷ (F ln F)), s the root of its variance.

        Where there is no variance, none or all of the leads have ended so: then those still watched, who are
        fewer than there ever were, give the limit of Wilson.
        """
        value = min(1.0, self.incidence)
        variance = self._square * value * value + self._linear * value + self._constant
        if variance < _NO_VARIANCE:
            rate = wilson(successes=round(value) * at_risk, trials=at_risk)
            return Band(value=value, low=rate.low or 0.0, high=1.0 if rate.high is None else rate.high)
        reach = Z95 * sqrt(variance) / (value * log(value))
        return Band(value=value, low=value ** exp(-reach), high=value ** exp(reach))
