"""What waits for sales: which leads need which step, in the order of somebody's day, and how many.

A lead stands in one section, the first of PLACES that it fits: what has news or is due today goes before
the stage it stands in, and what somebody wants to come back to on another day waits until then. The stages
are ranges of the index `lead_waiting_for_sales`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import (
    Case,
    CharField,
    DateField,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from feedback.models import ContactAttempt, Dispute, FollowUp, Rating
from handoff.models import Answer, HandoffAnswer
from leads.life import LeadStage, stands_in
from leads.models import Lead
from leads.models.leads import IS_IN_POOL
from pages.cursors import Order
from values.compiled import AnyGiven, Compiled, Given, Within
from values.reading import read_connection

PAGE_SIZE: Final = 50
PREVIEW_SIZE: Final = 5
FIRST_HANDED_OVER: Final = _("Leads handed over first come first.")
# A reply that nobody went on with for so long is no news.
NEWS_LASTS: Final = timedelta(days=14)


def midnight_of(reader: User) -> datetime:
    """The first moment of the reader's day, in the reader's zone."""
    now = timezone.localtime(timezone=ZoneInfo(reader.time_zone))
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """The reader's day and the first moment after it; in a statement that is kept, the places of both."""

    date: date | Given
    end: datetime | Given

    @classmethod
    def of(cls, reader: User) -> Day:
        midnight = midnight_of(reader)
        return cls(date=midnight.date(), end=midnight + timedelta(days=1))


@dataclass(frozen=True, kw_only=True, slots=True)
class Button:
    """A next step as a row offers it: where it leads or what it sends, and how it is read out."""

    label: str | LazyText
    said: str | LazyText
    route: str = "lead"
    query: str = ""
    is_post: bool = False
    tone: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """Leads that wait for the same step; `is_in` on the reader's day. `empty` says what will be here."""

    key: str
    title: str | LazyText
    empty: str | LazyText
    is_in: Callable[[Day], Q]
    buttons: tuple[Button, ...]
    order: Order = ("handed_over_at", "pk")
    order_said: str | LazyText = FIRST_HANDED_OVER
    # Whether somebody has to do something about it today.
    is_waiting: bool = True
    is_counted: bool = True


def _always(condition: Q) -> Callable[[Day], Q]:
    return lambda _day: condition


def _is_answered(_day: Day) -> Q:
    """Marketing has replied of late, and sales has not gone on since: not asked, called or rated."""
    later = HandoffAnswer.objects.filter(handoff__lead=OuterRef("handoff__lead"), pk__gt=OuterRef("pk"))
    since = {"lead": OuterRef("handoff__lead"), "created_at__gt": OuterRef("created_at")}
    news = HandoffAnswer.objects.filter(
        ~Exists(later),
        ~Exists(ContactAttempt.objects.filter(**since)),
        ~Exists(Rating.objects.filter(**since)),
        kind=Answer.REPLY,
        created_at__gte=Now() - NEWS_LASTS,
    )
    return _WITH_A_REP & Q(pk__in=news.values("handoff__lead"))


def _is_to_rate_anew(_day: Day) -> Q:
    """Both teams say that the rating was wrong; a closed lead is rated anew as well, and stays closed."""
    return Q(assigned_to__isnull=False, pk__in=Dispute.objects.to_rate_anew().values("lead"))


def _is_due(day: Day) -> Q:
    """On the reader's day, or before."""
    return _WITH_A_REP & Q(pk__in=FollowUp.objects.due_by(day.end, day.date).values("lead"))


def _is_put_off(_day: Day) -> Q:
    return _WITH_A_REP & Q(pk__in=FollowUp.objects.open().values("lead"))


