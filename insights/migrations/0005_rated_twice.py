"""How far sales agrees with itself shows on a sheet that is kept as long as nothing changed."""

from django.db import migrations

TABLES = ("second_opinions_secondopinion", "second_opinions_secondopinionanswer")
TRIGGERS = "\n".join(
    f"CREATE TRIGGER insights_shown AFTER INSERT OR UPDATE OR DELETE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION counting_mark_shown();"
    for table in TABLES
)
NO_TRIGGERS = "\n".join(f"DROP TRIGGER insights_shown ON {table};" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [
        ("insights", "0004_customers_are_heard"),
        ("counting", "0001_counts_of_conversion"),
        ("second_opinions", "0001_ratings_given_twice"),
    ]

    operations = [
        migrations.RunSQL(
            TRIGGERS,
            NO_TRIGGERS,
            hints={"expands": "figures are made anew more often than the release before needs"},
        ),
    ]
