from __future__ import annotations

from django.utils import translation

from leads.templatetags.leads_format import anchor


def test_anchor_is_the_meaning_without_the_letter() -> None:
    with translation.override("en"):
        assert [anchor(letter) for letter in ("A", "D", "", "E")] == [
            "will buy soon",
            "does not fit",
            "",
            "",
        ]
