from django.db import migrations, models


class Migration(migrations.Migration):
    """What is remembered already has its giver, and stays that person's answer."""

    dependencies = [("imports", "0006_chained")]

    operations = [
        migrations.RemoveConstraint(model_name="remembered", name="remembered_once"),
        migrations.AddConstraint(
            model_name="remembered",
            constraint=models.UniqueConstraint(
                fields=["kind", "what", "field", "text_key", "by"],
                name="remembered_once_by_each",
            ),
        ),
    ]
