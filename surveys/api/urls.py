from __future__ import annotations

from django.urls import path

from surveys.api.views import CustomerAnswerViewSet, ResultsView, SurveySettingsView

urlpatterns = [
    path("surveys/settings/", SurveySettingsView.as_view(), name="survey-settings"),
    path("surveys/results/", ResultsView.as_view(), name="survey-results"),
    path("surveys/answers/", CustomerAnswerViewSet.as_view({"get": "list"}), name="survey-answers"),
]
