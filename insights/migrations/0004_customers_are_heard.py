"""What customers say shows on a sheet that is kept as long as nothing changed: an answer makes it anew."""

from django.db import migrations

TABLES = ("surveys_survey", "surveys_surveyanswer")
TRIGGERS = "\n".join(
    f"CREATE TRIGGER insights_shown AFTER INSERT OR UPDATE OR DELETE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION counting_mark_shown();"
    for table in TABLES
)
NO_TRIGGERS = "\n".join(f"DROP TRIGGER insights_shown ON {table};" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [
        ("insights", "0003_weekly_words"),
        ("counting", "0001_counts_of_conversion"),
        ("surveys", "0001_customers_are_asked"),
    ]

    operations = [
        migrations.RunSQL(
            TRIGGERS,
            NO_TRIGGERS,
            hints={"expands": "figures are made anew more often than the release before needs"},
        ),
    ]
