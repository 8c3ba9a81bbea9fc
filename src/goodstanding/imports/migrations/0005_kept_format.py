from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0004_chain_position")]

    operations = [
        migrations.AddField(
            model_name="import",
            name="kept_format",
            field=models.PositiveSmallIntegerField(default=1),
        ),
    ]
