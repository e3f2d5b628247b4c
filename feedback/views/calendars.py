"""One's own follow-ups in a calendar program."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.limits import Limit, spend, spend_as_stranger
from accounts.permissions import Action, public, requires
from accounts.requests import SignedInRequest
from feedback.forms.calendars import CalendarForm
from feedback.models import CalendarAddress
from feedback.services import calendars
from pages.answers import Submission, done, posted
from pages.once import shown_once
from values.calendars import MEDIA_TYPE
from values.refusals import TooManyCalls


@requires(Action.SET_FOLLOW_UPS, fresh="page")
@never_cache
def calendar(request: SignedInRequest) -> HttpResponse:
    """Make the secret address, which stands in the answer and nowhere else, or let it end."""
    form = CalendarForm(posted(request))
    if not form.is_valid():
        return _show(request, Submission(form))
    if form.cleaned_data["step"] == CalendarForm.REVOKE:
        calendars.revoke_calendar_address(actor=request.user)
        return done(request, _("The address of your calendar does not work any more."), "calendar")
    secret = calendars.make_calendar_address(actor=request.user)
    url = settings.PUBLIC_URL + reverse("feedback:calendar_feed", args=[secret])
    return shown_once(_show(request, Submission(CalendarForm()), url))


def _show(request: SignedInRequest, submission: Submission, url: str = "") -> HttpResponse:
    address = CalendarAddress.objects.filter(user=request.user).first()
    return submission.show(request, "feedback/calendar.html", address=address, url=url)


@public
@never_cache
@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """A calendar program asks; it has nothing but the secret."""
    user = calendars.find_person_of_calendar(secret)
    try:
        if user is None:
            spend_as_stranger(request)
            raise Http404
        spend(Limit.READS, f"calendar {user.pk}")
    except TooManyCalls as refusal:
        headers = {"Retry-After": str(refusal.wait)}
        return HttpResponse(
            refusal.message, status=refusal.status, headers=headers, content_type="text/plain"
        )
    answer = HttpResponse(calendars.write_follow_ups(user), content_type=MEDIA_TYPE)
    answer.headers["Content-Disposition"] = 'inline; filename="smarketing.ics"'
    return answer
