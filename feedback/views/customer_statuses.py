"""Whether whoever bought is still a customer."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from feedback.forms.customer_statuses import CustomerStatusForm
from feedback.record import Record
from feedback.services import SAY_CUSTOMER
from leads.views.fetching import answer_refusals, get_lead
from pages.answers import Submission, done, posted


@requires(Action.RECORD_OUTCOMES)
@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals
def customer(request: SignedInRequest, lead_id: int) -> HttpResponse:
    """Two buttons: still a customer today, or no longer since a day."""
    lead = get_lead(request, lead_id, "standing")
    SAY_CUSTOMER.require(request.user, lead)
    form = CustomerStatusForm(posted(request))
    submission = Submission(form, shown=())
    if form.is_valid():
        with submission:
            status = form.save(actor=request.user, lead=lead)
            text = _("Still a customer: noted.") if status.is_customer else _("No longer a customer: noted.")
            return done(request, text, "lead", lead_id)
    about = Record(user=request.user, lead=lead)
    return submission.show(request, "feedback/customer.html", lead=lead, about=about)
