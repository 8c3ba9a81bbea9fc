import django.db.models.deletion
from django.db import migrations, models

from goodstanding.history.append_only import only_grows

EVENT = {
    "db_constraint": False,
    "on_delete": django.db.models.deletion.PROTECT,
    "related_name": "+",
    "to": "history.event",
}


def version_table(name: str, once: str, *fields: tuple[str, models.Field]) -> list:
    return [
        migrations.CreateModel(
            name=name,
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("record_id", models.BigIntegerField()),
                ("version", models.PositiveIntegerField()),
                ("removed", models.BooleanField(default=False)),
                ("source_row", models.PositiveIntegerField(null=True)),
                *fields,
                ("event", models.ForeignKey(**EVENT)),
            ],
        ),
        migrations.AddConstraint(
            model_name=name.lower(),
            constraint=models.UniqueConstraint(fields=("record_id", "version"), name=once),
        ),
        only_grows(f"people_{name.lower()}"),
    ]


class Migration(migrations.Migration):
    """Versions of units, of who supervises them, and of passwords."""

    dependencies = [("history", "0003_format"), ("people", "0007_tries")]

    operations = [
        *version_table(
            "UnitVersion",
            "unit_version_once",
            ("parent_id", models.BigIntegerField(null=True)),
            ("name", models.CharField(max_length=100)),
            ("path", models.CharField(max_length=400)),
            ("full_name", models.CharField(max_length=600)),
        ),
        *version_table(
            "SupervisionVersion",
            "supervision_version_once",
            ("user_id", models.BigIntegerField()),
            ("unit_id", models.BigIntegerField()),
        ),
        *version_table(
            "PasswordVersion",
            "password_version_once",
            ("digest", models.CharField(max_length=64)),
        ),
    ]
