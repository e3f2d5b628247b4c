"""Taking back what one has just done."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from feedback.services.undoing import DEEDS
from feedback.services.undoing import undo as take_back
from leads.models import Lead
from pages.answers import Press


class UndoForm(forms.Form):
    """Names the one fact that is taken back, so that a second press takes nothing else back."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in DEEDS])
    fact = forms.IntegerField(min_value=1)


@requires(Action.VIEW_LEADS)
@require_POST
def undo(request: SignedInRequest) -> HttpResponse:
    """Take it back; then to the lead, or home where it is somebody else's now."""
    form = UndoForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This button names nothing that can be taken back."))
        return redirect("home")
    with Press(request):
        lead = take_back(
            actor=request.user, kind=form.cleaned_data["kind"], fact_id=form.cleaned_data["fact"]
        )
        messages.success(request, _("Taken back."))
        if Lead.objects.visible_to(request.user).filter(pk=lead.pk).exists():
            return redirect("lead", lead.pk)
    return redirect("home")
