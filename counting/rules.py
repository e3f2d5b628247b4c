"""What is known of one lead, as the figures count it: each rule stated twice.

`condition` is the rule for PostgreSQL: cells are counted and leads listed by it. `holds` is the rule once
more for a lead in hand, written independently; by it the tests recompute every figure.

Whoever reached a stage reached the earlier ones, because imported history often has only its end:

won  → good, rated      rated     → contacted      accepted → handed over
lost → rated            contacted → accepted
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import (
    BooleanField,
    DateField,
    DateTimeField,
    ExpressionWrapper,
    F,
    Func,
    Q,
    Subquery,
    Value,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from django.db.models.lookups import GreaterThan, LessThanOrEqual

from accounts.models import Company
from accounts.own_company import day_of, own_company
from feedback.models import ExpectationFit, LeadStanding, OutcomeKind
from feedback.models.ratings import GOOD_QUALITIES
from leads.models import Consent, ConsentChannel, Lead

NOTHING_SAID: Final = LeadStanding()


@dataclass(frozen=True, slots=True)
class Rule:
    """Which leads are meant."""

    condition: Q
    holds: Callable[[Lead], bool]

    def __and__(self, other: Rule) -> Rule:
        return Rule(self.condition & other.condition, lambda lead: self.holds(lead) and other.holds(lead))

    def __or__(self, other: Rule) -> Rule:
        return Rule(self.condition | other.condition, lambda lead: self.holds(lead) or other.holds(lead))

    def __sub__(self, other: Rule) -> Rule:
        """What this rule means without what the other does. The other's condition is never NULL."""
        return Rule(
            self.condition & ~other.condition, lambda lead: self.holds(lead) and not other.holds(lead)
        )


def said(lead: Lead) -> LeadStanding:
    """What sales says of the lead; all blank where it said nothing."""
    return getattr(lead, "standing", NOTHING_SAID)


def between(start: datetime | None, end: datetime | None) -> timedelta | None:
    """How long it took; None unless both moments are recorded."""
    return None if start is None or end is None else end - start


EVERY: Final = Rule(Q(), lambda _: True)
HISTORY: Final = Rule(Q(definition=None), lambda lead: lead.definition_id is None)
# What its firm was on the day it came in: the lead keeps it (`leads`), and marks its cell when it changes.
OF_CUSTOMER: Final = Rule(Q(is_of_customer=True), lambda lead: lead.is_of_customer)

WON: Final = Rule(Q(standing__outcome=OutcomeKind.WON), lambda lead: said(lead).outcome == "won")
# The day of the decision in the company's calendar, and the last day on which a deal is in time.
_DECIDED_ON: Final = Cast(
    Func(
        Subquery(Company.objects.values("time_zone")),
        F("standing__decided_at"),
        function="timezone",
        output_field=DateTimeField(),
    ),
    DateField(),
)
_LAST_DAY: Final = ExpressionWrapper(
    F("received_on") + Subquery(Company.objects.values("maturity_days")), output_field=DateField()
)


def days_to_decide(lead: Lead) -> int | None:
    """How many days of the company's calendar lie between intake and decision; None without a date."""
    decided_at = said(lead).decided_at
    return None if decided_at is None else (day_of(decided_at) - lead.received_on).days


def is_decided_in_time(lead: Lead) -> bool:
    days = days_to_decide(lead)
    return days is not None and days <= own_company().maturity_days


def is_decided_later(lead: Lead) -> bool:
    days = days_to_decide(lead)
    return days is not None and days > own_company().maturity_days


def is_decided_by(days: int) -> Q:
    """Leads decided at this age at the latest; those without a date are not among them.

    Rows without a standing or a date are neither in this nor in its opposite.
    """
    last = ExpressionWrapper(F("received_on") + Value(days), output_field=DateField())
    return Q(LessThanOrEqual(_DECIDED_ON, last))


