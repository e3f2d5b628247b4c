"""What a contact attempt costs, for the waste on the sheet of money: all read it, managers enter it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Action, may, requires
from accounts.requests import SignedInRequest
from feedback.forms.attempt_prices import AttemptPriceForm
from feedback.models import AttemptPrice
from feedback.services.attempt_prices import remove_price, set_price
from pages.answers import Press, Submission, done, posted


@requires(Action.VIEW_CONVERSION, write=Action.PRICE_ATTEMPTS)
@require_http_methods(["GET", "HEAD", "POST"])
def attempt_prices(request: SignedInRequest) -> HttpResponse:
    """The prices so far, the newest day first, and a form for another."""
    form = AttemptPriceForm(posted(request))
    submission = Submission(form)
    if form.is_valid():
        with submission:
            set_price(actor=request.user, **form.for_service())
            return done(request, _("Saved. The figures are counted with it now."), "feedback:attempt_prices")
    return submission.show(
        request,
        "feedback/attempt_prices.html",
        prices=AttemptPrice.objects.standing().select_related("user"),
        can_set=may(request.user, Action.PRICE_ATTEMPTS),
    )


@requires(Action.PRICE_ATTEMPTS)
@require_POST
def attempt_price_remove(request: SignedInRequest, price_id: int) -> HttpResponse:
    """Take one away."""
    found = get_object_or_404(AttemptPrice, pk=price_id)
    with Press(request):
        remove_price(actor=request.user, price=found)
        return done(request, _("Taken away."), "feedback:attempt_prices")
    return redirect("feedback:attempt_prices")
