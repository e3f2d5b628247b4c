"""What a list of customers brought, firm by firm, and how it is taken back.

A firm at which nothing was said or changed since is exactly as it was before: what the list said of it holds
no longer, though it stays in the history, and what the firm was taught by it is forgotten. Everything that
changes a firm counts its version up, so that "since" needs no clock. Firms that only the list brought go,
since a wrong list would leave thousands behind of which nobody ever wrote; one of which somebody is by now
stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from django.db.models import F, Model
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from files.batches import in_batches
from files.targets import Brought, Touched
from firms.models import CustomerFact, CustomerListing, FirmDomain, Organisation
from firms.services.customers import renew_periods
from firms.services.learning import LEARNED, Learned, refresh_words

BATCH: Final = 500
# What a firm has of its own, and goes with it.
_OWN: Final[frozenset[type[Model]]] = frozenset({CustomerFact, CustomerListing, FirmDomain})


def count_up(firms: Collection[Organisation]) -> None:
    """Count up the version of these firms, which the caller holds: something new is known of them."""
    Organisation.objects.filter(pk__in=[firm.pk for firm in firms]).update(row_version=F("row_version") + 1)
    for firm in firms:
        firm.row_version += 1


def note_listings(
    run_id: int, firms: Iterable[Organisation], *, learned: Learned, places: Iterable[tuple[int, int]]
) -> None:
    """Keep what this run brought of these firms, just counted up; `places` are (number of a firm, row)."""
    firms = list(firms)
    rows: defaultdict[int, list[int]] = defaultdict(list)
    for pk, row in places:
        rows[pk].append(row)
    earlier = {
        one.organisation_id: one for one in CustomerListing.objects.filter(run=run_id, organisation__in=firms)
    }
    for firm in firms:
        listing = earlier.get(firm.pk) or CustomerListing(
            run_id=run_id,
            organisation=firm,
            is_made=firm.pk in learned.made,
            version_before=firm.row_version - 1,
        )
        listing.rows = [*listing.rows, *rows[firm.pk]]
        listing.version = firm.row_version
        if (taught := learned.taught.get(firm.pk)) is not None:
            listing.taught = _both(listing.taught, asdict(taught))
        earlier[firm.pk] = listing
    CustomerListing.objects.bulk_create(
        earlier.values(),
        update_conflicts=True,
        unique_fields=["run", "organisation"],
        update_fields=["rows", "taught", "version"],
    )


def _both(before: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """What a firm was taught by two parts of one file; it is given a name only once."""
    if not before:
        return new
    lists = {name: [*before[name], *new[name]] for name in ("other_names", "domains")}
    named = before if before["name"] else new
    return {"was": named["was"], "name": named["name"], **lists}


class UndoCustomers:
    """See `files.targets.Undo`. Its keys are the numbers of firms."""

    template = "firms/import_undo.html"
    leaves_touched = True

    def look(self, run_id: int, since: datetime) -> Brought:  # noqa: ARG002  # versions tell it
        listings = list(CustomerListing.objects.filter(run=run_id).order_by("organisation"))
        firms = _hold([one.organisation_id for one in listings])
        touched = {}
        for one in listings:
            firm = firms[one.organisation_id]
            if firm.row_version != one.version:
                url = reverse("firm", args=(firm.pk,))
                touched[firm.pk] = Touched(name=firm.name, url=url, rows=one.rows)
        return Brought(count=len(listings), touched=touched)

    def take_back(self, run_id: int, *, user_id: int, left: Collection[int]) -> None:
        listings = CustomerListing.objects.filter(run=run_id).exclude(organisation__in=left)
        for batch in in_batches(list(listings.order_by("organisation")), BATCH):
            numbers = [one.organisation_id for one in batch]
            facts = CustomerFact.objects.standing().filter(run=run_id, organisation__in=numbers)
            facts.update(undone_at=timezone.now(), undone_by=user_id)
            unused = _find_unused([one.organisation_id for one in batch if one.is_made])
            _restore([one for one in batch if one.organisation_id not in unused])
            FirmDomain.objects.filter(organisation__in=unused).delete()
            Organisation.objects.filter(pk__in=unused).delete()

    def say_done(self, count: int) -> str:
        text = ngettext(
            "What the list said of %(count)d company was taken back.",
            "What the list said of %(count)d companies was taken back.",
            count,
        )
        return text % {"count": count}

    def say_touched(self, count: int) -> str:
        message = ngettext(
            "The company of this list was changed since. It cannot be taken back any more.",
            "All %(count)d companies of this list were changed since. It cannot be taken back any more.",
            count,
        )
        return message % {"count": count}


def _hold(numbers: Sequence[int]) -> dict[int, Organisation]:
    """These firms, so that nobody changes them until the transaction ends."""
    rows = Organisation.objects.filter(pk__in=numbers).order_by("pk").select_for_update(no_key=True)
    return {firm.pk: firm for firm in rows}


def _find_unused(made: Collection[int]) -> set[int]:
    """Those of which nothing is known but by the list; who is just coming in from one is waited for.

    What names a firm is read off the models, so that no room above is forgotten.
    """
    held = Organisation.objects.filter(pk__in=made).order_by("pk").select_for_update()
    unused = set(held.values_list("pk", flat=True))
    for relation in Organisation._meta.related_objects:
        model = relation.related_model
        if model in _OWN or getattr(model, "is_derived", False):
            continue
        column = relation.field.attname
        unused -= set(model._base_manager.filter(**{f"{column}__in": unused}).values_list(column, flat=True))
    return unused


def _restore(listings: Collection[CustomerListing]) -> None:
    """Let these firms be known by what they were known by before, and their earlier lists be the newest."""
    firms = _hold([one.organisation_id for one in listings])
    for one in listings:
        if one.taught and not one.is_made:
            _forget(firms[one.organisation_id], one.taught)
    count_up(firms.values())
    Organisation.objects.bulk_update(firms.values(), LEARNED)
    renew_periods(list(firms.values()))
    for one in listings:
        before = CustomerListing.objects.filter(organisation=one.organisation_id, version=one.version_before)
        before.update(version=firms[one.organisation_id].row_version)


def _forget(firm: Organisation, taught: dict[str, Any]) -> None:
    """Take away what the list taught; a name somebody else gave since is not its own any more."""
    if taught["name"] and firm.name == taught["name"]:
        firm.name, firm.folded = taught["was"]
    firm.other_names = [name for name in firm.other_names if name not in taught["other_names"]]
    FirmDomain.objects.filter(organisation=firm, domain__in=taught["domains"]).delete()
    refresh_words(firm)
