"""One view for every sheet of the joint page, and its figures as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.own_company import company_currency, today
from accounts.permissions import Action, View, may, requires
from accounts.requests import SignedInRequest
from counting.cache import draw_while_unchanged
from figures.periods import DEFAULT
from insights.pages.address import Address
from insights.pages.bar import Bar, draw_bar
from insights.pages.plain_table import PlainTable, Texts, as_lines, head_lines
from insights.pages.unknown_parts import say_unknown_parts
from insights.replica import Reading, read_figures
from insights.sheets.all import SHEETS
from insights.sheets.sheet import Asked, Sheet
from pages.csv import csv_answer

OK: Final = 200
BAD_REQUEST: Final = 400


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """A sheet as everybody reads it who may read the same and reads its language; empty without leads."""

    bar: Bar
    html: str = ""
    tables: tuple[PlainTable, ...] = ()
    problem: str = ""

    @property
    def status(self) -> int:
        return OK if self.bar.filters and not self.problem else BAD_REQUEST

    @property
    def has_file(self) -> bool:
        return bool(self.tables)


def show(sheet: Sheet) -> View:
    """The page of a sheet. A filter that was not understood answers 400 and says what was wrong."""

    @requires(Action.VIEW_CONVERSION)
    @require_safe
    def shown(request: SignedInRequest) -> HttpResponse:
        said = Address.of(request.GET, sheet.route)
        address = with_days(sheet, said)
        read = read_sheet(request, sheet, address)
        context = {
            "sheet": sheet,
            "drawn": read.made,
            "bar": read.made.bar,
            "as_of": read.as_of,
            "copy_age": read.age,
            "views_url": address.views(),
            "meeting_url": address.meeting(),
            "is_meeting": address.is_meeting,
            "tabs": build_tabs(said),
            "unknown_parts": say_unknown_parts(request.GET),
            "file_url": address.file() if read.made.has_file else "",
            "paper_url": address.paper(),
            "reset_url": address.empty().page(),
        }
        return render(request, "insights/sheet.html", context, status=read.made.status)

    return shown


def download(sheet: Sheet) -> View:
    """Its tables as a file for a spreadsheet."""

    @requires(Action.VIEW_CONVERSION)
    @require_safe
    def downloaded(request: SignedInRequest) -> HttpResponse:
        address = with_days(sheet, Address.of(request.GET, sheet.route))
        read = read_sheet(request, sheet, address)
        heading = [str(sheet.question)]
        answer = file_of(sheet.name, heading, read.made.tables, bar=read.made.bar, as_of=read.as_of)
        answer.status_code = read.made.status
        return answer

    return downloaded


def file_of(
    name: str, heading: Texts, tables: Sequence[PlainTable], *, bar: Bar, as_of: datetime
) -> HttpResponse:
    """Tables as a file, which says of which leads and which moment they are; 400 where a filter was wrong."""
    above = head_lines(bar.filters, bar.names, as_of) if bar.filters else []
    answer = csv_answer(name, heading, [*above, *as_lines(tables)])
    answer.status_code = OK if bar.filters else BAD_REQUEST
    return answer


def build_tabs(current: Address) -> list[dict[str, Any]]:
    """The joint page and its sheets, each with the leads that are shown now."""
    places = [("overview", _("Overview")), *((sheet.route, sheet.label) for sheet in SHEETS)]
    return [
        {"label": label, "url": current.at(route).page(), "is_current": route == current.route}
        for route, label in places
    ]


def with_days(sheet: Sheet, said: Address) -> Address:
    """With the sheet's own period, where the address names none and it is not that of all sheets."""
    has_days = {name for name, _value in said.values} & {"period", "from", "to"}
    return said if has_days or sheet.period == DEFAULT else said.but(period=sheet.period.value)


def read_sheet(request: SignedInRequest, sheet: Sheet, address: Address) -> Reading[Drawn]:
    sees_reps = may(request.user, Action.VIEW_FIGURES_OF_REPS)
    said = address, sees_reps, get_language() or "de", company_currency(), today()
    return read_figures(request, lambda: draw_sheet(sheet, *said))


@draw_while_unchanged
def draw_sheet(
    sheet: Sheet, address: Address, sees_reps: bool, language: str, _currency: str, day: date
) -> Drawn:
    """The arguments that begin with an underscore are what the texts depend on besides."""
    bar = draw_bar(address, language, day)
    if not bar.filters:
        return Drawn(bar=bar)
    asked = Asked(filters=bar.filters, address=address, day=day, sees_reps=sees_reps, against=bar.against)
    content = sheet.draw(asked)
    html = render_to_string(sheet.template, dict(content.context)) if content.tables else ""
    return Drawn(bar=bar, html=html, tables=tuple(content.tables), problem=content.problem)
