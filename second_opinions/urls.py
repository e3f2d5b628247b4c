"""Ratings that are given twice."""

from __future__ import annotations

from django.urls import path

from second_opinions.views import opinions, settings

app_name = "second_opinions"

urlpatterns = [
    path("second-opinions/", opinions.opinions, name="opinions"),
    path("second-opinions/settings/", settings.settings, name="settings"),
    path("second-opinions/<int:opinion_id>/", opinions.opinion, name="opinion"),
]
