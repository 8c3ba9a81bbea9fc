from django.db import migrations

from goodstanding.history.append_only import only_grows


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("history", "0002_chain")]

    operations = [
        only_grows("people_userversion"),
    ]
