"""The leads behind the figures. The joint page is an address of the whole house: `smarketing.urls`."""

from __future__ import annotations

from django.urls import path

from insights.sheets.all import SHEETS
from insights.views.changed import changed
from insights.views.dashboard import dashboard_file
from insights.views.introduction import introduction
from insights.views.leads import cell_leads, notes
from insights.views.links import link_revoke, links, view_link
from insights.views.maturity import maturity, maturity_set
from insights.views.papers import campaign_paper, overview_paper, print_sheet, shared_paper
from insights.views.saved_views import view, view_delete, views
from insights.views.shared import shared
from insights.views.sheets import download, show
from insights.views.taken_out import taken_out

app_name = "insights"

urlpatterns = [
    path("overview/leads/", cell_leads, name="cell_leads"),
    path("overview/notes/", notes, name="notes"),
    path("overview/changes/leads/", changed, name="changed"),
    path("overview/taken-out/", taken_out, name="taken_out"),
    path("overview/maturity/", maturity, name="maturity"),
    path("overview/maturity/set/", maturity_set, name="maturity_set"),
    path("overview/introduction/", introduction, name="introduction"),
    path("overview.csv", dashboard_file, name="overview_file"),
    path("overview.pdf", overview_paper, name="overview_paper"),
    path("overview/campaigns/<int:campaign_id>.pdf", campaign_paper, name="campaign_paper"),
    path("overview/views/", views, name="views"),
    path("overview/views/<int:view_id>/", view, name="view"),
    path("overview/views/<int:view_id>/delete/", view_delete, name="view_delete"),
    path("overview/views/<int:view_id>/link/", view_link, name="view_link"),
    path("overview/links/", links, name="links"),
    path("overview/links/<int:link_id>/revoke/", link_revoke, name="link_revoke"),
    path("figures/<str:secret>/", shared, name="shared"),
    path("figures/<str:secret>/figures.pdf", shared_paper, name="shared_paper"),
    *(path(f"overview/{sheet.name}.pdf", print_sheet(sheet), name=f"{sheet.name}_paper") for sheet in SHEETS),
    *(path(f"overview/{sheet.name}/", show(sheet), name=sheet.name) for sheet in SHEETS),
    *(path(f"overview/{sheet.name}.csv", download(sheet), name=f"{sheet.name}_file") for sheet in SHEETS),
]