WON_IN_TIME: Final = Rule(
    WON.condition & Q(LessThanOrEqual(_DECIDED_ON, _LAST_DAY)),
    lambda lead: WON.holds(lead) and is_decided_in_time(lead),
)
WON_LATER: Final = Rule(
    WON.condition & Q(GreaterThan(_DECIDED_ON, _LAST_DAY)),
    lambda lead: WON.holds(lead) and is_decided_later(lead),
)
WON_UNDATED: Final = Rule(
    WON.condition & Q(standing__decided_at=None),
    lambda lead: WON.holds(lead) and said(lead).decided_at is None,
)
# Of a deal whose date nobody knows, nobody can say whether it came in time.
TELLS_ITS_AGE: Final = Rule(
    Q(standing=None) | ~Q(standing__outcome=OutcomeKind.WON) | Q(standing__decided_at__isnull=False),
    lambda lead: not WON_UNDATED.holds(lead),
)
IN_TIME_WITH_VALUE: Final = Rule(
    WON_IN_TIME.condition & Q(standing__value_cents__isnull=False),
    lambda lead: WON_IN_TIME.holds(lead) and said(lead).value_cents is not None,
)
LOST: Final = Rule(Q(standing__outcome=OutcomeKind.LOST), lambda lead: said(lead).outcome == "lost")
OPEN: Final = Rule(Q(standing=None) | Q(standing__outcome=""), lambda lead: not said(lead).outcome)

# A standing has `rated_at` exactly when it has a quality (a constraint of feedback).
RATING_RECORDED: Final = Rule(Q(standing__rated_at__isnull=False), lambda lead: bool(said(lead).quality))
RATED: Final = Rule(
    WON.condition | LOST.condition | RATING_RECORDED.condition,
    lambda lead: bool(said(lead).outcome or said(lead).quality),
)
CONTACT_RECORDED: Final = Rule(
    Q(standing__contacted_at__isnull=False), lambda lead: said(lead).contacted_at is not None
)
CONTACTED: Final = Rule(
    RATED.condition | CONTACT_RECORDED.condition,
    lambda lead: bool(said(lead).outcome or said(lead).quality or said(lead).contacted_at),
)
ACCEPTANCE_RECORDED: Final = Rule(Q(accepted_at__isnull=False), lambda lead: lead.accepted_at is not None)
ACCEPTED: Final = Rule(
    CONTACTED.condition | ACCEPTANCE_RECORDED.condition,
    lambda lead: bool(lead.accepted_at) or CONTACTED.holds(lead),
)
HANDED_OVER: Final = Rule(
    ACCEPTED.condition | Q(handed_over_at__isnull=False),
    lambda lead: bool(lead.handed_over_at) or ACCEPTED.holds(lead),
)
GOOD_RECORDED: Final = Rule(
    Q(standing__quality__in=GOOD_QUALITIES), lambda lead: said(lead).quality in {"A", "B"}
)
GOOD: Final = Rule(
    WON.condition | GOOD_RECORDED.condition,
    lambda lead: said(lead).outcome == "won" or said(lead).quality in {"A", "B"},
)
# Of whom it is known whether they were good leads: whoever bought was one, whatever the rating says.
JUDGED: Final = RATING_RECORDED | WON

# Consent is given with an enquiry and kept with its lead (`leads`), which marks its cell by it. In SQL of
# its own: while models are loaded, no queryset can follow a relation.
_CONSENT: Final = f"SELECT FROM {Consent._meta.db_table} WHERE lead_id = {Lead._meta.db_table}.id"


def _has_consent(which: str) -> Q:
    return Q(RawSQL(f"EXISTS ({_CONSENT} {which})", [], output_field=BooleanField()))  # no value in it


AGREED: Final = Rule(_has_consent(""), lambda lead: lead.consents.exists())
CALLABLE: Final = Rule(
    _has_consent(f"AND channel = '{ConsentChannel.PHONE}'"),
    lambda lead: "phone" in {consent.channel for consent in lead.consents.all()},
)


def fits(fit: ExpectationFit) -> Rule:
    """Leads whose newest rating says this of what the person expected."""
    return Rule(Q(standing__fit=fit), lambda lead: said(lead).fit == str(fit))
