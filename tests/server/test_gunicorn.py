"""Gunicorn on PostgreSQL behind nginx with TLS and a path, all as the README says; and SIGTERM in the middle of requests."""

from __future__ import annotations

import signal
import socket
import ssl
import subprocess
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.casework.world import World
from tests.server.nginx import NGINX, NO_NGINX, free_port, nginx, server_block, wait_for
from tests.server.person import PASSWORD, Person, status_of_two_lengths
from tests.server.process import gunicorn
from webapp.serving import RECEIVE_SECONDS
from workflows.casework.models import Task
from workflows.people.session_models import LoginSession

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(NGINX is None, reason=NO_NGINX),
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
]


def self_signed(folder: Path) -> Path:
    """A certificate for 127.0.0.1 with its key beside it."""
    certificate = folder / "gatepost.pem"
    words = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    names = ["-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-out", str(certificate), "-keyout", str(certificate.with_suffix(".key"))]
    subprocess.run(["openssl", "req", *words, *names, *files], check=True, capture_output=True)
    return certificate


def test_an_office_works_over_tls_and_sigterm_loses_nothing(
    world: World, database_url: str, open_task: Callable[[str], uuid.UUID], tmp_path: Path
) -> None:
    tasks = [open_task("check_a") for _ in range(6)]
    folder = tmp_path / "nginx"
    folder.mkdir()
    certificate, inner, outer = self_signed(folder), free_port(), free_port()
    trusting = ssl.create_default_context(cafile=certificate)
    settings = {"HTTPS": "1", "PROXIES": "1", "PREFIX": "/gatepost", "WEB_CONCURRENCY": "2"}
    block = server_block(outer, inner, prefix="/gatepost", certificate=certificate)
    with gunicorn(database_url, inner, **settings) as server, nginx(folder, block):
        wait_for(outer)
        assert {status_of_two_lengths(inner, version) for version in (b"1.1", b"1.0")} == {400}
        wen = Person(outer, tls=trusting)
        page = wen.get("/gatepost/sign-in")
        assert 'href="/gatepost/static/' in page.text
        given = {**page.form("/gatepost/sign-in"), "username": "wen", "password": PASSWORD}
        # What the visitor claims to be is not believed; what our proxy adds is.
        answer = wen.post("/gatepost/sign-in", given, **{"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http"})
        assert (answer.status, answer.headers["location"]) == (302, "/gatepost/")
        assert "Secure" in answer.headers["set-cookie"]
        with world.store.read() as work:
            assert set(work.session.scalars(select(LoginSession.address))) == {"127.0.0.1"}

        # Sixty who never finish their request wait at nginx: each worker has sixteen threads, and none of them waits.
        slow = []
        for _ in range(60):
            plain = socket.create_connection(("127.0.0.1", outer), timeout=60)
            one = trusting.wrap_socket(plain, server_hostname="127.0.0.1")
            one.sendall(b"POST /gatepost/sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 500\r\n\r\nuser")
            slow.append(one)
        assert max(wen.get("/gatepost/").seconds for _ in range(3)) < RECEIVE_SECONDS / 2
        for one in slow:
            one.close()

        forms = {task: wen.get(f"/gatepost/tasks/{task}").form(f"/gatepost/tasks/{task}/claim") for task in tasks}

        def claim(task: uuid.UUID) -> int:
            person = Person(outer, tls=trusting, cookies=dict(wen.cookies))
            try:
                return person.post(f"/gatepost/tasks/{task}/claim", forms[task]).status
            except (OSError, HTTPException):
                return 0  # the connection ended before an answer

        with ThreadPoolExecutor(6) as pool:
            sent = [pool.submit(claim, task) for task in tasks]
            time.sleep(0.05)
            server.process.send_signal(signal.SIGTERM)
            answers = [each.result() for each in sent]
        assert server.process.wait(60) == 0
    assert set(answers) <= {0, 302, 502}
    with world.store.read() as work:
        for task, status in zip(tasks, answers, strict=True):
            if status == 302:
                assert work.session.get_one(Task, task).assignee_id == world.persons["wen"], (
                    "answered as done and is not"
                )
