"""One lead's life, drawn from its campaign's story: chance in, dated events out; nothing is stored."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import log
from zoneinfo import ZoneInfo

from demo.plots import CtaPlot, Plot, Rhythm
from feedback.models import AttemptChannel, ExpectationFit, OutcomeKind, Potential
from handoff.models import Answer
from leads.models import INCOMING_KINDS, Grade, LeadKind

ZONE = ZoneInfo("Europe/Berlin")
GRADES = tuple(Grade)
WIN_CHANCE = {Grade.A: 0.46, Grade.B: 0.24, Grade.C: 0.05, Grade.D: 0.004}
POTENTIALS = {
    Grade.A: (Potential.YES,),
    Grade.B: (Potential.YES, Potential.YES, Potential.NOT_YET),
    Grade.C: (Potential.NOT_YET, Potential.NOT_YET, Potential.NO),
    Grade.D: (Potential.NO,),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    at: datetime
    channel: AttemptChannel
    was_reached: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What the rep says after first contact. `misled` is the index of a promise, `need` of a kept need."""

    at: datetime
    quality: Grade
    potential: Potential
    fit: ExpectationFit
    misled: int | None
    need: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class End:
    at: datetime
    kind: OutcomeKind
    value_cents: int | None


@dataclass(kw_only=True, slots=True)
class Life:
    """All that happened to one lead up to the demo's last moment; what is None has not happened yet."""

    plot: Plot
    cta: CtaPlot
    received_at: datetime
    kind: LeadKind = LeadKind.REAL
    handed_over_at: datetime | None = None
    grade: Grade | None = None
    to_pool: bool = False
    rep: int = 0
    answer: Answer | None = None
    answered_at: datetime | None = None
    asked_at: datetime | None = None
    attempts: list[Attempt] = field(default_factory=list)
    verdict: Verdict | None = None
    end: End | None = None


def after(rng: random.Random, when: datetime, *, median_hours: float, spread: float = 0.8) -> datetime:
    """A log-normal while later, moved into the next office hours (Monday to Friday, 8 to 18)."""
    later = when + timedelta(hours=rng.lognormvariate(log(median_hours), spread))
    local = later.astimezone(ZONE)
    if local.hour >= 18:
        local = datetime.combine(local.date() + timedelta(days=1), time(8), ZONE)
    elif local.hour < 8:
        local = datetime.combine(local.date(), time(8), ZONE)
    while local.weekday() >= 5:
        local = datetime.combine(local.date() + timedelta(days=1), time(8), ZONE)
    if local != later:
        local += timedelta(minutes=rng.randrange(5, 110))
    return local


