import django.db.models.deletion
from django.db import connection, migrations, models

from goodstanding.history.append_only import only_grows
from goodstanding.history.chain import seal

TABLES = (
    ("people", "PasswordVersion"),
    ("people", "SupervisionVersion"),
    ("people", "UnitVersion"),
    ("imports", "ImportVersion"),
)
INSERT = "INSERT INTO {} (record_id, version, removed, event_id, {}) SELECT {}, 1, false, %s, {} "
PROOF = (
    "kind, actor_id, door, file_name, file_size, file_digest, only_good_rows, plan_digest, "
    "follows_id, undoes_id, created_at, imported_at, imported_by_id"
)


def record_what_there_is(apps, schema_editor):
    """Give units, supervisions, passwords and imports of before a first version each."""
    found = [apps.get_model("people", name) for name in ("User", "Unit")]
    if not any(model.objects.exists() for model in found):
        return
    event = apps.get_model("history", "Event").objects.create(
        actor_name="Good Standing",
        door="upgrade",
        action="history.upgrade",
        subject="Units, who supervises them, passwords and imports, as they were at the upgrade",
    )
    statements = (
        INSERT.format(
            "people_unitversion", "parent_id, name, path, full_name", "id",
            "parent_id, name, path, full_name",
        ) + "FROM people_unit",
        INSERT.format("people_supervisionversion", "user_id, unit_id", "id", "user_id, unit_id")
        + "FROM people_supervision",
        INSERT.format(
            "people_passwordversion", "digest", "id",
            "encode(sha256(convert_to(password, 'UTF8')), 'hex')",
        ) + "FROM people_user WHERE password NOT LIKE '!%%'",
        INSERT.format(
            "imports_importversion", f"import_id, {PROOF}, read_as, answers, counts",
            "('x' || substr(replace(id::text, '-', ''), 1, 16))::bit(64)::bigint",
            f"id, {PROOF}, read_as::text, answers::text, counts::text",
        ) + "FROM imports_import WHERE state = 'imported'",
    )  # fmt: skip
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, [event.pk])
    # By the tables as they are now: those of later releases may have columns that are to come.
    tables = [apps.get_model(*names) for names in TABLES]
    seal(event, sorted(tables, key=lambda model: model._meta.db_table))


class Migration(migrations.Migration):
    """Versions of imports; and first versions of all that had none before."""

    dependencies = [
        ("history", "0003_format"),
        ("imports", "0005_kept_format"),
        ("people", "0008_chained"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportVersion",
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
                ("import_id", models.UUIDField()),
                ("kind", models.CharField(max_length=20)),
                ("actor_id", models.BigIntegerField()),
                ("door", models.CharField(max_length=20)),
                ("file_name", models.CharField(max_length=255)),
                ("file_size", models.BigIntegerField()),
                ("file_digest", models.CharField(max_length=64)),
                ("read_as", models.TextField()),
                ("answers", models.TextField()),
                ("counts", models.TextField()),
                ("only_good_rows", models.BooleanField()),
                ("plan_digest", models.CharField(max_length=64)),
                ("follows_id", models.UUIDField(null=True)),
                ("undoes_id", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField()),
                ("imported_at", models.DateTimeField()),
                ("imported_by_id", models.BigIntegerField(null=True)),
                (
                    "event",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="history.event",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="importversion",
            constraint=models.UniqueConstraint(
                fields=("record_id", "version"), name="import_version_once"
            ),
        ),
        only_grows("imports_importversion"),
        migrations.RunPython(record_what_there_is, migrations.RunPython.noop),
    ]
