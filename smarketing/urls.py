"""Every page and endpoint; each app names its own, and a few addresses belong to the whole house."""

from __future__ import annotations

from django.urls import URLPattern, include, path

from desk.views.firm_list import firm_list
from desk.views.firms import firm
from desk.views.inbox import inbox
from desk.views.lead import lead
from desk.views.leads import lead_list
from desk.views.leaving import leaving
from feedback.views.calendars import calendar
from handoff.views import absences, hand_over
from insights.views.campaigns import campaign, campaign_list, cta
from insights.views.dashboard import dashboard
from smarketing.given_up import views as given_up
from smarketing.home import home
from smarketing.security_txt import security_txt

# Pages that any room may lead to, whichever room they stand in; they have a name without a namespace.
house: list[URLPattern] = [
    path("", home, name="home"),
    path("inbox/", inbox, name="inbox"),
    path("leads/", lead_list, name="lead_list"),
    path("leads/<int:lead_id>/", lead, name="lead"),
    path("leads/<int:lead_id>/hand-over/", hand_over, name="hand_over"),
    path("campaigns/", campaign_list, name="campaign_list"),
    path("campaigns/<int:campaign_id>/", campaign, name="campaign"),
    path("ctas/<int:cta_id>/", cta, name="cta"),
    path("firms/", firm_list, name="firm_list"),
    path("firms/<int:firm_id>/", firm, name="firm"),
    path("overview/", dashboard, name="overview"),
    path("profile/calendar/", calendar, name="calendar"),
    path("absences/", absences, name="absences"),
    path("people/<int:pk>/deactivate/", leaving, name="deactivate"),
    path("given-up/", given_up.given_up, name="given_up"),
    path("given-up/<int:message_id>/retry/", given_up.retry, name="given_up_retry"),
    path("given-up/<int:message_id>/discard/", given_up.discard, name="given_up_discard"),
]

urlpatterns = [
    path(
        "api/", include("smarketing.api_urls")
    ),  # first: programs ask often, and need not pass a hundred pages
    path("", include(house)),
    path("", include("smarketing.health.urls")),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("", include("accounts.urls")),
    path("", include("files.urls")),
    path("", include("campaigns.urls")),
    path("", include("leads.urls")),
    path("", include("talk.urls")),
    path("", include("handoff.urls")),
    path("", include("feedback.urls")),
    path("", include("surveys.urls")),
    path("", include("second_opinions.urls")),
    path("", include("findings.urls")),
    path("", include("bulk.urls")),
    path("", include("desk.urls")),
    path("", include("insights.urls")),
]
