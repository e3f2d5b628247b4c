"""One lead of Today: whom it is from, what is said of it, and its next step as the one button.

In Python, because a page has dozens of them: by templates they were half of its time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.templatetags.company_format import money
from desk.sections import ANEW, ANSWERED, CLOSED, CONTACT, OPEN, Button, Section
from desk.waiting import times_of
from feedback.models import LeadStanding
from handoff.models import Answer
from leads.models import Lead, LeadKind
from leads.models.contacts import Contact
from leads.templatetags.leads_format import other_names, stage_tone
from leads.veil import text_shown_to
from values.formats import has_come, on_day
from values.html import EMPTY, fill, join

REPLY_SHOWN: Final = 160
_ROW: Final = """<li class="card open inbox-row">
  <div class="who">
    <h3><a href="{}">{}</a></h3>
    <p class="dim">{}{}</p>
    {}
    <p class="row small">{}</p>
  </div>
  <div class="step-button">{}</div>
</li>
"""
_TAG: Final = '<span class="{}">{}</span> '
_DIM: Final = '<span class="dim">{}</span> '
_LINK: Final = '<a class="{}" href="{}" aria-label="{}">{}</a>'
_FORM: Final = """<form method="post" action="{}">{}
  <button type="submit" class="{}" aria-label="{}">{}</button>
</form>"""


def draw_row(
    lead: Lead, section: Section, *, reader: User, shows_reps: bool, tokens: SafeString
) -> SafeString:
    """The row as `reader` sees it; `tokens` are the hidden fields of its form."""
    contact = lead.contact
    return fill(
        _ROW,
        reverse("lead", args=(lead.pk,)),
        contact.title,
        fill("{} · ", contact.company) if contact.company else EMPTY,
        str(lead.cta or lead.campaign),
        join(_lines(lead, section, contact, reader)),
        join(_signs(lead, section, reader=reader, shows_reps=shows_reps)),
        _draw_buttons(section, lead, contact, tokens),
    )


def _lines(lead: Lead, section: Section, contact: Contact, reader: User) -> Iterator[SafeString]:
    """Who else writes from this address, and what marketing has replied or said of the rating."""
    if contact.other_names:
        yield fill("<p>{}</p>", other_names(contact.other_names))
    if section is ANSWERED:
        reply = Truncator(text_shown_to(reader, lead, vars(lead)["newest_text"])).chars(REPLY_SHOWN)
        yield fill("<p>{}</p>", _("“%(reply)s”") % {"reply": reply})
    if section is ANEW:
        doubt = Truncator(text_shown_to(reader, lead, vars(lead)["doubt_text"])).chars(REPLY_SHOWN)
        yield fill("<p>{}</p>", _("Questioned: “%(text)s”") % {"text": doubt})


def _signs(lead: Lead, section: Section, *, reader: User, shows_reps: bool) -> Iterator[SafeString]:
    """What there is to know before one opens it: how long it waits, how far it came, whose it is."""
    standing: LeadStanding | None = getattr(lead, "standing", None)
    fetched = vars(lead)  # the lead with what the statement adds to it
    yield from _decision(lead, standing) if section is CLOSED else [_times(lead)]
    if standing and section is CONTACT and (count := standing.attempt_count):
        said = ngettext("%(count)s attempt, not reached", "%(count)s attempts, not reached", count)
        yield _tag("sl", said % {"count": count})
    if standing and section in (OPEN, ANEW) and standing.quality:
        yield _tag("sl", _("Rated %(quality)s") % {"quality": standing.quality})
    if when := fetched["follow_up_at"] or fetched["follow_up_day"]:
        said = _("Follow-up %(when)s") % {"when": on_day(when)}
        yield _tag("warn" if has_come(when) else "", said)
    if fetched["newest_word"] == Answer.REPLY:
        yield _tag("mk", _("Marketing has replied"))
    elif fetched["newest_word"] == Answer.QUESTION:
        yield _tag("gr", _("Question to marketing open"))
    if lead.kind != LeadKind.REAL:
        yield _tag("warn", lead.get_kind_display())
    if lead.assigned_to and shows_reps:
        yield fill(_DIM, str(lead.assigned_to))
    elif lead.assigned_to and lead.assigned_to_id != reader.pk:
        yield _tag("sl", _("for %(person)s") % {"person": lead.assigned_to})


def _tag(tone: str, text: str) -> SafeString:
    return fill(_TAG, f"tag {tone}".rstrip(), text)


def _times(lead: Lead) -> SafeString:
    times = times_of(lead)
    said = [f"{time} ·" for time in times[:-1]] + times[-1:]
    return fill(_DIM, join(fill('<span class="nowrap">{}</span> ', one) for one in said))


def _decision(lead: Lead, standing: LeadStanding | None) -> Iterator[SafeString]:
    value = standing.value_cents if standing else None
    stage = lead.get_stage_display()
    yield _tag(stage_tone(lead.stage), stage if value is None else f"{stage}: {money(value)}")
    day = standing.decided_at if standing else None
    yield fill(_DIM, date_format(timezone.localtime(day), "SHORT_DATE_FORMAT") if day else _("Date unknown"))


def _draw_buttons(section: Section, lead: Lead, contact: Contact, tokens: SafeString) -> SafeString:
    drawn = join(_draw_button(one, lead, contact, tokens) for one in section.buttons)
    return fill('<div class="pair stay">{}</div>', drawn) if len(section.buttons) > 1 else drawn


def _draw_button(button: Button, lead: Lead, contact: Contact, tokens: SafeString) -> SafeString:
    url = reverse(button.route, args=(lead.pk,)) + button.query
    said, label = str(button.said) % {"person": contact.title}, str(button.label)
    classes = f"btn {button.tone}".rstrip()
    if button.is_post:
        return fill(_FORM, url, tokens, classes, said, label)
    return fill(_LINK, classes, url, said, label)
