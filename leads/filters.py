"""How the list of leads is narrowed: each filter stands in the address bar and none scans the table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Team, User
from accounts.own_company import start_of
from accounts.permissions import Action, may
from campaigns.models import CallToAction, Campaign, Channel
from leads.deputies import represented_by
from leads.models import Door, Lead, LeadKind, LeadQuerySet, LeadStage, Person
from leads.models.leads import IS_ACCEPTED
from leads.models.persons import PersonQuerySet, is_named
from pages.fields import DayField
from pages.filters import NONE, Choices, ListFilters, narrow_to_row
from values.compiled import Compiled
from values.names import search_words
from values.text import shorten

WAITING = "waiting"
WITH_SALES = "with_sales"
# A search that finds more people than this says so: the words are too common to page through.
MOST_PEOPLE = 1000
SHORTEST_WORD = 2
FEW_LEADS = 5000


_CAMPAIGNS: Final = Compiled(lambda: Campaign.objects.values_list("pk", "name"))
_CTAS: Final = Compiled(
    lambda: CallToAction.objects.order_by("campaign__name", "name").values_list(
        "pk", "campaign__name", "name"
    )
)
_CHANNELS: Final = Compiled(lambda: Channel.objects.kept().values_list("pk", "name"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Names:
    """What campaigns, calls-to-action (with their campaign) and channels are called, in reading order.

    The choices of the filters; a page of leads takes its names from here too, instead of joining them to
    every row.
    """

    campaigns: dict[int, str]
    ctas: dict[int, tuple[str, str]]
    channels: dict[int, str]

    @classmethod
    def read(cls) -> Names:
        return cls(
            campaigns=dict(_CAMPAIGNS.rows()),
            ctas={pk: (campaign, name) for pk, campaign, name in _CTAS.rows()},
            channels=dict(_CHANNELS.rows()),
        )

    def grouped_ctas(self) -> Choices:
        """The calls-to-action under the name of their campaign."""
        groups: dict[str, Choices] = {}
        for pk, (campaign, name) in self.ctas.items():
            groups.setdefault(campaign, []).append((str(pk), name))
        return list(groups.items())


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """People a search found: by what everybody reads of them, or only by how they are reached."""

    named: list[int]
    reached: list[int]

    def __len__(self) -> int:
        return len(self.named) + len(self.reached)

    def on_leads(self) -> Q:
        """Their leads; by how its person is reached, one is found only where the viewer may read that."""
        found = Q(person_id__in=self.named)
        if self.reached:
            found |= Q(person_id__in=self.reached) & IS_ACCEPTED
        return found


def is_searchable(text: str) -> bool:
    """Whether a word is long enough not to fit nearly everybody."""
    return max(map(len, search_words(text)), default=0) >= SHORTEST_WORD


def check_searchable(text: str) -> None:
    """Raise ValidationError, which says how long a word must be."""
    if not is_searchable(text):
        message = _("“%(text)s” is too short to search for: at least %(number)d letters or digits.")
        raise ValidationError(message % {"text": shorten(text), "number": SHORTEST_WORD})


def find_people(text: str, *, viewer: User) -> Found:
    """Whom the words fit and the viewer knows of, at most one more than MOST_PEOPLE.

    One statement, for a rep two.

    An address or a number answers only for whom the viewer may read it: else it could be asked for digit by
    digit. Neither does anybody count whom the viewer does not see at all.
    """
    if may(viewer, Action.VIEW_CONTACTS):
        people = Person.objects.matching(text).values_list("pk", flat=True)
        return Found(named=list(people[: MOST_PEOPLE + 1]), reached=[])
    # One at a time, by the index of their person: PostgreSQL would read all leads to have a list of them.
    leads = Lead.objects.showing_contact_to(viewer).filter(person=OuterRef("pk"))
    known = _known_to(viewer, text).annotate(
        is_named=is_named(text), readable=Subquery(leads.order_by().values("pk")[:1])
    )
    known = known.filter(Q(is_named=True) | Q(readable__isnull=False))
    found = Found(named=[], reached=[])
    for pk, by_name in known.values_list("pk", "is_named")[: MOST_PEOPLE + 1]:
        (found.named if by_name else found.reached).append(pk)
    return found


def _known_to(viewer: User, text: str) -> PersonQuerySet:
    """Whom the words fit, for a rep those of own leads.

    While these are few they are looked at one by one: PostgreSQL cannot tell how many people the beginning of
    a word fits, and would at times look through a million for a handful.
    """
    people = Person.objects.matching(text)
    if may(viewer, Action.VIEW_EVERY_LEAD):
        return people
    own = Lead.objects.visible_to(viewer).order_by().values_list("person_id", flat=True)
    few = list(own[: FEW_LEADS + 1])
    if len(few) > FEW_LEADS:
        return people.filter(pk__in=own)
    return Person.objects.with_any_id(few).matching(text, is_indexed=False)


class LeadFilters(ListFilters[LeadQuerySet]):
    """What page and API narrow leads by alike; `received_from` and `received_until` are company days."""

    stage = forms.ChoiceField(
        label=gettext_lazy("Status"),
        choices=[
            (WAITING, gettext_lazy("Waiting for hand-over")),
            (WITH_SALES, gettext_lazy("Open with sales")),
            *LeadStage.choices,
        ],
    )
    received_from = DayField(label=pgettext_lazy("day", "From"))
    received_until = DayField(label=pgettext_lazy("day", "Until"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=LeadKind.choices)
    door = forms.ChoiceField(label=gettext_lazy("Came by"), choices=Door.choices)
    history = forms.ChoiceField(
        label=gettext_lazy("Lead definition"),
        choices=[("no", gettext_lazy("Under a definition")), ("yes", gettext_lazy("History"))],
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("received_from"), data.get("received_until")
        if first and last and last < first:
            self.add_error("received_until", _("The end lies before the start."))
        return data

    def narrow_stage(self, leads: LeadQuerySet, stage: str) -> LeadQuerySet:
        if stage == WAITING:
            return leads.waiting()
        return leads.filter(stage__in=LeadStage.with_sales if stage == WITH_SALES else [stage])

    def narrow_received_from(self, leads: LeadQuerySet, day: date) -> LeadQuerySet:
        """As a bound of the time the list is ordered by, like the end."""
        return leads.filter(received_at__gte=start_of(day))

    def narrow_received_until(self, leads: LeadQuerySet, day: date) -> LeadQuerySet:
        return leads.filter(received_at__lt=start_of(day + timedelta(days=1)))

    def narrow_history(self, leads: LeadQuerySet, answer: str) -> LeadQuerySet:
        return leads.filter(definition__isnull=answer == "yes")


class LeadFilterForm(LeadFilters):
    """The filters above the list of leads; while one is not understood it is named and nothing is shown."""

    q = forms.CharField(
        label=gettext_lazy("Search"),
        max_length=200,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": gettext_lazy("Name, company, e-mail")}
        ),
    )
    campaign = forms.ChoiceField(label=gettext_lazy("Campaign"))
    cta = forms.ChoiceField(label=gettext_lazy("Call-to-action"))
    channel = forms.ChoiceField(label=gettext_lazy("Channel"))
    assigned = forms.ChoiceField(label=gettext_lazy("Sales rep"))
    sort = forms.ChoiceField(label=gettext_lazy("Order"))

    SEARCHES = ("q",)
    MAIN = ("q", "stage", "campaign", "channel", "assigned")
    FURTHER: tuple[str, ...] = ("cta", "received_from", "received_until", "kind", "door", "history", "sort")

    def __init__(self, data: Any, *, viewer: User) -> None:
        super().__init__(data)
        self.viewer = viewer
        self.is_own = not may(viewer, Action.VIEW_EVERY_LEAD)
        self.is_veiled = not may(viewer, Action.VIEW_CONTACTS)
        self.names = Names.read()
        self.offer("campaign", _choices_of(self.names.campaigns))
        self.offer("cta", self.names.grouped_ctas())
        self.offer("channel", [(NONE, gettext_lazy("No channel")), *_choices_of(self.names.channels)])
        self.offer("assigned", self._find_reps(viewer))
        self.offer("sort", [("oldest", gettext_lazy("Oldest first"))], blank=gettext_lazy("Newest first"))

    def _find_reps(self, viewer: User) -> Choices:
        """A rep sees the own leads, the pool and those of whom they stand in for: nobody else is a choice."""
        if self.is_own:
            away = represented_by(viewer)
            people = [viewer, *(User.objects.filter(pk__in=away) if away else ())]
            return [(NONE, gettext_lazy("In the pool")), *((str(one.pk), str(one)) for one in people)]
        reps, former = Choices(), Choices()
        for user in _REPS.rows():
            takes_leads = user.is_active and user.team == Team.SALES
            (reps if takes_leads else former).append((str(user.pk), str(user)))
        left = [(gettext_lazy("Take no leads any more"), former)] if former else []
        return [(NONE, gettext_lazy("Nobody")), *reps, *left]

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MAIN]

    @property
    def further_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FURTHER]

    @property
    def active(self) -> int:
        """How many filters are set; the order is none."""
        return super().active - bool(self.data.get("sort"))

    @property
    def further_active(self) -> int:
        return sum(bool(self.data.get(name)) for name in self.FURTHER)

    @property
    def is_newest_first(self) -> bool:
        return self.data.get("sort") != "oldest"

    def clean_q(self) -> Found | None:
        """The people who fit the words, as far as the viewer may ask for them; None without words."""
        text = self.cleaned_data["q"]
        if not text:
            return None
        check_searchable(text)
        found = find_people(text, viewer=self.viewer)
        if len(found) > MOST_PEOPLE:
            message = _("“%(text)s” fits more than %(number)d people. Please add another word.")
            raise ValidationError(message % {"text": shorten(text), "number": MOST_PEOPLE})
        return found

    def narrow(self, leads: LeadQuerySet) -> LeadQuerySet:
        return super().narrow(leads) if self.is_valid() else leads.none()

    def narrow_q(self, leads: LeadQuerySet, people: Found) -> LeadQuerySet:
        return leads.filter(people.on_leads())

    def narrow_channel(self, leads: LeadQuerySet, chosen: str) -> LeadQuerySet:
        return narrow_to_row(leads, "channel", chosen)

    def narrow_assigned(self, leads: LeadQuerySet, chosen: str) -> LeadQuerySet:
        if self.is_own and chosen == NONE:
            # What else is nobody's a rep does not see; said outright, an index finds it.
            leads = leads.in_pool()
        return narrow_to_row(leads, "assigned_to", chosen)

    def narrow_sort(self, leads: LeadQuerySet, _order: str) -> LeadQuerySet:
        """The order is laid by whoever cuts the pages."""
        return leads


def find_who_has_leads() -> QuerySet[User]:
    """Who takes leads, and who does so no more and still has some: by them they are found."""
    lead = Lead.objects.filter(assigned_to=OuterRef("pk"))
    return User.objects.who_take_leads() | User.objects.filter(Exists(lead))


_REPS: Final = Compiled(lambda: find_who_has_leads().only("full_name", "email", "role", "is_active"))


def _choices_of(names: dict[int, str]) -> Choices:
    return [(str(key), name) for key, name in names.items()]
