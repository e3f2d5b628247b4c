"""The search, and what is answered on the page of a lead. That page itself and the inbox are addresses of the
whole house.
"""

from __future__ import annotations

from django.urls import path

from desk.steps import CLICKS
from desk.views import handoffs, search, undoing
from desk.views.workload import workload

app_name = "desk"

urlpatterns = [
    path("search/", search.search, name="search"),
    path("workload/", workload, name="workload"),
    *(
        path(f"leads/<int:lead_id>/{name.replace('_', '-')}/", handoffs.one_click(click), name=name)
        for name, click in CLICKS.items()
    ),
    path("undo/", undoing.undo, name="undo"),
    path("leads/<int:lead_id>/return/", handoffs.return_lead, name="return"),
    path("leads/<int:lead_id>/question/", handoffs.question, name="question"),
    path("leads/<int:lead_id>/reply/", handoffs.reply, name="reply"),
    path("leads/<int:lead_id>/pass-on/", handoffs.pass_on, name="pass_on"),
    path("leads/<int:lead_id>/attempt/", handoffs.attempt, name="attempt"),
]
