"""What moved figures of past months is noted: by the job for each cell, by triggers for each lead and cost."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

COMPANY = "accounts_company"
# The month that is running now still grows. An hour early, since the job's clock is another one: a cause too
# many at the turn of a month is never asked for.
PAST = f"""day < (
    SELECT date_trunc('month', timezone(time_zone, now() + interval '1 hour'))::date FROM {COMPANY}
)"""
CELL = "campaign_id, cta_id, channel_id"
OF_STANDING = ("rated_recorded", "good_recorded", "won", "lost", "telling", "won_in_time", "revenue_cents")
INSERT = f"INSERT INTO counting_changecause (kind, lead_id, {CELL}, day, leads, {', '.join(OF_STANDING)})"
# As counting.models.diary numbers the causes.
ENTERED, WON, LOST, CORRECTED, RATED, RATED_ANEW, OUT, BACK, MOVED, DELETED, SPENT = range(1, 12)


def counted(standing: str, day: str) -> list[str]:
    """What a standing counts for a lead of a day, in the order of OF_STANDING; its columns may all be NULL."""
    won = f"coalesce({standing}.outcome = 'won', FALSE)"
    decided_on = f"timezone((SELECT time_zone FROM {COMPANY}), {standing}.decided_at)::date"
    is_in_time = f"{decided_on} - {day} <= (SELECT maturity_days FROM {COMPANY})"
    return [
        f"({standing}.rated_at IS NOT NULL)::int",
        f"coalesce({standing}.quality IN ('A', 'B'), FALSE)::int",
        f"{won}::int",
        f"coalesce({standing}.outcome = 'lost', FALSE)::int",
        f"(NOT {won} OR {standing}.decided_at IS NOT NULL)::int",
        f"coalesce({won} AND {is_in_time}, FALSE)::int",
        f"CASE WHEN {won} THEN coalesce({standing}.value_cents, 0) ELSE 0 END",
    ]


def one_by_one(table: str, key: str, of: str) -> str:
    """The rows of a table, each searched by its key. The fence (OFFSET 0) keeps a plan that was made for the
    rows of a whole import, which reads all of the table, from being used for a single one.
    """
    return f"LATERAL (SELECT * FROM {table} AS one WHERE one.{key} = {of} OFFSET 0)"


# Said so that no index finds it: that of the days would go through all that the same import has noted.
IS_UNCOUNTED = "coalesce(cause.noted_on, 'infinity') = 'infinity'"
# What a lead newly entered is rated or decided by came with it.
KIND_OF_WORD = f"""CASE
    WHEN (
        SELECT cause.kind FROM counting_changecause AS cause
        WHERE cause.lead_id = l.id AND cause.kind = {ENTERED} AND {IS_UNCOUNTED} LIMIT 1
    ) IS NOT NULL THEN {ENTERED}
    WHEN coalesce(o.outcome, '') = '' AND n.outcome = 'won' THEN {WON}
    WHEN coalesce(o.outcome, '') = '' AND n.outcome = 'lost' THEN {LOST}
    WHEN coalesce(o.outcome, '') <> '' AND (o.outcome, o.decided_at, o.value_cents)
        IS DISTINCT FROM (n.outcome, n.decided_at, n.value_cents) THEN {CORRECTED}
    WHEN coalesce(o.quality, '') = '' THEN {RATED}
    ELSE {RATED_ANEW}
END"""


def word(rows: str) -> str:
    """What was said of leads moved the counts of their cells: `o` the standing before, `n` after, `l` the lead."""
    before, after = counted("o", "l.received_on"), counted("n", "l.received_on")
    moved = ", ".join(f"{new} - {old}" for old, new in zip(before, after, strict=True))
    return f"""
    {INSERT}
    SELECT {KIND_OF_WORD}, l.id, l.campaign_id, l.cta_id, l.channel_id, l.received_on, 0, {moved}
    FROM {rows}
    WHERE l.kind = 'real' AND l.received_{PAST.replace("day", "on", 1)}
      AND ({", ".join(after)}) IS DISTINCT FROM ({", ".join(before)});
