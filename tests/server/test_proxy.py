"""Behind a real nginx with the lines of the README: address, scheme, host, port and prefix are the visitor's."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.casework.world import World
from tests.server.conftest import Serve
from tests.server.person import Person
from tests.server.process import ROOT
from workflows.people.session_models import LoginSession

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/bin")
pytestmark = [
    pytest.mark.skipif(NGINX is None, reason="no nginx: install it"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


def lines_of_the_readme() -> str:
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
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.1)


@pytest.mark.parametrize("prefix", ["", "/gatepost"])
def test_the_lines_of_the_readme_work(serve: Serve, world: World, tmp_path: Path, prefix: str) -> None:
    with serve("--no-worker", PROXIES="1", PREFIX=prefix) as server:
        port, folder = free_port(), tmp_path / "nginx"
        folder.mkdir()
        block = lines_of_the_readme().replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
        block = re.sub(r"ssl_certificate\w* [^;]+;", "", block).replace("127.0.0.1:8000", f"127.0.0.1:{server.port}")
        block = block.replace("location /", f"location {prefix}/")
        with nginx(folder, block):
            wait_for(port)
            wen = Person(port)
            page = wen.get(f"{prefix}/sign-in")
            assert f'href="{prefix}/static/' in page.text
            form = page.form(f"{prefix}/sign-in")
            given = {**form, "username": "wen", "password": "a password of the tests 42"}
            # What the visitor claims to be is not believed; what our proxy adds is.
            answer = wen.post(f"{prefix}/sign-in", given, **{"X-Forwarded-For": "203.0.113.9"})
            assert answer.status == 302
            assert answer.headers["location"] == f"{prefix}/"
            assert wen.get(f"{prefix}/").status == 200
            with world.store.read() as work:
                assert set(work.session.scalars(select(LoginSession.address))) == {"127.0.0.1"}


def test_a_proxy_that_keeps_the_host_to_itself_is_named_as_the_cause(serve: Serve, tmp_path: Path) -> None:
    with serve("--no-worker", PROXIES="1", HTTPS="1") as server:
        port, folder = free_port(), tmp_path / "nginx"
        folder.mkdir()
        block = f"""server {{ listen 127.0.0.1:{port}; location / {{
            proxy_pass http://127.0.0.1:{server.port}; proxy_set_header X-Forwarded-Proto https; }} }}"""
        with nginx(folder, block):
            wait_for(port)
            wen = Person(port)
            form = wen.get("/sign-in").form("/sign-in")
            refused = wen.post("/sign-in", form, Referer="https://city.example/sign-in", Host="city.example")
            assert refused.status == 400
            assert "由系统管理员修正代理设置" in refused.words
        assert "The proxy in front must pass on Host" in server.output
