"""How many ratings are given twice, for whoever leads sales or manages."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.permissions import TABLE, Action, requires
from accounts.requests import SignedInRequest
from pages.answers import Submission, done, posted
from second_opinions.forms import SettingsForm
from second_opinions.services import change_settings, second_opinion_settings


@requires(Action.SET_SECOND_OPINIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: SignedInRequest) -> HttpResponse:
    """Show and change the share; 409 with both values when somebody else was faster."""
    row = second_opinion_settings()
    form = SettingsForm(posted(request), instance=row)
    submission = Submission(form)
    if form.is_valid():
        with submission:
            saved = change_settings(
                actor=request.user,
                expected_version=form.cleaned_data["expected_version"],
                **form.for_service(),
            )
            return done(request, _say_saved(saved.share_percent), "second_opinions:settings")
    reps = User.objects.active().filter(role__in=TABLE[Action.GIVE_SECOND_OPINIONS]).count()
    return submission.show(request, "second_opinions/settings.html", row=row, has_too_few=reps < 2)


def _say_saved(percent: int) -> str:
    if not percent:
        return _("Saved. No second opinions are asked for.")
    return _("Saved. From now on %(percent)s percent of first ratings get a second opinion.") % {
        "percent": percent
    }
