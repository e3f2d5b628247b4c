"""The inbox reads only leads that wait for a step of sales: a small index of just these, however many are decided.

It stands here because only the inbox needs it; leads knows nothing of an inbox.
"""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0002_kept_needs"),
        ("leads", "0001_campaigns_leads_and_handoffs"),
    ]

    operations = [
        migrations.RunSQL(
            sql="""
                CREATE INDEX lead_waiting_for_sales ON leads_lead (stage, handed_over_at, id, assigned_to_id)
                WHERE stage IN ('handed_over', 'accepted', 'contacted', 'rated') AND handed_over_at IS NOT NULL
            """,
            reverse_sql="DROP INDEX lead_waiting_for_sales",
        )
    ]
