"""How the portal looks to oneself."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.forms import ProfileForm
from accounts.models import User
from accounts.permissions import Action, requires
from accounts.services import update_profile
from accounts.views.steps import saves


@requires(Action.VIEW_OWN_ACCOUNT, write=Action.EDIT_OWN_ACCOUNT)
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change name, language, appearance and time zone; the answer is in the new language."""
    user = request.user
    assert isinstance(user, User)
    now = {field: getattr(user, field) for field in ProfileForm.base_fields}
    form = ProfileForm(request.POST or None, initial=now)
    if request.method != "POST":
        return render(request, "accounts/profile.html", {"form": form})
    if not saves(form, lambda: update_profile(actor=user, **form.cleaned_data)):
        return render(request, "accounts/profile.html", {"form": form}, status=422)
    with translation.override(form.cleaned_data["language"]):
        messages.success(request, _("Saved."))
    return redirect("accounts:profile")
