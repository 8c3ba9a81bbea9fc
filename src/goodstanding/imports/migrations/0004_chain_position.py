from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0003_jobs")]

    operations = [
        migrations.AddField(
            model_name="import",
            name="chain_position",
            field=models.BigIntegerField(default=0),
        ),
    ]
