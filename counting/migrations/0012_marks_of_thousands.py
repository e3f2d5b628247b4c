"""Marking thousands of changes costs no more after a single one, and a single one no more after thousands.

A session keeps the plan a trigger's function made at its first call. That of a single row compared the rows
before and after one by one, which took seconds for a few thousand; that of thousands read all leads, for every
single change that came later. So nested loops are off, and each lead is searched by its key (`one_by_one`).
"""

from __future__ import annotations

from importlib import import_module

from django.db import migrations

first = import_module("counting.migrations.0001_counts_of_conversion")
one_by_one = import_module("counting.migrations.0006_diary_of_past_figures").one_by_one

# To compile what is planned so takes longer than it saves.
SETTINGS = "SET enable_nestloop = off SET jit = off"
LEAD = f"CROSS JOIN {one_by_one('leads_lead', 'id', '{}.lead_id')} AS l"
RATING = f"CROSS JOIN {one_by_one('feedback_rating', 'id', '{}.rating_id')} AS r"
STANDING = f"CROSS JOIN {one_by_one('feedback_leadstanding', 'lead_id', '{}.lead_id')} AS s"
OF_STANDING = "contacted_at, rating_id, rated_at, quality, fit, outcome, decided_at, value_cents".split(", ")
TOGETHER = "old_rows AS o JOIN new_rows AS n USING ({})"


def differ(*names: str) -> str:
    before, after = (", ".join(f"{row}.{name}" for name in names) for row in "on")
    return f"({before}) IS DISTINCT FROM ({after})"


def words(rows: str) -> str:
    """Of what is said with a rating by which its lead stands."""
    return f"{rows} AS said {RATING.format('said')} {STANDING.format('r')} {LEAD.format('r')}"


# {function: (the rows with their leads, what must be true of them besides)}
MARKING = {
    "new_standings": (f"new_rows AS n {LEAD.format('n')}", "TRUE"),
    "gone_standings": (f"old_rows AS o {LEAD.format('o')}", "TRUE"),
    "changed_standings": (f"{TOGETHER.format('lead_id')} {LEAD.format('n')}", differ(*OF_STANDING)),
    "new_words": (words("new_rows"), "s.rating_id = r.id"),
    "gone_words": (words("old_rows"), "s.rating_id = r.id"),
    "changed_ratings": (
        f"{TOGETHER.format('id')} {STANDING.format('n')} {LEAD.format('n')}",
        f"s.rating_id = n.id AND {differ('reason_id')}",
    ),
    "new_beside": (f"new_rows AS n {LEAD.format('n')}", "TRUE"),
    "gone_beside": (f"old_rows AS o {LEAD.format('o')}", "TRUE"),
    "changed_touches": (f"rows AS n {LEAD.format('n')}", "TRUE"),
}
# These ask for nothing but the rows before and after.
COMPARING = ("changed_leads", "changed_promises")
CELL = "l.campaign_id, l.cta_id, l.channel_id, l.received_on"


def mark(name: str, rows: str, condition: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION counting_mark_{name}() RETURNS trigger LANGUAGE plpgsql {SETTINGS} AS $$
BEGIN
    {first.MARK}
    SELECT DISTINCT {CELL} FROM {rows} WHERE l.kind = 'real' AND {condition};
    RETURN NULL;
END $$;
"""


NOW = "\n".join(
    [
        *(mark(name, *what) for name, what in MARKING.items()),
        *(
            f"ALTER FUNCTION counting_mark_{name}() {setting};"
            for name in COMPARING
            for setting in ("SET enable_nestloop = off", "SET jit = off")
        ),
    ]
)


class Migration(migrations.Migration):
    dependencies = [("counting", "0011_what_stands_on_leads")]

    operations = [
        # Backwards nothing is to be done: the code before is served as well by these.
        migrations.RunSQL(NOW, migrations.RunSQL.noop, hints={"expands": "the same is marked, only sooner"}),
    ]
