"""Every figure, one line each.

The columns of the counts and the SQL that fills them, the lists of leads behind a figure, API, command, table
and orders of the joint page and the oracle of the tests all follow these lines. A new count is a line here, a
rule in counting.rules where there is none yet, and `makemigrations`.
"""

from __future__ import annotations

from typing import Final, TypeVar

from django.utils.translation import gettext_lazy as _

from counting import formats, rules
from counting.kinds import (
    Aged,
    Cost,
    CostPer,
    Count,
    Counts,
    Figure,
    Implied,
    Lag,
    MatureShare,
    Money,
    Part,
    Share,
    SoFar,
    Tally,
)
from feedback.models import ExpectationFit

Kind = TypeVar("Kind", bound=Figure)

MEASURES: Final[tuple[Figure, ...]] = (
    Count(
        name="leads", key="leads", column="leads", label=_("Leads"), title=_("All leads"), rule=rules.EVERY
    ),
    Count(name="handed_over", title=_("Leads handed over to sales"), rule=rules.HANDED_OVER),
    Count(
        name="accepted",
        key="accepted",
        label=_("Accepted"),
        title=_("Leads accepted by sales"),
        rule=rules.ACCEPTED,
        recorded="accepted_recorded",
        implied=_("%(count)s accepted"),
        implied_title=_("Leads whose acceptance is only implied"),
    ),
    Count(
        name="accepted_recorded", title=_("Leads accepted by sales, recorded"), rule=rules.ACCEPTANCE_RECORDED
    ),
    Count(
        name="contacted",
        key="contacted",
        label=_("Contacted"),
        title=_("Leads contacted"),
        rule=rules.CONTACTED,
        recorded="contacted_recorded",
        implied=_("%(count)s contacted"),
        implied_title=_("Leads whose first contact is only implied"),
    ),
    Count(name="contacted_recorded", title=_("Leads contacted, recorded"), rule=rules.CONTACT_RECORDED),
    Count(
        name="rated",
        key="rated",
        label=_("Rated"),
        title=_("Leads rated or decided"),
        rule=rules.RATED,
        recorded="rated_recorded",
        implied=_("%(count)s rated"),
        implied_title=_("Leads decided without a rating"),
    ),
    Count(name="rated_recorded", title=_("Leads with a rating"), rule=rules.RATING_RECORDED),
    Count(
        name="good",
        key="good",
        label=_("Good"),
        title=_("Good leads"),
        rule=rules.GOOD,
        recorded="good_recorded",
        implied=_("%(count)s good"),
        implied_title=_("Deals that were not rated good"),
    ),
    Count(name="good_recorded", title=_("Leads rated good"), rule=rules.GOOD_RECORDED),
    Count(name="won", key="won", label=_("Won"), title=_("Leads that became deals"), rule=rules.WON),
    Count(name="lost", key="lost", label=_("Lost"), title=_("Leads that were lost"), rule=rules.LOST),
    Count(name="open", rule=rules.OPEN),
    Aged(
        name="too_young",
        key="too_young",
        title=_("Open leads too young to judge"),
        of="open",
        is_young=True,
    ),
    # A deal is in time, later or without a date: the deals in time of mature and of young leads and the two
    # others are all deals.
    Count(name="won_in_time", rule=rules.WON_IN_TIME),
    Count(name="telling", title=_("All leads without the deals of unknown date"), rule=rules.TELLS_ITS_AGE),
    Aged(
        name="mature_leads",
        title=_("Leads old enough to judge"),
        of="telling",
        is_young=False,
    ),
    Aged(
        name="mature_won",
        title=_("Deals within the maturity age"),
        of="won_in_time",
        is_young=False,
    ),
    Count(
        name="won_later",
        key="won_later",
        title=_("Deals after the maturity age"),
        rule=rules.WON_LATER,
        say=formats.won_later,
    ),
    Count(
        name="won_undated",
        key="won_undated",
        title=_("Deals whose date is not known"),
        rule=rules.WON_UNDATED,
        say=formats.won_undated,
    ),
    Aged(
        name="young",
        key="young",
        label=_("Too young"),
        title=_("Leads too young to judge"),
        of="leads",
        is_young=True,
        say=formats.young,
    ),
    Aged(
        name="young_won",
        key="young_won",
        title=_("Deals of leads too young to judge"),
        of="won_in_time",
        is_young=True,
    ),
    Count(
        name="history_leads",
        key="history.leads",
        title=_("History from before any signed lead definition"),
        rule=rules.HISTORY,
    ),
    Count(name="history_won", key="history.won", rule=rules.HISTORY & rules.WON),
    Count(
        name="existing_leads",
        key="existing.leads",
        title=_("Leads of existing customers"),
        rule=rules.OF_CUSTOMER,
    ),
    Count(name="existing_rated", key="existing.rated", rule=rules.OF_CUSTOMER & rules.RATING_RECORDED),
    Count(name="existing_good", key="existing.good", rule=rules.OF_CUSTOMER & rules.GOOD_RECORDED),
    Count(
        name="existing_won",
        key="existing.won",
        title=_("Deals with existing customers"),
        rule=rules.OF_CUSTOMER & rules.WON,
    ),
    Count(name="judged", title=_("Leads that are rated or won"), rule=rules.JUDGED),
    Count(name="agreed", title=_("Leads with consent to be contacted"), rule=rules.AGREED),
    Count(name="callable", title=_("Leads with consent to be called"), rule=rules.CALLABLE),
    Count(
        name="valued_in_time",
        title=_("Deals within the maturity age whose value is known"),
        rule=rules.IN_TIME_WITH_VALUE,
    ),
    Count(name="realistic", rule=rules.fits(ExpectationFit.REALISTIC)),
    Count(
        name="too_high",
        title=_("Leads rated “promised too much”"),
        rule=rules.fits(ExpectationFit.TOO_HIGH),
    ),
    Count(name="too_low", rule=rules.fits(ExpectationFit.TOO_LOW)),
    Count(name="other_fit", rule=rules.fits(ExpectationFit.OTHER)),
    Part(name="rated_share", column="rated", label=_("Rated"), part="rated_recorded", whole="handed_over"),
    Share(
        name="good_share",
        column="good",
        label=_("Rated good"),
        part="good_recorded",
        whole="rated_recorded",
        tone="sl",
    ),
    MatureShare(
        name="mature",
        key="mature",
        column="deal",
        label=_("Lead to deal"),
        part="mature_won",
        whole="mature_leads",
        tone="ok",
        asides=("won_later", "young", "won_undated"),
        is_stretched=True,
    ),
    SoFar(name="conversion", key="conversion", label=_("So far"), part="won", whole="leads"),
    CostPer(name="cost_per_lead", column="lead_cost", label=_("Cost per lead"), count="leads", is_exact=True),
    CostPer(
        name="cost_per_deal",
        column="deal_cost",
        label=_("Cost per deal"),
        count="mature_won",
        is_mature=True,
    ),
    Money(
        name="revenue_cents",
        key="revenue_cents",
        column="revenue",
        label=_("Revenue"),
        rule=rules.WON,
        amount="standing__value_cents",
        take=lambda lead: rules.said(lead).value_cents,
    ),
    Money(
        name="existing_revenue_cents",
        key="existing.revenue_cents",
        rule=rules.OF_CUSTOMER & rules.WON,
        amount="standing__value_cents",
        take=lambda lead: rules.said(lead).value_cents,
    ),
    Money(
        name="revenue_in_time_cents",
        rule=rules.WON_IN_TIME,
        amount="standing__value_cents",
        take=lambda lead: rules.said(lead).value_cents,
    ),
    Cost(name="cost_cents", key="cost_cents", label=_("Cost")),
    Lag(
        name="lag_accepted",
        number=1,
        start="received_at",
        end="accepted_at",
        rule=rules.EVERY,
        take=lambda lead: rules.between(lead.received_at, lead.accepted_at),
        after=_("median %(time)s after intake"),
        before=_("mostly before intake"),
    ),
    Lag(
        name="lag_contacted",
        number=2,
        start="accepted_at",
        end="standing__contacted_at",
        rule=rules.EVERY,
        take=lambda lead: rules.between(lead.accepted_at, rules.said(lead).contacted_at),
        after=_("median %(time)s after acceptance"),
        before=_("mostly before acceptance"),
    ),
    Lag(
        name="lag_rated",
        number=3,
        start="standing__contacted_at",
        end="standing__rated_at",
        rule=rules.EVERY,
        take=lambda lead: rules.between(rules.said(lead).contacted_at, rules.said(lead).rated_at),
        after=_("median %(time)s after contact"),
        before=_("mostly before contact"),
    ),
    Lag(
        name="lag_won",
        number=4,
        start="received_at",
        end="standing__decided_at",
        rule=rules.WON,
        take=lambda lead: rules.between(lead.received_at, rules.said(lead).decided_at),
        after=_("median %(time)s after intake"),
        before=_("mostly before intake"),
    ),
)


