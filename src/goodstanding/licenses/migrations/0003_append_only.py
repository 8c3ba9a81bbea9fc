from django.db import migrations

from goodstanding.history.append_only import only_grows


class Migration(migrations.Migration):
    dependencies = [("licenses", "0002_whole_numbers"), ("history", "0002_chain")]

    operations = [
        only_grows("licenses_licenseversion"),
        only_grows("licenses_licensetypeversion"),
    ]
