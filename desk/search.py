"""The search of the header: people, firms, campaigns and calls-to-action, as far as a reader may see them.

It finds people as the list of leads does (`leads.filters.find_people`), so that the contact lock holds here
too. What a hit says is taken from lines of that list. A firm is one of which the reader sees a lead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.models import User
from accounts.permissions import Action, may
from leads import filters
from leads.filters import Found, Names, find_people, is_searchable
from leads.lines import LeadLine, build_lines
from leads.models import NEWEST_FIRST, Lead
from leads.services.firms import firms_visible_to
from pages.addresses import address
from values.compiled import Compiled, Within, given_key
from values.names import fold

# A person often has several leads, of which the newest is shown.
LEADS_PER_HIT = 4
NOBODY = Found(named=[], reached=[])
# 4711 or #4711; one that no column holds is none.
NUMBER = re.compile(r"\s*#?(\d{1,9})\s*", re.ASCII)

_NUMBERED: Final = Compiled(lambda: Lead.objects.filter(Within(), pk=given_key("lead")).for_lines())


class Kind(models.TextChoices):
    """What can be found, in the order in which it is shown."""

    LEAD = "lead", gettext_lazy("People")
    FIRM = "firm", gettext_lazy("Companies")
    CAMPAIGN = "campaign", gettext_lazy("Campaigns")
    CTA = "cta", gettext_lazy("Calls-to-action")


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """One thing found: the page it leads to and what tells it from others."""

    kind: Kind
    number: int
    title: str
    detail: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Results:
    """Hits by kind, kinds without any left out; `all_url` is the list of leads, where it has more."""

    groups: dict[Kind, list[Hit]]
    all_url: str

    @property
    def has_more(self) -> bool:
        return bool(self.all_url)

    @property
    def hits(self) -> list[Hit]:
        return [hit for hits in self.groups.values() for hit in hits]

    @property
    def labelled(self) -> list[tuple[str, list[Hit]]]:
        return [(str(kind.label), hits) for kind, hits in self.groups.items()]


def is_number(text: str) -> bool:
    """Whether these words may be the number of a lead, which may be short."""
    return NUMBER.fullmatch(text) is not None


def search(text: str, *, viewer: User, most: int) -> Results:
    """What fits every word of `text` or bears this number, of each kind at most `most`."""
    names = Names.read()
    people = find_people(text, viewer=viewer) if is_searchable(text) else NOBODY
    leads = Lead.objects.visible_to(viewer).filter(people.on_leads()).for_lines().order_by(*NEWEST_FIRST)
    found = list(leads[: most * LEADS_PER_HIT]) if people else []
    lines = build_lines([*_numbered(text, viewer), *found], names, viewer)
    hits = _newest_of_each(lines)
    groups = {Kind.LEAD: hits[:most], Kind.FIRM: list(_firms(text, viewer, most))}
    if may(viewer, Action.VIEW_CAMPAIGNS):
        groups[Kind.CAMPAIGN] = list(islice(_campaigns(text, names), most))
        groups[Kind.CTA] = list(islice(_ctas(text, names), most))
    # The list refuses words that fit too many people.
    is_more = (len(hits) > most or len(found) == most * LEADS_PER_HIT) and len(people) <= filters.MOST_PEOPLE
    all_url = address(reverse("lead_list"), q=text) if is_more else ""
    return Results(groups={kind: some for kind, some in groups.items() if some}, all_url=all_url)


def _numbered(text: str, viewer: User) -> list[Lead]:
    number = NUMBER.fullmatch(text)
    return _NUMBERED.rows(Lead.objects.visible_to(viewer), lead=int(number[1])) if number else []


def _newest_of_each(lines: Iterable[LeadLine]) -> list[Hit]:
    """One hit for each human, though several may share an address."""
    newest: dict[tuple[int, str], Hit] = {}
    for line in lines:
        newest.setdefault((line.lead.person_id, line.title), _lead_hit(line))
    return list(newest.values())


def _lead_hit(line: LeadLine) -> Hit:
    also = _("also: %(names)s") % {"names": ", ".join(line.other_names)} if line.other_names else ""
    number = _("Lead %(number)d") % {"number": line.lead.pk}
    parts = (line.company, also, line.campaign, line.day, line.lead.get_stage_display(), number)
    return Hit(
        kind=Kind.LEAD,
        number=line.lead.pk,
        title=line.title,
        detail=" · ".join(filter(None, parts)),
        url=line.url,
    )


def _firms(text: str, viewer: User, most: int) -> Iterator[Hit]:
    """Firms the reader knows of that fit by a name or a domain; they lead to their pages."""
    found = firms_visible_to(viewer).matching(text, by_domain=may(viewer, Action.VIEW_CONTACTS))
    for firm in found.order_by("name", "pk")[:most]:
        detail = _("also: %(names)s") % {"names": ", ".join(firm.other_names)} if firm.other_names else ""
        detail = detail or pgettext("column", "Company")
        url = reverse("firm", args=(firm.pk,))
        yield Hit(kind=Kind.FIRM, number=firm.pk, title=firm.name, detail=detail, url=url)


def _campaigns(text: str, names: Names) -> Iterator[Hit]:
    words = fold(text).split()
    for pk, name in names.campaigns.items():
        if _begins(words, fold(name).split()):
            url = reverse("campaign", args=(pk,))
            yield Hit(kind=Kind.CAMPAIGN, number=pk, title=name, detail=_("Campaign"), url=url)


def _ctas(text: str, names: Names) -> Iterator[Hit]:
    """By their own name, beside which words may stand that name the campaign."""
    words = fold(text).split()
    for pk, (campaign, name) in names.ctas.items():
        own = fold(name).split()
        if any(_begins([word], own) for word in words) and _begins(words, [*own, *fold(campaign).split()]):
            yield Hit(kind=Kind.CTA, number=pk, title=name, detail=campaign, url=reverse("cta", args=(pk,)))


def _begins(words: list[str], text: list[str]) -> bool:
    """Whether each word is the beginning of one in the text."""
    return bool(words) and all(any(one.startswith(word) for one in text) for word in words)
