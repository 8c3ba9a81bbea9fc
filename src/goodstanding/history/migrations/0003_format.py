from django.db import migrations, models


class Migration(migrations.Migration):
    """Links say how they were sealed; those from before are of format 1."""

    dependencies = [("history", "0002_chain")]

    operations = [
        migrations.AddField(
            model_name="link",
            name="format",
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
    ]
