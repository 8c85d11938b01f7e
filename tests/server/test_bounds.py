"""Requests that hurt: too many at once, too slow, too large, from a key that is none; the server goes on for everybody else."""

from __future__ import annotations

import contextlib
import socket
import sys
import time
from pathlib import Path

import pytest

from tests import forked
from tests.server.conftest import Serve
from tests.server.person import Person, status_of_two_lengths
from tests.server.process import ROOT, environment
from webapp.serving import RECEIVE_SECONDS

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def half_sent(port: int, sent: bytes) -> socket.socket:
    """A connection on which a request has begun."""
    one = socket.create_connection(("127.0.0.1", port), timeout=60)
    one.sendall(sent)
    return one


@on_sqlite
def test_half_sent_requests_stop_nobody_and_are_dropped(serve: Serve) -> None:
    with serve("--no-worker") as server:
        slow = [
            half_sent(server.port, b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n") for _ in range(300)
        ]
        trickling = slow[0]
        answers = [Person(server.port).get("/sign-in") for _ in range(5)]
        assert [answer.status for answer in answers] == [200] * 5
        assert max(answer.seconds for answer in answers) < RECEIVE_SECONDS / 2
        until = time.monotonic() + RECEIVE_SECONDS + 40
        closed = False
        while not closed and time.monotonic() < until:
            time.sleep(1)
            try:
                trickling.sendall(b"a")
                trickling.setblocking(False)
                with contextlib.suppress(BlockingIOError):
                    closed = trickling.recv(10) == b""
                trickling.setblocking(True)
            except OSError:
                closed = True
        assert closed, "a request that trickled in was waited for"
        for one in slow:
            one.close()


@on_sqlite
def test_a_body_that_is_refused_is_not_received(serve: Serve, tmp_path: Path) -> None:
    with serve("--no-worker", TMPDIR=str(tmp_path)) as server:
        one = half_sent(server.port, b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 60000000\r\n\r\n")
        sent = 0
        with contextlib.suppress(OSError):
            while sent < 60_000_000:
                sent += one.send(b"x" * 65536)
        assert sent < 10_000_000
        one.close()
        chunked = half_sent(server.port, b"POST /sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        sent = 0
        with contextlib.suppress(OSError):
            while sent < 60_000_000:
                chunked.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")
                sent += 65536
        assert sent < 20_000_000
        chunked.close()
        large = Person(server.port).post("/sign-in", {"username": "x" * 3_000_000})
        assert large.status == 413
        assert Person(server.port).get("/sign-in", Cookie="a" * 100_000).status in (400, 431)
        assert Person(server.port).get("/sign-in").status == 200


@on_sqlite
def test_a_request_of_two_lengths_is_refused(serve: Serve) -> None:
    with serve("--no-worker") as server:
        for version in (b"1.1", b"1.0"):
            assert status_of_two_lengths(server.port, version) == 400
        assert Person(server.port).get("/sign-in").status == 200


ODD = [
    ("/cases?page=" + "9" * 30, 302),
    ("/sign-in?next=%0D%0ASet-Cookie:x=1", 200),
    ("/sign-in?next=/%0D%0ASet-Cookie:x=1", 200),
    ("/sign-in?who=%ED%A0%80%00", 200),
    ("/lookups/%00", 302),
    ("/cases/not-an-id", 404),
    ("/" + "a" * 5000, 404),
    ("/cases?status=%F0%28%8C%28&q=%00", 302),
]


@on_sqlite
def test_odd_addresses_and_hosts_get_a_sentence(serve: Serve) -> None:
    with serve("--no-worker") as server:
        nobody = Person(server.port)
        for path, status in ODD:
            assert nobody.get(path).status == status, path[:40]
        for host in ("x" * 5000, "a b", "[", "\u00e4".encode().decode("latin-1")):
            answer = nobody.get("/sign-in", Host=host)
            assert answer.status == 400, host[:20]
            assert "主机名无法识别" in answer.text
        wen = Person(server.port)
        wen.sign_in("wen")
        for path in (
            "/?page=" + "9" * 30,
            "/cases?q=%00",
            "/deadlines?after=nothing",
            "/deadlines?name=%00",
            "/?procedure=%00&q=%00",
        ):
            assert wen.get(path).status in (200, 400), path
    assert "Traceback" not in server.output
    assert '"trace"' not in server.output


def start(url: str, **changes: str) -> str:
    """What a start with these settings says, having failed."""
    command = [sys.executable, "-m", "webapp", "serve", "--no-worker"]
    done = forked.run(command, cwd=ROOT, env=environment(url, **changes), capture_output=True, text=True, timeout=120)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def test_settings_that_cannot_be_meant_are_named(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.sqlite'}"
    assert "PORT is 99999" in start(url, PORT="99999")
    assert not (tmp_path / "new.sqlite").exists(), "migrated before the port was refused"
    assert "DATABASE_URL" in start("sqlite:///gatepost.sqlite")
    said = start("postgresql://nobody:secret@127.0.0.1:9/x")
    assert "away" in said
    assert "secret" not in said
