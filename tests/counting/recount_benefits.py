"""What is kept to tell whether it has helped, lead by lead and in plain Python; beside `recount`."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from accounts.own_company import day_of, own_company
from counting.models import Subject
from feedback.models import CustomerStatus, LeadStanding
from firms.models import CustomerFact
from handoff.models import HandoffAnswer
from leads.models import Lead

AGES = {
    6: (Subject.KEPT_HALF_YEAR, Subject.LEFT_HALF_YEAR),
    12: (Subject.KEPT_YEAR, Subject.LEFT_YEAR),
}


def benefits_of(lead: Lead, said: LeadStanding) -> set[tuple[int, int]]:
    return _customer(lead, said) | _worth(lead, said) | _handoff(lead, said) | _potential(said)


def months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    last = monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def still_customer(lead: Lead, deal: date, asked: date) -> bool | None:
    """Whether they still were one on the day asked for; None where nobody knows."""
    words = sorted(CustomerStatus.objects.filter(lead=lead), key=lambda word: (word.said_on, word.pk))
    if words and not words[-1].is_customer:
        return words[-1].day > asked
    if words and words[-1].day >= asked:
        return True
    return _firm_says(lead, deal, asked)


def _firm_says(lead: Lead, deal: date, asked: date) -> bool | None:
    firm = lead.person.organisation
    if firm is None:
        return None
    periods = list(firm.customer_periods.all())
    holding = [period for period in periods if period.holds_on(asked)]
    if holding:
        facts = CustomerFact.objects.filter(undone_at=None, kind="since")
        said = [
            day_of(fact.created_at)
            for fact in facts
            if firm in {fact.organisation, fact.organisation.merged_into}
        ]
        is_said = any(day >= asked for day in said)
        return True if is_said or any(period.until for period in holding) else None
    ended = [period for period in periods if period.until and deal < period.until <= asked]
    return False if ended else None


def _customer(lead: Lead, said: LeadStanding) -> set[tuple[int, int]]:
    if said.outcome != "won" or said.decided_at is None:
        return set()
    deal = day_of(said.decided_at)
    number = (deal - date(1970, 1, 1)).days
    found: set[tuple[int, int]] = {(Subject.DEAL_ON, number)}
    for months, (kept, left) in AGES.items():
        is_one = still_customer(lead, deal, months_after(deal, months))
        if is_one is not None:
            found.add((kept if is_one else left, number))
    return found


def _last_day(lead: Lead) -> date:
    return lead.received_on + timedelta(days=own_company().maturity_days)


def _worth(lead: Lead, said: LeadStanding) -> set[tuple[int, int]]:
    if said.outcome != "won" or said.decided_at is None or said.value_cents is None:
        return set()
    if day_of(said.decided_at) > _last_day(lead):
        return set()
    digits = str(said.value_cents)
    return {(Subject.WORTH, int(digits[:2].ljust(len(digits), "0")))}


def _handoff(lead: Lead, said: LeadStanding) -> set[tuple[int, int]]:
    first = lead.handoffs.order_by("pk").first()
    if first is None or lead.handed_over_at is None:
        return set()
    found: set[tuple[int, int]] = set()
    limit = first.created_at + timedelta(hours=48)
    if day_of(limit) <= _last_day(lead):
        answers = HandoffAnswer.objects.filter(handoff__lead=lead).exclude(kind="reply")
        found.add((Subject.ANSWERED, any(answer.created_at <= limit for answer in answers)))
    if day_of(first.created_at) <= _last_day(lead):
        found.add((Subject.UNDERSTOOD, _is_understood(lead, said)))
    return found


def _is_understood(lead: Lead, said: LeadStanding) -> bool:
    rating = said.rating
    if rating is None or said.rated_at is None or day_of(said.rated_at) > _last_day(lead):
        return False
    return bool(rating.reason_id or rating.note or rating.need_text or rating.needs.exists())


def _potential(said: LeadStanding) -> set[tuple[int, int]]:
    number = {"yes": 1, "not_yet": 2, "no": 3}.get(said.potential)
    return {(Subject.POTENTIAL, number)} if number and said.rated_at else set()
