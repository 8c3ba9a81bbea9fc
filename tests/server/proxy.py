"""A real nginx or Caddy with TLS on a free port, in front of a server of ours."""

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


def block(language: str, port: int) -> str:
    """What the page of documentation tells people to write, for a server on this port."""
    found = PAGE.read_text().split(f"```{language}\n")[1].split("```")[0]
    return found[found.index("{") + 1 : found.rindex("}")].replace(
        "127.0.0.1:8000", f"127.0.0.1:{port}"
    )


@contextmanager
def caddied(folder: Path, port: int) -> Iterator[tuple[int, Path]]:
    """Caddy in front of this port: its own port, and the certificate to trust."""
    program = shutil.which("caddy")
    if program is None:
        pytest.skip("NOT PROVED HERE: there is no caddy (Debian: apt-get install caddy)")
    made, key = certificate(folder)
    own = free_port()
    written = folder / "Caddyfile"
    written.write_text(
        "{\n admin off\n auto_https disable_redirects\n}\n"
        f"https://localhost:{own} {{\n tls {made} {key}\n{block('caddyfile', port)}\n}}\n"
    )
    environment = os.environ | {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    command = [program, "run", "--config", str(written), "--adapter", "caddyfile"]
    with (folder / "caddy.log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stderr=log, stdout=log)
    with until_the_end(process, own, folder / "caddy.log"):
        yield own, made


@contextmanager
def proxied(folder: Path, port: int) -> Iterator[tuple[int, Path]]:
    """nginx in front of this port: its own port, and the certificate to trust."""
    program = nginx()
    made, key = certificate(folder)
    own = free_port()
    inner = block("nginx", port)
    written = folder / "nginx.conf"
    written.write_text(
        CONFIGURATION.format(
            # The folders of a test are closed to the user that nginx changes to under root.
            user="user root;" if os.geteuid() == 0 else "",
            folder=folder,
            port=own,
            certificate=made,
            key=key,
            location=inner[inner.index("    client_max_body_size") :],
        )
    )
    process = subprocess.Popen([program, "-c", str(written), "-e", f"{folder}/error.log"])
    with until_the_end(process, own, folder / "error.log"):
        yield own, made


def free_port() -> int:
    """A port where nobody listens just now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def until_the_end(process: subprocess.Popen[bytes], port: int, log: Path) -> Iterator[None]:
    """Wait until it listens; end it at the end of the block."""
    try:
        until = time.monotonic() + 20
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)
