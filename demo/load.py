"""Writes the demo company: its people, campaigns and about 6,000 leads with all that became of them.

Rows go in set by set. The facts are written here; where a lead stands and what is counted is derived by the
same services the portal uses, so the demo cannot show a figure its rows do not carry.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from demo import story
from demo.absences import send_on_holiday
from demo.customers import make_customers
from demo.lives import ZONE, Life, Teller
from demo.milestones import write_milestones
from demo.retention import say_who_stayed
from demo.rows import LeadRows
from demo.satisfaction import let_customers_answer
from demo.second_opinions import give_ratings_twice
from demo.stage import build_stage
from demo.voices import let_sales_speak

SEED = 20_260_101
REPEAT_SHARE = 0.06


@transaction.atomic
def load_demo_company(*, now: datetime) -> int:
    """Write the whole demo as of `now` and return the number of leads; the database must hold no company."""
    lives_rng, rng = random.Random(SEED), random.Random(SEED + 1)
    stage = build_stage(rng, now=now)
    lives = tell_lives(lives_rng, now=now, rep_count=len(stage.reps))
    LeadRows(stage=stage, rng=rng).write(lives, person_of=choose_persons(rng, lives))
    let_sales_speak(stage, now=now)
    let_customers_answer(random.Random(SEED + 2), now=now)
    give_ratings_twice(random.Random(SEED + 3), now=now)
    marketer = next(campaign.owner for campaign in stage.campaigns.values() if campaign.owner)
    today = now.astimezone(ZONE).date()
    make_customers(actor=marketer, today=today)
    say_who_stayed(random.Random(SEED + 2), today=today)
    write_milestones(stage, today=today)
    send_on_holiday(stage, today=today)
    return len(lives)


def tell_lives(rng: random.Random, *, now: datetime, rep_count: int) -> list[Life]:
    teller = Teller(rng, now=now.astimezone(ZONE), rep_count=rep_count)
    lives = [teller.tell(plot) for plot in story.PLOTS for _ in range(plot.leads)]
    return sorted(lives, key=lambda life: life.received_at)


def choose_persons(rng: random.Random, lives: Sequence[Life]) -> list[int]:
    """For each life the index of its person: mostly a new one, sometimes somebody who asked before."""
    people = 0
    indexes = []
    for _ in lives:
        if people and rng.random() < REPEAT_SHARE:
            indexes.append(rng.randrange(people))
        else:
            indexes.append(people)
            people += 1
    return indexes
