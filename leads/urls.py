"""The pages of leads, grouped by what they are about; a new page is one line in its group."""

from __future__ import annotations

from django.urls import URLPattern, include, path

from leads.views import campaigns, costs, ctas, handoffs, imports, leads

app_name = "leads"

campaign_pages: list[URLPattern] = [
    path("", campaigns.campaign_list, name="campaign_list"),
    path("new/", campaigns.campaign_new, name="campaign_new"),
    path("<int:campaign_id>/", campaigns.campaign, name="campaign"),
    path("<int:campaign_id>/edit/", campaigns.campaign_edit, name="campaign_edit"),
    path("<int:campaign_id>/status/", campaigns.campaign_status, name="campaign_status"),
    path("<int:campaign_id>/costs/", costs.campaign_costs, name="campaign_costs"),
    path("<int:campaign_id>/costs/<str:day>/remove/", costs.cost_remove, name="cost_remove"),
    path("<int:campaign_id>/ctas/new/", ctas.cta_new, name="cta_new"),
]
cta_pages: list[URLPattern] = [
    path("<int:cta_id>/", ctas.cta, name="cta"),
    path("<int:cta_id>/edit/", ctas.cta_edit, name="cta_edit"),
    path("<int:cta_id>/definitions/new/", ctas.definition_new, name="definition_new"),
    path("<int:cta_id>/definitions/<int:version>/sign/", ctas.definition_sign, name="definition_sign"),
]
lead_pages: list[URLPattern] = [
    path("", leads.lead_list, name="lead_list"),
    path("new/", leads.lead_new, name="lead_new"),
    path("duplicates/", leads.lead_duplicates, name="lead_duplicates"),
    path("<int:lead_id>/", leads.lead, name="lead"),
    path("<int:lead_id>/kind/", leads.lead_kind, name="lead_kind"),
    path("<int:lead_id>/hand-over/", handoffs.hand_over, name="hand_over"),
    path("<int:lead_id>/reply/", handoffs.lead_reply, name="lead_reply"),
]
import_pages: list[URLPattern] = [
    path("", imports.import_list, name="import_list"),
    path("new/", imports.import_new, name="import_new"),
    path("<int:run_id>/", imports.import_run, name="import_run"),
    path("<int:run_id>/start/", imports.import_start, name="import_start"),
    path("<int:run_id>/discard/", imports.import_discard, name="import_discard"),
    path("<int:run_id>/errors.csv", imports.import_errors, name="import_errors"),
]

urlpatterns = [
    path("campaigns/", include(campaign_pages)),
    path("ctas/", include(cta_pages)),
    path("leads/", include(lead_pages)),
    path("imports/", include(import_pages)),
]
