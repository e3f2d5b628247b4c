"""Comments on leads, campaigns and calls-to-action."""

from __future__ import annotations

from django.urls import path

from talk import views
from talk.views import KINDS

app_name = "talk"

urlpatterns = [
    *(path(f"{name}s/<int:{name}_id>/comments/", views.comments(name), name=name) for name in KINDS),
    *(
        path(f"{name}s/<int:{name}_id>/comments/people/", views.people(name), name=f"{name}_people")
        for name in KINDS
    ),
    path("comments/<int:comment_id>/edit/", views.edit, name="edit"),
    path("comments/<int:comment_id>/delete/", views.delete, name="delete"),
]
