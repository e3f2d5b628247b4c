"""The pages of leads. Their list is an address of the whole house: `smarketing.urls`."""

from __future__ import annotations

from django.urls import path

from leads.views import contacts, exports, leads, put_aside

app_name = "leads"

urlpatterns = [
    path("leads/new/", leads.lead_new, name="lead_new"),
    path("leads/duplicates/", leads.lead_duplicates, name="lead_duplicates"),
    path("leads/exports/", exports.exports, name="exports"),
    path("leads/put-aside/", put_aside.put_aside, name="put_aside"),
    path("leads/put-aside/<int:put_aside_id>/again/", put_aside.put_aside_again, name="put_aside_again"),
    path(
        "leads/put-aside/<int:put_aside_id>/discard/", put_aside.put_aside_discard, name="put_aside_discard"
    ),
    path("leads/<int:lead_id>/contact/", contacts.lead_contact, name="lead_contact"),
    path("leads/<int:lead_id>/kind/", leads.lead_kind, name="lead_kind"),
]
