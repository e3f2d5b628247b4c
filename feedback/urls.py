"""The pages of sales."""

from __future__ import annotations

from django.urls import path

from feedback.views import briefs, handoffs, inbox, outcomes, ratings

app_name = "feedback"

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/<int:lead_id>/", briefs.brief, name="brief"),
    path("inbox/<int:lead_id>/accept/", handoffs.accept, name="accept"),
    path("inbox/<int:lead_id>/claim/", handoffs.claim, name="claim"),
    path("inbox/<int:lead_id>/return/", handoffs.return_lead, name="return"),
    path("inbox/<int:lead_id>/question/", handoffs.question, name="question"),
    path("inbox/<int:lead_id>/reassign/", handoffs.reassign, name="reassign"),
    path("inbox/<int:lead_id>/attempt/", handoffs.attempt, name="attempt"),
    path("inbox/<int:lead_id>/rate/", ratings.rate, name="rate"),
    path("inbox/<int:lead_id>/rated/", ratings.rated, name="rated"),
    path("inbox/<int:lead_id>/outcome/", outcomes.outcome, name="outcome"),
    path("inbox/<int:lead_id>/reopen/", outcomes.reopen, name="reopen"),
]
