"""The list of firms: how it is narrowed, and what a line says, as far as its reader sees people and leads."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django import forms
from django.db.models import Count, Exists, Max, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.own_company import today
from accounts.permissions import Action, may
from firms.models import CustomerPeriod, FirmPair, Organisation, OrganisationQuerySet
from leads.filters import check_searchable
from leads.models import Lead
from pages.filters import ListFilters, TruthField

# As the index has it; `called` is laid by `in_order`.
BY_NAME: Final = ("called", "pk")
NAMES_SHOWN: Final = 3


class FirmFilter(ListFilters[OrganisationQuerySet]):
    """By the beginnings of words of its names, and whether the firm is a customer today."""

    q = forms.CharField(max_length=200, label=_("Search"))
    is_customer = TruthField(label=_("Customer"))
    SEARCHES = ("q",)
    by_domain = False

    def clean_q(self) -> str:
        text: str = self.cleaned_data["q"]
        if text:
            check_searchable(text)
        return text

    def narrow_q(self, firms: OrganisationQuerySet, text: str) -> OrganisationQuerySet:
        """Those that fit, or into which one was merged that fits."""
        found = Organisation.objects.matching(text, by_domain=self.by_domain)
        return firms.filter(pk__in=found.values_list(Coalesce("merged_into", "pk")))

    def narrow_is_customer(self, firms: OrganisationQuerySet, is_customer: bool) -> OrganisationQuerySet:
        is_one = Exists(_periods_today().filter(organisation=OuterRef("pk")))
        return firms.filter(is_one if is_customer else ~is_one)


class FirmListForm(FirmFilter):
    """The filters above the list; a domain finds a firm for whom its people's addresses may be read."""

    doubles = TruthField(label=_("Possible duplicates"))

    def __init__(self, data: Any, *, viewer: User) -> None:
        super().__init__(data)
        self.by_domain = may(viewer, Action.VIEW_CONTACTS)
        self.offer("is_customer", [("true", _("Customers")), ("false", _("No customers"))])
        self.offer("doubles", [("true", _("Possible duplicates only"))])
        named = _("Name or domain") if self.by_domain else _("Name")
        self.fields["q"].widget = forms.TextInput(attrs={"type": "search", "placeholder": named})
        if not may(viewer, Action.EDIT_FIRMS):
            del self.fields["doubles"]

    def narrow(self, firms: OrganisationQuerySet) -> OrganisationQuerySet:
        return super().narrow(firms) if self.is_valid() else firms.none()

    def narrow_doubles(self, firms: OrganisationQuerySet, _is_set: bool) -> OrganisationQuerySet:
        pairs = FirmPair.objects.open()
        return firms.filter(pk__in=pairs.values("low").union(pairs.values("high")))


def _periods_today() -> Any:
    day = today()
    return CustomerPeriod.objects.filter(Q(until=None) | Q(until__gt=day), start__lte=day)


@dataclass(frozen=True, kw_only=True, slots=True)
class FirmLine:
    """A firm in a list, for one reader: how many people and leads of it they see, and the newest of these."""

    firm: Organisation
    since: date | None
    persons: int
    leads: int
    newest: datetime | None
    is_doubtful: bool = False

    @property
    def shown_names(self) -> str:
        """The first of the other names; the search finds it by all of them."""
        names = self.firm.other_names
        return ", ".join([*names[:NAMES_SHOWN], *(["…"] if len(names) > NAMES_SHOWN else [])])


def build_firm_lines(firms: Sequence[Organisation], viewer: User) -> list[FirmLine]:
    """The firms as lines for this person, in their order. Two statements, and one more for
    whoever may merge them, whatever their number."""
    numbers = [firm.pk for firm in firms]
    own = Lead.objects.visible_to(viewer).filter(person__organisation__in=numbers).order_by()
    counts = own.values_list("person__organisation").annotate(
        persons=Count("person", distinct=True), leads=Count("pk"), newest=Max("received_at")
    )
    seen = {firm: (persons, leads, newest) for firm, persons, leads, newest in counts}
    since = dict(_periods_today().filter(organisation__in=numbers).values_list("organisation", "start"))
    doubtful = _find_doubtful(numbers) if may(viewer, Action.EDIT_FIRMS) else set()
    lines = []
    for firm in firms:
        persons, leads, newest = seen.get(firm.pk, (0, 0, None))
        lines.append(
            FirmLine(
                firm=firm,
                since=since.get(firm.pk),
                persons=persons,
                leads=leads,
                newest=newest,
                is_doubtful=firm.pk in doubtful,
            )
        )
    return lines


def _find_doubtful(numbers: Collection[int]) -> set[int]:
    pairs = FirmPair.objects.open().concerning(*numbers)
    return {firm for pair in pairs.values_list("low", "high") for firm in pair}
