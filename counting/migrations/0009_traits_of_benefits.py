"""What is kept to tell whether it has helped; whatever says it marks the cell of its lead.

A customer status, a handoff and an answer to one mark that of theirs. Whether a firm is a customer, who says so and
whose a person is marks those of its deals.
"""

from __future__ import annotations

from importlib import import_module

from django.db import migrations

first = import_module("counting.migrations.0001_counts_of_conversion")
one_by_one = import_module("counting.migrations.0006_diary_of_past_figures").one_by_one
EVENTS, MARK, MARK_ALL = first.EVENTS, first.MARK, first.MARK_ALL
# Whatever came first in a session, a single row or thousands: the plan of it serves both.
SETTINGS = "SET enable_nestloop = off SET jit = off"
CELL = "l.campaign_id, l.cta_id, l.channel_id, l.received_on"
DEALS = f"""
    {MARK} SELECT DISTINCT {CELL} FROM leads_lead AS l
    JOIN feedback_leadstanding AS s ON s.lead_id = l.id
    JOIN leads_person AS p ON p.id = l.person_id
    WHERE l.kind = 'real' AND s.outcome = 'won' AND
"""
# What of the rows of a table that came, went or changed is looked at: the lead of each, or its firm.
OF_LEADS = f"""
    {MARK} SELECT DISTINCT {CELL} FROM {{rows}} AS r CROSS JOIN {one_by_one("leads_lead", "id", "r.lead_id")} AS l
    WHERE l.kind = 'real';
"""
OF_HANDOFFS = f"""
    {MARK} SELECT DISTINCT {CELL} FROM {{rows}} AS r
    CROSS JOIN {one_by_one("handoff_handoff", "id", "r.handoff_id")} AS h
    CROSS JOIN {one_by_one("leads_lead", "id", "h.lead_id")} AS l
    WHERE l.kind = 'real';
"""
OF_FIRMS = f"""
    {MARK} SELECT DISTINCT {CELL}
    FROM (SELECT DISTINCT organisation_id FROM {{rows}}) AS r
    CROSS JOIN {one_by_one("firms_organisation", "id", "r.organisation_id")} AS firm
    CROSS JOIN {one_by_one("leads_person", "organisation_id", "coalesce(firm.merged_into_id, firm.id)")} AS p
    CROSS JOIN {one_by_one("leads_lead", "person_id", "p.id")} AS l
    CROSS JOIN {one_by_one("feedback_leadstanding", "lead_id", "l.id")} AS s
    WHERE l.kind = 'real' AND s.outcome = 'won';
"""
WATCHED = [
    ("feedback_customerstatus", "statuses", OF_LEADS),
    ("handoff_handoff", "handoffs", OF_LEADS),
    ("handoff_handoffanswer", "answers", OF_HANDOFFS),
    ("firms_customerperiod", "periods", OF_FIRMS),
    ("firms_customerfact", "customers", OF_FIRMS),
]
OF_PERSONS = f"""
CREATE FUNCTION counting_mark_deals_of_persons() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {DEALS} p.id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER counting_mark_placed AFTER UPDATE ON leads_person FOR EACH ROW
    WHEN (OLD.organisation_id IS DISTINCT FROM NEW.organisation_id)
    EXECUTE FUNCTION counting_mark_deals_of_persons();
CREATE FUNCTION counting_mark_deal_of_other_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {DEALS} l.id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER counting_mark_given AFTER UPDATE ON leads_lead FOR EACH ROW
    WHEN (OLD.person_id IS DISTINCT FROM NEW.person_id)
    EXECUTE FUNCTION counting_mark_deal_of_other_person();
"""


def functions() -> str:
    made = []
    for table, word, marks in WATCHED:
        for event, verb, tables in EVENTS:
            rows = "old_rows" if verb == "gone" else "new_rows"
            made.append(f"""
CREATE FUNCTION counting_mark_{verb}_{word}() RETURNS trigger LANGUAGE plpgsql {SETTINGS} AS $$
BEGIN
    {marks.format(rows=rows)}
    RETURN NULL;
END $$;
CREATE TRIGGER counting_mark_{verb}_for_benefits AFTER {event} ON {table} REFERENCING {tables}
    FOR EACH STATEMENT EXECUTE FUNCTION counting_mark_{verb}_{word}();
""")
    return "\n".join(made) + OF_PERSONS


def no_functions() -> str:
    names = [
        f"counting_mark_{verb}_{word}" for _table, word, _marks in WATCHED for _event, verb, _rows in EVENTS
    ]
    names += ["counting_mark_deals_of_persons", "counting_mark_deal_of_other_person"]
    return "\n".join(f"DROP FUNCTION {name}() CASCADE;" for name in names)


class Migration(migrations.Migration):
    dependencies = [
        ("counting", "0008_first_ratings"),
        ("feedback", "0011_customer_statuses"),
        ("firms", "0001_firms_and_customers"),
        ("handoff", "0001_handoffs_and_reasons"),
        ("leads", "0003_firms_of_persons"),
    ]

    operations = [
        migrations.RunSQL(
            functions(),
            no_functions(),
            hints={"expands": "more is marked than the release before counts, and nothing less"},
        ),
        migrations.RunSQL(
            MARK_ALL,
            migrations.RunSQL.noop,
            hints={"expands": "cells are counted once more, by whichever release takes the marks"},
        ),
    ]
