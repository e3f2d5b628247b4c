from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from handoff.models import Reason, ReasonOwner, ReasonUse
from leads.models import Grade

# Who can do something about it is what a reason is for, so the list says it.
GROUP_TITLES = {
    ReasonOwner.MARKETING: _("Marketing can fix it"),
    ReasonOwner.SALES: _("Sales can fix it"),
    ReasonOwner.PRODUCT: pgettext_lazy("reason group", "Product or price"),
    ReasonOwner.NOBODY: _("Nobody can change it"),
}
_ORDER = list(GROUP_TITLES)


def grade_answers() -> list[tuple[str, str]]:
    """The grades with what each stands for, to choose from."""
    return [(grade.value, grade.anchor) for grade in Grade]


def reasons_by_owner(use: ReasonUse) -> list[tuple[Any, list[tuple[str, str]]]]:
    """Every reason of this use to filter by, also one no longer offered, under who can fix it."""
    reasons = Reason.objects.filter(use=use)
    return [
        (title, [(str(reason.pk), str(reason)) for reason in reasons if ReasonOwner(reason.owner) is owner])
        for owner, title in GROUP_TITLES.items()
    ]


class GroupedReasons(ModelChoiceIterator):  # type: ignore[type-arg]  # not generic at run time
    """The reasons under who can fix them."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        reasons = sorted(self.queryset, key=lambda reason: _ORDER.index(ReasonOwner(reason.owner)))
        for owner, group in groupby(reasons, key=lambda reason: reason.owner):
            yield GROUP_TITLES[ReasonOwner(owner)], [self.choice(reason) for reason in group]


class ReasonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """One reason of the kept list, grouped by who can fix it."""

    iterator = GroupedReasons

    def __init__(self, *, use: ReasonUse, **options: Any) -> None:
        super().__init__(queryset=Reason.objects.for_use(use), **options)


class RepChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """Somebody of sales a lead can lie with."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=User.objects.none(), **options)

    def offer(self, people: Any) -> None:
        self.queryset = people
