"""What sales says of one lead and of a campaign, and what marketing answers."""

from __future__ import annotations

from django.urls import path

from feedback.views import (
    attempt_prices,
    calendars,
    campaign_answers,
    customer_statuses,
    disputes,
    follow_ups,
    judgements,
    outcomes,
    rating_links,
    ratings,
)

app_name = "feedback"

urlpatterns = [
    path("leads/<int:lead_id>/rate/", ratings.rate, name="rate"),
    path("leads/<int:lead_id>/rated/", ratings.rated, name="rated"),
    path("rate/<str:secret>/", rating_links.rate_from_mail, name="rate_from_mail"),
    path("leads/<int:lead_id>/outcome/", outcomes.outcome, name="outcome"),
    path("leads/<int:lead_id>/reopen/", outcomes.reopen, name="reopen"),
    path("leads/<int:lead_id>/customer/", customer_statuses.customer, name="customer"),
    path("leads/<int:lead_id>/follow-up/", follow_ups.follow_up, name="follow_up"),
    path("leads/<int:lead_id>/follow-up/done/", follow_ups.follow_up_done, name="follow_up_done"),
    path("leads/<int:lead_id>/question-rating/", disputes.question_rating, name="question_rating"),
    path("leads/<int:lead_id>/settle-rating/", disputes.settle, name="settle_rating"),
    path("leads/<int:lead_id>/withdraw-question/", disputes.withdraw, name="withdraw_question"),
    path("questioned-ratings/", disputes.dispute_list, name="disputes"),
    path(
        "campaigns/<int:campaign_id>/promises/<int:promise_id>/answers/",
        campaign_answers.promise_answers,
        name="promise_answers",
    ),
    path(
        "campaigns/<int:campaign_id>/needs/<int:need_id>/answers/",
        campaign_answers.need_answers,
        name="need_answers",
    ),
    path(
        "campaigns/<int:campaign_id>/judgements/<slug:fit>/answers/",
        campaign_answers.judgement_answers,
        name="judgement_answers",
    ),
    path("campaigns/<int:campaign_id>/judgement/", judgements.judgement, name="judgement"),
    path(
        "campaigns/<int:campaign_id>/judgement/take-back/",
        judgements.judgement_take_back,
        name="judgement_take_back",
    ),
    path("attempt-prices/", attempt_prices.attempt_prices, name="attempt_prices"),
    path(
        "attempt-prices/<int:price_id>/remove/",
        attempt_prices.attempt_price_remove,
        name="attempt_price_remove",
    ),
    path("calendar/<str:secret>.ics", calendars.calendar_feed, name="calendar_feed"),
]
