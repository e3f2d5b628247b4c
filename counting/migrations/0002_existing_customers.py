"""Leads of existing customers are counted; one that becomes or ceases to be a customer's marks its cell."""

from __future__ import annotations

from django.db import migrations, models

KEPT = "kind, campaign_id, cta_id, channel_id, received_on, received_at, handed_over_at, accepted_at".split(
    ", "
)


def function(*further: str) -> str:
    def columns(row: str) -> str:
        return ", ".join([*(f"{row}.{name}" for name in (*KEPT, *further)), f"{row}.definition_id IS NULL"])

    return f"""
CREATE OR REPLACE FUNCTION counting_mark_changed_leads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO counting_mark (campaign_id, cta_id, channel_id, day)
    SELECT DISTINCT cell.campaign_id, cell.cta_id, cell.channel_id, cell.received_on
    FROM old_rows AS o
    JOIN new_rows AS n USING (id)
    CROSS JOIN LATERAL (VALUES
        (o.kind, o.campaign_id, o.cta_id, o.channel_id, o.received_on),
        (n.kind, n.campaign_id, n.cta_id, n.channel_id, n.received_on)
    ) AS cell (kind, campaign_id, cta_id, channel_id, received_on)
    WHERE cell.kind = 'real' AND ({columns("o")}) IS DISTINCT FROM ({columns("n")});
    RETURN NULL;
END $$;
"""


COUNTS = ("existing_leads", "existing_rated", "existing_good", "existing_won")


class Migration(migrations.Migration):
    dependencies = [("counting", "0001_counts_of_conversion"), ("leads", "0003_firms_of_persons")]

    operations = [
        *(
            migrations.AddField(model_name=model, name=name, field=models.PositiveIntegerField(db_default=0))
            for model in ("conversioncell", "conversionmonth")
            for name in COUNTS
        ),
        *(
            migrations.AddField(
                model_name=model,
                name="existing_revenue_cents",
                field=models.PositiveBigIntegerField(db_default=0),
            )
            for model in ("conversioncell", "conversionmonth")
        ),
        migrations.RunSQL(
            function("is_of_customer"),
            function(),
            hints={"expands": "more is marked than the release before counts, and nothing less"},
        ),
    ]
