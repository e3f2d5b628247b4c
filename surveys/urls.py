"""What customers are asked and say."""

from __future__ import annotations

from django.urls import path

from surveys.views import links, satisfaction

app_name = "surveys"

urlpatterns = [
    path("surveys/", satisfaction.satisfaction, name="satisfaction"),
    path("surveys/settings/", satisfaction.settings, name="settings"),
    path("survey/<str:secret>/", links.answer, name="answer"),
    path("survey-mails/<str:secret>/", links.stop_mails, name="stop_mails"),
]
