"""Of which firm a person is, and whether a lead is of a customer: kept by triggers, whoever writes what."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from campaigns.following import drop_function, make_function, make_trigger

# Who comes in from a firm that is just being merged is of the other one.
FOLLOW = make_function("leads_follow_merged_firm", "firms_organisation", "organisation_id") + make_trigger(
    "leads_follow_merged_firm", "leads_person", "organisation_id"
)
EXPANDS = {"expands": "only a column is written that the release before does not know"}

FUNCTIONS = """
CREATE FUNCTION leads_is_of_customer(firm bigint, day date) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM firms_customerperiod AS period
        WHERE period.organisation_id = firm AND period.start <= day
            AND (period.until IS NULL OR day < period.until)
    )
$$;

-- Each looks before it writes: an UPDATE of no row would call the triggers of UPDATE all the same.
CREATE FUNCTION leads_follow_new_leads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM firms_customerperiod) AND EXISTS (
        SELECT FROM new_rows AS n JOIN leads_person AS person ON person.id = n.person_id
        WHERE leads_is_of_customer(person.organisation_id, n.received_on) AND NOT n.is_of_customer
    ) THEN
        UPDATE leads_lead AS lead SET is_of_customer = TRUE
        FROM new_rows AS n JOIN leads_person AS person ON person.id = n.person_id
        WHERE lead.id = n.id AND NOT n.is_of_customer
            AND leads_is_of_customer(person.organisation_id, n.received_on);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION leads_follow_persons() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM firms_customerperiod) AND EXISTS (
        SELECT FROM old_rows AS o JOIN new_rows AS n USING (id)
        WHERE o.organisation_id IS DISTINCT FROM n.organisation_id
    ) THEN
        UPDATE leads_lead AS lead SET is_of_customer = NOT lead.is_of_customer
        FROM old_rows AS o JOIN new_rows AS n USING (id)
        WHERE o.organisation_id IS DISTINCT FROM n.organisation_id AND lead.person_id = n.id
            AND lead.is_of_customer <> leads_is_of_customer(n.organisation_id, lead.received_on);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION leads_follow_firms(firms bigint[]) RETURNS void LANGUAGE sql AS $$
    UPDATE leads_lead AS lead SET is_of_customer = NOT lead.is_of_customer
    FROM leads_person AS person
    WHERE person.organisation_id = ANY(firms) AND lead.person_id = person.id
        AND lead.is_of_customer <> leads_is_of_customer(person.organisation_id, lead.received_on)
$$;

CREATE FUNCTION leads_follow_new_periods() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM leads_follow_firms(ARRAY(SELECT DISTINCT organisation_id FROM new_rows));
    RETURN NULL;
END $$;

CREATE FUNCTION leads_follow_gone_periods() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM leads_follow_firms(ARRAY(SELECT DISTINCT organisation_id FROM old_rows));
    RETURN NULL;
END $$;

CREATE FUNCTION leads_follow_changed_periods() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM leads_follow_firms(
        ARRAY(SELECT organisation_id FROM old_rows UNION SELECT organisation_id FROM new_rows)
    );
    RETURN NULL;
END $$;

CREATE TRIGGER leads_follow_customers AFTER INSERT ON leads_lead
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION leads_follow_new_leads();
CREATE TRIGGER leads_follow_customers AFTER UPDATE ON leads_person
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_follow_persons();
CREATE TRIGGER leads_follow_new AFTER INSERT ON firms_customerperiod
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION leads_follow_new_periods();
CREATE TRIGGER leads_follow_gone AFTER DELETE ON firms_customerperiod
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION leads_follow_gone_periods();
CREATE TRIGGER leads_follow_changed AFTER UPDATE ON firms_customerperiod
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION leads_follow_changed_periods();
"""
NO_FUNCTIONS = """
DROP FUNCTION leads_follow_new_leads() CASCADE;
DROP FUNCTION leads_follow_persons() CASCADE;
DROP FUNCTION leads_follow_new_periods() CASCADE;
DROP FUNCTION leads_follow_gone_periods() CASCADE;
DROP FUNCTION leads_follow_changed_periods() CASCADE;
DROP FUNCTION leads_follow_firms(bigint[]);
DROP FUNCTION leads_is_of_customer(bigint, date);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("firms", "0001_firms_and_customers"),
        ("leads", "0002_contact_corrections"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="organisation",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="persons",
                to="firms.organisation",
                verbose_name="company",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="is_placed",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name="lead",
            name="is_of_customer",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.CreateModel(
            name="FirmPlacing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "became",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joined_by",
                        to="firms.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="placings",
                        to="leads.person",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "was",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="left_by",
                        to="firms.organisation",
                    ),
                ),
            ],
            options={"verbose_name": "correction of a person’s company", "ordering": ["-id"]},
        ),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS, hints=EXPANDS),
        migrations.RunSQL(FOLLOW, drop_function("leads_follow_merged_firm"), hints=EXPANDS),
    ]
