"""Changes: why a figure of the past is another one than it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from counting import formats
from counting.diary import Cause
from counting.measures import SHARES
from counting.models import NoteKind
from counting.statistics import Rate
from figures.changes import OPENED, Changes, Stand, find_changes
from figures.periods import Period
from insights.pages.address import Address
from insights.pages.causes import LABELS, WORDS, say_change, say_effects, say_number
from insights.pages.plain_table import PlainTable
from insights.sheets.sheet import Asked, Content, Sheet

# Which list of leads stands behind a figure as it is now.
LISTS: Final = {"leads", "rated_recorded", "good_recorded", "won", "lost"}
SHORT: Final = "SHORT_DATE_FORMAT"


def draw(asked: Asked) -> Content:
    """How the figures stood, how they stand, and what happened to which leads since."""
    changes = find_changes(asked.filters, _since(asked.address), asked.day)
    if not changes.now.counts["leads"] and not changes.then.counts["leads"] and not changes.running:
        return Content()
    here = _address_of(changes, asked.address)
    lines = _lines(changes, here)
    causes = [_cause(cause, changes, here) for cause in changes.causes]
    heads = ["", _say_end(changes.since), _("Today"), pgettext("difference", "Change")]
    context = {
        "changes": changes,
        "then": _say_stand(changes.then),
        "now": _say_stand(changes.now),
        "has_past": changes.filters.start is None or changes.filters.start <= _last(changes),
        "heads": heads,
        "lines": lines,
        "causes": causes,
        "unexplained": say_effects(changes.unexplained) if changes.unexplained else [],
        "choices": _choices(changes, asked.address),
        "notes": [(_NOTES[kind], day) for kind, day in changes.notes],
        "running": formats.whole(changes.running),
        "ripened": {"leads": formats.whole(changes.ripened.of), "won": formats.whole(changes.ripened.count)},
        "is_cut_short": changes.since == changes.choices[0] and _is_before_diary(changes),
    }
    texts = [[line["name"], line["then"], line["now"], _plain(line["change"])] for line in lines]
    tables = (
        PlainTable(title=_("Then and today"), heads=heads, rows=texts),
        PlainTable(
            title=_("What happened"),
            heads=["", _("Leads"), *(str(label) for label in LABELS.values())],
            rows=[
                [str(WORDS[cause.kind].label), formats.whole(cause.leads), *_texts(cause)]
                for cause in changes.causes
            ],
        ),
    )
    return Content(context=context, tables=tables)


_NOTES: Final = {
    NoteKind.REBUILT: gettext_lazy("all figures were counted anew"),
    NoteKind.OTHER_AGE: gettext_lazy("the maturity age or the calendar changed"),
}


def _since(address: Address) -> date | None:
    try:
        return date.fromisoformat(dict(address.values).get("since", ""))
    except ValueError:
        return None


def _last(changes: Changes) -> date:
    assert changes.filters.end is not None  # nothing of the running month is meant
    return changes.filters.end


def _address_of(changes: Changes, address: Address) -> Address:
    """The leads that are told of: those of past months."""
    start = changes.filters.start
    return address.but(period=None, from_=start and start.isoformat(), to=_last(changes).isoformat())


def _is_before_diary(changes: Changes) -> bool:
    """Whether the diary began after the period ended, so that what moved in between is not known."""
    return changes.begun_on is not None and changes.begun_on > _last(changes)


def _lines(changes: Changes, here: Address) -> list[dict[str, Any]]:
    moved = changes.moved
    lines = [
        {
            "name": str(label),
            "then": say_number(name, changes.then.counts[name]),
            "now": say_number(name, changes.now.counts[name]),
            "url": here.leads(name) if name in LISTS else "",
            "change": say_change(name, moved[name]),
            "is_moved": bool(moved[name]),
        }
        for name, label in LABELS.items()
    ]
    return [*lines, _so_far(changes), _mature(changes, here)]


def _so_far(changes: Changes) -> dict[str, Any]:
    return {
        "name": _("Won so far"),
        "then": _share(changes.then.so_far),
        "now": _share(changes.now.so_far),
        "change": "",
    }


def _mature(changes: Changes, here: Address) -> dict[str, Any]:
    return {
        "name": str(SHARES["mature"].label),
        "then": _say_rate(changes.then.mature),
        "now": _say_rate(changes.now.mature),
        "url": here.leads("mature_won"),
        "change": "",
    }


def _say_rate(rate: Rate | None) -> str:
    """A rate with its counts; a dash where it was made otherwise."""
    if rate is None or rate.value is None:
        return formats.NOTHING
    return f"{_share(rate.value)} · {formats.counts(rate)}"


def _share(value: float | None) -> str:
    return formats.percent(value, places=1)


def _say_stand(stand: Stand) -> dict[str, str]:
    return {
        "leads": formats.whole(stand.counts["leads"] or 0),
        "won": formats.whole(stand.counts["won"] or 0),
        "share": _share(stand.so_far),
    }


def _cause(cause: Cause, changes: Changes, here: Address) -> dict[str, Any]:
    words = WORDS[cause.kind]
    url = here.changed(words.name, changes.since) if cause.kind in OPENED else ""
    return {
        "name": words.label,
        "about": words.about,
        "leads": formats.whole(cause.leads) if cause.leads else "",
        "url": url,
        "effects": say_effects(cause.moved),
    }


def _texts(cause: Cause) -> list[str]:
    return [_plain(say_change(name, cause.moved[name])) for name in LABELS]


def _plain(change: str) -> str:
    """For a spreadsheet, which takes what begins with a plus for a formula."""
    return change.removeprefix("+")


def _choices(changes: Changes, address: Address) -> Sequence[dict[str, Any]]:
    return [
        {
            "label": _say_end(day),
            "url": address.but(since=day.isoformat()).page(),
            "is_current": day == changes.since,
        }
        for day in changes.choices
    ]


def _say_end(day: date) -> str:
    return _("End of %(day)s") % {"day": date_format(day, SHORT)}


CHANGES: Final = Sheet(
    name="changes",
    label=gettext_lazy("Changes"),
    question=gettext_lazy("Why did a past figure change?"),
    draw=draw,
    period=Period.LAST_QUARTER,
)
