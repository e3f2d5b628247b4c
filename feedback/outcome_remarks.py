"""What is to be said of imported outcomes: further deals, corrections, what counts instead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.own_company import company_currency, day_of
from feedback.deals import ends, find_deals, in_order
from feedback.decisions import DATES, Decision
from feedback.history import Fact
from feedback.models import Outcome, OutcomeKind
from files.problems import RowProblem
from files.targets import Context
from values.money import format_cents


def remark_on(decisions: Sequence[Decision], context: Context) -> Iterator[RowProblem]:
    """Remarks on these decisions, all of them written by now as far as they say anything new.

    One statement, and one more for the leads of which more than one thing was said.
    """
    said = _outcomes_of({decision.lead.id for decision in decisions})
    for decision in decisions:
        named = (f"{decision.fact.kind}_at", "decided_at", *DATES, "status")
        date_field = next((name for name in named if name in decision.row.values), "won_at")
        deal_field = next(
            (name for name in ("deal_number", "value") if name in decision.row.values), date_field
        )
        if message := _of_the_date(decision):
            yield context.problem(decision.row, date_field, message)
        if message := _of_the_deals(decision.fact, said.get(decision.lead.id, [])):
            yield context.problem(decision.row, deal_field, message)


def _outcomes_of(lead_ids: Iterable[int]) -> dict[int, list[Outcome]]:
    """All that was said of those of these leads of which more was said than by one row of a file."""
    of_leads = Outcome.objects.filter(lead__in=lead_ids).order_by()
    by_lead = of_leads.values("lead").annotate(said=Count("pk"), said_here=Count("user"))
    several = by_lead.filter(Q(said__gt=1) | Q(said_here__gt=0)).values("lead")
    found: defaultdict[int, list[Outcome]] = defaultdict(list)
    for outcome in Outcome.objects.filter(lead__in=several).order_by("pk"):
        found[outcome.lead_id].append(outcome)
    return found


def _of_the_date(decision: Decision) -> str:
    if decision.fact.decided_at is None:
        return _("The row does not say when. It counts with its date unknown, and in no rate by age.")
    if decision.fact.decided_at >= decision.lead.received_at:
        return ""
    message = _("The outcome is dated before the lead came in (%(date)s); it was kept as it is.")
    return message % {"date": day_of(decision.lead.received_at).isoformat()}


def _of_the_deals(fact: Fact, outcomes: Sequence[Outcome]) -> str:
    """How this row stands to whatever else was said of its lead; "" where it needs no word."""
    if not outcomes:
        return ""
    word = next((one for one in outcomes if one.user_id is None and _fact_of(one) == fact), None)
    return _overruled(fact, outcomes) if word is None else _among(word, outcomes)


def _among(word: Outcome, outcomes: Sequence[Outcome]) -> str:
    """How what a row says stands to what was said before and after it."""
    words, deals = in_order(outcomes), find_deals(outcomes)
    place = words.index(word)
    counting = deals or words[-1:]
    if word not in counting:
        later = next((one for one in words[place + 1 :] if ends(one, word)), counting[-1])
        return _("Kept, but what was decided or said later counts: %(outcome)s.") % {"outcome": say(later)}
    won = [one for one in words if one.kind == OutcomeKind.WON]
    if earlier := [one for one in words[:place] if one in won and ends(word, one)]:
        return _corrects(word, earlier[-1])
    is_first = all(one.pk >= word.pk for one in won)
    return "" if is_first or len(deals) < 2 else _further(deals)


def _overruled(fact: Fact, outcomes: Sequence[Outcome]) -> str:
    """Nothing is written of what is known already, nor of what somebody here has overruled."""
    here = [one for one in outcomes if one.user_id is not None]
    if not here or any(_fact_of(one).without_number == fact for one in outcomes):
        return ""
    message = _("Not taken over: on %(date)s somebody here said how this lead ended: %(outcome)s.")
    newest = max(here, key=lambda one: one.pk)
    return message % {"date": _day(newest.created_at), "outcome": say(newest)}


def _corrects(word: Outcome, earlier: Outcome) -> str:
    if word.kind != OutcomeKind.WON:
        return _("Was known as: %(outcome)s. This later decision counts.") % {"outcome": say(earlier)}
    message = _("Corrects what was known of this deal: %(outcome)s. A second deal needs a number of its own.")
    return message % {"outcome": say(earlier)}


def _further(deals: Sequence[Outcome]) -> str:
    message = _("A further deal of this lead, which now has %(count)d, worth %(sum)s together.")
    return message % {"count": len(deals), "sum": _money(sum(deal.value_cents or 0 for deal in deals))}


def say(outcome: Outcome) -> str:
    """An outcome in a few words: won on a day, for so much."""
    when = _day(outcome.decided_at) if outcome.decided_at else _("date unknown")
    parts = [outcome.get_kind_display(), when]
    if outcome.value_cents is not None:
        parts.append(_money(outcome.value_cents))
    return ", ".join([*parts, *filter(None, [outcome.number])])


def _fact_of(outcome: Outcome) -> Fact:
    return Fact(*(getattr(outcome, name) for name in Fact._fields))


def _day(moment: datetime) -> str:
    return date_format(day_of(moment), "SHORT_DATE_FORMAT")


def _money(cents: int) -> str:
    return format_cents(cents, get_language() or "de", company_currency())
