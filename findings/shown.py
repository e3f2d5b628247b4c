"""A finding as pages show it: its sentences, its state, its numbers then and now, and where its leads are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.own_company import day_of
from counting import formats
from counting.statistics import Rate
from findings import words
from findings.addresses import Part, address_of_leads
from findings.beside import Standing, read_standing
from findings.models import Finding, FindingKind, FindingStep

# How its newest step is called, and in which tone.
STATES: Final[dict[str, tuple[str | Promise, str]]] = {
    "": (gettext_lazy("New"), "warn"),
    FindingStep.SEEN: (gettext_lazy("Acknowledged"), "gr"),
    FindingStep.CHANGED: (gettext_lazy("Changed"), "ok"),
    FindingStep.UNCHANGED: (gettext_lazy("Not changed"), "gr"),
    FindingStep.CLOSED: (gettext_lazy("Closed"), "gr"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownFinding:
    """One of a list; `row` has its `state`."""

    row: Finding
    title: str
    text: str
    beside: Sequence[str]
    state: str
    tone: str

    @property
    def said_on(self) -> date:
        """By the company's calendar, since a page is drawn once for readers of all zones."""
        return day_of(self.row.said_at)


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """A share, what it is made of, and its own interval; `value` is "" where there is no lead."""

    value: str
    counts: str
    range: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A line of the table: whose share it is, then and now."""

    label: str
    then: Share
    now: Share


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """Leads that one of its numbers counts."""

    text: str
    url: str


def show(row: Finding) -> ShownFinding:
    """In the language in force; `row` comes from `with_state` and `with_names`."""
    state, tone = STATES[getattr(row, "state", "")]
    return ShownFinding(
        row=row,
        title=words.say_title(row),
        text=words.say_counts(row),
        beside=words.say_beside(row),
        state=str(state),
        tone=tone,
    )


def show_all(rows: Iterable[Finding]) -> list[ShownFinding]:
    return [show(row) for row in rows]


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenFindings:
    """The newest open ones of a campaign or the company, and how many more there are."""

    shown: Sequence[ShownFinding]
    more: int

    @property
    def campaigns(self) -> frozenset[int | None]:
        """Those they are about; None where one is about the whole company."""
        return frozenset(shown.row.campaign_id for shown in self.shown)


def newest_open(*, campaign: int | None = None, size: int) -> OpenFindings:
    """The same for everybody who may read figures.

    All that concern the whole company stand beside those of the campaigns, not beside those of one.
    """
    rows = Finding.objects.open()
    if campaign is not None:
        rows = rows.filter(campaign=campaign)
    shown = show_all(rows.with_state().with_names()[:size])
    return OpenFindings(shown=shown, more=rows.count() - size if len(shown) == size else 0)


def most_important(monday: date) -> Finding | None:
    """Of what was found on this Monday and is open, the one that chance explains least."""
    rows = Finding.objects.open().filter(look__monday=monday).with_names()
    return rows.order_by("probability", "pk").first()


def build_figures(row: Finding) -> tuple[list[Figure], Standing]:
    """Both shares as they were and as they are now."""
    standing = read_standing(row)
    own, other = _labels(row)
    lines = [
        Figure(label=own, then=_share(row.rate), now=_share(standing.rate)),
        Figure(label=other, then=_share(row.other), now=_share(standing.other)),
    ]
    return lines, standing


def build_links(row: Finding) -> list[Link]:
    """The leads behind its numbers, where a page lists exactly them."""
    own, other = _labels(row)
    groups: list[tuple[str, Rate, tuple[Part, Part]]] = [
        (own, row.rate, ("count", "of")),
        (other, row.other, ("count_before", "of_before")),
    ]
    links = []
    for label, rate, parts in groups:
        for part, count in zip(parts, (rate.count, rate.of), strict=True):
            url = address_of_leads(row, part)
            if count and url:
                text = ngettext("%(label)s: view %(count)s lead", "%(label)s: view %(count)s leads", count)
                links.append(Link(text=text % {"label": label, "count": formats.whole(count)}, url=url))
    return links


def _share(rate: Rate) -> Share:
    value = "" if rate.value is None else formats.percent(rate.value)
    return Share(value=value, counts=formats.counts(rate), range=formats.spread(rate))


def _labels(row: Finding) -> tuple[str, str]:
    if row.is_change:
        return (
            _("Since %(day)s") % {"day": words.say_day(row.since)},
            _("Before, from %(day)s on") % {"day": words.say_day(row.start)},
        )
    if row.kind == FindingKind.PROMISE:
        return _("This promise"), _("The other promises of the campaign")
    return _("This campaign"), _("The other campaigns")


def say_measure(row: Finding) -> str:
    """What the share is of, in a few words."""
    texts = {
        FindingKind.FEW_DEALS: _("won within %(days)s days of intake"),
        FindingKind.CONVERSION: _("won within %(days)s days of intake"),
        FindingKind.TOO_MUCH: _("rated “promised too much”, of those rated within %(days)s days"),
        FindingKind.QUALITY: _("rated good, of those rated within %(days)s days"),
        FindingKind.PROMISE: _("ratings that call the promise misleading, of those who heard it"),
        FindingKind.CONTACT: _("reached within a day of intake"),
    }
    return texts[FindingKind(row.kind)] % {"days": formats.whole(row.days)}
