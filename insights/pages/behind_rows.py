"""One line of the leads behind a figure as their table shows it.

In Python, because a page has fifty of them: by templates they were half of its time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from feedback.models import Rating
from leads.models import Lead
from leads.templatetags.leads_format import stage_tag
from values.html import EMPTY, fill, join

NOTE_SHOWN: Final = 300
_ROW: Final = "<tr>\n<td>{}</td>\n{}<td>{}</td>\n</tr>\n"
_CELL: Final = '<td data-label="{}">{}</td>\n'
_CAMPAIGN: Final = "<span>{} <small>{} · {}</small></span>"
_RECEIVED: Final = '<time datetime="{}" class="nowrap">{}</time>'
_GRADES: Final = '<span><span class="grade sl">{}</span>{}{}</span>'
_SMALL: Final = " <small>{}</small>"
_NEEDS: Final = '<p class="small dim">{} {}</p>'


@dataclass(frozen=True, kw_only=True, slots=True)
class LeadLine:
    """One row; of a lead this person may not see, only that there is one."""

    lead: Lead
    is_visible: bool
    grade: str = ""
    rating: Rating | None = None
    fit: str = ""


def draw_lines(lines: Iterable[LeadLine]) -> SafeString:
    """The lines of the table, in the reader's language."""
    heads = [_("Campaign"), _("Received"), _("Status"), _("Rating by sales")]
    return join(_line(line, heads) for line in lines)


def _line(line: LeadLine, heads: list[str]) -> SafeString:
    cells = join(fill(_CELL, *cell) for cell in zip(heads, _cells(line), strict=True))
    return fill(_ROW, _person(line), cells, _words(line.rating) if line.rating else EMPTY)


def _person(line: LeadLine) -> SafeString:
    """Whose lead it is; for whoever may not open it, only that there is one."""
    if not line.is_visible:
        return fill('<span class="dim">{}</span>', _("A lead of somebody else"))
    contact = line.lead.contact
    url = reverse("lead", args=[line.lead.pk])
    company = fill(_SMALL, contact.company) if contact.company else EMPTY
    return fill('<a class="open" href="{}">{}</a>{}', url, str(contact), company)


def _cells(line: LeadLine) -> Iterator[str]:
    lead = line.lead
    cta = lead.cta.name if lead.cta else _("History")
    yield fill(_CAMPAIGN, lead.campaign.name, cta, lead.channel.name if lead.channel else _("No channel"))
    day = lead.received_on
    yield fill(_RECEIVED, day.isoformat(), date_format(day, "SHORT_DATE_FORMAT"))
    yield stage_tag(lead)
    yield _grades(line, line.rating) if line.rating else EMPTY


def _grades(line: LeadLine, rating: Rating) -> SafeString:
    fit = fill(_SMALL, line.fit) if line.fit else EMPTY
    marketing = fill(_SMALL, _("Marketing: %(grade)s") % {"grade": line.grade}) if line.grade else EMPTY
    return fill(_GRADES, rating.quality, fit, marketing)


def _words(rating: Rating) -> SafeString:
    """What one rating says in words: reason, promises, needs, note."""
    return fill('<div class="words">{}</div>', join(_paragraphs(rating)))


def _paragraphs(rating: Rating) -> Iterator[SafeString]:
    if rating.reason:
        yield fill("<p><b>{}</b></p>", str(rating.reason))
    for promise in rating.misleading_promises.all():
        yield fill('<p class="small">{}</p>', _("Misleading: “%(text)s”") % {"text": promise.text})
    if rating.note:
        yield fill("<p>{}</p>", _("“%(text)s”") % {"text": Truncator(rating.note).chars(NOTE_SHOWN)})
    needs = [*map(str, rating.needs.all()), *filter(None, [rating.need_text])]
    if needs:
        yield fill(_NEEDS, _("Needs:"), ", ".join(needs))
    by = f"{rating.user}, " if rating.user else ""
    yield fill(
        '<p class="small dim">{}</p>', by + date_format(localtime(rating.rated_at), "SHORT_DATE_FORMAT")
    )