def of_kind(kind: type[Kind]) -> tuple[Kind, ...]:
    """The figures of this kind, in the order of the table."""
    return tuple(measure for measure in MEASURES if isinstance(measure, kind))


COUNTS: Final = of_kind(Count)
AGED: Final = of_kind(Aged)
SUMS: Final = of_kind(Money)
LAGS: Final = of_kind(Lag)
SHARES: Final = {share.name: share for share in of_kind(Share)}
COSTS_PER: Final = {cost.name: cost for cost in of_kind(CostPer)}
# Which leads a figure counts, by its name; of an aged one whatever their age.
RULES: Final = {count.name: count.rule for count in COUNTS}
RULES.update({aged.name: RULES[aged.of] for aged in AGED})
# What of a count only follows from a later stage, by the name of the count.
IMPLIED: Final = {
    count.name: Implied(
        name=f"{count.name}_implied",
        of=count.name,
        recorded=count.recorded,
        rule=count.rule - RULES[count.recorded],
        title=count.implied_title,
    )
    for count in COUNTS
    if count.recorded
}
RULES.update({implied.name: implied.rule for implied in IMPLIED.values()})
# New business: what is left of a count without its existing customers.
NEW_BUSINESS: Final = {
    name: Implied(name=name, of=of, recorded=existing, rule=RULES[of] - RULES[existing], title=title)
    for name, of, existing, title in (
        ("new_leads", "leads", "existing_leads", _("Leads of new business")),
        ("new_won", "won", "existing_won", _("Deals with new customers")),
    )
}
RULES.update({new.name: new.rule for new in NEW_BUSINESS.values()})
# What money was spent on: judged leads are good or not, others could be either. A deal may lack its value.
OF_MONEY: Final = {
    name: Implied(name=name, of=of, recorded=known, rule=RULES[of] - RULES[known], title=title)
    for name, of, known, title in (
        ("not_good", "judged", "good", _("Leads rated not good")),
        ("unjudged", "leads", "judged", _("Leads neither rated nor won")),
        ("unvalued_in_time", "won_in_time", "valued_in_time", _("Deals whose value is not known")),
    )
}
RULES.update({part.name: part.rule for part in OF_MONEY.values()})
# What a cell keeps of its leads, by the names of its columns.
STORED: Final = tuple(measure.name for measure in (*COUNTS, *SUMS))
SHOWN: Final = tuple(measure for measure in MEASURES if measure.key)
COLUMNS: Final = tuple(measure for measure in MEASURES if measure.column)
# What is said beside a rate, by the name of the figure.
SAID: Final = {tally.name: tally.say for tally in of_kind(Tally) if tally.say}


def say_beside(share: Share, counts: Counts) -> dict[str, str]:
    """What is not in this share, in words by the name of its figure; what is none is left out."""
    return {name: text for name in share.asides if (text := SAID[name](counts))}


# The lists of leads by the name of the figure they stand behind.
LISTED: Final[dict[str, Tally]] = {
    **{count.name: count for count in COUNTS if count.title},
    **{implied.name: implied for implied in IMPLIED.values()},
    **NEW_BUSINESS,
    **OF_MONEY,
    **{aged.name: aged for aged in AGED if aged.title},
}