_WITH_A_REP: Final = stands_in(LeadStage.with_sales) & Q(assigned_to__isnull=False)
_CALL: Final = Button(label=_("Brief and call"), said=_("Read the brief and call %(person)s"), tone="call")
ANSWERED: Final = Section(
    key="answered",
    title=pgettext_lazy("inbox section", "Marketing has replied"),
    empty=_("When marketing replies to your question, the lead stands here until you go on with it."),
    is_in=_is_answered,
    buttons=(_CALL,),
)
ANEW: Final = Section(
    key="anew",
    title=pgettext_lazy("inbox section", "To rate anew"),
    empty=_("When both teams say that a rating was wrong, its lead stands here until you rate it anew."),
    is_in=_is_to_rate_anew,
    buttons=(
        Button(
            label=pgettext_lazy("lead", "Rate anew"), said=_("Rate %(person)s anew"), route="feedback:rate"
        ),
    ),
)
DUE: Final = Section(
    key="due",
    title=pgettext_lazy("inbox section", "Follow-ups"),
    empty=_("Leads you wanted to come back to stand here on their day."),
    is_in=_is_due,
    buttons=(_CALL,),
)
NEW: Final = Section(
    key="new",
    title=pgettext_lazy("inbox section", "New"),
    empty=_("Leads that marketing hands to you wait here until you accept them or send them back."),
    is_in=_always(Q(stage=LeadStage.HANDED_OVER, assigned_to__isnull=False)),
    buttons=(
        Button(
            label=pgettext_lazy("lead", "Accept"),
            said=_("Accept %(person)s"),
            route="desk:accept",
            is_post=True,
        ),
    ),
)
POOL: Final = Section(
    key="pool",
    title=pgettext_lazy("inbox section", "Pool"),
    empty=_("Leads that marketing hands to sales without a name lie here. Whoever claims one first has it."),
    is_in=_always(IS_IN_POOL),
    buttons=(
        Button(
            label=pgettext_lazy("lead from the pool", "Claim"),
            said=_("Claim %(person)s"),
            route="desk:claim",
            is_post=True,
        ),
    ),
)
CONTACT: Final = Section(
    key="contact",
    title=pgettext_lazy("inbox section", "To contact"),
    empty=_("Leads you accepted stay here until you have reached the person."),
    is_in=_always(Q(stage=LeadStage.ACCEPTED)),
    buttons=(_CALL,),
)
RATE: Final = Section(
    key="rate",
    title=pgettext_lazy("inbox section", "To rate"),
    empty=_("After the first contact a lead waits here for your three taps."),
    is_in=_always(Q(stage=LeadStage.CONTACTED)),
    buttons=(Button(label=pgettext_lazy("lead", "Rate"), said=_("Rate %(person)s"), route="feedback:rate"),),
)
OPEN: Final = Section(
    key="open",
    title=pgettext_lazy("inbox section", "Open deals"),
    empty=_("Leads you have rated stay here until they are won or lost."),
    is_in=_always(Q(stage=LeadStage.RATED, assigned_to__isnull=False)),
    buttons=tuple(
        Button(label=label, said=said, route="feedback:outcome", query=f"?kind={kind}", tone="second")
        for kind, label, said in (
            ("won", pgettext_lazy("outcome", "Won"), _("Won: %(person)s")),
            ("lost", pgettext_lazy("outcome", "Lost"), _("Lost: %(person)s")),
        )
    ),
    order=("own_quality", "handed_over_at", "pk"),
    order_said=_("Those you rated best come first."),
    is_waiting=False,
)
LATER: Final = Section(
    key="later",
    title=pgettext_lazy("inbox section", "Later"),
    empty=_("Leads with a follow-up on another day stand here until then."),
    is_in=_is_put_off,
    buttons=(_CALL,),
    is_waiting=False,
)
CLOSED: Final = Section(
    key="closed",
    title=pgettext_lazy("inbox section", "Won and lost"),
    empty=_("Deals that are decided lie here, in case an outcome has to be corrected."),
    is_in=_always(stands_in(LeadStage.closed) & Q(assigned_to__isnull=False)),
    buttons=(
        Button(
            label=pgettext_lazy("outcome", "Correct"),
            said=_("Correct the outcome: %(person)s"),
            route="feedback:outcome",
            tone="second",
        ),
    ),
    # Grows for ever, and nobody has to do anything about it: not counted, and in the order of an index.
    order=("-received_at", "-pk"),
    order_said=_("The newest enquiry comes first."),
    is_waiting=False,
    is_counted=False,
)
SECTIONS: Final = (ANSWERED, ANEW, DUE, NEW, CONTACT, RATE, POOL, OPEN, LATER, CLOSED)
BY_KEY: Final[Mapping[str, Section]] = {section.key: section for section in SECTIONS}
_BEFORE_THE_STAGE: Final = (ANSWERED, ANEW, DUE, LATER)
PLACES: Final = (*_BEFORE_THE_STAGE, NEW, CONTACT, RATE, POOL, OPEN)
PREVIEWED: Final = tuple(section for section in SECTIONS if section.is_counted)


def leads_in_inbox(user: User, *, rep: User | None = None) -> QuerySet[Lead]:
    """What was handed over and this person may see, narrowed to one rep and the pool where one is named."""
    leads = Lead.objects.visible_to(user).filter(handed_over_at__isnull=False)
    return leads if rep is None else leads.filter(Q(assigned_to=rep) | IS_IN_POOL)


def count_sections(user: User, *, rep: User | None = None) -> dict[str, int]:
    """How many leads wait in each section that is counted; one statement."""
    counts = dict.fromkeys((section.key for section in PLACES), 0)
    return counts | dict(_ask_placed(_COUNTS, user, rep))


