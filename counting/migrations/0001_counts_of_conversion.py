"""The tables of the counts, and the triggers that mark the cell of whatever changes.

The triggers mark in the transaction of the change and whatever wrote it. They work on whole statements
(transition tables), so a bulk import pays once per statement, and an update marks only when something counted
changed. No table of leads or feedback is altered: neither app knows of it.
"""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

MARK = "INSERT INTO counting_mark (campaign_id, cta_id, channel_id, day)"
CELL = "campaign_id, cta_id, channel_id, received_on"

FUNCTIONS = f"""
CREATE FUNCTION counting_mark_new_leads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {MARK} SELECT DISTINCT {CELL} FROM new_rows WHERE kind = 'real';
    RETURN NULL;
END $$;

CREATE FUNCTION counting_mark_gone_leads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {MARK} SELECT DISTINCT {CELL} FROM old_rows WHERE kind = 'real';
    RETURN NULL;
END $$;

CREATE FUNCTION counting_mark_changed_leads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {MARK}
    SELECT DISTINCT cell.campaign_id, cell.cta_id, cell.channel_id, cell.received_on
    FROM old_rows AS o
    JOIN new_rows AS n USING (id)
    CROSS JOIN LATERAL (VALUES
        (o.kind, o.campaign_id, o.cta_id, o.channel_id, o.received_on),
        (n.kind, n.campaign_id, n.cta_id, n.channel_id, n.received_on)
    ) AS cell (kind, campaign_id, cta_id, channel_id, received_on)
    WHERE cell.kind = 'real' AND (
        o.kind, o.campaign_id, o.cta_id, o.channel_id, o.received_on,
        o.received_at, o.handed_over_at, o.accepted_at, o.definition_id IS NULL
    ) IS DISTINCT FROM (
        n.kind, n.campaign_id, n.cta_id, n.channel_id, n.received_on,
        n.received_at, n.handed_over_at, n.accepted_at, n.definition_id IS NULL
    );
    RETURN NULL;
END $$;

CREATE FUNCTION counting_mark_new_standings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {MARK}
    SELECT DISTINCT {CELL} FROM leads_lead AS l JOIN new_rows AS n ON n.lead_id = l.id WHERE l.kind = 'real';
    RETURN NULL;
END $$;

CREATE FUNCTION counting_mark_gone_standings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {MARK}
    SELECT DISTINCT {CELL} FROM leads_lead AS l JOIN old_rows AS o ON o.lead_id = l.id WHERE l.kind = 'real';
    RETURN NULL;
END $$;

CREATE FUNCTION counting_mark_changed_standings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {MARK}
    SELECT DISTINCT {CELL}
    FROM old_rows AS o
    JOIN new_rows AS n USING (lead_id)
    JOIN leads_lead AS l ON l.id = n.lead_id
    WHERE l.kind = 'real' AND (
        o.contacted_at, o.rating_id, o.rated_at, o.quality, o.fit, o.outcome, o.decided_at, o.value_cents
    ) IS DISTINCT FROM (
        n.contacted_at, n.rating_id, n.rated_at, n.quality, n.fit, n.outcome, n.decided_at, n.value_cents
    );
    RETURN NULL;
END $$;

-- What a rating says is written before its lead stands by it; here only what is said later is marked.
CREATE FUNCTION counting_mark_new_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {MARK}
    SELECT DISTINCT {CELL}
    FROM new_rows AS n
    JOIN feedback_rating AS r ON r.id = n.rating_id
    JOIN feedback_leadstanding AS s ON s.lead_id = r.lead_id AND s.rating_id = r.id
    JOIN leads_lead AS l ON l.id = r.lead_id
    WHERE l.kind = 'real';
    RETURN NULL;
END $$;

CREATE FUNCTION counting_mark_gone_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {MARK}
    SELECT DISTINCT {CELL}
    FROM old_rows AS o
    JOIN feedback_rating AS r ON r.id = o.rating_id
    JOIN feedback_leadstanding AS s ON s.lead_id = r.lead_id AND s.rating_id = r.id
    JOIN leads_lead AS l ON l.id = r.lead_id
    WHERE l.kind = 'real';
    RETURN NULL;
END $$;

-- Of a rating itself only the reason ever changes: the kept list has merged it into another.
CREATE FUNCTION counting_mark_changed_ratings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {MARK}
    SELECT DISTINCT {CELL}
    FROM old_rows AS o
    JOIN new_rows AS n USING (id)
    JOIN feedback_leadstanding AS s ON s.lead_id = n.lead_id AND s.rating_id = n.id
    JOIN leads_lead AS l ON l.id = n.lead_id
    WHERE l.kind = 'real' AND o.reason_id IS DISTINCT FROM n.reason_id;
    RETURN NULL;
END $$;

-- A promise is heard by the leads of its time: a mark of the whole campaign, which the job finds the cells of.
CREATE FUNCTION counting_mark_new_promises() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {MARK} SELECT DISTINCT campaign_id, NULL::bigint, NULL::bigint, NULL::date FROM new_rows;
    RETURN NULL;
END $$;

CREATE FUNCTION counting_mark_gone_promises() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {MARK} SELECT DISTINCT campaign_id, NULL::bigint, NULL::bigint, NULL::date FROM old_rows;
    RETURN NULL;
END $$;

CREATE FUNCTION counting_mark_changed_promises() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {MARK}
    SELECT DISTINCT campaign.id, NULL::bigint, NULL::bigint, NULL::date
    FROM old_rows AS o
    JOIN new_rows AS n USING (id)
    CROSS JOIN LATERAL (VALUES (o.campaign_id), (n.campaign_id)) AS campaign (id)
    WHERE (o.campaign_id, o.promised_at, o.withdrawn_at)
        IS DISTINCT FROM (n.campaign_id, n.promised_at, n.withdrawn_at);
    RETURN NULL;
END $$;

CREATE FUNCTION counting_mark_shown() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {MARK} VALUES (NULL, NULL, NULL, NULL);
    RETURN NULL;
END $$;
"""

