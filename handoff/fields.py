from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from itertools import groupby
from typing import Any, Final

from django import forms
from django.db.models import CharField
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from handoff.deputies import Absent, read_absent
from handoff.models import Reason, ReasonOwner, ReasonUse
from leads.models import Grade
from values.compiled import Compiled, Given

_KEPT_REASONS: Final = Compiled(lambda: Reason.objects.filter(use=Given("use", CharField())).kept())

_REPS: Final = Compiled(User.objects.who_take_leads)


def grade_answers() -> list[tuple[str, str]]:
    """The grades with what each stands for, to choose from."""
    return [(grade.value, grade.anchor) for grade in Grade]


def reasons_by_owner(use: ReasonUse) -> list[tuple[Any, list[tuple[str, str]]]]:
    """Every reason of this use to filter by, also one no longer offered, under who can fix it."""
    return [
        (owner.label, [(str(reason.pk), str(reason)) for reason in reasons])
        for owner, reasons in _by_owner(_KEPT_REASONS.rows(use=use))
    ]


def _by_owner(reasons: Iterable[Reason]) -> Iterator[tuple[ReasonOwner, Iterator[Reason]]]:
    """The reasons under their owners, in the order of these; an owner without any is left out."""
    order = ReasonOwner.values
    in_order = sorted(reasons, key=lambda reason: order.index(reason.owner))
    return groupby(in_order, key=lambda reason: ReasonOwner(reason.owner))


class Reps:
    """Who takes leads, for the fields of a form; a choice says whether somebody is away and until when.

    `away` are those of them who are, for handoff/away.html, which offers the deputy with one tap.
    """

    def __init__(self, *, without: Container[int | None] = ()) -> None:
        self.people = [one for one in _REPS.rows() if one.pk not in without]
        absent = read_absent()
        self.away: list[Absent] = [absent[one.pk] for one in self.people if one.pk in absent]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """By the number of the person."""
        labels = {one.person.pk: one.label for one in self.away}
        return [(str(one.pk), labels.get(one.pk, str(one))) for one in self.people]

    def by_key(self) -> dict[str, User]:
        return {str(one.pk): one for one in self.people}


class GroupedReasons(ModelChoiceIterator):  # type: ignore[type-arg]  # not generic at run time
    """The reasons under who can fix them."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for owner, reasons in _by_owner(self.queryset):
            yield owner.label, [self.choice(reason) for reason in reasons]


class ReasonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """One reason of the kept list, grouped by who can fix it."""

    iterator = GroupedReasons

    def __init__(self, *, use: ReasonUse, **options: Any) -> None:
        super().__init__(queryset=Reason.objects.for_use(use), **options)


def one_tap() -> forms.RadioSelect:
    """All reasons in sight, each one tap: a list that opens costs two."""
    return forms.RadioSelect(attrs={"class": "chips tall"})


CHOOSE: Final = {"required": _("Please choose one of the reasons.")}


class RepChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """Somebody of sales a lead can lie with."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=User.objects.none(), **options)

    def offer(self, people: Any) -> None:
        self.queryset = people
