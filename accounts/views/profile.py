"""How the portal looks to oneself."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.forms import ProfileForm
from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from accounts.services import update_profile
from pages.answers import Submission, done, posted


@requires(Action.VIEW_OWN_ACCOUNT, write=Action.EDIT_OWN_ACCOUNT)
def profile(request: SignedInRequest) -> HttpResponse:
    """Show and change name, language, appearance and time zone; the answer is in the new language."""
    form = ProfileForm(posted(request), instance=request.user)
    submission = Submission(form)
    if form.is_valid():
        with submission:
            changed = update_profile(actor=request.user, **form.for_service())
            with translation.override(changed.language):
                return done(request, _("Saved."), "accounts:profile")
    return submission.show(request, "accounts/profile.html")
