"""What a stranger reads behind a link: the figures of one view and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.limits import spend_as_stranger
from accounts.models import User
from accounts.own_company import company_currency, company_zone, own_company, today
from accounts.permissions import public
from accounts.requests import language_for
from insights.forms import UnlockForm
from insights.kept_addresses import address_of, name_of
from insights.models import SavedView, ViewLink
from insights.pages.address import Address
from insights.pages.bar import Bar
from insights.pages.figures_only import only_figures
from insights.replica import Reading, read_figures
from insights.services.links import UNLOCKED_FOR, find_link, is_unlocked, note_opened, unlock
from insights.sheets.all import SHEETS
from insights.views.dashboard import draw_overview
from insights.views.sheets import draw_sheet
from pages.answers import Submission, posted
from pages.once import repeatable
from values.refusals import TooManyCalls

COOKIE: Final = "figures"
NOT_FOUND: Final = 404


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A view as everybody reads it who may read the least; `html` is empty without leads."""

    bar: Bar
    html: str


@public
@never_cache
@repeatable
@require_http_methods(["GET", "HEAD", "POST"])
def shared(request: HttpRequest, secret: str) -> HttpResponse:
    """The figures of a view, or first its password; nobody learns whether a link that ended was ever one."""
    answer = _answer(request, secret)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return answer


def _answer(request: HttpRequest, secret: str) -> HttpResponse:
    link = find_link(secret)
    try:
        if link is None:
            spend_as_stranger(request)
            return render(request, "insights/shared_ended.html", status=NOT_FOUND)
        language = language_for(request, link.user.language)
        with translation.override(language), timezone.override(company_zone()):
            if not is_unlocked(link, request.COOKIES.get(COOKIE, "")):
                return _ask(request, link)
            return redirect(request.path) if request.method == "POST" else _show(request, link, secret)
    except TooManyCalls as refusal:
        context = {"wait": refusal.wait}
        answer = render(request, "insights/shared_wait.html", context, status=refusal.status)
        answer.headers["Retry-After"] = str(refusal.wait)
        return answer


def _ask(request: HttpRequest, link: ViewLink) -> HttpResponse:
    """The password; once it is given the browser remembers it for this address and half a day."""
    form = UnlockForm(posted(request))
    submission = Submission(form)
    if form.is_valid():
        with submission:
            spend_as_stranger(request)
            proof = unlock(link, form.cleaned_data["password"])
            answer = redirect(request.path)
            answer.set_cookie(
                COOKIE,
                proof,
                max_age=UNLOCKED_FOR,
                path=request.path,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
            return answer
    shown = submission.show(request, "insights/shared_password.html")
    if isinstance(submission.refusal, TooManyCalls):
        shown.headers["Retry-After"] = str(submission.refusal.wait)
    return shown


def _show(request: HttpRequest, link: ViewLink, secret: str) -> HttpResponse:
    read = draw_view(request, link.view)
    if request.method == "GET":
        note_opened(link)
    context = {
        "view": link.view,
        "paper_url": reverse("insights:shared_paper", args=[secret]) if read.made.html else "",
        "page": name_of(address_of(link.view)),
        "link": link,
        "company": own_company(),
        "bar": read.made.bar,
        "html": only_figures(read.made.html, hidden_names()) if read.made.html else "",
        "as_of": read.as_of,
        "copy_age": read.age,
    }
    return render(request, "insights/shared.html", context)


def draw_view(request: HttpRequest, view: SavedView) -> Reading[Shown]:
    """The figures of a view, as whoever reads nothing of single reps has them, with every row."""
    address = address_of(view).but(meeting=None)
    address = address.but(rows="all") if address.route == "overview" else address
    return read_figures(request, lambda: _draw(address))


def _draw(address: Address) -> Shown:
    said = get_language() or "de", company_currency(), today()
    sheet = next((sheet for sheet in SHEETS if sheet.route == address.route), None)
    if sheet is None:
        whole = draw_overview(address, None, *said)
        return Shown(bar=whole.bar, html=SafeString(whole.headline + whole.figures + whole.why))
    drawn = draw_sheet(sheet, address, False, *said)
    return Shown(bar=drawn.bar, html=drawn.html)


def hidden_names() -> tuple[str, ...]:
    """Everybody who ever had a sign-in here: nobody of them is named outside."""
    said = User.objects.order_by("pk").values_list("full_name", "email")
    return tuple(name for names in said for name in names if name)
