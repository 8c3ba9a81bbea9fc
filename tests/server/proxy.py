"""A real nginx with TLS on a free port, in front of a server of ours."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

CONFIGURATION = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port} ssl;
        server_name localhost;
        ssl_certificate {certificate};
        ssl_certificate_key {key};
{location}
    }}
}}
"""
PAGE = Path(__file__).parents[2] / "docs/run/proxy.md"


def nginx() -> str:
    """The program; installed where that may be, else the test is skipped."""
    if shutil.which("nginx") is None and os.geteuid() == 0 and shutil.which("apt-get"):
        install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", "nginx-light"]
        subprocess.run(install, capture_output=True, check=False, timeout=300)
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if found is None:
        pytest.skip("NOT PROVED HERE: there is no nginx (Debian: apt-get install nginx-light)")
    return found


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost, and its key, made for this test."""
    if shutil.which("openssl") is None:
        pytest.skip("NOT PROVED HERE: there is no openssl to make a certificate with")
    made, key = folder / "certificate.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    command += ["-keyout", str(key), "-out", str(made)]
    subprocess.run(command, capture_output=True, check=True)
    return made, key


def location(port: int) -> str:
    """What the page of documentation tells people to write, for a server on this port."""
    block = PAGE.read_text().split("```nginx\n")[1].split("```")[0]
    lines = block[block.index("    client_max_body_size") : block.rindex("}")]
    return lines.replace("127.0.0.1:8000", f"127.0.0.1:{port}")


@contextmanager
def proxied(folder: Path, port: int) -> Iterator[tuple[int, Path]]:
    """nginx in front of this port: its own port, and the certificate to trust."""
    program = nginx()
    made, key = certificate(folder)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        own = probe.getsockname()[1]
    written = folder / "nginx.conf"
    written.write_text(
        CONFIGURATION.format(
            # The folders of a test are closed to the user that nginx changes to under root.
            user="user root;" if os.geteuid() == 0 else "",
            folder=folder,
            port=own,
            certificate=made,
            key=key,
            location=location(port),
        )
    )
    process = subprocess.Popen([program, "-c", str(written), "-e", f"{folder}/error.log"])
    try:
        until = time.monotonic() + 20
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", own)) == 0:
                    break
            assert process.poll() is None, (folder / "error.log").read_text()
            assert time.monotonic() < until
            time.sleep(0.05)
        yield own, made
    finally:
        process.terminate()
        process.wait(timeout=20)
