"""The figures of a week in a few sentences: the one thing to look at, the week, and one's own part in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Role, User
from counting import formats
from counting.filters import Filters
from counting.statistics import Direction, PaceChange, discoveries
from figures import overview
from figures.before import Before, compare
from figures.periods import DEFAULT, Against, days_of
from findings.shown import most_important
from findings.words import say_title, say_whole
from insights.pages.address import Address
from insights.pages.headline import Headline, build_headline

DAYS: int = 7
# A share of few ratings says little: it is compared over so many days.
SHARE_DAYS: int = 28


@dataclass(frozen=True, kw_only=True, slots=True)
class Week:
    """What happened in the seven days before this Monday, counted once for all who are told of it.

    `ratings` and `answers` say by person how many ratings they gave, and how often marketing answered what
    their ratings say.
    """

    monday: date
    leads: int
    good: int
    won: int
    ratings: dict[int, int] = field(default_factory=dict)
    answers: dict[int, int] = field(default_factory=dict)

    @property
    def rated(self) -> int:
        return sum(self.ratings.values())

    @property
    def is_empty(self) -> bool:
        return not (self.leads or self.won or self.ratings or self.answers)


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """What one person is told: a title, a text in paragraphs, and the page to open."""

    title: str
    text: str
    path: str


def word_week(week: Week, reader: User) -> Word:
    """In the active language: first the one thing to look at and why, then the week, then one's own part."""
    first = _look_at(week.monday)
    parts = [first.text, _say_week(week), _say_own(week, reader)]
    return Word(
        title=first.title,
        text="\n\n".join(part for part in parts if part),
        path=first.url or Address(()).page(),
    )


def last_days(monday: date, days: int) -> Filters:
    """So many whole days before this Monday."""
    return Filters(start=monday - timedelta(days=days), end=monday - timedelta(days=1))


def _look_at(monday: date) -> Headline:
    """What was found this week, else what stands out, else what changed, else what the year came to."""
    found = most_important(monday)
    if found is not None:
        return Headline(
            title=say_title(found),
            text=say_whole(found),
            url=reverse("findings:finding", args=[found.pk]),
            is_finding=True,
        )
    start, end = days_of(DEFAULT, monday)
    usual = build_headline(overview(filters=Filters(start=start, end=end)), Address(()))
    return usual if usual.is_finding else _say_change(monday) or usual


def _say_change(monday: date) -> Headline | None:
    """A change against as many days before that chance does not explain."""
    week, month = (compare(last_days(monday, days), Against.BEFORE, monday) for days in (DAYS, SHARE_DAYS))
    if week is None or month is None or week.leads is None or week.is_cut or month.is_cut:
        return None  # the first weeks have nothing whole to be held against
    is_good, is_leads = discoveries([month.good.probability, week.leads.probability])
    of_good = _say_good(month, monday) if is_good else None
    return of_good or (_say_leads(week.leads, monday) if is_leads else None)


def _say_good(month: Before, monday: date) -> Headline | None:
    titles: dict[Direction, str] = {
        "up": _("Sales rates a larger share of the leads good"),
        "down": _("Sales rates a smaller share of the leads good"),
    }
    if month.good.direction not in titles:
        return None
    text = _(
        "%(now)s in the last %(days)s days (%(counts)s), %(before)s in as many days before"
        " (%(counts_before)s)."
        " That is more than chance explains."
    )
    now, before = month.good.now, month.good.before
    values = {
        "now": formats.percent(now.value),
        "counts": formats.counts(now),
        "before": formats.percent(before.value),
        "counts_before": formats.counts(before),
        "days": SHARE_DAYS,
    }
    return Headline(
        title=titles[month.good.direction], text=text % values, url=_page(last_days(monday, SHARE_DAYS))
    )


def _say_leads(week: PaceChange, monday: date) -> Headline | None:
    titles: dict[Direction, str] = {
        "up": _("More leads came in than in the week before"),
        "down": _("Fewer leads came in than in the week before"),
    }
    if week.direction not in titles:
        return None
    text = _("%(now)s last week, %(before)s in the week before. That is more than chance explains.")
    values = {
        "now": formats.whole(week.now.count),
        "before": formats.whole(week.before.count),
    }
    return Headline(title=titles[week.direction], text=text % values, url=_page(last_days(monday, DAYS)))


def _page(filters: Filters) -> str:
    return Address(()).but(from_=filters.start, to=filters.end).page()


def _say_week(week: Week) -> str:
    leads = ngettext("%(count)s lead came in", "%(count)s leads came in", week.leads)
    rated = ngettext("%(count)s rating was given", "%(count)s ratings were given", week.rated)
    won = ngettext("%(count)s deal was recorded", "%(count)s deals were recorded", week.won)
    return _("Last week: %(leads)s, %(rated)s, %(good)s of them good, and %(won)s.") % {
        "leads": leads % {"count": formats.whole(week.leads)},
        "rated": rated % {"count": formats.whole(week.rated)},
        "good": formats.whole(week.good),
        "won": won % {"count": formats.whole(week.won)},
    }


def _say_own(week: Week, reader: User) -> str:
    """Whoever rates hears what came of it."""
    if reader.role not in {Role.SALES_REP, Role.SALES_LEAD}:
        return ""
    given, answered = week.ratings.get(reader.pk, 0), week.answers.get(reader.pk, 0)
    rated = ngettext("You gave %(count)s rating.", "You gave %(count)s ratings.", given) % {
        "count": formats.whole(given)
    }
    if not answered:
        return rated if given else ""
    answers = ngettext(
        "Marketing answered %(count)s time what your ratings say.",
        "Marketing answered %(count)s times what your ratings say.",
        answered,
    ) % {"count": formats.whole(answered)}
    return f"{rated} {answers}" if given else answers
