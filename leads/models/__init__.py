"""A lead comes in and is handed over: campaigns, ways in, people, enquiries and handoffs."""

from __future__ import annotations

from leads.models.campaigns import Campaign, CampaignQuerySet, Channel, DailyCost, Promise
from leads.models.ctas import CallToAction, CallToActionQuerySet, CtaKind, DefinitionSignature, LeadDefinition
from leads.models.handoffs import Answer, Handoff, HandoffAnswer, HandoffQuerySet
from leads.models.imports import ImportRun, ImportState
from leads.models.leads import (
    ClickId,
    Door,
    Grade,
    Lead,
    LeadKind,
    LeadQuerySet,
    LeadStage,
    Touch,
    TouchPosition,
)
from leads.models.persons import Consent, ConsentChannel, Person, PersonQuerySet
from leads.models.reasons import Reason, ReasonOwner, ReasonQuerySet, ReasonUse
from leads.models.receipts import IdempotencyKey

__all__ = [
    "Answer",
    "CallToAction",
    "CallToActionQuerySet",
    "Campaign",
    "CampaignQuerySet",
    "Channel",
    "ClickId",
    "Consent",
    "ConsentChannel",
    "CtaKind",
    "DailyCost",
    "DefinitionSignature",
    "Door",
    "Grade",
    "Handoff",
    "HandoffAnswer",
    "HandoffQuerySet",
    "IdempotencyKey",
    "ImportRun",
    "ImportState",
    "Lead",
    "LeadDefinition",
    "LeadKind",
    "LeadQuerySet",
    "LeadStage",
    "Person",
    "PersonQuerySet",
    "Promise",
    "Reason",
    "ReasonOwner",
    "ReasonQuerySet",
    "ReasonUse",
    "Touch",
    "TouchPosition",
]
