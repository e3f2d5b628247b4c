"""Correcting whom a lead is from and how they are reached."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from leads.forms.contacts import ContactForm
from leads.services.contacts import CORRECT_CONTACT, correct_contact
from leads.views.fetching import get_lead
from pages.answers import Submission, done, posted


@requires(Action.CORRECT_CONTACTS)
def lead_contact(request: SignedInRequest, lead_id: int) -> HttpResponse:
    """The form with what counts now; what was changed stands in the history of the lead."""
    row = get_lead(request, lead_id)
    CORRECT_CONTACT.require(request.user, row)
    form = ContactForm(posted(request), lead=row)
    submission = Submission(form)
    if form.is_valid():
        with submission:
            version = form.cleaned_data["expected_version"]
            correct_contact(actor=request.user, lead=row, said=form.said(), expected_version=version)
            return done(request, _("Saved. What was there before stands in the history."), "lead", row.pk)
    return submission.show(request, "leads/lead_contact.html", lead=row)
