"""Checks of the settings that must fit how people reach the pages, and of the mail server."""

from __future__ import annotations

import smtplib
import ssl
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.http.request import validate_host

from goodstanding.health.finding import Finding, bad, good, soon

HERE = {"localhost", "127.0.0.1", "::1"}


def see_address() -> Finding:
    """GOODSTANDING_ADDRESS, _HTTPS, _HOSTS and _ORIGINS tell of the same website."""
    wrong = _wrong_with_address() or _wrong_with_origins()
    return wrong or good(f"People reach the pages at {settings.ADDRESS}.")


def _wrong_with_address() -> Finding | None:
    address = urlsplit(settings.ADDRESS)
    host = address.hostname or ""
    others = {each for each in settings.ALLOWED_HOSTS if each.strip("[]") not in HERE}
    if not validate_host(f"[{host}]" if ":" in host else host, settings.ALLOWED_HOSTS):
        return bad(
            f"GOODSTANDING_ADDRESS is {settings.ADDRESS}, but the server answers to no {host}.",
            "Add that name to GOODSTANDING_HOSTS, or correct GOODSTANDING_ADDRESS.",
        )
    if address.scheme == "https" and not settings.HTTPS:
        return bad(
            "GOODSTANDING_ADDRESS begins with https, but GOODSTANDING_HTTPS is off: cookies could "
            "go out in the clear, and what people send may be refused.",
            "Set GOODSTANDING_HTTPS=yes, with GOODSTANDING_PROXIES=1 behind a proxy "
            "(docs/run/proxy.md).",
        )
    if address.scheme == "http" and (settings.HTTPS or host not in HERE):
        return bad(
            "The pages go by HTTPS, but GOODSTANDING_ADDRESS begins with http."
            if settings.HTTPS
            else "People reach the pages over a network without HTTPS: passwords can be read "
            "on the way.",
            "Set GOODSTANDING_ADDRESS to the address with https, and see docs/run/proxy.md.",
        )
    if host in HERE and others:
        return soon(
            "GOODSTANDING_HOSTS names hosts, but links in mail lead to this machine only.",
            "Set GOODSTANDING_ADDRESS to the address that people use.",
        )
    if settings.DEBUG:
        return bad("The debug mode shows settings and records to anybody.", "Unset its setting.")
    return None


def _wrong_with_origins() -> Finding | None:
    for origin in settings.CSRF_TRUSTED_ORIGINS:
        host = (urlsplit(origin).hostname or "").replace("*", "any")
        if not validate_host(host, settings.ALLOWED_HOSTS):
            return soon(
                f"GOODSTANDING_ORIGINS trusts {origin}, a host that the server does not answer to.",
                "Add its name to GOODSTANDING_HOSTS, or take it out of GOODSTANDING_ORIGINS.",
            )
    return None


def see_mail() -> Finding:
    """The mail server takes us; nothing is sent."""
    if not settings.MAIL:
        return good("No mail server is set, so no mail is sent.")
    connection = get_connection(fail_silently=False, timeout=5)
    try:
        connection.open()
    except (OSError, smtplib.SMTPException, ssl.SSLError) as error:
        why = type(error).__name__
        return bad(
            f"The mail server {settings.MAIL.host} does not take us ({why}).",
            "Check GOODSTANDING_MAIL: host, port, user and password, and the way there.",
        )
    finally:
        connection.close()
    return good(f"The mail server {settings.MAIL.host} takes us.")