"""


STANDING = f"{one_by_one('feedback_leadstanding', 'lead_id', 'lead.id')} AS s ON TRUE"
NO_STANDING = "feedback_leadstanding AS s ON FALSE"


def lead(kind: str, rows: str, condition: str, *, standing: str = STANDING) -> str:
    """Leads come into the counts of their cells or go, by `sign`, with all that is said of them."""
    moved = ", ".join(f"lead.sign * {number}" for number in counted("s", "lead.day"))
    return f"""
    {INSERT}
    SELECT {kind}, lead.id, lead.campaign_id, lead.cta_id, lead.channel_id, lead.day, lead.sign, {moved}
    FROM ({rows}) AS lead LEFT JOIN {standing}
    WHERE {condition} AND lead.{PAST};
"""


def of_rows(rows: str, sign: int) -> str:
    return f"SELECT id, kind, {CELL}, received_on AS day, {sign} AS sign FROM {rows}"


KEY = "kind, campaign_id, cta_id, channel_id, received_on"
NEITHER = "feedback_leadstanding AS {} ON FALSE"
LEAD = one_by_one("leads_lead", "id", "{}.lead_id")
BODIES = {
    "new_leads": lead(str(ENTERED), of_rows("new_rows", 1), "lead.kind = 'real'", standing=NO_STANDING),
    # All that a lead that is gone ever moved is of one kind: there is nothing left to open.
    "gone_leads": f"""
    {lead(str(DELETED), of_rows("old_rows", -1), "lead.kind = 'real'")}
    UPDATE counting_changecause SET kind = {DELETED} WHERE lead_id IN (SELECT id FROM old_rows);
""",
    "changed_leads": lead(
        f"CASE WHEN lead.was <> 'real' THEN {BACK} WHEN lead.became <> 'real' THEN {OUT} ELSE {MOVED} END",
        f"""
        SELECT side.*, o.kind AS was, n.kind AS became
        FROM old_rows AS o JOIN new_rows AS n USING (id)
        CROSS JOIN LATERAL (VALUES
            (o.id, o.kind, o.campaign_id, o.cta_id, o.channel_id, o.received_on, -1),
            (n.id, n.kind, n.campaign_id, n.cta_id, n.channel_id, n.received_on, 1)
        ) AS side (id, kind, {CELL}, day, sign)
        WHERE ({", ".join(f"o.{name}" for name in KEY.split(", "))})
            IS DISTINCT FROM ({", ".join(f"n.{name}" for name in KEY.split(", "))})
""",
        "lead.kind = 'real'",
    ),
    "new_standings": word(
        f"new_rows AS n CROSS JOIN {LEAD.format('n')} AS l LEFT JOIN {NEITHER.format('o')}"
    ),
    "gone_standings": word(
        f"old_rows AS o CROSS JOIN {LEAD.format('o')} AS l LEFT JOIN {NEITHER.format('n')}"
    ),
    "changed_standings": word(
        f"old_rows AS o JOIN new_rows AS n USING (lead_id) CROSS JOIN {LEAD.format('n')} AS l"
    ),
}
COSTS = {
    "new": "SELECT campaign_id, channel_id, day, amount_cents AS cents FROM new_rows",
    "gone": "SELECT campaign_id, channel_id, day, -amount_cents AS cents FROM old_rows",
}
COSTS["changed"] = f"{COSTS['new']} UNION ALL {COSTS['gone']}"
for verb, rows in COSTS.items():
    BODIES[f"{verb}_costs"] = f"""
    INSERT INTO counting_changecause (kind, campaign_id, channel_id, day, cost_cents)
    SELECT {SPENT}, campaign_id, channel_id, day, sum(cents) FROM ({rows}) AS cost
    WHERE {PAST} GROUP BY campaign_id, channel_id, day HAVING sum(cents) <> 0;
