"""A real nginx with the lines of the README, in front of a server of the tests."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.server.process import ROOT

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/bin")
NO_NGINX = "no nginx: install it"


def server_block(port: int, upstream: int, *, prefix: str = "", certificate: Path | None = None) -> str:
    """The README's lines on a free port, for a server on another; with TLS where there is a certificate (and .key beside it)."""
    block = lines_of_the_readme().replace("127.0.0.1:8000", f"127.0.0.1:{upstream}")
    block = block.replace("location /", f"location {prefix}/")
    if certificate is None:
        block = re.sub(r"ssl_certificate\w* [^;]+;", "", block)
        return block.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    block = block.replace("/etc/ssl/gatepost.pem", str(certificate))
    block = block.replace("/etc/ssl/gatepost.key", str(certificate.with_suffix(".key")))
    return block.replace("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;")


def lines_of_the_readme() -> str:
    """The nginx lines that the README gives."""
    found = re.search(r"```nginx\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return found.group(1)


@contextmanager
def nginx(folder: Path, server: str) -> Iterator[None]:
    """A private nginx with this server block."""
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    own = f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}"
    main = f"{own} http {{ access_log off; {temporary} {server} }}"
    (folder / "nginx.conf").write_text(main)
    process = subprocess.Popen([NGINX, "-c", folder / "nginx.conf", "-p", folder], stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    """Wait until somebody listens there."""
    until = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.1)
