"""Second opinions to give: the own ones, and one as its button says it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from pages.answers import Submission, done, posted
from second_opinions.forms import AnswerForm
from second_opinions.models import SecondOpinion
from second_opinions.services import answer_second_opinion
from second_opinions.told import Told


@requires(Action.GIVE_SECOND_OPINIONS)
@require_safe
def opinions(request: SignedInRequest) -> HttpResponse:
    """Those that wait, the oldest first, and those given that can still be corrected."""
    rows = SecondOpinion.objects.asked_of(request.user).with_quality()
    rows = rows.select_related("lead__campaign", "lead__cta").order_by("asked_at", "pk")
    context = {
        "waiting": [row for row in rows if row.quality is None],
        "given": [row for row in rows if row.quality is not None],
    }
    return render(request, "second_opinions/opinions.html", context)


@requires(Action.GIVE_SECOND_OPINIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def opinion(request: SignedInRequest, opinion_id: int) -> HttpResponse:
    """What is known of one lead, and a button for each letter; then the next one that waits."""
    own = SecondOpinion.objects.asked_of(request.user).with_quality()
    related = ("rating", "lead__person", "lead__campaign", "lead__cta", "lead__channel", "lead__definition")
    row = get_object_or_404(own.select_related(*related), pk=opinion_id)
    form = AnswerForm(posted(request))
    submission = Submission(form)
    if form.is_valid():
        with submission:
            answer_second_opinion(actor=request.user, opinion=row, **form.for_service())
            following = own.unanswered().order_by("asked_at", "pk").first()
            if following is None:
                return done(request, _("Saved. That was the last one."), "inbox")
            return done(request, _("Saved. Here is the next one."), "second_opinions:opinion", following.pk)
    return submission.show(request, "second_opinions/opinion.html", opinion=row, told=Told(row))
