"""What stands beside the figures of the joint page is kept with them, as long as nothing changed."""

from django.db import migrations

TABLES = (
    "campaigns_milestone",
    "campaigns_leaddefinition",
    "campaigns_definitionsignature",
    "feedback_campaignanswer",
    "feedback_campaignjudgement",
    "findings_finding",
    "findings_findinganswer",
)
TRIGGERS = "\n".join(
    f"CREATE TRIGGER insights_shown AFTER INSERT OR UPDATE OR DELETE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION counting_mark_shown();"
    for table in TABLES
)
NO_TRIGGERS = "\n".join(f"DROP TRIGGER insights_shown ON {table};" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [
        ("insights", "0005_rated_twice"),
        ("counting", "0014_names_that_wait"),
        ("campaigns", "0004_imported_costs"),
        ("feedback", "0001_attempts_ratings_and_outcomes"),
        ("findings", "0001_findings"),
    ]

    operations = [
        migrations.RunSQL(
            TRIGGERS,
            NO_TRIGGERS,
            hints={"expands": "figures are made anew more often than the release before needs"},
        ),
    ]