def draw_intake(rng: random.Random, plot: Plot, *, last_day: date) -> datetime:
    """When a lead comes in: evenly over the campaign, or bunched in the days after a mailing."""
    length = plot.begins - plot.ends
    if plot.rhythm is Rhythm.MAILINGS:
        mailing = rng.randrange(max(1, length // 28)) * 28
        offset = min(length, mailing + int(rng.expovariate(0.45)))
    else:
        offset = rng.randint(0, length)
    day = last_day - timedelta(days=plot.begins - offset)
    hour = min(22, max(7, round(rng.gauss(14.5, 3.6))))
    return datetime.combine(day, time(hour, rng.randrange(60), rng.randrange(60)), ZONE)


class Teller:
    """Tells the lives of a campaign's leads with one source of chance, up to `now`."""

    def __init__(self, rng: random.Random, *, now: datetime, rep_count: int) -> None:
        self.rng, self.now, self.rep_count = rng, now, rep_count

    def tell(self, plot: Plot) -> Life:
        """One lead of `plot`: each step happens only if its time has come by `now`."""
        rng = self.rng
        received = draw_intake(rng, plot, last_day=self.now.date())
        if received >= self.now:
            received = self.now - timedelta(seconds=rng.randrange(9 * 60, 10 * 3600))
        cta = rng.choices(plot.ctas, weights=[cta.weight for cta in plot.ctas])[0]
        life = Life(plot=plot, cta=cta, received_at=received, rep=rng.randrange(self.rep_count))
        life.kind = rng.choices(INCOMING_KINDS, weights=(980, 6, 14))[0]
        if life.kind is LeadKind.REAL:
            self._hand_over(life)
        return life

    def _has_come(self, when: datetime) -> bool:
        return when <= self.now

    def _is_recent(self, when: datetime, *, days: int) -> bool:
        return self.now - when < timedelta(days=days)

    def _hand_over(self, life: Life) -> None:
        quality = self.rng.choices(GRADES, weights=life.plot.quality)[0]
        when = life.received_at + timedelta(hours=self.rng.lognormvariate(log(2), 0.8))
        if not self._has_come(when) or self.rng.random() < 0.012:
            return
        life.handed_over_at, life.grade = when, self._guess(quality, life.plot)
        life.to_pool = self.rng.random() < 0.15
        self._answer(life, quality)

    def _guess(self, quality: Grade, plot: Plot) -> Grade:
        """Marketing's guess: right most of the time, and rather one better than one worse."""
        lift = 0.55 if plot.misleading is not None and plot.too_high > 0.5 else 0.24
        step = self.rng.choices((-1, 0, 1), weights=(lift, 1 - lift, 0.1))[0]
        return GRADES[min(3, max(0, GRADES.index(quality) + step))]

    def _answer(self, life: Life, quality: Grade) -> None:
        assert life.handed_over_at is not None
        # This week everybody is busy, so that whoever opens the demo finds something to do.
        slowness = 9 if self._is_recent(life.handed_over_at, days=4) else 1
        when = after(self.rng, life.handed_over_at, median_hours=slowness * (9 if life.to_pool else 3.2))
        if not self._has_come(when):
            return
        if self.rng.random() < 0.04:
            life.asked_at = when
            when = after(self.rng, when, median_hours=6)
            if not self._has_come(when):
                return
        is_returned = self.rng.random() < (0.12 if quality is Grade.D else 0.02)
        life.answer, life.answered_at = (Answer.RETURN if is_returned else Answer.ACCEPT), when
        if not is_returned:
            self._contact(life, quality)

    def _contact(self, life: Life, quality: Grade) -> None:
        assert life.answered_at is not None
        when = after(self.rng, life.answered_at, median_hours=19)
        for _ in range(self.rng.randint(7, 11)):
            if not self._has_come(when):
                return
            channel = self.rng.choices(tuple(AttemptChannel), weights=(80, 12, 5, 3))[0]
            reached = self.rng.random() < 0.62
            life.attempts.append(Attempt(at=when, channel=channel, was_reached=reached))
            if reached:
                self._rate(life, quality, when)
                return
            when = after(self.rng, when, median_hours=30, spread=0.5)

    def _rate(self, life: Life, quality: Grade, contacted_at: datetime) -> None:
        when = contacted_at + timedelta(minutes=self.rng.randint(2, 40))
        if self.rng.random() < 0.13:
            when = after(self.rng, contacted_at, median_hours=60)
        if not self._has_come(when) or (self._is_recent(when, days=30) and self.rng.random() < 0.25):
            return
        fit = self._fit(life.plot)
        is_misled = (
            fit is ExpectationFit.TOO_HIGH and life.plot.misleading is not None and self.rng.random() < 0.82
        )
        life.verdict = Verdict(
            at=when,
            quality=quality,
            potential=self.rng.choice(POTENTIALS[quality]),
            fit=fit,
            misled=life.plot.misleading if is_misled else None,
            need=self.rng.choice(life.plot.needs) if self.rng.random() < 0.4 else None,
        )
        self._close(life, quality, when)

    def _fit(self, plot: Plot) -> ExpectationFit:
        others = 0.04
        weights = (1 - plot.too_high - plot.too_low - others, plot.too_high, plot.too_low, others)
        return self.rng.choices(tuple(ExpectationFit), weights=weights)[0]

    def _close(self, life: Life, quality: Grade, rated_at: datetime) -> None:
        if self.rng.random() < WIN_CHANCE[quality] * life.plot.win:
            when = after(self.rng, rated_at, median_hours=24 * 26, spread=0.7)
            low, high = life.plot.value
            euros = round(self.rng.triangular(low, high, low + (high - low) * 0.35) / 50) * 50
            end = End(at=when, kind=OutcomeKind.WON, value_cents=euros * 100)
        elif self.rng.random() < 0.8 or not self._is_recent(rated_at, days=200):
            when = after(self.rng, rated_at, median_hours=24 * (9 if quality is Grade.D else 34), spread=0.8)
            end = End(at=when, kind=OutcomeKind.LOST, value_cents=None)
        else:
            return
        if self._has_come(end.at):
            life.end = end
