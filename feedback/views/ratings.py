from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from feedback.errors import RatingConflict
from feedback.forms.ratings import RatingForm, words_of
from feedback.models import ExpectationFit, Potential
from feedback.record import Record, find_next_to_rate
from feedback.services.ratings import RATE
from leads.models import Lead
from leads.views.fetching import answer_refusals, get_lead
from pages.forms import put_errors


@requires(Action.RATE_LEADS)
@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals
def rate(request: SignedInRequest, lead_id: int) -> HttpResponse:
    """Three taps and save; a second rating corrects the first, and both are kept."""
    lead = get_lead(request, lead_id, "standing")
    if request.method == "POST":
        return _save(request, lead)
    about = Record(user=request.user, lead=lead)
    RATE.require(request.user, lead)
    newest = about.ratings[0] if about.ratings else None
    return _show(request, about, RatingForm(lead=lead, initial=words_of(newest)))


def _save(request: SignedInRequest, lead: Lead) -> HttpResponse:
    about, form = Record(user=request.user, lead=lead), RatingForm(request.POST, lead=lead)
    if not form.is_valid():
        return _show(request, about, form)
    try:
        form.save(actor=request.user)
    except ValidationError as error:
        put_errors(form, error)
        return _show(request, about, form)
    except RatingConflict as conflict:
        return _show_conflict(request, form, conflict)
    return redirect("feedback:rated", lead.pk)


def _show(request: SignedInRequest, about: Record, form: RatingForm) -> HttpResponse:
    context = {"lead": about.lead, "about": about, "form": form}
    return render(request, "feedback/rate.html", context, status=422 if form.errors else 200)


def _show_conflict(request: SignedInRequest, form: RatingForm, conflict: RatingConflict) -> HttpResponse:
    """Both ratings side by side; what was typed is kept and can be saved as a correction."""
    said = form.cleaned_data
    yours = {
        "potential": Potential(said["potential"]).label,
        "fit": ExpectationFit(said["fit"]).label,
    }
    context = {"lead": form.lead, "form": form, "conflict": conflict, "said": said, "yours": yours}
    return render(request, "feedback/rating_conflict.html", context, status=conflict.status)


@requires(Action.RATE_LEADS)
@require_safe
def rated(request: SignedInRequest, lead_id: int) -> HttpResponse:
    """Thanks: what marketing had guessed, and who waits next."""
    lead = get_lead(request, lead_id, "standing")
    about = Record(user=request.user, lead=lead)
    if not about.is_rated:
        raise Http404
    context = {"lead": lead, "about": about, "next": find_next_to_rate(request.user)}
    return render(request, "feedback/rated.html", context)