# (table, the word in the function's name)
COUNTED = [("leads_lead", "leads"), ("feedback_leadstanding", "standings"), ("campaigns_promise", "promises")]
# What ratings speak of comes and goes, and never changes: a merge of two needs takes one away and adds the other.
SAID = ["feedback_rating_misleading_promises", "feedback_rating_needs"]
SHOWN = [
    "accounts_company",
    "campaigns_dailycost",
    "campaigns_campaign",
    "campaigns_calltoaction",
    "campaigns_channel",
    "campaigns_promise",
    "campaigns_need",
    "campaigns_campaign_needs",
    "handoff_reason",
]
EVENTS = [
    ("INSERT", "new", "NEW TABLE AS new_rows"),
    ("DELETE", "gone", "OLD TABLE AS old_rows"),
    ("UPDATE", "changed", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
]


def triggers() -> str:
    statements = [
        f"CREATE TRIGGER counting_mark_{verb} AFTER {event} ON {table} REFERENCING {rows} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION counting_mark_{verb}_{word}();"
        for table, word in COUNTED
        for event, verb, rows in EVENTS
    ]
    statements += [
        f"CREATE TRIGGER counting_mark_{verb} AFTER {event} ON {table} REFERENCING {rows} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION counting_mark_{verb}_words();"
        for table in SAID
        for event, verb, rows in EVENTS[:2]
    ]
    statements.append(
        "CREATE TRIGGER counting_mark_changed AFTER UPDATE ON feedback_rating "
        "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows "
        "FOR EACH STATEMENT EXECUTE FUNCTION counting_mark_changed_ratings();"
    )
    # The name of whoever rated. Signing in writes the row, too, but not the name.
    statements.append(
        "CREATE TRIGGER counting_mark_shown AFTER UPDATE OF full_name ON accounts_user "
        "FOR EACH STATEMENT EXECUTE FUNCTION counting_mark_shown();"
    )
    statements += [
        f"CREATE TRIGGER counting_mark_shown AFTER INSERT OR UPDATE OR DELETE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION counting_mark_shown();"
        for table in SHOWN
    ]
    return "\n".join(statements)


def no_triggers() -> str:
    # Dropping a function with CASCADE takes its triggers along.
    names = [f"counting_mark_{verb}_{word}" for _, word in COUNTED for _, verb, _ in EVENTS]
    names += [f"counting_mark_{verb}_words" for _, verb, _ in EVENTS[:2]]
    names += ["counting_mark_changed_ratings", "counting_mark_shown"]
    return "\n".join(f"DROP FUNCTION {name}() CASCADE;" for name in names)


# What is there already is counted by the first run, cell by cell.
MARK_ALL = f"{MARK} SELECT DISTINCT {CELL} FROM leads_lead WHERE kind = 'real';"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_people_and_company"),
        ("campaigns", "0001_campaigns_and_ways_in"),
        ("leads", "0001_persons_and_leads"),
        ("feedback", "0001_attempts_ratings_and_outcomes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("campaign_id", models.BigIntegerField(null=True)),
                ("cta_id", models.BigIntegerField(null=True)),
                ("channel_id", models.BigIntegerField(null=True)),
                ("day", models.DateField(null=True)),
                ("marked_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name="CountState",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveBigIntegerField(default=0)),
                ("computed_at", models.DateTimeField(null=True)),
                ("named_at", models.DateTimeField(null=True)),
                ("verified_at", models.DateTimeField(null=True)),
                ("maturity_days", models.PositiveSmallIntegerField(null=True)),
                ("time_zone", models.CharField(db_default="", max_length=64)),
                ("drift", models.JSONField(default=dict)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="countstate_only_one")
                ],
            },
        ),
        migrations.CreateModel(
            name="LagTotal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("lag", models.PositiveSmallIntegerField()),
                (
                    "buckets",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), size=None
                    ),
                ),
                (
                    "counts",
                    django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None),
                ),
                ("span", models.CharField(choices=[("day", "Day"), ("month", "Month")], max_length=5)),
                ("start", models.DateField()),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("buckets", [])), fields=["id"], name="lagtotal_empty")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("span", "start", "lag"), name="lagtotal_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ConversionCell",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("leads", models.PositiveIntegerField(db_default=0)),
                ("handed_over", models.PositiveIntegerField(db_default=0)),
                ("accepted", models.PositiveIntegerField(db_default=0)),
                ("accepted_recorded", models.PositiveIntegerField(db_default=0)),
                ("contacted", models.PositiveIntegerField(db_default=0)),
                ("contacted_recorded", models.PositiveIntegerField(db_default=0)),
                ("rated", models.PositiveIntegerField(db_default=0)),
                ("rated_recorded", models.PositiveIntegerField(db_default=0)),
                ("good", models.PositiveIntegerField(db_default=0)),
                ("good_recorded", models.PositiveIntegerField(db_default=0)),
                ("won", models.PositiveIntegerField(db_default=0)),
                ("lost", models.PositiveIntegerField(db_default=0)),
                ("open", models.PositiveIntegerField(db_default=0)),
                ("won_in_time", models.PositiveIntegerField(db_default=0)),
                ("telling", models.PositiveIntegerField(db_default=0)),
                ("won_later", models.PositiveIntegerField(db_default=0)),
                ("won_undated", models.PositiveIntegerField(db_default=0)),
                ("history_leads", models.PositiveIntegerField(db_default=0)),
                ("history_won", models.PositiveIntegerField(db_default=0)),
                ("realistic", models.PositiveIntegerField(db_default=0)),
                ("too_high", models.PositiveIntegerField(db_default=0)),
                ("too_low", models.PositiveIntegerField(db_default=0)),
                ("other_fit", models.PositiveIntegerField(db_default=0)),
                ("revenue_cents", models.PositiveBigIntegerField(db_default=0)),
                ("day", models.DateField()),
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
                    models.Index(fields=["day"], name="cell_by_day"),
                    models.Index(condition=models.Q(("leads", 0)), fields=["id"], name="cell_empty"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "day", "cta", "channel"), name="cell_once", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ConversionMonth",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("leads", models.PositiveIntegerField(db_default=0)),
                ("handed_over", models.PositiveIntegerField(db_default=0)),
                ("accepted", models.PositiveIntegerField(db_default=0)),
                ("accepted_recorded", models.PositiveIntegerField(db_default=0)),
                ("contacted", models.PositiveIntegerField(db_default=0)),
                ("contacted_recorded", models.PositiveIntegerField(db_default=0)),
                ("rated", models.PositiveIntegerField(db_default=0)),
                ("rated_recorded", models.PositiveIntegerField(db_default=0)),
                ("good", models.PositiveIntegerField(db_default=0)),
                ("good_recorded", models.PositiveIntegerField(db_default=0)),
                ("won", models.PositiveIntegerField(db_default=0)),
                ("lost", models.PositiveIntegerField(db_default=0)),
                ("open", models.PositiveIntegerField(db_default=0)),
                ("won_in_time", models.PositiveIntegerField(db_default=0)),
                ("telling", models.PositiveIntegerField(db_default=0)),
                ("won_later", models.PositiveIntegerField(db_default=0)),
                ("won_undated", models.PositiveIntegerField(db_default=0)),
                ("history_leads", models.PositiveIntegerField(db_default=0)),
                ("history_won", models.PositiveIntegerField(db_default=0)),
                ("realistic", models.PositiveIntegerField(db_default=0)),
                ("too_high", models.PositiveIntegerField(db_default=0)),
                ("too_low", models.PositiveIntegerField(db_default=0)),
                ("other_fit", models.PositiveIntegerField(db_default=0)),
                ("revenue_cents", models.PositiveBigIntegerField(db_default=0)),
                ("month", models.DateField()),
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
                    models.Index(fields=["month"], name="counts_by_month"),
                    models.Index(condition=models.Q(("leads", 0)), fields=["id"], name="month_empty"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "month", "cta", "channel"),
                        name="month_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LagCell",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                (
                    "lag_accepted",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), db_default=[], size=None
                    ),
                ),
                (
                    "lag_contacted",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), db_default=[], size=None
                    ),
                ),
                (
                    "lag_rated",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), db_default=[], size=None
                    ),
                ),
                (
                    "lag_won",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), db_default=[], size=None
                    ),
                ),
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
                    models.Index(fields=["day"], name="lagcell_by_day"),
                    models.Index(
                        condition=models.Q(
                            ("lag_accepted", []), ("lag_contacted", []), ("lag_rated", []), ("lag_won", [])
                        ),
                        fields=["id"],
                        name="lagcell_empty",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "day", "cta", "channel"),
                        name="lagcell_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LagMonth",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("lag", models.PositiveSmallIntegerField()),
                (
                    "buckets",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), size=None
                    ),
                ),
                (
                    "counts",
                    django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None),
                ),
                ("month", models.DateField()),
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
                    models.Index(fields=["month"], name="lagmonth_by_month"),
                    models.Index(condition=models.Q(("buckets", [])), fields=["id"], name="lagmonth_empty"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "month", "cta", "channel", "lag"),
                        name="lagmonth_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MentionCell",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.PositiveSmallIntegerField()),
                ("number", models.BigIntegerField()),
                ("count", models.PositiveIntegerField()),
                ("day", models.DateField()),
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
                    models.Index(fields=["day"], name="mentioncell_by_day"),
                    models.Index(condition=models.Q(("subject", 6)), fields=["number"], name="newest_notes"),
                    models.Index(
                        condition=models.Q(("subject", 6)),
                        fields=["campaign", "number"],
                        name="newest_notes_of_campaign",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "day", "cta", "channel", "subject", "number"),
                        name="mentioncell_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MentionMonth",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.PositiveSmallIntegerField()),
                ("number", models.BigIntegerField()),
                ("count", models.PositiveIntegerField()),
                ("month", models.DateField()),
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
                "indexes": [models.Index(fields=["month"], name="mentions_by_month")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "month", "cta", "channel", "subject", "number"),
                        name="mentionmonth_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MentionTotal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("span", models.CharField(choices=[("day", "Day"), ("month", "Month")], max_length=5)),
                ("start", models.DateField()),
                ("subject", models.PositiveSmallIntegerField()),
                ("number", models.BigIntegerField()),
                ("count", models.IntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("count", 0)), fields=["id"], name="mentiontotal_empty")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("span", "start", "subject", "number"), name="mentiontotal_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(FUNCTIONS, no_triggers()),
        migrations.RunSQL(triggers(), migrations.RunSQL.noop),
        migrations.RunSQL(MARK_ALL, "DELETE FROM counting_mark;"),
    ]
