"""The pages of imports."""

from __future__ import annotations

from django.urls import path

from files import views

app_name = "files"

urlpatterns = [
    path("imports/", views.import_list, name="import_list"),
    path("imports/new/", views.import_new, name="import_new"),
    path("imports/<int:run_id>/", views.import_run, name="import_run"),
    path("imports/<int:run_id>/heading/", views.import_heading, name="import_heading"),
    path("imports/<int:run_id>/words/", views.import_words, name="import_words"),
    path("imports/<int:run_id>/start/", views.import_start, name="import_start"),
    path("imports/<int:run_id>/undo/", views.import_undo, name="import_undo"),
    path("imports/<int:run_id>/discard/", views.import_discard, name="import_discard"),
    path("imports/<int:run_id>/errors.csv", views.import_errors, name="import_errors"),
    path("imports/<int:run_id>/remarks.csv", views.import_remarks, name="import_remarks"),
]
