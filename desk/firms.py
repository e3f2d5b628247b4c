"""What the page of a firm shows: people and leads as far as a reader sees them, and what was said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, may
from firms.models import CustomerFact, Distinction, FirmChange, FirmDomain, FirmMerge, Organisation
from leads.filters import Names
from leads.lines import LeadLine, build_lines
from leads.models import NEWEST_FIRST, FirmPlacing, Lead, LeadQuerySet, Person, PersonQuerySet
from leads.services.firms import customer_since
from values.days import written

SHOWN: Final = 20
NAMES_SHOWN: Final = 6
HISTORY_SHOWN: Final = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """Something that was said of a firm: when, by whom, and in words."""

    at: datetime
    by: str
    text: str


class FirmPage:
    """One firm for one reader; every property costs at most two statements, once."""

    def __init__(self, *, firm: Organisation, user: User) -> None:
        self.firm = firm
        self.user = user

    @cached_property
    def group(self) -> list[int]:
        """The firm and all that were merged into it."""
        return [self.firm.pk, *self.firm.members.values_list("pk", flat=True)]

    @cached_property
    def since(self) -> date | None:
        return customer_since(self.firm.pk)

    @cached_property
    def periods(self) -> Sequence[tuple[date, date | None]]:
        return list(self.firm.customer_periods.values_list("start", "until"))

    @property
    def _leads(self) -> LeadQuerySet:
        return Lead.objects.visible_to(self.user).filter(person__organisation=self.firm)

    @cached_property
    def lead_count(self) -> int:
        return self._leads.count()

    @cached_property
    def lines(self) -> list[LeadLine]:
        """The newest leads this reader may see."""
        leads = self._leads.for_lines().order_by(*NEWEST_FIRST)[:SHOWN]
        return build_lines(leads, Names.read(), self.user)

    @property
    def is_cut(self) -> bool:
        return self.lead_count > SHOWN

    @property
    def _people(self) -> PersonQuerySet:
        """Those with a lead this reader may see."""
        seen = Lead.objects.visible_to(self.user).filter(person=OuterRef("pk")).order_by()
        return Person.objects.filter(Exists(seen), organisation=self.firm)

    @cached_property
    def person_count(self) -> int:
        return self._people.count()

    @cached_property
    def persons(self) -> Sequence[Person]:
        """The first by name, with the number of leads this reader may see as `seen_leads`."""
        own = Lead.objects.visible_to(self.user).filter(person=OuterRef("pk")).order_by()
        count = Subquery(own.values("person").annotate(count=Count("pk")).values("count"))
        return list(self._people.order_by("name", "pk").annotate(seen_leads=count)[:SHOWN])

    @property
    def is_cut_by_name(self) -> bool:
        return self.person_count > SHOWN

    @property
    def shows_domains(self) -> bool:
        """A domain tells how people are reached, whose contact this reader may not see yet."""
        return may(self.user, Action.VIEW_CONTACTS)

    @cached_property
    def domains(self) -> Sequence[FirmDomain]:
        return list(FirmDomain.objects.filter(organisation__in=self.group)) if self.shows_domains else []

    @cached_property
    def other_names(self) -> list[str]:
        """What else it is called, and what those are called that were merged into it."""
        members = Organisation.objects.filter(pk__in=self.group).order_by("pk")
        if not self.shows_domains:
            members = members.exclude(folded="")
        names = [name for one in members for name in (one.name, *one.other_names)]
        return [name for name in dict.fromkeys(names) if name != self.firm.name]

    @property
    def shown_names(self) -> str:
        """The first of the other names; the search finds it by all of them."""
        more = ["…"] if len(self.other_names) > NAMES_SHOWN else []
        return ", ".join([*self.other_names[:NAMES_SHOWN], *more])

    @cached_property
    def merges(self) -> Sequence[FirmMerge]:
        """Which firms were merged into this one and still are."""
        merges = FirmMerge.objects.filter(into=self.firm, undone_at=None, organisation__merged_into=self.firm)
        if not self.shows_domains:
            merges = merges.filter(organisation__in=self._named)
        return list(merges.select_related("organisation", "user"))

    @cached_property
    def history(self) -> list[Said]:
        """All that was said of it, newest first."""
        said = [*self._facts(), *self._changes(), *self._merged(), *self._placings(), *self._told_apart()]
        return sorted(said, key=lambda one: one.at, reverse=True)[:HISTORY_SHOWN]

    def _facts(self) -> list[Said]:
        facts = CustomerFact.objects.filter(organisation__in=self.group)
        said = []
        for fact in facts.select_related("user", "undone_by", "run")[:HISTORY_SHOWN]:
            text = _say_fact(fact)
            said.append(
                Said(at=fact.created_at, by=str(fact.user or _("Import")), text=_with_file(fact, text))
            )
            if fact.undone_at is not None:
                undone = _("taken back with its list: %(said)s") % {"said": text}
                said.append(Said(at=fact.undone_at, by=str(fact.undone_by), text=undone))
        return said

    def _changes(self) -> list[Said]:
        changes = FirmChange.objects.filter(organisation__in=self.group).select_related("user")
        if not self.shows_domains:
            changes = changes.filter(what=FirmChange.What.RENAMED, organisation__in=self._named)
        return [
            Said(at=change.created_at, by=str(change.user), text=_say_change(change))
            for change in changes[:HISTORY_SHOWN]
        ]

    @property
    def _named(self) -> QuerySet[Organisation]:
        return Organisation.objects.exclude(folded="")

    def _merged(self) -> list[Said]:
        merges = FirmMerge.objects.filter(into=self.firm).select_related("organisation", "user", "undone_by")
        if not self.shows_domains:
            merges = merges.filter(organisation__in=self._named)
        said = []
        for merge in merges[:HISTORY_SHOWN]:
            name = {"firm": merge.organisation}
            said.append(
                Said(at=merge.created_at, by=str(merge.user), text=_("“%(firm)s” merged into it") % name)
            )
            if merge.undone_at is not None:
                text = _("merge with “%(firm)s” taken back") % name
                said.append(Said(at=merge.undone_at, by=str(merge.undone_by), text=text))
        return said

    def _told_apart(self) -> list[Said]:
        """Which firms somebody said it is not, and where that was taken back; for those who may say so."""
        if not may(self.user, Action.EDIT_FIRMS):
            return []
        said = []
        rows = Distinction.objects.concerning(self.firm.pk).select_related(
            "one", "other", "user", "undone_by"
        )
        for row in rows[:HISTORY_SHOWN]:
            name = {"firm": row.other if row.one_id in self.group else row.one}
            text = _("“%(firm)s” is not the same company") % name
            said.append(Said(at=row.created_at, by=str(row.user), text=text))
            if row.undone_at is not None:
                text = _("taken back that “%(firm)s” is not the same company") % name
                said.append(Said(at=row.undone_at, by=str(row.undone_by), text=text))
        return said

    def _placings(self) -> list[Said]:
        """Whom somebody said to be of this firm or not; of people this reader knows."""
        if not may(self.user, Action.VIEW_EVERY_LEAD):
            return []
        placings = FirmPlacing.objects.filter(Q(was__in=self.group) | Q(became__in=self.group))
        rows = placings.select_related("person", "user", "became")[:HISTORY_SHOWN]
        return [Said(at=row.created_at, by=str(row.user), text=_say_placing(row)) for row in rows]


def _say_fact(fact: CustomerFact) -> str:
    if fact.day is None:
        return _("never was a customer")
    texts = {"since": _("customer since %(day)s"), "ended": _("no longer a customer since %(day)s")}
    return texts[fact.kind] % {"day": written(fact.day)}


def _with_file(fact: CustomerFact, text: str) -> str:
    """What a list said, with the name of its file."""
    return _("%(said)s (list “%(file)s”)") % {"said": text, "file": fact.run} if fact.run else text


def _say_change(change: FirmChange) -> str:
    texts = {
        "renamed": _("“%(was)s” is now called “%(became)s”"),
        "added": _("domain %(became)s added"),
        "taken": _("domain %(was)s taken away: many share it"),
    }
    return texts[change.what] % {"was": change.was, "became": change.became}


def _say_placing(placing: FirmPlacing) -> str:
    if placing.became is None:
        return _("%(person)s is of no company") % {"person": placing.person.title}
    return _("%(person)s is of “%(firm)s”") % {"person": placing.person.title, "firm": placing.became}
