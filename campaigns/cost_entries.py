"""What was said at once of a campaign's costs, worded for its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from values.days import written

# So many days are named one by one, in a message.
_NAMED: Final = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownEntry:
    """One entry; `total_cents` is None where it only took days away, `changed` says what stays and why."""

    id: int
    title: str
    total_cents: int | None
    who: str
    when: datetime
    changed: str
    can_go: bool


def show_entry(entry: Any) -> ShownEntry:
    """An entry of `CostEntryQuerySet.with_sums`."""
    return ShownEntry(
        id=entry.pk,
        title=_name(entry),
        total_cents=entry.total_cents if entry.removed < entry.count else None,
        who=str(entry.user),
        when=entry.created_at,
        changed=_say_changed(entry.changed, entry.count),
        can_go=entry.changed < entry.count,
    )


def say_taken_back(count: int, left: Sequence[date]) -> str:
    """What went and what stays, with its days."""
    if not count:
        return _("This was taken back already.")
    said = ngettext("Took %(count)d day back.", "Took %(count)d days back.", count) % {"count": count}
    if not left:
        return said
    named = ", ".join(written(day) for day in left[:_NAMED])
    stays = ngettext(
        "%(days)s was changed since and stays as it is.",
        "Changed since, and staying as they are: %(count)d days, %(days)s.",
        len(left),
    )
    more = f"{named} …" if len(left) > _NAMED else named
    return f"{said} {stays % {'days': more, 'count': len(left)}}"


def _name(entry: Any) -> str:
    first, last = written(entry.first), written(entry.last)
    if entry.count == 1:
        taken = _("%(day)s, taken away") if entry.removed else "%(day)s"
        return taken % {"day": first}
    if entry.removed == entry.count:
        text = ngettext("%(count)d day taken away", "%(count)d days taken away", entry.count)
    else:
        text = ngettext("%(count)d day", "%(count)d days", entry.count)
    span = first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}
    return f"{text % {'count': entry.count}}, {span}"


def _say_changed(changed: int, count: int) -> str:
    if not changed:
        return ""
    if changed == count:
        return _("changed since, so nothing is left to take back")
    text = ngettext(
        "%(count)d of them changed since: it stays", "%(count)d of them changed since: they stay", changed
    )
    return text % {"count": changed}
