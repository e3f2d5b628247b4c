"""What the leads behind a figure are narrowed by: what the newest rating says, way in, rep, what lacks."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.own_company import company_zone, today
from campaigns.models import CtaKind, Need, Promise
from feedback.models import ExpectationFit, OutcomeKind
from handoff.fields import reasons_by_owner
from handoff.models import ReasonUse
from insights.figures.health import find_usual
from insights.forms import NO_CTA
from leads.models import Door, Grade, LeadQuerySet, Touch
from pages.filters import NONE, Choices, ListFilters, narrow_to_row


class BehindFilters(ListFilters[LeadQuerySet]):
    """By the rating that counts, the newest, by the kind of the call-to-action and by the rep.

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
    door = forms.ChoiceField(label=_("Came by"), choices=Door.choices)
    lack = forms.ChoiceField(
        label=_("Lacks"),
        choices=[
            ("source", _("where it came from")),
            ("rating", _("a rating, longer than usual")),
            ("value", _("the value of the deal")),
        ],
    )

    def __init__(self, data: Any, *, campaign: int | None, sees_reps: bool) -> None:
        super().__init__(data)
        self.offer("promise", _promises(campaign))
        self.offer("reason", reasons_by_owner(ReasonUse.RATING))
        self.offer("need", [(str(need.pk), str(need)) for need in Need.objects.kept()])
        people = User.objects.who_take_leads().only("full_name", "email")
        named = [(str(person.pk), str(person)) for person in people]
        self.offer("rater", named)
        self.offer("rep", [*named, (NONE, _("nobody"))] if sees_reps else [])

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

    def narrow_rep(self, leads: LeadQuerySet, rep: str) -> LeadQuerySet:
        return narrow_to_row(leads, "assigned_to", rep)

    def narrow_lack(self, leads: LeadQuerySet, what: str) -> LeadQuerySet:
        match what:
            case "source":
                return leads.filter(~Exists(_SOURCES), channel=None)
            case "rating":
                return leads.filter(_late(today()))
            case _:
                return leads.filter(standing__outcome=OutcomeKind.WON, standing__value_cents=None)


_SOURCES = Touch.objects.filter(lead=OuterRef("pk")).filter(
    ~Q(utm_source="") | ~Q(referrer="") | ~Q(click_ids={})
)


def _late(day: date) -> Q:
    """Accepted and not rated, for longer than usual; nothing where nobody can say what is usual."""
    usual = find_usual(day)
    contacted, accepted = usual.contacted_before(day), usual.accepted_before(day)
    if contacted is None or accepted is None:
        return Q(pk__in=[])
    is_open = Q(standing=None) | Q(standing__rated_at=None, standing__outcome="")
    is_late = Q(standing__contacted_at__lt=_midnight(contacted)) | (
        Q(standing=None) | Q(standing__contacted_at=None)
    ) & Q(accepted_at__lt=_midnight(accepted))
    return Q(accepted_at__isnull=False) & is_open & is_late


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, company_zone())


def _promises(campaign: int | None) -> Choices:
    """Those of the campaign; of all, each under the name of its campaign."""
    rows = Promise.objects.order_by("campaign__name", "position", "pk")
    if campaign is not None:
        return [(str(pk), text) for pk, text in rows.filter(campaign=campaign).values_list("pk", "text")]
    groups: dict[str, Choices] = {}
    for pk, text, name in rows.values_list("pk", "text", "campaign__name"):
        groups.setdefault(name, []).append((str(pk), text))
    return list(groups.items())
