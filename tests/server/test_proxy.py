"""Behind a real nginx with the lines of the README: address, scheme, host, port and prefix are the visitor's."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.casework.world import World
from tests.server.conftest import Serve
from tests.server.nginx import NGINX, NO_NGINX, free_port, nginx, server_block, wait_for
from tests.server.person import Person
from workflows.people.session_models import LoginSession

pytestmark = [
    pytest.mark.skipif(NGINX is None, reason=NO_NGINX),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


@pytest.mark.parametrize("prefix", ["", "/gatepost"])
def test_the_lines_of_the_readme_work(serve: Serve, world: World, tmp_path: Path, prefix: str) -> None:
    with serve("--no-worker", PROXIES="1", PREFIX=prefix) as server:
        port, folder = free_port(), tmp_path / "nginx"
        folder.mkdir()
        with nginx(folder, server_block(port, server.port, prefix=prefix)):
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
        # What the server writes reaches this process a little after its answer.
        until = time.monotonic() + 60
        while "The proxy in front must pass on Host" not in server.output:
            assert time.monotonic() < until, server.output
            time.sleep(0.05)