"""
TABLES = {
    "leads": "leads_lead",
    "standings": "feedback_leadstanding",
    "costs": "campaigns_dailycost",
}
EVENTS = {
    "new": ("INSERT", "NEW TABLE AS new_rows"),
    "gone": ("DELETE", "OLD TABLE AS old_rows"),
    "changed": ("UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
}


def note(what: str) -> str:
    """The function that notes what happened, and its trigger.

    A session keeps the plan of the first call: what joins the rows before and after one by one would take
    hours for an import. To compile it takes longer than it saves.
    """
    verb, word = what.split("_")
    event, tables = EVENTS[verb]
    return f"""
CREATE FUNCTION counting_note_{what}() RETURNS trigger LANGUAGE plpgsql SET enable_nestloop = off SET jit = off AS $$
BEGIN
{BODIES[what]}
    RETURN NULL;
END $$;
CREATE TRIGGER counting_note_{verb} AFTER {event} ON {TABLES[word]} REFERENCING {tables}
FOR EACH STATEMENT EXECUTE FUNCTION counting_note_{what}();
"""


# Dropping a function with CASCADE takes its trigger along.
FORGET = "\n".join(f"DROP FUNCTION counting_note_{what}() CASCADE;" for what in BODIES)


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0001_campaigns_and_ways_in"),
        ("leads", "0001_persons_and_leads"),
        ("feedback", "0001_attempts_ratings_and_outcomes"),
        ("accounts", "0001_people_and_company"),
        ("counting", "0005_what_money_was_spent_on"),
    ]

    operations = [
        migrations.CreateModel(
            name="DiaryNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.PositiveSmallIntegerField()),
                ("noted_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name="ChangeCause",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("leads", models.IntegerField(db_default=0)),
                ("rated_recorded", models.IntegerField(db_default=0)),
                ("good_recorded", models.IntegerField(db_default=0)),
                ("won", models.IntegerField(db_default=0)),
                ("lost", models.IntegerField(db_default=0)),
                ("telling", models.IntegerField(db_default=0)),
                ("won_in_time", models.IntegerField(db_default=0)),
                ("revenue_cents", models.BigIntegerField(db_default=0)),
                ("kind", models.PositiveSmallIntegerField()),
                ("lead_id", models.BigIntegerField(null=True)),
                ("happened_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("noted_on", models.DateField(null=True)),
                ("cost_cents", models.BigIntegerField(db_default=0)),
                (
                    "campaign",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="campaigns.campaign",
                    ),
                ),
                (
                    "channel",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="campaigns.channel",
                    ),
                ),
                (
                    "cta",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="campaigns.calltoaction",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["noted_on", "day"], name="causes_by_day"),
                    models.Index(fields=["lead_id"], name="causes_of_lead"),
                ],
            },
        ),
        migrations.CreateModel(
            name="FigureChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("leads", models.IntegerField(db_default=0)),
                ("rated_recorded", models.IntegerField(db_default=0)),
                ("good_recorded", models.IntegerField(db_default=0)),
                ("won", models.IntegerField(db_default=0)),
                ("lost", models.IntegerField(db_default=0)),
                ("telling", models.IntegerField(db_default=0)),
                ("won_in_time", models.IntegerField(db_default=0)),
                ("revenue_cents", models.BigIntegerField(db_default=0)),
                ("noted_on", models.DateField()),
                (
                    "campaign",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="campaigns.campaign",
                    ),
                ),
                (
                    "channel",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="campaigns.channel",
                    ),
                ),
                (
                    "cta",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="campaigns.calltoaction",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("noted_on", "campaign", "day", "cta", "channel"),
                        name="figurechange_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.RunSQL(
            "\n".join(note(what) for what in BODIES),
            FORGET,
            hints={"expands": "the release before writes as ever, and what it writes is noted, too"},
        ),
        migrations.RunSQL(
            "INSERT INTO counting_diarynote (kind) VALUES (1)",
            migrations.RunSQL.noop,
            hints={"expands": "a row in a table that the release before does not know"},
        ),
    ]
