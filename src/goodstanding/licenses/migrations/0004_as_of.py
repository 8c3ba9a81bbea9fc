import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def link(to):
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name="+",
        to=to,
    )


class Migration(migrations.Migration):
    """The columns stay as they are; only Django learns what they point to."""

    dependencies = [
        ("licenses", "0003_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveIndex("licenseversion", "license_version_by_user"),
                migrations.RemoveField("licenseversion", "user_id"),
                migrations.RemoveField("licenseversion", "license_type_id"),
                migrations.AddField("licenseversion", "user", link(settings.AUTH_USER_MODEL)),
                migrations.AddField("licenseversion", "license_type", link("licenses.licensetype")),
                migrations.AddIndex(
                    "licenseversion",
                    models.Index(fields=["user"], name="license_version_by_user"),
                ),
            ],
        ),
    ]
