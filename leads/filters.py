"""How the list of leads is narrowed: each filter stands in the address bar and none scans the table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from accounts.own_company import company_zone
from accounts.permissions import Action, may
from campaigns.models import CallToAction, Campaign, Channel
from leads.models import LeadKind, LeadQuerySet, LeadSource, LeadStage, Person
from pages.fields import DayField
from values.names import search_words
from values.text import shorten

NONE = "none"
WAITING = "waiting"
# A search that finds more people than this says so: the words are too common to page through.
MOST_PEOPLE = 1000
SHORTEST_WORD = 2

Choices = list[tuple[Any, Any]]
EVERYTHING = pgettext_lazy("filter", "All")


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
        ctas = CallToAction.objects.order_by("campaign__name", "name")
        return cls(
            campaigns=dict(Campaign.objects.values_list("pk", "name")),
            ctas={
                pk: (campaign, name)
                for pk, campaign, name in ctas.values_list("pk", "campaign__name", "name")
            },
            channels=dict(Channel.objects.values_list("pk", "name")),
        )

    def grouped_ctas(self) -> Choices:
        """The calls-to-action under the name of their campaign."""
        groups: dict[str, Choices] = {}
        for pk, (campaign, name) in self.ctas.items():
            groups.setdefault(campaign, []).append((str(pk), name))
        return list(groups.items())


class LeadFilterForm(forms.Form):
    """All optional; a value that was not understood is named beside its field and nothing is shown."""

    hide_optional = True
    q = forms.CharField(
        label=gettext_lazy("Search"),
        required=False,
        max_length=200,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": gettext_lazy("Name, company, e-mail")}
        ),
    )
    stage = forms.ChoiceField(label=gettext_lazy("Status"), required=False)
    campaign = forms.ChoiceField(label=gettext_lazy("Campaign"), required=False)
    cta = forms.ChoiceField(label=gettext_lazy("Call-to-action"), required=False)
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), required=False)
    assigned = forms.ChoiceField(label=gettext_lazy("Sales rep"), required=False)
    received_from = DayField(label=pgettext_lazy("day", "From"), required=False)
    received_until = DayField(label=pgettext_lazy("day", "Until"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    source = forms.ChoiceField(label=gettext_lazy("Came by"), required=False)
    history = forms.ChoiceField(label=gettext_lazy("Lead definition"), required=False)
    sort = forms.ChoiceField(label=gettext_lazy("Order"), required=False)

    MAIN = ("q", "stage", "campaign", "channel", "assigned")
    FURTHER = ("cta", "received_from", "received_until", "kind", "source", "history", "sort")

    def __init__(self, data: Any, *, viewer: User) -> None:
        super().__init__(data)
        self.is_own = not may(viewer, Action.VIEW_EVERY_LEAD)
        self.names = Names.read()
        self._offer("stage", [(WAITING, gettext_lazy("Waiting for hand-over")), *LeadStage.choices])
        self._offer("campaign", _choices_of(self.names.campaigns))
        self._offer("cta", self.names.grouped_ctas())
        self._offer("channel", [(NONE, gettext_lazy("No channel")), *_choices_of(self.names.channels)])
        self._offer("assigned", self._find_reps(viewer))
        self._offer("kind", LeadKind.choices)
        self._offer("source", LeadSource.choices)
        self._offer("history", [("no", gettext_lazy("Under a definition")), ("yes", gettext_lazy("History"))])
        self._offer("sort", [("oldest", gettext_lazy("Oldest first"))], blank=gettext_lazy("Newest first"))

    def _offer(self, name: str, choices: Choices, *, blank: Any = EVERYTHING) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", blank), *choices]

    def _find_reps(self, viewer: User) -> Choices:
        """A rep sees the own leads and the pool, so that nobody else is a choice."""
        if self.is_own:
            return [(NONE, gettext_lazy("In the pool")), (str(viewer.pk), str(viewer))]
        reps = [
            (str(user.pk), str(user)) for user in User.objects.who_take_leads().only("full_name", "email")
        ]
        return [(NONE, gettext_lazy("Nobody")), *reps]

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MAIN]

    @property
    def further_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FURTHER]

    @property
    def active(self) -> int:
        """How many filters are set; the order is none."""
        return sum(bool(self.data.get(name)) for name in self.fields if name != "sort")

    @property
    def further_active(self) -> int:
        return sum(bool(self.data.get(name)) for name in self.FURTHER)

    @property
    def is_newest_first(self) -> bool:
        return self.data.get("sort") != "oldest"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("received_from"), data.get("received_until")
        if first and last and last < first:
            self.add_error("received_until", _("The end lies before the start."))
        if data.get("q"):
            self._find_people(data)
        return data

    def _find_people(self, data: dict[str, Any]) -> None:
        words = search_words(data["q"])
        if not words or len(max(words, key=len)) < SHORTEST_WORD:
            message = _("“%(text)s” is too short to search for: at least %(number)d letters or digits.")
            self.add_error("q", message % {"text": shorten(data["q"]), "number": SHORTEST_WORD})
            return
        people = list(Person.objects.matching(data["q"]).values_list("pk", flat=True)[: MOST_PEOPLE + 1])
        if len(people) > MOST_PEOPLE:
            message = _("“%(text)s” fits more than %(number)d people. Please add another word.")
            self.add_error("q", message % {"text": shorten(data["q"]), "number": MOST_PEOPLE})
        data["people"] = people

    def narrow(self, leads: LeadQuerySet) -> LeadQuerySet:
        """The leads that fit; none while a filter is not understood."""
        if not self.is_valid():
            return leads.none()
        chosen = self.cleaned_data
        if chosen["q"]:
            leads = leads.filter(person_id__in=chosen["people"])
        if self.is_own and chosen["assigned"] == NONE:
            # What else is nobody's a rep does not see; said outright, an index finds it.
            leads = leads.in_pool()
        for name in ("campaign", "cta", "channel", "assigned"):
            leads = _narrow_to_row(leads, name, chosen[name])
        for name in ("kind", "source"):
            leads = leads.filter(**{name: chosen[name]}) if chosen[name] else leads
        if chosen["history"]:
            leads = leads.filter(definition__isnull=chosen["history"] == "yes")
        return _narrow_to_stage(_narrow_to_days(leads, chosen), chosen["stage"])


def _choices_of(names: dict[int, str]) -> Choices:
    return [(str(key), name) for key, name in names.items()]


def _narrow_to_row(leads: LeadQuerySet, name: str, chosen: str) -> LeadQuerySet:
    column = "assigned_to" if name == "assigned" else name
    if not chosen:
        return leads
    if chosen == NONE:
        return leads.filter(**{f"{column}__isnull": True})
    return leads.filter(**{f"{column}_id": int(chosen)})


def _narrow_to_stage(leads: LeadQuerySet, stage: str) -> LeadQuerySet:
    if stage == WAITING:
        return leads.waiting()
    return leads.filter(stage=stage) if stage else leads


def _narrow_to_days(leads: LeadQuerySet, chosen: dict[str, Any]) -> LeadQuerySet:
    """By the company's days, as bounds of the time the list is ordered by."""
    if chosen["received_from"]:
        leads = leads.filter(received_at__gte=_midnight(chosen["received_from"]))
    if chosen["received_until"]:
        leads = leads.filter(received_at__lt=_midnight(chosen["received_until"] + timedelta(days=1)))
    return leads


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=company_zone())
