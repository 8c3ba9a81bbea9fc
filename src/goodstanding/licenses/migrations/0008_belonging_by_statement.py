import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from goodstanding.licenses.belonging import belongs, make_functions


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("licenses", "0007_events_unconstrained"),
    ]

    operations = [
        make_functions(),
        belongs("licenses_license", "user_id", "people_user"),
        belongs("licenses_license", "license_type_id", "licenses_licensetype"),
        migrations.AlterField(
            model_name="license",
            name="user",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="licenses",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="license",
            name="license_type",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="licenses",
                to="licenses.licensetype",
            ),
        ),
    ]
