"""The search, and what is answered on the page of a lead. That page itself and the inbox are addresses of the
whole house.
"""

from __future__ import annotations

from django.urls import path

from desk.steps import CLICKS
from desk.views import firm_list, firms, handoffs, search, undoing
from desk.views.lead_file import lead_export, lead_file
from desk.views.workload import workload

app_name = "desk"

urlpatterns = [
    path("search/", search.search, name="search"),
    path("leads/export/", lead_export, name="lead_export"),
    path("leads/leads.csv", lead_file, name="lead_file"),
    path("workload/", workload, name="workload"),
    path("firms/<int:firm_id>/customer/", firms.firm_customer, name="firm_customer"),
    path("firms/<int:firm_id>/name/", firms.firm_name, name="firm_name"),
    path("firms/<int:firm_id>/domains/", firms.firm_domain, name="firm_domain"),
    path(
        "firms/<int:firm_id>/domains/<int:domain_id>/take/", firms.firm_domain_take, name="firm_domain_take"
    ),
    path("firms/<int:firm_id>/persons/<int:person_id>/", firms.firm_person, name="firm_person"),
    path("firms/alike/", firm_list.firm_pairs, name="firm_pairs"),
    path("firms/<int:firm_id>/apart/<int:other_id>/", firm_list.firm_apart, name="firm_apart"),
    path("firms/apart/<int:apart_id>/undo/", firm_list.firm_apart_undo, name="firm_apart_undo"),
    path("firms/<int:firm_id>/merge/", firms.firm_merge, name="firm_merge"),
    path("firms/merges/<int:merge_id>/undo/", firms.firm_merge_undo, name="firm_merge_undo"),
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
