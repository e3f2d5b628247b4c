"""The stage of the demo: company, people, campaigns, calls-to-action, definitions and costs."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.contrib.auth.hashers import make_password
from django.db import models

from accounts.models import Company, Land, Team, User
from campaigns.models import (
    CallToAction,
    Campaign,
    Channel,
    DailyCost,
    DefinitionSignature,
    LeadDefinition,
    Need,
    Promise,
)
from demo import story
from demo.lives import ZONE
from demo.plots import CtaPlot, Plot, Rhythm
from feedback.models import AttemptPrice

# Printed by `make run`; load_demo refuses to run in production.
PASSWORD = "smarketing-demo"

Row = TypeVar("Row", bound=models.Model)


def insert(model: type[Row], rows: Iterable[Row]) -> list[Row]:
    """Insert rows in batches and return them with their keys."""
    return model._default_manager.bulk_create(rows, batch_size=2_000)


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """The people and campaigns the lives play among."""

    users: dict[str, User]
    reps: Sequence[User]
    campaigns: dict[str, Campaign]
    ctas: dict[tuple[str, str], CallToAction]
    promises: dict[str, list[Promise]]


def build_stage(rng: random.Random, *, now: datetime) -> Stage:
    Company.objects.create(name=story.COMPANY_NAME, land=Land.BB)
    users = make_people()
    channels = {
        name: Channel.objects.create(name=name)
        for name in dict.fromkeys(plot.channel for plot in story.PLOTS)
    }
    campaigns = {
        plot.name: make_campaign(plot, channel=channels[plot.channel], owner=users[plot.owner], now=now)
        for plot in story.PLOTS
    }
    needs = list(Need.objects.order_by("position", "id"))
    for plot in story.PLOTS:
        speak_to_needs(plot, campaigns[plot.name], needs)
    ctas = {
        (plot.name, cta.name): make_cta(campaigns[plot.name], cta, users=users, now=now, begins=plot.begins)
        for plot in story.PLOTS
        for cta in plot.ctas
    }
    for plot in story.PLOTS:
        insert(DailyCost, daily_costs(rng, plot, campaigns[plot.name], now=now))
    AttemptPrice.objects.create(
        user=users["gero"],
        valid_from=now.astimezone(ZONE).date() - timedelta(days=720),
        minutes=15,
        hourly_cents=4_800,
    )
    return Stage(
        users=users,
        reps=[users[key] for key in ("sven", "aylin", "tobias", "emma")],
        campaigns=campaigns,
        ctas=ctas,
        promises={plot.name: make_promises(plot, campaigns[plot.name]) for plot in story.PLOTS},
    )


def make_people() -> dict[str, User]:
    password = make_password(PASSWORD)
    users = [
        User(
            email=person.email,
            full_name=person.full_name,
            role=person.role,
            language=person.language,
            password=password,
        )
        for person in story.PEOPLE
    ]
    return {user.email.partition("@")[0]: user for user in insert(User, users)}


def make_campaign(plot: Plot, *, channel: Channel, owner: User, now: datetime) -> Campaign:
    last_day = now.astimezone(ZONE).date()
    return Campaign.objects.create(
        name=plot.name,
        channel=channel,
        target_group=plot.target_group,
        owner=owner,
        starts_on=last_day - timedelta(days=plot.begins),
        ends_on=last_day - timedelta(days=plot.ends) if plot.ends else None,
        utm_campaign=plot.utm_campaign,
        target_leads=plot.target_leads,
        target_cost_cents=plot.target_cost and plot.target_cost * 100,
        status=Campaign.Status.ENDED if plot.ends else Campaign.Status.LIVE,
        created_at=now - timedelta(days=plot.begins + 12),
    )


def speak_to_needs(plot: Plot, campaign: Campaign, needs: Sequence[Need]) -> None:
    """A campaign names the first of the needs that its people have; of the others only sales hears."""
    campaign.needs.add(needs[plot.needs[0]])


def make_promises(plot: Plot, campaign: Campaign) -> list[Promise]:
    rows = [Promise(campaign=campaign, text=text, position=place) for place, text in enumerate(plot.promises)]
    return insert(Promise, rows)


def make_cta(
    campaign: Campaign, plot: CtaPlot, *, users: dict[str, User], now: datetime, begins: int
) -> CallToAction:
    """A call-to-action under a definition both teams signed before it started."""
    agreed = now - timedelta(days=begins + 7)
    cta = CallToAction.objects.create(
        campaign=campaign,
        name=plot.name,
        kind=plot.kind,
        placement=plot.placement,
        page_url=plot.page,
        created_at=agreed - timedelta(days=3),
    )
    definition = LeadDefinition.objects.create(
        cta=cta,
        version=1,
        lead_text=plot.lead_text,
        good_text=plot.good_text,
        author=campaign.owner,
        created_at=agreed - timedelta(days=2),
    )
    signers = {Team.MARKETING: campaign.owner or users["mara"], Team.SALES: users["lena"]}
    insert(
        DefinitionSignature,
        [
            DefinitionSignature(definition=definition, team=team, user=user, signed_at=agreed)
            for team, user in signers.items()
        ],
    )
    cta.definition_in_force = definition
    cta.save(update_fields=["definition_in_force"])
    return cta


def daily_costs(rng: random.Random, plot: Plot, campaign: Campaign, *, now: datetime) -> list[DailyCost]:
    """The campaign's budget over its days: on the day of each mailing, else every day."""
    last_day = now.astimezone(ZONE).date()
    step = 28 if plot.rhythm is Rhythm.MAILINGS else 1
    offsets = range(plot.ends, plot.begins + 1, step)
    shares = [rng.uniform(0.6, 1.4) for _ in offsets]
    scale = plot.cost * 100 / sum(shares)
    return [
        DailyCost(
            campaign=campaign,
            day=last_day - timedelta(days=offset),
            channel=campaign.channel,
            amount_cents=round(share * scale),
        )
        for offset, share in zip(offsets, shares, strict=True)
    ]
