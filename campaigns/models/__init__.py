"""What a campaign is, what it promises and costs, and its ways in with the definitions both teams sign."""

from __future__ import annotations

from campaigns.models.campaigns import Campaign, CampaignQuerySet, Channel, DailyCost, Promise
from campaigns.models.ctas import (
    CallToAction,
    CallToActionQuerySet,
    CtaKind,
    DefinitionSignature,
    LeadDefinition,
)

__all__ = [
    "CallToAction",
    "CallToActionQuerySet",
    "Campaign",
    "CampaignQuerySet",
    "Channel",
    "CtaKind",
    "DailyCost",
    "DefinitionSignature",
    "LeadDefinition",
    "Promise",
    "RUNNING_FIRST",
]
