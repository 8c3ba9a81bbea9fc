"""The certificate and the key by which the server itself speaks HTTPS, if it does."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path

from goodstanding.config.environment import WrongSetting, read_text
from goodstanding.config.proxies import Proxies


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """Two PEM files; false if there are none."""

    certificate: Path | None = None
    key: Path | None = None

    def __bool__(self) -> bool:
        return self.certificate is not None


def read_tls() -> TlsFiles:
    """The files that ``GOODSTANDING_TLS_CERTIFICATE`` and ``GOODSTANDING_TLS_KEY`` name."""
    certificate, key = read_text("GOODSTANDING_TLS_CERTIFICATE"), read_text("GOODSTANDING_TLS_KEY")
    if not certificate and not key:
        return TlsFiles()
    if not certificate or not key:
        names = ["GOODSTANDING_TLS_CERTIFICATE", "GOODSTANDING_TLS_KEY"]
        given, missing = names if certificate else reversed(names)
        raise WrongSetting(
            given,
            f"is set, but {missing} is not.",
            "Set both: one names a file with the certificate and its chain, one that of its key.",
        )
    try:
        # Asked for a password, it would wait at the terminal.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password="")
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise WrongSetting(
            "GOODSTANDING_TLS_CERTIFICATE",
            f"is {certificate} and GOODSTANDING_TLS_KEY is {key}, which cannot be used: {why}.",
            "Name two PEM files that belong together and that this user can read, the key without "
            "a password.",
        ) from None
    return TlsFiles(Path(certificate), Path(key))


def check_https(*, https: bool, proxies: Proxies, tls: TlsFiles) -> None:
    """Refuse to send everybody round in circles: to a scheme that the server never sees."""
    if https and not proxies and not tls:
        raise WrongSetting(
            "GOODSTANDING_HTTPS",
            "is on, but nothing tells the server which requests came by HTTPS, so it would "
            "redirect all of them for ever.",
            "Set GOODSTANDING_PROXIES=1 if a proxy in front of it speaks HTTPS, or "
            "GOODSTANDING_TLS_CERTIFICATE and GOODSTANDING_TLS_KEY if the server is to do so.",
        )
