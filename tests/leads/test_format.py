from __future__ import annotations

from django.utils import translation

from leads.models import LeadStage
from leads.templatetags.leads_format import anchor, stage_tone


def test_anchor_is_the_meaning_without_the_letter() -> None:
    with translation.override("en"):
        assert [anchor(letter) for letter in ("A", "D", "", "E")] == [
            "will buy soon",
            "does not fit",
            "",
            "",
        ]


def test_tone_of_a_stage_says_who_has_the_lead() -> None:
    assert {stage.value: stage_tone(stage) for stage in LeadStage} == {
        "registered": "mk",
        "returned": "mk",
        "handed_over": "sl",
        "accepted": "sl",
        "contacted": "sl",
        "rated": "sl",
        "won": "ok",
        "lost": "gr",
    }
