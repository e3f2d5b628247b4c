from __future__ import annotations

import pytest
from django.utils import translation

from desk import touches
from leads.models import Touch


@pytest.mark.parametrize(
    ("touch", "said"),
    [
        (Touch(utm_source="google", utm_medium="cpc"), "Google ad, search"),
        (Touch(utm_source="x", click_ids={"gclid": "1"}), "Google ad"),
        (Touch(utm_source="ig", utm_medium="paid_social"), "Instagram ad, social media"),
        (Touch(click_ids={"fbclid": "1"}), "Facebook"),
        (Touch(utm_source="Kundenbrief", utm_medium="newsletter"), "Kundenbrief, newsletter"),
        (Touch(utm_source="google", utm_medium="organic"), "Google, search without an ad"),
        (Touch(utm_medium="unheard-of", utm_source="partner"), "partner"),
        (Touch(referrer="https://www.example.org/x"), "Link on example.org"),
        (Touch(referrer="http://["), "Came straight to the page"),
        (Touch(), "Came straight to the page"),
    ],
)
def test_touch_is_said_in_plain_words(touch: Touch, said: str) -> None:
    with translation.override("en"):
        assert touches.in_words(touch) == said
