"""Kept lists: entries added, changed, moved, archived, brought back and merged. Each change is a fact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal
from uuid import uuid4

from django.db import connection, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, authorise
from campaigns.errors import EntryMerged, LastEntry
from campaigns.kept_lists import KeptList, move_uses
from campaigns.models import Entry, ListChange
from values.checking import Findings
from values.columns import take
from values.errors import field_error
from values.patience import long_statements
from values.versions import lock_row, save_row

What = ListChange.What
# A merge of channels writes every lead of the one; so long each of its statements may take.
MERGE_SECONDS: Final = 60
STEP: Final = 10


@transaction.atomic
def add_entry(*, actor: User, kept: KeptList, **said: Any) -> Entry:
    """Add an entry at the end; it is offered at once. Raises ValidationError with a message per column."""
    _begin(actor, kept)
    entry = kept.model(**kept.fixed)
    _take(kept, entry, said)
    if kept.is_ordered:
        last = kept.entries.order_by("position").last()
        entry.position = (last.position if last else 0) + STEP  # type: ignore[attr-defined]
        entry.key = f"{slugify(entry.label_en)[:30]}-{uuid4().hex[:8]}"  # type: ignore[attr-defined]
    entry.save(force_insert=True)
    _note(actor, kept, What.ADDED, entry, became=describe(kept, entry))
    return entry


@transaction.atomic
def change_entry(
    *, actor: User, kept: KeptList, entry: Entry, expected_version: int | None, **said: Any
) -> Entry:
    """Say an entry otherwise, in both languages; all that was said with it reads so from now on.

    Raises StaleVersion with both values when somebody else was faster, EntryMerged, ValidationError.
    """
    _begin(actor, kept)
    locked = _lock(kept, entry, expected_version=expected_version, changes=said)
    before = describe(kept, locked)
    _take(kept, locked, said)
    if (after := describe(kept, locked)) != before:
        save_row(locked, said)
        _note(actor, kept, What.CHANGED, locked, was=before, became=after)
    return locked


@transaction.atomic
def set_offered(*, actor: User, kept: KeptList, entry: Entry, is_offered: bool) -> Entry:
    """Archive an entry, or offer it again; what was said with it stays as it is.

    What it is already changes nothing. Raises EntryMerged, and LastEntry where one has to be left.
    """
    _begin(actor, kept)
    locked = _lock(kept, entry)
    if locked.is_active == is_offered:
        return locked
    if not is_offered:
        _keep_one(kept, locked)
    locked.is_active = is_offered
    save_row(locked, ["is_active"])
    _note(actor, kept, What.RESTORED if is_offered else What.ARCHIVED, locked, was=describe(kept, locked))
    return locked


@transaction.atomic
def move_entry(*, actor: User, kept: KeptList, entry: Entry, by: Literal[-1, 1]) -> None:
    """Let an entry change places with the one before or after it of those that are offered.

    Where there is none, nothing changes. What is archived stands at the end.
    """
    _begin(actor, kept)
    rows = list(kept.entries.active())
    place = next((place for place, row in enumerate(rows) if row.pk == entry.pk), None)
    if place is None or not 0 <= place + by < len(rows):
        return
    rows.insert(place + by, moved := rows.pop(place))
    in_order = [*rows, *kept.entries.kept().filter(is_active=False)]
    for position, row in enumerate(in_order, start=1):
        row.position = position * STEP
    kept.entries.bulk_update(in_order, ["position"])
    _note(actor, kept, What.MOVED, moved, was=describe(kept, moved), became=str(place + by + 1))


@transaction.atomic
def merge_entries(*, actor: User, kept: KeptList, entry: Entry, into: Entry) -> int:
    """Let all that was said with one entry stand for the other; the one is archived and keeps its row.

    Whoever says something with it at this moment waits and says the other (`campaigns.following`). Returns
    how many rows moved. Raises ValidationError (`into`), EntryMerged.
    """
    _begin(actor, kept)
    target = _lock(kept, into)
    if target.pk == entry.pk or not target.is_active:
        raise field_error("into", _("Choose another entry that is offered."), "invalid")
    # Unlike _lock it lets nobody refer to the entry until the merge is done.
    source = kept.entries.select_for_update(of=("self",)).get(pk=entry.pk)
    _refuse_merged(source)
    source.merged_into, source.is_active = target, False
    save_row(source, ["merged_into", "is_active"])
    with long_statements(MERGE_SECONDS):
        kept.before_merge(source, target)
        moved = move_uses(source, target)
    was, became = describe(kept, source), describe(kept, target)
    _note(actor, kept, What.MERGED, source, was=was, became=became, uses=moved)
    return moved


@transaction.atomic
def take_text(*, actor: User, kept: KeptList, text: str, into: Entry | None) -> int:
    """Let what was typed freely stand for an entry; with None it was looked at and stands for none.

    The words themselves stay where they were typed. Returns how many said it; 0 when somebody was faster.
    """
    assert kept.queue is not None, f"Nothing is typed beside {kept.name}."
    _begin(actor, kept)
    target = into and _lock(kept, into)
    count = kept.queue.take(text, target)
    if count:
        became = describe(kept, target) if target else ""
        _note(actor, kept, What.HEARD, target, was=text[:400], became=became, uses=count)
    return count


def describe(kept: KeptList, entry: Entry) -> str:
    """An entry as people read it, whatever the language: each word of it once."""
    values = (
        getattr(entry, f"get_{name}_display", lambda name=name: getattr(entry, name))()
        for name in kept.columns
    )
    return " · ".join(dict.fromkeys(str(value) for value in values))[:400]


def _begin(actor: User, kept: KeptList) -> None:
    """Who changes a list does so alone until the transaction ends: order and names concern all of it."""
    authorise(actor, Action.EDIT_LISTS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"list {kept.name}"])


def _lock(
    kept: KeptList,
    entry: Entry,
    *,
    expected_version: int | None = None,
    changes: Mapping[str, Any] | None = None,
) -> Entry:
    locked: Entry = lock_row(
        entry, rows=kept.entries, expected_version=expected_version, changes=changes or {}
    )
    _refuse_merged(locked)
    return locked


def _refuse_merged(entry: Entry) -> None:
    if entry.merged_into:
        message = _("“%(entry)s” was merged into “%(other)s” and stands for nothing of its own any more.")
        raise EntryMerged(message % {"entry": entry, "other": entry.merged_into})


def _keep_one(kept: KeptList, entry: Entry) -> None:
    if kept.never_empty and not kept.entries.active().exclude(pk=entry.pk).exists():
        raise LastEntry(_("“%(entry)s” is the last one offered here, and one is needed.") % {"entry": entry})


def _take(kept: KeptList, entry: Entry, said: Mapping[str, Any]) -> None:
    findings = Findings()
    take(entry, said, findings)
    for name in kept.columns:
        if name not in findings and not entry._meta.get_field(name).choices:  # type: ignore[union-attr]
            with findings.collect():
                _refuse_double(kept, entry, name)
    findings.raise_if_any()


def _refuse_double(kept: KeptList, entry: Entry, name: str) -> None:
    rows = kept.entries if kept.is_found_by_name else kept.entries.kept()
    value = getattr(entry, name)
    other = rows.filter(**{f"{name}__iexact": value}).exclude(pk=entry.pk).first()
    if other is None:
        return
    message = _("There is already “%(value)s” in this list.")
    if other.merged_into:
        message = _("“%(value)s” was merged into “%(other)s”, which it still finds.")
    elif not other.is_active:
        message = _("There is already “%(value)s” in this list; it is archived and can be offered again.")
    raise field_error(name, message % {"value": value, "other": other.merged_into}, "unique")


def _note(actor: User, kept: KeptList, what: str, entry: Entry | None, **words: Any) -> None:
    ListChange.objects.create(
        list_name=kept.name, entry_id=entry.pk if entry else None, what=what, user=actor, **words
    )
