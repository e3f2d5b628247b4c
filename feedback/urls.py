"""What sales says of one lead."""

from __future__ import annotations

from django.urls import path

from feedback.views import outcomes, ratings

app_name = "feedback"

urlpatterns = [
    path("leads/<int:lead_id>/rate/", ratings.rate, name="rate"),
    path("leads/<int:lead_id>/rated/", ratings.rated, name="rated"),
    path("leads/<int:lead_id>/outcome/", outcomes.outcome, name="outcome"),
    path("leads/<int:lead_id>/reopen/", outcomes.reopen, name="reopen"),
]
