"""Whose lead is of a customer is followed for thousands of rows as for one, in whichever order they come.

A session keeps the plan that a trigger's function made at its first call (see counting/0011): what came and what
changed is searched by its key, and the rows before and after are not compared one by one.
"""

from __future__ import annotations

from django.db import migrations

NOW = """
CREATE OR REPLACE FUNCTION leads_follow_new_leads() RETURNS trigger LANGUAGE plpgsql
SET enable_nestloop = off SET jit = off AS $$
DECLARE of_customers bigint[];
BEGIN
    IF EXISTS (SELECT FROM firms_customerperiod) THEN
        of_customers := ARRAY(
            SELECT n.id FROM new_rows AS n
            CROSS JOIN LATERAL (SELECT * FROM leads_person AS one WHERE one.id = n.person_id OFFSET 0) AS person
            WHERE NOT n.is_of_customer AND leads_is_of_customer(person.organisation_id, n.received_on)
        );
        IF of_customers <> '{}' THEN
            UPDATE leads_lead SET is_of_customer = TRUE WHERE id = ANY(of_customers);
        END IF;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION leads_follow_persons() RETURNS trigger LANGUAGE plpgsql
SET enable_nestloop = off SET jit = off AS $$
DECLARE moved bigint[];
BEGIN
    IF EXISTS (SELECT FROM firms_customerperiod) THEN
        moved := ARRAY(
            SELECT n.id FROM old_rows AS o JOIN new_rows AS n USING (id)
            WHERE o.organisation_id IS DISTINCT FROM n.organisation_id
        );
        IF moved <> '{}' THEN
            UPDATE leads_lead AS lead SET is_of_customer = NOT lead.is_of_customer
            FROM leads_person AS person
            WHERE lead.person_id = ANY(moved) AND person.id = ANY(moved) AND person.id = lead.person_id
                AND lead.is_of_customer <> leads_is_of_customer(person.organisation_id, lead.received_on);
        END IF;
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0007_exports")]

    operations = [
        # Backwards nothing is to be done: the code before is served as well by these.
        migrations.RunSQL(NOW, migrations.RunSQL.noop, hints={"expands": "the same is written, only sooner"}),
    ]
