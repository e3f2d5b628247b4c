"""The pages of campaigns, grouped by what they are about; a new page is one line in its group."""

from __future__ import annotations

from django.urls import URLPattern, include, path

from campaigns.views import campaigns, costs, ctas, lists, milestones

app_name = "campaigns"

campaign_pages: list[URLPattern] = [
    path("new/", campaigns.campaign_new, name="campaign_new"),
    path("<int:campaign_id>/edit/", campaigns.campaign_edit, name="campaign_edit"),
    path("<int:campaign_id>/status/", campaigns.campaign_status, name="campaign_status"),
    path("<int:campaign_id>/costs/", costs.campaign_costs, name="campaign_costs"),
    path(
        "<int:campaign_id>/costs/entries/<int:entry_id>/take-back/",
        costs.cost_take_back,
        name="cost_take_back",
    ),
    path("<int:campaign_id>/costs/<str:day>/remove/", costs.cost_remove, name="cost_remove"),
    path("<int:campaign_id>/ctas/new/", ctas.cta_new, name="cta_new"),
]
cta_pages: list[URLPattern] = [
    path("<int:cta_id>/edit/", ctas.cta_edit, name="cta_edit"),
    path("<int:cta_id>/definitions/new/", ctas.definition_new, name="definition_new"),
    path("<int:cta_id>/definitions/<int:version>/sign/", ctas.definition_sign, name="definition_sign"),
    path("<int:cta_id>/definitions/<int:version>/object/", ctas.definition_object, name="definition_object"),
    path(
        "<int:cta_id>/definitions/<int:version>/withdraw/",
        ctas.objection_withdraw,
        name="objection_withdraw",
    ),
]
list_pages: list[URLPattern] = [
    path("", lists.lists, name="lists"),
    path("<slug:list_name>/", lists.kept_list, name="kept_list"),
    path("<slug:list_name>/texts/", lists.text_take, name="text_take"),
    path("<slug:list_name>/<int:entry_id>/", lists.entry_edit, name="entry_edit"),
    path("<slug:list_name>/<int:entry_id>/offer/", lists.entry_offer, name="entry_offer"),
    path("<slug:list_name>/<int:entry_id>/move/", lists.entry_move, name="entry_move"),
    path("<slug:list_name>/<int:entry_id>/merge/", lists.entry_merge, name="entry_merge"),
]

milestone_pages: list[URLPattern] = [
    path("", milestones.milestones, name="milestones"),
    path("<int:milestone_id>/remove/", milestones.milestone_remove, name="milestone_remove"),
]

urlpatterns = [
    path("campaigns/", include(campaign_pages)),
    path("ctas/", include(cta_pages)),
    path("lists/", include(list_pages)),
    path("milestones/", include(milestone_pages)),
]
