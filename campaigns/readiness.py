"""What a campaign still lacks before it may go live, as the one next step somebody can take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from campaigns.models import CallToAction, LeadDefinition


class Step(StrEnum):
    """What to do next; the templates word it."""

    ADD_CTA = "add_cta"
    SWITCH_ON = "switch_on"
    DEFINE = "define"
    SIGN = "sign"
    ANSWER = "answer"


@dataclass(frozen=True, kw_only=True, slots=True)
class Missing:
    """The step, and the call-to-action and version it is about."""

    step: Step
    cta: CallToAction | None = None
    definition: LeadDefinition | None = None


def find_missing(ctas: Sequence[CallToAction]) -> Missing | None:
    """The shortest way to one active call-to-action under a signed definition; None when there is one.

    `ctas` are those of one campaign, fetched `with_definitions()`.
    """
    active = [cta for cta in ctas if cta.is_active]
    if any(cta.definition_in_force_id for cta in active):
        return None
    for cta in active:
        if waiting := cta.waiting_definition:
            step = Step.ANSWER if waiting.open_objections else Step.SIGN
            return Missing(step=step, cta=cta, definition=waiting)
    if active:
        return Missing(step=Step.DEFINE, cta=active[0])
    if ctas:
        return Missing(step=Step.SWITCH_ON, cta=ctas[0])
    return Missing(step=Step.ADD_CTA)