def preview_sections(user: User, *, rep: User | None = None) -> tuple[dict[str, int], dict[str, list[Lead]]]:
    """As `count_sections`, and the first leads of each; two statements for all of them."""
    found = _ask_placed(_FIRSTS, user, rep)
    leads = {lead.pk: lead for lead in _ROWS.rows(leads=[pk for _, pk, _ in found])} if found else {}
    counts = dict.fromkeys((section.key for section in PLACES), 0)
    shown: dict[str, list[Lead]] = {section.key: [] for section in PLACES}
    for place, pk, total in found:
        counts[place] = total
        shown[place] += [leads[pk]] if pk in leads else []  # somebody may just have deleted it
    return counts, shown


def leads_in_section(section: Section, *, user: User, rep: User | None = None) -> QuerySet[Lead]:
    """The leads of a section, in its order."""
    day = Day.of(user)
    leads = leads_in_inbox(user, rep=rep).filter(section.is_in(day))
    if section.is_counted:
        for earlier in takewhile(lambda one: one is not section, _BEFORE_THE_STAGE):
            leads = leads.exclude(earlier.is_in(day))
    return _with_facts(leads).order_by(*section.order)


def _place_all() -> QuerySet[Lead, tuple[Any, ...]]:
    """What waits, each with the key of its section; the order of open deals is that of their ratings."""
    day = Day(date=Given("date", DateField()), end=Given("end", DateTimeField()))
    places = [When(section.is_in(day), then=Value(section.key)) for section in PLACES]
    place = Case(*places, default=Value(""), output_field=CharField())
    quality = Case(When(OPEN.is_in(day), then=F("standing__quality")), default=Value(""))
    waiting = Lead.objects.filter(Within(), stands_in(LeadStage.with_sales))
    return waiting.order_by().values_list(place, quality, "handed_over_at", "pk")


def _place_closed() -> QuerySet[Lead, tuple[Any, ...]]:
    """The closed ones that are to be rated anew. By themselves: the others are a range of an index."""
    day = Day(date=Given("date", DateField()), end=Given("end", DateTimeField()))
    closed = Lead.objects.filter(Within(), ANEW.is_in(day), stage__in=LeadStage.closed)
    key, blank = Value(ANEW.key, output_field=CharField()), Value("", output_field=CharField())
    return closed.order_by().values_list(key, blank, "handed_over_at", "pk")


def _ask_placed(question: str, user: User, rep: User | None) -> list[tuple[Any, ...]]:
    """Ask for something of all that waits for this reader, each lead placed once."""
    day = Day.of(user)
    theirs = leads_in_inbox(user, rep=rep)
    placed, values = _PLACED.put(theirs, date=day.date, end=day.end)
    closed, its_values = _CLOSED.put(theirs, date=day.date, end=day.end)
    with read_connection().cursor() as cursor:
        cursor.execute(
            f"WITH placed (place, quality, handed_over_at, pk) AS MATERIALIZED ({placed} UNION ALL {closed})"
            f" {question}",
            (*values, *its_values),
        )
        return list(cursor.fetchall())


def _with_facts(leads: QuerySet[Lead]) -> QuerySet[Lead]:
    """Everything a row shows (`desk/inbox_rows.py`), in the one statement that fetches it."""
    words = HandoffAnswer.objects.filter(
        handoff__lead=OuterRef("pk"), kind__in=[Answer.QUESTION, Answer.REPLY]
    )
    doubt = Dispute.objects.to_rate_anew().filter(lead=OuterRef("pk"))
    follow_up = FollowUp.objects.open().filter(lead=OuterRef("pk"))
    return leads.select_related("person", "campaign", "cta", "assigned_to", "standing").annotate(
        own_quality=F("standing__quality"),
        newest_word=Subquery(words.order_by("-pk").values("kind")[:1]),
        newest_text=Subquery(words.order_by("-pk").values("text")[:1]),
        doubt_text=Subquery(doubt.values("text")[:1]),
        follow_up_day=Subquery(follow_up.values("day")),
        follow_up_at=Subquery(follow_up.values("due_at")),
    )


_PLACED: Final = Compiled(_place_all)
_CLOSED: Final = Compiled(_place_closed)
_ROWS: Final = Compiled(lambda: _with_facts(Lead.objects.filter(AnyGiven("leads"))).order_by())
_COUNTS: Final = "SELECT place, count(*) FROM placed WHERE place <> '' GROUP BY place"
_FIRSTS: Final = f"""
    , ranked AS (
        SELECT place, pk, count(*) OVER (PARTITION BY place) AS total,
            row_number() OVER (PARTITION BY place ORDER BY quality, handed_over_at, pk) AS rank
        FROM placed WHERE place <> ''
    )
    SELECT place, pk, total FROM ranked WHERE rank <= {PREVIEW_SIZE} ORDER BY place, rank
"""
