from __future__ import annotations

import argparse
import os
import subprocess
import sys

import pytest
from pytest_django import Settings

from goodstanding.cli.commands import serve
from goodstanding.demo.sign_ins import SIGN_INS, refuse_open_demonstration
from goodstanding.people.models import User
from goodstanding.refusals import Refusal
from tests.cast import Organization

OPEN = ["0.0.0.0", "::", "203.0.113.7", "[fe80::1]", "licenses.example.org"]
CLOSED = ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost"]


@pytest.mark.django_db
@pytest.mark.parametrize("host", OPEN[:2])
def test_the_demonstration_is_not_served_to_others(host: str) -> None:
    with pytest.raises(Refusal) as refused:
        serve.run(argparse.Namespace(demo=True, host=host))
    assert refused.value.code == "demonstration-open"
    assert "alice, bob, charlie, dora, grace" in refused.value.remedy
    assert not User.objects.exists()


@pytest.mark.parametrize("about_to_load", [True, False])
def test_it_is_served_to_others_once_the_passwords_are_changed(
    organization: Organization, settings: Settings, about_to_load: bool
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick
    for sign_in in SIGN_INS:
        user = getattr(organization, sign_in.username)
        user.set_password(sign_in.password)
        user.save()
    for host in CLOSED:
        refuse_open_demonstration(host, about_to_load=about_to_load)
    for host in OPEN:
        with pytest.raises(Refusal):
            refuse_open_demonstration(host, about_to_load=about_to_load)
    for sign_in in SIGN_INS[1:]:
        User.objects.filter(username=sign_in.username).update(password="!")
    with pytest.raises(Refusal, match="the passwords of alice first"):
        refuse_open_demonstration("0.0.0.0", about_to_load=about_to_load)
    User.objects.filter(username="alice").update(is_active=False)
    refuse_open_demonstration("0.0.0.0", about_to_load=about_to_load)


def test_looking_for_it_loads_no_polars() -> None:
    code = (
        "import django, sys; django.setup(); import goodstanding.demo.sign_ins;"
        "sys.exit('polars' in sys.modules)"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "goodstanding.config.settings"}
    subprocess.run([sys.executable, "-c", code], env=os.environ | environment, check=True)
