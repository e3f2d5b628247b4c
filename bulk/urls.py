from __future__ import annotations

from django.urls import path

from bulk import views
from bulk.deeds import DEEDS, OFFERED

app_name = "bulk"

urlpatterns = [
    *(
        path(f"bulk/{name.replace('_', '-')}/", views.choose(name, deed), name=name)
        for name, deed in OFFERED.items()
    ),
    *(
        path(
            f"bulk/{name.replace('_', '-')}/<int:action_id>/undo/",
            views.undo(name, deed),
            name=f"{name}_undo",
        )
        for name, deed in DEEDS.items()
    ),
    path("bulk/<int:action_id>/", views.action, name="action"),
]
