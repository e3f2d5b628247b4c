"""What a campaign is, what it promises and costs, and its ways in with the definitions both teams sign."""

from __future__ import annotations

from campaigns.models.campaigns import (
    RUNNING_FIRST,
    Campaign,
    CampaignQuerySet,
    Channel,
    DailyCost,
    Promise,
)
from campaigns.models.ctas import (
    CallToAction,
    CallToActionQuerySet,
    CtaKind,
    DefinitionObjection,
    DefinitionSignature,
    LeadDefinition,
    ObjectionEnd,
)
from campaigns.models.entered_costs import CostEntry, CostEntryQuerySet, EnteredCost
from campaigns.models.entries import Entry, EntryQuerySet, ListChange, WordedEntry
from campaigns.models.imported_costs import ImportedCost
from campaigns.models.milestones import Milestone, MilestoneQuerySet
from campaigns.models.needs import Need, NeedQuerySet

__all__ = [
    "RUNNING_FIRST",
    "CallToAction",
    "CallToActionQuerySet",
    "Campaign",
    "CampaignQuerySet",
    "Channel",
    "CostEntry",
    "CostEntryQuerySet",
    "CtaKind",
    "DailyCost",
    "DefinitionObjection",
    "DefinitionSignature",
    "EnteredCost",
    "Entry",
    "EntryQuerySet",
    "ImportedCost",
    "LeadDefinition",
    "ListChange",
    "Milestone",
    "MilestoneQuerySet",
    "Need",
    "NeedQuerySet",
    "ObjectionEnd",
    "Promise",
    "WordedEntry",
]
