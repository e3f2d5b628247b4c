"""An import of leads is taken back, as long as nobody worked on them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from files.batches import in_batches
from files.targets import Brought, Touched
from leads.capture import ImportSender
from leads.models import Door, Lead, Person

# Which of these leads people worked on after that time.
FindWorked = Callable[[Collection[int], datetime], set[int]]
_finders: Final[dict[str, FindWorked]] = {}


def register_work(name: str, find: FindWorked) -> None:
    """Let a room above say on which leads people worked; the same name again replaces it."""
    _finders[name] = find


class UndoLeads:
    """See `files.targets.Undo`. What the import added to leads that were there before stays."""

    template = "leads/import_undo.html"
    leaves_touched = False

    def look(self, run_id: int, since: datetime) -> Brought:
        rows = leads_of(run_id).order_by("pk").select_for_update(of=("self",)).select_related("person")
        names = {lead.pk: str(lead.person) for lead in rows.only("person", "person__name", "person__email")}
        touched = set(leads_of(run_id).exclude(assigned_to=None).values_list("pk", flat=True))
        for find in _finders.values():
            touched |= find(names.keys(), since)
        seen = {pk: Touched(name=names[pk], url=reverse("lead", args=(pk,))) for pk in sorted(touched)}
        return Brought(count=len(names), touched=seen)

    def take_back(self, run_id: int, *, user_id: int, left: Collection[int]) -> None:  # noqa: ARG002  # none is left
        for ids in in_batches(list(leads_of(run_id).values_list("pk", flat=True))):
            remove(ids)

    def say_done(self, count: int) -> str:
        text = ngettext("%(count)d lead was taken back.", "%(count)d leads were taken back.", count)
        return text % {"count": count}

    def say_touched(self, count: int) -> str:
        message = ngettext(
            "Somebody works on %(count)d lead of this import. It cannot be taken back any more.",
            "Somebody works on %(count)d leads of this import. It cannot be taken back any more.",
            count,
        )
        return message % {"count": count}


def leads_of(run_id: int) -> QuerySet[Lead]:
    return Lead.objects.filter(door=Door.FILE, sender=ImportSender(run_id=run_id).reference)


def remove(ids: Collection[int]) -> None:
    """Delete these leads with all that hangs on them, and the people who have no other lead."""
    persons = set(Lead.objects.filter(pk__in=ids).values_list("person", flat=True))
    Lead.objects.filter(pk__in=ids).delete()
    Person.objects.filter(pk__in=persons, leads=None).delete()
