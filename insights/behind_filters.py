"""What the leads behind a figure are narrowed by: ratings, way in, rep, contact, age, answers, lacks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django import forms
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.models import Campaign, CtaKind, Need, Promise
from counting.rules import OPEN, WON, is_decided_by
from counting.waits import Wait
from feedback.models import ExpectationFit
from handoff.fields import reasons_by_owner
from handoff.models import ReasonUse
from insights.behind_benefits import TOLD, with_told
from insights.behind_facets import find_asked, offer_values, with_value
from insights.behind_lacks import LACKS, lacking
from insights.behind_said import offer_said, with_said
from insights.behind_traits import PAIRS, WAIT_CHOICES, rated_within, who_heard, with_pair, with_wait
from insights.behind_twice import TWICE, with_second_opinion
from insights.forms import NO_CTA
from leads.models import Door, Grade, LeadQuerySet
from pages.filters import NONE, Choices, ListFilters, narrow_to_row

MOST_DAYS: Final = 36_500
# Asked for by links of some figures, not offered to everybody.
RARE: Final = (
    "won_within",
    "won_after",
    "decided",
    "rated_within",
    "contacted_within",
    "told",
    "heard",
    "promised",
    "outside",
    "twice",
    "facet",
)


class BehindFilters(ListFilters[LeadQuerySet]):
    """By the rating that counts, the newest, by both teams' first words, by the kind of the call-to-action,
    by the rep, and by how long the person waited.

    While a filter is not understood, nothing is shown; so it is with a rep where figures of reps are not the
    reader's business.
    """

    quality = forms.ChoiceField(label=_("Rating"), choices=Grade.choices)
    fit = forms.ChoiceField(label=_("Expectation"), choices=ExpectationFit.choices)
    promise = forms.ChoiceField(label=_("Misleading promise"))
    reason = forms.ChoiceField(label=_("Reason"))
    need = forms.ChoiceField(label=_("Need"))
    rater = forms.ChoiceField(label=_("Rated by"))
    note = forms.ChoiceField(label=_("Note"), choices=[("yes", _("with a note"))])
    kind = forms.ChoiceField(label=_("Kind of call-to-action"), choices=[*CtaKind.choices, NO_CTA])
    rep = forms.ChoiceField(label=_("Lies with"))
    pair = forms.ChoiceField(label=_("Grade → first rating"), choices=PAIRS)
    wait = forms.ChoiceField(label=_("First contact"), choices=WAIT_CHOICES)
    won_within = forms.IntegerField(label=_("Won within (days)"), min_value=0, max_value=MOST_DAYS)
    won_after = forms.IntegerField(label=_("Won after more than (days)"), min_value=0, max_value=MOST_DAYS)
    rated_within = forms.IntegerField(label=_("First rated within (days)"), min_value=0, max_value=MOST_DAYS)
    contacted_within = forms.IntegerField(
        label=_("First contact within (days)"), min_value=0, max_value=MOST_DAYS
    )
    decided = forms.ChoiceField(
        label=_("Decision"), choices=[("before", _("before intake")), ("undated", _("without a date"))]
    )
    told = forms.ChoiceField(label=_("What came of it"), choices=TOLD)
    heard = forms.ChoiceField(label=_("Heard of us"))
    promised = forms.ChoiceField(label=_("Rated, and had heard the promise"))
    outside = forms.ChoiceField(label=_("Not of the campaign"))
    twice = forms.ChoiceField(label=_("Second opinion"), choices=TWICE)
    door = forms.ChoiceField(label=_("Came by"), choices=Door.choices)
    lack = forms.ChoiceField(
        label=_("Lacks"),
        choices=LACKS,
    )
    facet = forms.ChoiceField()

    def __init__(self, data: Any, *, campaign: int | None, sees_reps: bool) -> None:
        super().__init__(data)
        self.offer("promise", _promises(campaign))
        self.offer("reason", reasons_by_owner(ReasonUse.RATING))
        self.offer("need", [(str(need.pk), str(need)) for need in Need.objects.kept()])
        people = User.objects.who_take_leads().only("full_name", "email")
        named = [(str(person.pk), str(person)) for person in people]
        self.offer("rater", named)
        self.offer("rep", [*named, (NONE, _("nobody"))] if sees_reps else [])
        if self.data.get("heard"):
            self.offer("heard", offer_said())
        if self.data.get("promised"):
            self.offer("promised", _promises(campaign))
        if self.data.get("outside"):
            self.offer(
                "outside", [(str(pk), name) for pk, name in Campaign.objects.values_list("pk", "name")]
            )
        if asked := find_asked(str(self.data.get("facet", ""))):
            self.fields["facet"].label, values = offer_values(asked)
            self.offer("facet", values)
        for name in RARE:
            if not self.data.get(name):
                del self.fields[name]

    def narrow(self, leads: LeadQuerySet) -> LeadQuerySet:
        return super().narrow(leads) if self.is_valid() else leads.none()

    def narrow_quality(self, leads: LeadQuerySet, quality: str) -> LeadQuerySet:
        return leads.filter(standing__quality=quality)

    def narrow_fit(self, leads: LeadQuerySet, fit: str) -> LeadQuerySet:
        return leads.filter(standing__fit=fit)

    def narrow_promise(self, leads: LeadQuerySet, promise: str) -> LeadQuerySet:
        return leads.filter(standing__rating__misleading_promises=int(promise))

    def narrow_reason(self, leads: LeadQuerySet, reason: str) -> LeadQuerySet:
        return leads.filter(standing__rating__reason=int(reason))

    def narrow_need(self, leads: LeadQuerySet, need: str) -> LeadQuerySet:
        return leads.filter(standing__rating__needs=int(need))

    def narrow_rater(self, leads: LeadQuerySet, rater: str) -> LeadQuerySet:
        return leads.filter(standing__rating__user=int(rater))

    def narrow_note(self, leads: LeadQuerySet, _answer: str) -> LeadQuerySet:
        return leads.filter(Q(standing__rating__isnull=False) & ~Q(standing__rating__note=""))

    def narrow_kind(self, leads: LeadQuerySet, kind: str) -> LeadQuerySet:
        return leads.filter(cta=None) if kind == NONE else leads.filter(cta__kind=kind)

    def narrow_pair(self, leads: LeadQuerySet, pair: str) -> LeadQuerySet:
        return with_pair(leads, pair)

    def narrow_wait(self, leads: LeadQuerySet, wait: str) -> LeadQuerySet:
        return with_wait(leads, Wait[wait.upper()])

    def narrow_rep(self, leads: LeadQuerySet, rep: str) -> LeadQuerySet:
        return narrow_to_row(leads, "assigned_to", rep)

    def narrow_won_within(self, leads: LeadQuerySet, days: int) -> LeadQuerySet:
        return leads.filter(WON.condition & is_decided_by(days))

    def narrow_won_after(self, leads: LeadQuerySet, days: int) -> LeadQuerySet:
        return leads.filter(WON.condition & Q(standing__decided_at__isnull=False) & ~is_decided_by(days))

    def narrow_rated_within(self, leads: LeadQuerySet, days: int) -> LeadQuerySet:
        return rated_within(leads, days)

    def narrow_contacted_within(self, leads: LeadQuerySet, days: int) -> LeadQuerySet:
        return leads.filter(standing__contacted_at__lte=F("received_at") + timedelta(days=days))

    def narrow_decided(self, leads: LeadQuerySet, when: str) -> LeadQuerySet:
        ended = leads.exclude(OPEN.condition)
        if when == "before":
            return ended.filter(is_decided_by(-1))
        return ended.filter(standing__decided_at=None)

    def narrow_told(self, leads: LeadQuerySet, what: str) -> LeadQuerySet:
        return with_told(leads, what)

    def narrow_heard(self, leads: LeadQuerySet, what: str) -> LeadQuerySet:
        return with_said(leads, what)

    def narrow_promised(self, leads: LeadQuerySet, promise: str) -> LeadQuerySet:
        return who_heard(leads, Promise.objects.get(pk=promise))

    def narrow_outside(self, leads: LeadQuerySet, campaign: str) -> LeadQuerySet:
        return leads.exclude(campaign=int(campaign))

    def narrow_twice(self, leads: LeadQuerySet, which: str) -> LeadQuerySet:
        return with_second_opinion(leads, which)

    def narrow_facet(self, leads: LeadQuerySet, value: str) -> LeadQuerySet:
        return with_value(leads, value)

    def narrow_lack(self, leads: LeadQuerySet, what: str) -> LeadQuerySet:
        return lacking(leads, what)


def _promises(campaign: int | None) -> Choices:
    """Those of the campaign; of all, each under the name of its campaign."""
    rows = Promise.objects.order_by("campaign__name", "position", "pk")
    if campaign is not None:
        return [(str(pk), text) for pk, text in rows.filter(campaign=campaign).values_list("pk", "text")]
    groups: dict[str, Choices] = {}
    for pk, text, name in rows.values_list("pk", "text", "campaign__name"):
        groups.setdefault(name, []).append((str(pk), text))
    return list(groups.items())
