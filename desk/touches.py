"""A touch in plain words, for somebody who is about to call: “Google ad, search”, not utm_source=google."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from leads.models import ClickId, Touch
from values.addresses import host_of

Words = str | LazyText
# The click id says which platform's ad it was, whatever the address claims besides.
_ADS_BY_CLICK_ID: Final[dict[str, Words]] = {
    ClickId.GCLID: gettext_lazy("Google ad"),
    ClickId.GBRAID: gettext_lazy("Google ad"),
    ClickId.WBRAID: gettext_lazy("Google ad"),
    ClickId.DCLID: gettext_lazy("Google display ad"),
    ClickId.MSCLKID: gettext_lazy("Microsoft ad"),
    ClickId.LI_FAT_ID: gettext_lazy("LinkedIn ad"),
    ClickId.TTCLID: gettext_lazy("TikTok ad"),
    ClickId.TWCLID: gettext_lazy("X ad"),
}
_NAMES: Final[dict[str, str]] = {
    "google": "Google",
    "bing": "Bing",
    "microsoft": "Microsoft",
    "facebook": "Facebook",
    "fb": "Facebook",
    "instagram": "Instagram",
    "ig": "Instagram",
    "linkedin": "LinkedIn",
    "tiktok": "TikTok",
    "youtube": "YouTube",
    "xing": "XING",
}
_MEDIA: Final[dict[str, Words]] = {
    "cpc": pgettext_lazy("where an ad stood", "search"),
    "ppc": pgettext_lazy("where an ad stood", "search"),
    "paidsearch": pgettext_lazy("where an ad stood", "search"),
    "display": pgettext_lazy("where an ad stood", "banner"),
    "banner": pgettext_lazy("where an ad stood", "banner"),
    "paid_social": pgettext_lazy("where an ad stood", "social media"),
    "paidsocial": pgettext_lazy("where an ad stood", "social media"),
    "social": pgettext_lazy("where an ad stood", "social media"),
    "organic": pgettext_lazy("where somebody came from", "search without an ad"),
    "email": gettext_lazy("e-mail"),
    "newsletter": gettext_lazy("newsletter"),
    "referral": gettext_lazy("recommended link"),
    "print": gettext_lazy("printed"),
    "event": gettext_lazy("event"),
    "qr": gettext_lazy("QR code"),
}
_PAID: Final = frozenset(
    {"cpc", "ppc", "paidsearch", "display", "banner", "paid_social", "paidsocial", "paid"}
)


def in_words(touch: Touch) -> str:
    """Platform and place of a touch; the site it came from, or that nothing is known."""
    medium = touch.utm_medium.strip().casefold()
    parts = [str(words) for words in (_platform(touch, medium), _MEDIA.get(medium)) if words]
    if parts:
        return ", ".join(parts)
    if host := host_of(touch.referrer):
        return _("Link on %(site)s") % {"site": host}
    return _("Came straight to the page")


def _platform(touch: Touch, medium: str) -> Words:
    for click_id, words in _ADS_BY_CLICK_ID.items():
        if touch.click_ids.get(click_id):
            return words
    source = touch.utm_source.strip()
    name = _NAMES.get(source.casefold(), source[:60])
    if not name and touch.click_ids.get(ClickId.FBCLID):
        return "Facebook"
    return _("%(platform)s ad") % {"platform": name} if name and medium in _PAID else name
