"""A small history whose figures a test counts itself, lead by lead; and numbers read off a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from fractions import Fraction
from random import Random

from accounts.models import Company
from accounts.own_company import company_zone, forget_own_company, today
from campaigns.models import CallToAction, DailyCost
from counting import job
from leads.models import Grade, Lead, LeadKind, LeadStage
from tests.factories import make_campaign, make_cta, make_lead

# Days ago on which leads came in: before the introduction, since it, and too young to judge.
BEFORE, SINCE, YOUNG = 230, 120, 20
INTRODUCED = 160
LEADS_A_DAY = {"Messe": (17, 14, 5), "Suche": (13, 19, 8)}
COSTS_CENTS = {"Messe": (431_237, 298_001, 77_003), "Suche": (120_411, 185_333, 40_009)}
KINDS = {"Messe": "visit", "Suche": "download"}
STAGES = (*LeadStage, LeadStage.WON, LeadStage.RATED, LeadStage.LOST, LeadStage.LOST)


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What the rows of one lead say, and nothing that was counted of it."""

    id: int
    campaign: str
    day: int
    month: str
    grade: str
    letter: str
    is_accepted: bool
    is_contacted: bool
    is_won: bool
    is_judged: bool
    cents: int

    @property
    def is_rated(self) -> bool:
        return bool(self.letter)

    @property
    def is_rated_good(self) -> bool:
        return self.letter in {"A", "B"}

    @property
    def is_good(self) -> bool:
        return self.is_rated_good or self.is_won

    @property
    def is_old(self) -> bool:
        return self.day != YOUNG


def tell_history() -> None:
    """Seventy-six leads of two campaigns on three days, with their costs, and spam; counted."""
    Company.objects.update(introduced_on=today() - timedelta(days=INTRODUCED))
    forget_own_company()
    random = Random(5)
    for name, numbers in LEADS_A_DAY.items():
        campaign = make_campaign(name=name)
        cta = make_cta(campaign, kind=KINDS[name])
        for days, leads, cents in zip((BEFORE, SINCE, YOUNG), numbers, COSTS_CENTS[name], strict=True):
            day = today() - timedelta(days=days)
            DailyCost.objects.create(campaign=campaign, day=day, amount_cents=cents)
            for _ in range(leads):
                _let_one_come(random, cta, datetime.combine(day, time(9), tzinfo=company_zone()))
        make_lead(cta=cta, stage=LeadStage.WON, kind=LeadKind.SPAM)
    job.rebuild()


def _let_one_come(random: Random, cta: CallToAction, at: datetime) -> None:
    make_lead(
        cta=cta,
        received_at=at,
        stage=random.choice(STAGES),
        grade=random.choice(list(Grade)),
        quality=random.choice(list(Grade)),
        value_cents=random.randrange(50_000, 900_000),
    )


def read_rows() -> list[Told]:
    """Every lead that counts, as its rows say it."""
    leads = Lead.objects.filter(kind=LeadKind.REAL).select_related("standing", "campaign")
    return [_told(lead) for lead in leads]


def _told(lead: Lead) -> Told:
    said = getattr(lead, "standing", None)
    is_won = bool(said and said.outcome == "won")
    return Told(
        id=lead.pk,
        campaign=lead.campaign.name,
        day=(today() - lead.received_on).days,
        month=lead.received_on.strftime("%Y-%m"),
        grade=lead.grade,
        letter=said.quality if said and said.rated_at else "",
        is_accepted=lead.accepted_at is not None,
        is_contacted=bool(said and said.contacted_at),
        is_won=is_won,
        is_judged=bool(said and (said.rated_at or is_won)),
        cents=(said.value_cents or 0) if said and is_won else 0,
    )


def numbers(text: str, language: str) -> list[Fraction]:
    """All numbers of a text as this language writes them, in their order."""
    thousand, point = (".", ",") if language == "de" else (",", ".")
    found = re.findall(r"\d[\d.,]*\d|\d", text)
    return [Fraction(one.replace(thousand, "").replace(point, ".")) for one in found]


def number(text: str, language: str) -> Fraction:
    """The first of them."""
    return numbers(text, language)[0]


def is_rounded(shown: Fraction, exact: Fraction, *, places: int) -> bool:
    """Whether a number with so many decimals is the exact one as near as it can be written."""
    error: Fraction = abs(shown - exact)
    return error * 2 * Fraction(10) ** places <= 1


def is_share(shown: Fraction, count: int, of: int) -> bool:
    """Whether the per cent shown are those of the counts: one decimal below ten, none above."""
    exact = Fraction(100 * count, of)
    return is_rounded(shown, exact, places=1 if exact < Fraction(995, 100) else 0)


def count(rows: Sequence[Told], name: str) -> int:
    """For how many of them this is so."""
    return sum(bool(getattr(row, name)) for row in rows)
